"""Answers to access that are whole, and the person's own: what each letter of Art. 15 rests on."""

from __future__ import annotations

import csv
import io
import json
from hashlib import sha256

import pytest

from tests.register.asking import answered, asked, carried, fulfilled, refusal, shown
from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import Edit
from tests.register.test_rights_access import ADA, customer, three_systems


def canonical(answer: dict) -> bytes:
    """Return the bytes of an answer whose hash is in the log."""
    return json.dumps(answer, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@entry("rights.access")
def test_an_answer_says_of_machines_what_the_policy_says_and_lacks_what_it_leaves_out(
    company: Companies,
) -> None:
    """GDPR Art. 15(1)(h): decisions without their logic and their consequences are not told."""
    deciding = {"automated-decisions": "decisions"}
    reasoned = deciding | {
        "automated-logic": "a score is made of the orders",
        "automated-consequences": "below ten there is no credit",
    }
    for said, lacks in (({"automated-decisions": "none"}, ""), (deciding, "h:"), (reasoned, "")):

        def edit(data: dict, said: dict = said) -> None:
            data["rights"] |= said

        house = company("integrica", edit)
        person = house.collect("registration", {"first-name": "Ada", "email": ADA}).said["person"]
        request = asked(house, "access", person, session=True, residence="DE")["request"]
        carried(house, request)
        ran = house.request("answer", request)
        if lacks:
            assert refusal(ran) == "ANSWER_INCOMPLETE"
            assert lacks in ran.said["refused"]["why"]
            assert refusal(house.request("answer", request, state="h=none")) == "STATEMENT_UNKNOWN"
        else:
            assert ran.said["automated_decisions"]["made"] == said["automated-decisions"]
            assert ran.said["automated_decisions"]["logic"] == said.get("automated-logic")
            assert ran.said["complaint"]["place"] == "DE"


@entry("rights.access")
def test_an_answer_that_names_only_the_kind_of_who_received_the_data_does_not_leave(
    company: Companies,
) -> None:
    """Who has it is told by name; a kind only where no name can be given (CJEU C-154/21)."""

    def unnamed(data: dict) -> None:
        three_systems(data)
        del data["recipients"]["analytics-services"]["name"]

    house = company("integrica", unnamed)
    person = customer(house)
    assert house.recipient("sign", "analytics-services", agreement="A-1").code == 0
    handed = house.subject(
        "disclose", person, to="analytics-services", **{"for": "product-improvement"},
        category="usage", shown="agreement=A-1",
    )  # fmt: skip
    assert handed.code == 0, handed.said
    request = asked(house, "access", person, session=True, residence="DE")["request"]
    carried(house, request)
    no = house.request("answer", request, state="h=none")
    assert refusal(no) == "ANSWER_INCOMPLETE"
    assert "c: the recipients" in no.said["refused"]["why"]
    told = house.request("answer", request, state="h=none", waive="c=impossible").said
    assert told["waived"] == {"c": "impossible"}


def granted(house: Company, person: str) -> str:
    """Return an access request that was granted and whose answer has not left."""
    request = str(asked(house, "access", person, session=True, residence="DE")["request"])
    carried(house, request)
    return request


@entry("rights.access")
def test_an_erasure_waits_for_the_answer_to_what_was_asked_before(company: Companies) -> None:
    """Neither by command nor by a request of the person's own does it empty what was granted."""
    house = company("integrica")
    person = house.collect("registration", {"first-name": "Ada", "email": ADA}).said["person"]
    request = granted(house, person)
    assert house.subject("erase", person).said["access_pending"] == [request]
    no = house.subject("erase", person, commit=True)
    assert refusal(no) == "ACCESS_PENDING"
    assert request in no.said["refused"]["why"]
    erasure = asked(house, "erasure", person, session=True)["request"]
    for _ in range(2):
        house.request("advance", erasure, commit=True)
    assert refusal(house.request("advance", erasure, commit=True)) == "ACCESS_PENDING"
    told = house.request("answer", request, state="h=none").said
    assert (told["outcome"], len(told["data"])) == ("granted", 2)
    assert house.request("advance", erasure, commit=True).said["state"] == "carried-out"


@entry("rights.access")
def test_an_answer_whose_data_went_first_says_that_it_could_not_be_given(
    company: Companies,
) -> None:
    """For a reason that is a name; what was granted is told to be gone, and not to be there."""
    house = company("integrica")
    person = house.collect("registration", {"first-name": "Ada", "email": ADA}).said["person"]
    request = granted(house, person)
    words = house.subject("erase", person, commit=True, anyway="she asked me to")
    assert (words.code, words.said["error"]["code"]) == (2, "requests/not-a-name")
    gone = house.subject("erase", person, commit=True, anyway="own-wish")
    assert (gone.code, gone.said["erased"]) == (0, "all")
    told = house.request("answer", request).said
    assert told["outcome"] == "partial"
    assert told["no_longer_held"] == {"because": "erased", "reason": "own-wish", "left": 0}
    assert "data" not in told
    assert [one["outcome"] for one in house.logged("request-answered")] == ["partial"]


@entry("rights.erasure")
def test_an_erasure_of_what_a_hold_keeps_whole_says_that_nothing_was_erased(
    company: Companies,
) -> None:
    """By which ground, and until when; as much in the words as in the document."""
    house = company("altexsoft")
    person = house.collect("contact-form", {"email": ADA}).said["person"]
    until = "2026-09-01T00:00:00+00:00"
    assert house.hold("place", ground="case-7", person=person, until=until).code == 0
    receipt = house.subject("erase", person, commit=True).said
    assert (receipt["erased"], receipt["records"]) == ("nothing", 0)
    assert receipt["claim"] == "nothing was erased: all 1 records stay, and can be read"
    assert [(one["ground"], one["until"]) for one in receipt["kept"]] == [("case-7", until)]
    assert house.export(person)["data"][0]["value"] == ADA
    other = house.collect("contact-form", {"email": "b@mail.example"}).said["person"]
    assert house.erase(other)["erased"] == "all"


@entry("rights.access")
def test_what_an_appeal_is_answered_is_told_apart_from_the_first_answer(
    company: Companies,
) -> None:
    """One request is answered once; the proof knows the answer that stands, and the log both."""
    house = company("intexsoft")
    person = house.collect("contact-form", {"email": ADA, "message": "hi"}).said["person"]
    request = asked(house, "access", person, session=True, residence="DE")["request"]
    first = answered(house, request)
    assert house.request("appeal", request).code == 0
    upheld = house.request("uphold", request, ground="nothing-new")
    assert upheld.code == 0, upheld.said
    (answer,), (appeal,) = house.logged("request-answered"), house.logged("appeal-answered")
    assert appeal["answer"] == shown(house, request)["answer"]
    assert answer["answer"] == sha256(canonical(first)).hexdigest()
    report = house.request("list", report=True).said
    assert (report["total"], report["on_time"]) == (1, 1)
    broken = [one for one in house.prove().said["promises"] if one["state"] == "broken"]
    assert broken == []


def observed(data: dict) -> None:
    """Content on request rests on an interest; the address of a visitor is worked out."""
    data["purposes"]["content-requests"]["basis"] = "legitimate-interests"
    data["sources"]["guess"] = {"kind": "derived", "gives": ["location"]}
    data["collection"]["device-location"] |= {"source": "guess", "from": "system", "needs": []}


@entry("rights.portability")
@pytest.mark.parametrize(
    ("name", "edit", "more", "consents", "left"),
    [
        (
            "intexsoft", None,
            {"visitor-cookie": "visitor-id", "ip-location": "inferred-location",
             "usage-events": "page"},
            {"visitor-cookie": ["recognise-visitors", "survey-metrics", "ease-of-use",
                                "personalised-content", "improvement-by-cookies", "web-analytics"],
             "ip-location": ["geolocation"]},
            {"inferred-location", "page"},
        ),
        (
            "altexsoft", observed,
            {"page-view": "pages-viewed", "device-location": "device-location",
             "content-request": "name"},
            {"page-view": ["analytics"]},
            {"device-location", "name"},
        ),
    ],
)  # fmt: skip
def test_what_an_interest_carries_or_the_company_worked_out_stays_whatever_the_text(
    company: Companies, name: str, edit: Edit | None, more: dict, consents: dict, left: set
) -> None:
    """Both texts promise portability: the written and the observed go along, and no other."""
    house = company(name, edit)
    mail = {"email": ADA, "message": "hello"}
    person = house.collect("contact-form", mail).said["person"]
    for form, field in more.items():
        ran = house.consenting(form, {field: "53.7,23.8"}, *consents.get(form, ()), person=person)
        assert ran.code == 0, (form, ran.said)
    whole, _ = fulfilled(house, "access", person)
    taken, after = fulfilled(house, "portability", person)
    every, some = ({one["field"] for one in each["data"]} for each in (whole, taken))
    assert every == {"email", "message", *more.values()}
    assert some == every - left
    assert {one["basis"] for one in taken["data"]} <= {"consent", "contract"}
    rows = list(csv.DictReader(io.StringIO(taken["csv"])))
    assert [one["value"] for one in rows] == [one["value"] for one in taken["data"]]
    assert after["outcome"] == "granted"
