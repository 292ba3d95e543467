"""Data handled for customers: in which role, on whose instructions, and whose answer it is."""

from __future__ import annotations

import json

import pytest

from tests.register.asking import answered, asked, refusal
from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import troth

CONTACT = "privacy@c1.example"
ASKED = "2026-04-07T09:00:00+00:00"
TASKS = {
    "altexsoft": ("client-data", "client-services"),
    "intexsoft": ("transferred-data", "customer-task"),
}
TERM = "2027-01-01T00:00:00+00:00"


def began(house: Company) -> Company:
    """Return a company whose store is there."""
    with house.open():
        """The store begins, under the company's policy."""
    return house


def agreed(house: Company, name: str, agreement: str = "A-1", entry_: str = "") -> None:
    """Keep an agreement with the customer C1, for the one task that the policy serves."""
    declared, task = TASKS[name]
    done = house.client(
        "agree", agreement, client="C1", entry=entry_ or declared, task=task, contact=CONTACT,
        until=TERM,
    )  # fmt: skip
    assert done.code == 0, done


def handed_over(house: Company, name: str, person: str | None = None) -> str:
    """Let the customer hand over one person's data under the agreement."""
    form, data = {
        "altexsoft": ("client-import", {"name": "Ada", "email": "ada@mail.example"}),
        "intexsoft": ("task-data", {"task-data": "a file of the customer"}),
    }[name]
    kept = house.collect(form, data, shown="agreement=A-1", person=person)
    assert kept.code == 0, kept
    return str(kept.said["person"])


def collecting(house: Company, right: str, person: str) -> str:
    """Open a request from a confirmed session and search for what is held."""
    request = asked(house, right, person, ASKED, session=True)["request"]
    done = house.request("advance", request, commit=True, at=ASKED)
    assert done.code == 0, done
    return str(request)


@entry("governance.controller-role-declared")
def test_each_activity_says_in_which_role_it_is_done(company: Companies) -> None:
    house = company("altexsoft")
    rows = [
        row
        for kind in ("processing", "processor")
        for row in troth("register", house.manifest, "--kind", kind).said["registers"][kind]["rows"]
    ]
    roles = {row["address"]: row["cells"]["role"] for row in rows}
    for own in ("purposes/analytics", "purposes/newsletter", "purposes/role-applied"):
        assert roles[own] == ["controller"]
    assert roles["processor-of/client-data"] == ["processor"]
    supplied = [
        row["cells"]["role"]
        for row in rows
        if any(data.startswith("client-supplied:") for data in row["cells"]["data"])
    ]
    assert supplied == [["processor"]]


@entry("governance.processor-role-client-data")
@pytest.mark.parametrize("name", ["intexsoft", "altexsoft"])
def test_a_customers_data_serves_the_task_and_nothing_else(company: Companies, name: str) -> None:
    house = began(company(name))
    agreed(house, name)
    person = handed_over(house, name)
    task = TASKS[name][1]
    assert house.look(person, task).codes == ()
    marketing = {"altexsoft": "newsletter", "intexsoft": "marketing"}[name]
    assert "OUTSIDE_AGREEMENT" in house.look(person, marketing).codes
    # The task itself closes when the customer says so.
    house.client("instruct", "A-1", task, stop=True)
    assert house.look(person, task).codes == ("OUTSIDE_AGREEMENT",)
    house.client("instruct", "A-1", task)
    assert house.look(person, task).codes == ()


@entry("governance.processor-role-client-data")
@pytest.mark.parametrize("name", ["intexsoft", "altexsoft"])
def test_an_erasure_asked_of_the_processor_is_handed_on_to_the_customer(
    company: Companies, name: str
) -> None:
    house = began(company(name))
    agreed(house, name)
    person = handed_over(house, name)
    request = collecting(house, "erasure", person)
    told = house.client("forward", request, at=ASKED).said["forwarded"]
    assert [(one["to"], one["client"], one["right"]) for one in told] == [
        (CONTACT, "C1", "erasure")
    ]
    known = house.request("show", request, at=ASKED).said
    assert known["forwarded"] == [{"entry": TASKS[name][0], "outcome": "forwarded", "at": ASKED}]
    # Handing on once is enough.
    assert house.client("forward", request, at=ASKED).said["forwarded"] == []


@entry("governance.custodian-data")
def test_of_three_custodies_only_ones_own_is_shown(company: Companies) -> None:
    house = began(company("intexsoft"))
    agreed(house, "intexsoft")
    agreed(house, "intexsoft", "A-2", "custodian-data")
    person = house.collect("registration", {"email": "ada@mail.example"}).said["person"]
    handed_over(house, "intexsoft", person)
    house.collect("custody", {"task-data": "kept for them"}, shown="agreement=A-2", person=person)
    said = house.export(person)
    assert [one["value"] for one in said["data"]] == ["ada@mail.example"]
    assert [(one["custody"], one["contact"]) for one in said["held_for_customers"]] == [
        ("custodian", CONTACT), ("transferred-by-customer", CONTACT),
    ]  # fmt: skip
    assert "kept for them" not in json.dumps(said)


@entry("governance.custodian-data")
def test_an_agreement_can_keep_its_customer_to_itself(company: Companies) -> None:
    house = began(company("intexsoft"))
    done = house.client(
        "agree", "A-1", client="C1", entry="transferred-data", task="customer-task",
        contact=CONTACT, until=TERM, confidential=True,
    )  # fmt: skip
    assert done.code == 0
    said = house.export(handed_over(house, "intexsoft"))["held_for_customers"]
    assert [(one["client"], one["contact"]) for one in said] == [(None, None)]


@entry("rights.data-processor-forwarding")
@pytest.mark.parametrize("name", ["intexsoft", "altexsoft"])
def test_the_answer_covers_ones_own_and_the_customer_hears_of_the_rest_the_same_day(
    company: Companies, name: str
) -> None:
    house = began(company(name))
    agreed(house, name)
    own = {"email": "ada@mail.example", "message": "hello"}
    if name == "altexsoft":
        own["name"] = "Ada"
    person = house.collect("contact-form", own).said["person"]
    if name == "intexsoft":
        house.collect("registration", {"email": "ada@mail.example"}, person=person)
        agreed(house, name, "A-2", "custodian-data")
        house.collect("custody", {"task-data": "theirs"}, shown="agreement=A-2", person=person)
    handed_over(house, name, person)
    request = collecting(house, "access", person)
    told = house.client("forward", request, at=ASKED).said["forwarded"]
    assert {one["client"] for one in told} == {"C1"}
    assert sum(one["records"] for one in told) == 2
    assert all(one["handed_on"] == ASKED for one in told)
    # Both clocks: ours from the day it came, theirs from the day they heard.
    assert all(one["our_answer_due"] <= one["client_answer_due"] == "2026-05-07" for one in told)
    answer = answered(house, request, ASKED)
    assert len(answer["data"]) == 3
    assert sum(len(one["categories"]) for one in answer["held_for_customers"]) == len(told)
    assert "theirs" not in json.dumps(answer)
    assert "a file of the customer" not in json.dumps(answer)


@entry("governance.processor-role-client-data")
def test_at_the_end_the_data_goes_back_and_is_deleted(company: Companies) -> None:
    house = began(company("altexsoft"))
    agreed(house, "altexsoft")
    person = handed_over(house, "altexsoft")
    own = house.collect("contact-form", {"email": "ada@mail.example", "message": "hi"}).said
    back = house.folder / "back.json"
    plan = house.client("end", "A-1", **{"return": str(back)}, at=ASKED).said
    assert (plan["committed"], plan["records"]) == (False, 2)
    assert not back.exists()
    house.client("end", "A-1", **{"return": str(back)}, commit=True, at=ASKED)
    given = {one["field"]: one["value"] for one in json.loads(back.read_text("utf-8"))}
    assert given == {"name": "Ada", "email": "ada@mail.example"}
    assert house.look(person, "client-services", at=ASKED).seen == ()
    assert sum(house.sweep("2026-04-07T09:00:01+00:00").values()) == 2
    assert set(house.held(own["person"], ASKED)) == {"email", "message"}
    again = house.client("instruct", "A-1", "client-services", at=ASKED)
    assert refusal(again) == "clients/ended"


@entry("governance.processor-role-client-data")
@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"contact": "ada.example@c1.example"}, "clients/not-a-desk"),
        ({"task": "newsletter"}, "clients/unknown-task"),
        ({"entry": "nobody"}, "clients/unknown-entry"),
        ({"client": "C 1"}, "clients/not-an-id"),
    ],
)
def test_an_agreement_that_cannot_be_is_refused(
    company: Companies, wrong: dict[str, str], why: str
) -> None:
    house = began(company("altexsoft"))
    given = {"client": "C1", "entry": "client-data", "task": "client-services", "contact": CONTACT}
    done = house.client("agree", "A-1", **{**given, **wrong})
    assert refusal(done) == why
    assert house.client("list").said["agreements"] == []
