"""Rights to change what is done: corrected, erased, restricted, and who has to be told."""

from __future__ import annotations

import pytest

from tests.register.asking import answered, asked, carried, fulfilled, refusal, shown
from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.inside import NOW
from tests.register.program import CONSENT_TEXT

ADA, NEW = "ada@mail.example", "ada@new.example"
LATER = "2026-03-03T10:00:00+00:00"
AFTER = "2026-03-04T10:00:00+00:00"


def two_helpers(data: dict) -> None:
    """Let two recipients have contact data for the purpose it is collected for, and a third."""
    form = data["collection"]["contact-form"]
    for key in ("mailchimp", "zoho-crm", "gosquared"):
        data["recipients"][key] = {
            "name": key, "role": "processor", "does": "helps", "receives": ["contact"],
            "for": list(form["for"]), "place": ["DE"],
        }  # fmt: skip


def writer(house: Company, *, shared_with: tuple[str, ...] = ()) -> str:
    """Return somebody who wrote once, and whose address went to these recipients."""
    person = house.collect("contact-form", {"email": ADA, "message": "hello"}).said["person"]
    for recipient in shared_with:
        handed = house.subject(
            "disclose", person, to=recipient, category="contact",
            **{"for": purposes(house)[0], "as": role(house)},
        )  # fmt: skip
        assert handed.code == 0, handed.said
        assert ADA in {one["value"] for one in handed.said["handed"]}
    return person


def role(house: Company) -> str | None:
    """Return a role of staff that may use the purpose, where the policy names any."""
    open_to = house.tables()["purposes"][purposes(house)[0]]["roles"]
    return open_to[0] if open_to else None


def purposes(house: Company) -> list[str]:
    return house.tables()["forms"]["contact-form"]["purposes"]


def settle(house: Company, request: str, step: str, outcome: str, at: str = NOW) -> dict:
    ran = house.request("advance", request, step=step, outcome=outcome, at=at)
    assert ran.code == 0, ran.said
    return ran.said


@entry("rights.rectification")
@pytest.mark.parametrize("name", ["intexsoft", "altexsoft"])
def test_a_corrected_address_is_new_everywhere_and_both_recipients_are_told(
    company: Companies, name: str
) -> None:
    """Nothing finds the person by the old one any more, and no file holds it."""
    house = company(name, two_helpers)
    person = writer(house, shared_with=("mailchimp", "zoho-crm"))
    record = house.held(person)["email"]["record"]
    request = asked(house, "rectification", person, session=True)["request"]
    for _ in range(2):
        house.request("advance", request, commit=True)
    done = house.subject("rectify", person, record, value=NEW, request=request)
    assert done.code == 0, done.said
    told = answered(house, request)
    assert [one["recipient"] for one in told["recipients_told"]] == ["mailchimp", "zoho-crm"]
    assert house.held(person)["email"]["value"] == NEW
    assert [one["person"] for one in house.subject("find", NEW).said["persons"]] == [person]
    assert house.subject("find", ADA).said["persons"] == []
    assert shown(house, request)["state"] == "answered"
    for name_of in ("mailchimp", "zoho-crm"):
        settle(house, request, f"tell/{name_of}", "acknowledged")
    closed = house.request("advance", request, commit=True).said
    assert closed["state"] == "closed"
    assert [(one["recipient"], one["outcome"]) for one in closed["told"]] == [
        ("mailchimp", "acknowledged"), ("zoho-crm", "acknowledged"),
    ]  # fmt: skip
    events = [one["event"] for one in shown(house, request)["events"]]
    assert events == ["open", "verify", "collect", "grant", "carry-out", "answer", "close"]
    assert ADA not in house.everything_written()


@entry("rights.rectification")
def test_people_correct_by_themselves_what_the_account_shows(company: Companies) -> None:
    house = company("intermind")
    names = {"name": "Ada", "surname": "L", "email": ADA, "company": "old"}
    person = house.collect("registration", names).said["person"]
    record = house.held(person)["company"]["record"]
    done = house.subject("rectify", person, record, value="new", channel="account")
    assert (done.code, done.said["state"], done.said["channel"]) == (0, "closed", "account")
    assert house.held(person)["company"]["value"] == "new"
    bad = house.subject("rectify", person, "f" * 32, value="x")
    assert refusal(bad) == "NOT_THEIRS"
    assert house.held(person)["company"]["value"] == "new"


def invoiced(data: dict) -> None:
    """Let a law keep invoices for five years, and let every form serve contract or consent."""
    data["legal-exceptions"] = {
        "invoices": {
            "jurisdiction": "UA", "citation": "Tax Code Art. 44", "categories":
            ["financial-documents"], "for": "P5Y", "effect": "retain",
        },
    }  # fmt: skip


@entry("rights.erasure")
def test_nine_items_go_and_the_invoice_that_a_law_keeps_stays_restricted(
    company: Companies,
) -> None:
    house = company("integrica", invoiced)
    names = {"first-name": "Ada", "last-name": "L", "patronymic": "B", "phone": "+380501234567"}
    person = house.collect("registration", {**names, "email": ADA}).said["person"]
    more = [
        ("page-view", {"visited-pages": "/", "usage-time": "5", "usage-frequency": "2"}, {}),
        ("newsletter-signup", {"email": ADA}, {"consent": f"newsletter={CONSENT_TEXT}"}),
        ("invoice", {"invoice": "no. 17"}, {}),
    ]
    for form, data, also in more:
        ran = house.collect(form, data, person=person, **also)
        assert ran.code == 0, ran.said
    assert len(house.export(person)["data"]) == 10
    request = asked(house, "erasure", person, LATER, session=True)["request"]
    plan = house.plan(person, LATER)["plan"]
    assert (plan["records"], [len(one["records"]) for one in plan["kept"]]) == (9, [1])
    told = answered(house, request, LATER)
    assert (told["outcome"], told["erasure"]["records"]) == ("partial", 9)
    assert told["ground"] == "legal-obligation:legal-exceptions/invoices"
    assert (told["law"], len(told["remedies"])) == ("GDPR Art. 17(3)(b)", 2)
    assert [(one["address"], one["records"]) for one in told["erasure"]["kept"]] == [
        ("legal-exceptions/invoices", 1)
    ]
    left = house.held(person, AFTER)
    assert [one["value"] for one in left.values()] == ["no. 17"]
    refused = house.subject("show", person, why="financial-operations", by="desk-1", at=AFTER)
    assert refusal(refused) == "RESTRICTED"
    assert house.subject("find", ADA, at=AFTER).said["persons"] == []
    events = house.consents(person, AFTER)["events"]
    assert {one["purpose"] for one in events} == {"newsletter"}
    assert ADA not in str(events)


@entry("rights.erasure")
@pytest.mark.parametrize("name", ["intexsoft", "altexsoft", "integrica"])
def test_an_erasure_is_planned_shown_carried_out_searched_and_receipted(
    company: Companies, name: str
) -> None:
    """All of it steps of one request; the receipt can be asked for by its plan ever after."""
    house = company(name)
    person = house.collect("contact-form", {"email": ADA}).said["person"]
    request = asked(house, "erasure", person, session=True)["request"]
    assert house.plan(person)["plan"]["records"] == 1
    assert house.count_records() == 1
    state = carried(house, request)
    assert (state["state"], house.count_records()) == ("carried-out", 0)
    told = house.request("answer", request, at=LATER).said
    assert told["erasure"]["found_again"] == 0
    receipt = house.subject("receipt", state["plan"], at=LATER).said
    assert (receipt["state"], receipt["found_again"], receipt["records"]) == ("done", 0, 1)
    assert house.evidence("verify", at=LATER).code == 0
    assert house.prove(LATER).said["promises"]
    assert ADA not in house.everything_written()


@entry("rights.restriction")
@pytest.mark.parametrize(
    ("name", "ground"),
    [
        ("intexsoft", "accuracy-contested"), ("altexsoft", "accuracy-contested"),
        ("altexsoft", "unlawful"), ("altexsoft", "purpose-fulfilled"),
        ("altexsoft", "objection-pending"), ("integrica", "needed-for-claims"),
    ],
)  # fmt: skip
def test_restricted_data_is_stored_shown_to_its_owner_and_used_for_claims_alone(
    company: Companies, name: str, ground: str
) -> None:
    house = company(name)
    person = house.collect("contact-form", {"email": ADA}).said["person"]
    purpose = purposes(house)[0]
    before = house.subject("show", person, why=purpose, by="desk-1", role=None)
    done = house.subject("restrict", person, ground=ground)
    assert (done.code, done.said["about"], done.said["state"]) == (0, ground, "closed")
    use = house.subject("show", person, why=purpose, by="desk-1", at=LATER)
    assert "RESTRICTED" in use.codes
    assert use.code == 2
    assert house.held(person, LATER)["email"]["value"] == ADA
    claim = house.subject("show", person, why=purpose, by="desk-1", shown="case=C-1", at=LATER)
    assert "RESTRICTED" not in claim.codes
    assert claim.codes == before.codes
    assert refusal(house.subject("unrestrict", person, at=AFTER)) == "NOT_TOLD_BEFORE"
    assert refusal(house.subject("unrestrict", person, told=AFTER, at=AFTER)) == "NOT_TOLD_BEFORE"
    assert "RESTRICTED" in house.subject("show", person, why=purpose, by="d", at=AFTER).codes
    assert house.subject("unrestrict", person, told=LATER, at=AFTER).code == 0
    again = house.subject("show", person, why=purpose, by="desk-1", at=AFTER)
    assert again.codes == before.codes
    # Every look stands in the register of looks, the refused ones too.
    looks = [one for one in house.export(person, AFTER)["looks"] if one["purpose"] == purpose]
    assert len(looks) == 5
    assert sum("RESTRICTED" in one["reason"] for one in looks) == 2


def test_a_ground_that_the_law_does_not_know_restricts_nothing(company: Companies) -> None:
    house = company("altexsoft")
    person = house.collect("contact-form", {"email": ADA}).said["person"]
    assert house.subject("restrict", person, ground="because").code == 2
    no = house.request("open", right="restriction", person=person, about="because", session=True)
    assert refusal(no) == "UNKNOWN_SUBJECT"
    assert house.request("list", all=True).said["requests"] == []


@entry("rights.notify-third-parties")
def test_exactly_those_who_got_the_data_are_told_and_a_failed_notice_is_tried_again(
    company: Companies,
) -> None:
    house = company("altexsoft", two_helpers)
    person = writer(house, shared_with=("mailchimp", "zoho-crm"))
    request = asked(house, "erasure", person, session=True)["request"]
    told = answered(house, request)
    assert [one["recipient"] for one in told["recipients_told"]] == ["mailchimp", "zoho-crm"]
    settle(house, request, "tell/mailchimp", "acknowledged")
    failed = settle(house, request, "tell/zoho-crm", "failed")
    again = next(one for one in failed["steps"] if one["step"] == "tell/zoho-crm")
    assert (again["last"], again["due"]) == ("failed", LATER)
    assert refusal(house.request("advance", request, commit=True)) == "NOT_READY"
    wrong = house.request("advance", request, step="tell/gosquared", outcome="acknowledged")
    assert refusal(wrong) == "requests/unknown-step"
    bad = house.request("advance", request, step="tell/zoho-crm", outcome="whatever")
    assert refusal(bad) == "requests/unknown-outcome"
    done = settle(house, request, "tell/zoho-crm", "acknowledged", LATER)
    assert {one["recipient"]: one["outcome"] for one in done["told"]} == {
        "mailchimp": "acknowledged", "zoho-crm": "acknowledged",
    }  # fmt: skip
    assert house.request("advance", request, commit=True, at=LATER).said["state"] == "closed"


@entry("rights.notify-third-parties")
@pytest.mark.parametrize("right", ["restriction", "rectification"])
def test_restricting_and_correcting_are_told_as_well(company: Companies, right: str) -> None:
    house = company("altexsoft", two_helpers)
    person = writer(house, shared_with=("mailchimp",))
    if right == "restriction":
        done = house.subject("restrict", person, ground="unlawful").said
    else:
        record = house.held(person)["email"]["record"]
        done = house.subject("rectify", person, record, value=NEW, channel="account").said
    owed = [one["recipient"] for one in done["told"]]
    assert (owed, done["state"]) in ((["mailchimp"], "answered"), (["mailchimp"], "carried-out"))


@entry("rights.exceptions-and-limits")
def test_a_refusal_needs_a_ground_of_the_law_what_it_rests_on_and_its_remedies(
    company: Companies,
) -> None:
    house = company("intexsoft")
    person = house.collect("contact-form", {"email": ADA, "message": "x"}).said["person"]
    request = asked(house, "erasure", person, session=True)["request"]
    assert house.request("refuse", request).code == 2
    unknown = house.request("refuse", request, ground="we-would-rather-not")
    assert refusal(unknown) == "requests/unknown-ground"
    bare = house.request("refuse", request, ground="legal-obligation")
    assert refusal(bare) == "CITATION_REQUIRED"
    assert shown(house, request)["state"] == "verified"
    late = "2026-04-02T10:00:00+00:00"
    stored = house.request("refuse", request, ground="legal-obligation", citation="Art.44", at=late)
    assert (stored.code, stored.said["overdue"]) == (0, True)
    told = house.request("answer", request, at=late).said
    assert (told["ground"], told["law"]) == ("legal-obligation:Art.44", "GDPR Art. 17(3)(b)")
    assert ["supervisory authority" in one for one in told["remedies"]] == [True, False]
    assert "court" in told["remedies"][1]
    assert shown(house, request, late)["overdue"] is True
    assert house.request("list", report=True, at=late).said["late"] == [
        {"request": request, "days": 1}
    ]


@entry("rights.exceptions-and-limits")
def test_a_right_goes_as_far_as_each_ground_of_the_data_lets_it(company: Companies) -> None:
    """Portability reaches what rests on consent or contract, and names the rest with its law."""

    def interests(data: dict) -> None:
        data["purposes"]["product-improvement"]["basis"] = "legitimate-interests"
        data["purposes"]["personalisation"]["basis"] = "legitimate-interests"

    house = company("integrica", interests)
    person = house.collect("contact-form", {"email": ADA, "feedback": "good"}).said["person"]
    house.collect("page-view", {"visited-pages": "/"}, person=person)
    told, after = fulfilled(house, "portability", person)
    assert after["outcome"] == "granted"
    assert [(one["category"], one["ground"], one["law"]) for one in told["not_granted"]] == [
        ("usage", "not-applicable-basis", "GDPR Art. 6, 17, 20, 21")
    ]


def test_a_hold_on_one_of_a_persons_names_binds_the_whole_family(company: Companies) -> None:
    house = company("intexsoft")
    mail = {"email": ADA, "message": "x"}
    first = house.collect("contact-form", mail).said["person"]
    second = house.collect("contact-form", mail).said["person"]
    house.subject("confirm", first, ADA)
    placed = house.hold("place", ground="case-7", person=second)
    assert placed.code == 0
    late = "2027-03-05T10:00:00+00:00"
    assert house.sweep(late) == {}
    told, after = fulfilled(house, "access", first, late)
    assert len(told["data"]) == 4
    assert after["expired_held"] == 0


@entry("calls.access-and-deletion")
def test_both_recordings_of_a_caller_are_handed_over_and_then_both_are_gone(
    company: Companies,
) -> None:
    """A request about calls alone; the receipt counts what went, and the rest stays."""
    house = company("integrica")
    person = house.collect("contact-form", {"email": ADA}).said["person"]
    for sound in ("/wABAg==", "/wMEBQ=="):
        data, said = {"recording": {"base64": sound}}, {"consent": f"calls={CONSENT_TEXT}"}
        assert house.collect("call", data, person=person, **said).code == 0
    told, _ = fulfilled(house, "access", person, about="calls")
    recorded = [one["value"] for one in told["data"] if one["field"] == "recording"]
    assert sorted(recorded) == ["base64:/wABAg==", "base64:/wMEBQ=="]
    gone, after = fulfilled(house, "erasure", person, LATER, about="calls")
    assert (gone["outcome"], gone["erasure"]["records"], gone["erasure"]["kept"]) == (
        "granted", 2, [{"address": "not-asked", "records": 1}],
    )  # fmt: skip
    receipt = house.subject("receipt", after["plan"], at=LATER).said
    assert (receipt["records"], receipt["found_again"], receipt["state"]) == (2, 0, "done")
    assert set(house.held(person, AFTER)) == {"email"}
    assert [one["person"] for one in house.subject("find", ADA, at=AFTER).said["persons"]] == [
        person
    ]
    seen = house.subject("show", person, why="support", by="desk-1", at=AFTER)
    assert (seen.code, seen.codes) == (0, [])
