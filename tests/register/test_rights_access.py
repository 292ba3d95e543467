"""Rights to know: confirmed, seen, taken along, explained; and who may ask for it."""

from __future__ import annotations

import csv
import io

import pytest

from tests.register.asking import answered, asked, carried, fulfilled, refusal, shown
from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.inside import NOW
from tests.register.program import CONSENT_TEXT

ADA = "ada@mail.example"
LATER = "2026-03-03T10:00:00+00:00"


def three_systems(data: dict) -> None:
    """Lay calls and mail addresses into systems of their own."""
    data["systems"]["telephony"] = {"kind": "database", "holds": ["calls"], "place": ["UA"]}
    data["systems"]["mailing"] = {"kind": "mail", "holds": ["contact"]}
    data["collection"]["call"]["system"] = "telephony"
    data["collection"]["newsletter-signup"]["system"] = "mailing"
    data["recipients"]["analytics-services"] |= {
        "name": "Statistics Ltd.", "receives": ["usage"], "place": ["DE"],
    }  # fmt: skip
    data["recipients"]["hosting-providers"] |= {"name": "Racks Ltd.", "place": ["US"]}


def customer(house: Company) -> str:
    """Return a customer of twelve items in two systems and of one recorded call in a third."""
    names = {"first-name": "Ada", "last-name": "L", "patronymic": "B", "phone": "+380501234567"}
    person = house.collect("registration", {**names, "email": ADA}).said["person"]

    def more(form: str, data: dict, **also: object) -> None:
        ran = house.collect(form, data, person=person, **also)
        assert ran.code == 0, ran.said

    more("contact-form", {"feedback": "good"})
    more("invoice", {"invoice": "17"})
    more("invoice", {"invoice": "18"})
    views = {"visited-pages": "/", "usage-time": "5", "usage-frequency": "2"}
    more("page-view", views)
    more("newsletter-signup", {"email": ADA}, consent=f"newsletter={CONSENT_TEXT}")
    more("call", {"recording": {"base64": "/wABAg=="}}, consent=f"calls={CONSENT_TEXT}")
    return person


@entry("rights.confirm-held")
@pytest.mark.parametrize("held", [True, False])
def test_whether_anything_is_held_is_told_to_who_showed_who_they_are(
    company: Companies, held: bool
) -> None:
    """A stranger with the same address learns nothing, not even that it is known here."""
    house = company("intexsoft")
    mail = {"email": ADA if held else "other@mail.example", "message": "hello"}
    house.collect("contact-form", mail)
    request = asked(house, "confirmation", ADA)
    unknown = asked(house, "confirmation", "nobody@mail.example")
    assert {**request, "request": ""} == {**unknown, "request": ""}
    for act in ("answer", "advance"):
        commit = {"commit": True} if act == "advance" else {}
        assert refusal(house.request(act, request["request"], **commit)) in (
            "NO_SUCH_STEP", "UNVERIFIED",
        )  # fmt: skip
    house.request("verify", request["request"], how="confirmed-link")
    told = answered(house, request["request"])
    assert told["held"]["contact"] is held
    assert not any(yes for kind, yes in told["held"].items() if kind != "contact")
    assert ADA not in str(told)


@entry("rights.access")
def test_an_access_answer_holds_every_item_of_every_system(company: Companies) -> None:
    """Twelve items in three systems, two of them derived, and the recording of a call."""
    house = company("integrica", three_systems)
    person = customer(house)
    assert house.recipient("sign", "analytics-services", agreement="A-1").code == 0
    handed = house.subject(
        "disclose", person, to="analytics-services", **{"for": "product-improvement"},
        category="usage", shown="agreement=A-1",
    )  # fmt: skip
    assert handed.code == 0, handed.said
    look = house.subject("show", person, why="support", by="desk-1")
    assert {one["field"] for one in look.said["seen"]} >= {"email", "phone"}
    request = asked(house, "access", person, session=True)["request"]
    house.request("advance", request, commit=True)
    waiting = {one["step"] for one in shown(house, request)["steps"] if "ask/" in one["step"]}
    assert waiting == {"ask/servers", "ask/telephony", "ask/mailing"}
    told = answered(house, request)
    data = told["data"]
    assert len(data) == 13
    assert sum(one["origin"] == "derived" for one in data) == 2
    recordings = [one["value"] for one in data if one["field"] == "recording"]
    assert recordings == ["base64:/wABAg=="]
    for one in data:
        assert one["source"]
        assert one["purposes"]
        assert one["basis"]
        assert one["delete_after"] or one["waits_for"]
    assert [(r["recipient"], r["categories"]) for r in told["recipients"]] == [
        ("analytics-services", ["usage"])
    ]
    # GDPR Art. 15(1)(a)-(h), 15(2), and the looks of staff.
    for part in ("purposes", "rights", "consents", "looks"):
        assert told[part], part
    assert told["complaint"]["authority"] == "Data Protection Commission"
    assert told["automated_decisions"] == {
        "made": "none", "logic": None, "consequences": None, "stated": True,
    }  # fmt: skip
    # Whoever runs the systems in which it lies has it too, and no place of anybody else is told.
    kept = {one["system"]: (one["name"], one["places"]) for one in told["kept_by"]}
    assert kept == {
        "servers": ("Racks Ltd.", ["US"]), "telephony": (None, ["UA"]), "mailing": (None, []),
    }  # fmt: skip
    places = {one["recipient"]: (one["places"], one["valid"]) for one in told["transfers"]}
    assert places == {
        "analytics-services": (["DE"], True), "hosting-providers": (["US"], False),
        "telephony": (["UA"], False),
    }  # fmt: skip


@entry("rights.access")
def test_an_incomplete_answer_does_not_leave(company: Companies) -> None:
    """No system is skipped in silence, and what is left out is left out with a reason."""
    house = company("integrica", three_systems)
    person = customer(house)
    request = asked(house, "access", person, session=True)["request"]
    for _ in range(3):
        house.request("advance", request, commit=True)
    assert refusal(house.request("answer", request)) == "NOT_READY"
    carried(house, request)
    assert refusal(house.request("answer", request, waive="z=impossible")) == "WAIVER_UNKNOWN"
    assert refusal(house.request("answer", request, waive="c=because")) == "WAIVER_UNKNOWN"
    # The text is silent about machines, and neither the person nor the seat has an authority.
    no = house.request("answer", request)
    assert refusal(no) == "ANSWER_INCOMPLETE"
    assert "f: the complaint to an authority; h: automated decisions" in no.said["refused"]["why"]
    for wrong in ("h=decisions", "h=perhaps", "f=UA", "c=nobody"):
        assert refusal(house.request("answer", request, state=wrong)) == "STATEMENT_UNKNOWN"
    no = house.request("answer", request, state="h=none")
    assert "h:" not in no.said["refused"]["why"]
    told = house.request("answer", request, state="h=none", waive="f=not-applicable").said
    assert told["waived"] == {"f": "not-applicable"}
    assert told["automated_decisions"]["made"] == "none"
    after = shown(house, request)
    assert (after["stated"], after["waived"]) == ({"h": "none"}, {"f": "not-applicable"})


@entry("rights.access")
def test_the_link_to_an_answer_opens_once_within_seven_days_and_for_its_owner(
    company: Companies,
) -> None:
    """The link by which pages hand an answer over; its token is kept nowhere."""
    house = company("altexsoft")
    person = house.collect("contact-form", {"email": ADA}).said["person"]
    first, second = house.link(person), house.link(person)
    assert house.follow("0" * len(first)) is None
    assert house.follow(first) == person
    assert house.follow(first) is None
    assert house.follow(second, "2026-03-09T10:00:00+00:00") is None
    assert first not in house.everything_written()


@entry("rights.portability")
def test_what_was_provided_or_observed_under_consent_or_contract_can_be_taken_along(
    company: Companies,
) -> None:
    """Access has all of it: the derived and what rests on an interest as well."""

    def interests(data: dict) -> None:
        three_systems(data)
        for purpose in ("product-improvement", "personalisation"):
            data["purposes"][purpose]["basis"] = "legitimate-interests"

    house = company("integrica", interests)
    person = customer(house)
    whole, _ = fulfilled(house, "access", person)
    taken, after = fulfilled(house, "portability", person)
    bases = {one["field"]: one["basis"] for one in whole["data"]}
    assert bases["visited-pages"] == "legitimate-interests"
    fields = {one["field"] for one in taken["data"]}
    assert {"first-name", "email", "recording"} <= fields
    assert not fields & {"visited-pages", "usage-time", "invoice"}
    assert {one["basis"] for one in taken["data"]} <= {"consent", "contract"}
    assert len(whole["data"]) == 13
    rows = list(csv.DictReader(io.StringIO(taken["csv"])))
    assert [one["value"] for one in rows] == [one["value"] for one in taken["data"]]
    assert set(taken["schema"]["items"]["required"]) <= set(taken["data"][0])
    assert after["outcome"] == "granted"


@entry("rights.right-to-information")
def test_what_a_person_is_told_is_what_the_register_says_that_day(company: Companies) -> None:
    """Six blocks; a recipient of the fifth version is in none of those before it."""

    def fifth(data: dict) -> None:
        data["revision"]["dated"] = "2026-03-03"
        data["recipients"]["recipient-x"] = {
            "name": "Recipient X", "role": "processor", "does": "sends post",
            "receives": ["contact"], "for": ["support"], "place": ["DE"],
        }  # fmt: skip

    house = company("altexsoft")
    person = house.collect("contact-form", {"email": ADA}).said["person"]
    before = house.subject("information", person).said
    blocks = ("parties", "scope", "purpose", "terms", "storage_place", "security")
    assert all(before["information"][block] for block in blocks)
    assert "Recipient X" not in str(before)
    newer = company("altexsoft", fifth)
    published = house.publish(newer, LATER, accept_material=True, accept_findings="record-1")
    assert published.code == 0, published.said
    after = house.subject("information", person, at=LATER).said
    assert "Recipient X" in after["information"]["parties"]["recipients"]
    assert after["yours"]["categories"] == ["contact"]
    assert "recipient-x" in after["yours"]["may_receive"]
    past = house.subject("information", person, at=LATER, on=NOW).said
    assert past["information"] == before["information"]
    request = asked(house, "information", person, LATER)["request"]
    house.request("verify", request, how="confirmed-link", at=LATER)
    told = answered(house, request, LATER)
    assert told["information"] == after["information"]


@entry("rights.identity-check")
@pytest.mark.parametrize("name", ["intexsoft", "altexsoft", "integrica"])
def test_no_more_is_asked_than_shows_who_it_is(company: Companies, name: str) -> None:
    """From a session it goes on; from another address it waits; a passport is not taken."""
    house = company(name)
    mail = {"email": ADA}
    person = house.collect("contact-form", mail).said["person"]
    own = asked(house, "access", person, session=True)
    assert (own["state"], own["verification"]) == ("verified", "session")
    more = house.request("ask", own["request"], identity=True)
    assert refusal(more) in ("NO_SUCH_STEP", "ALREADY_VERIFIED")
    other = asked(house, "access", "elsewhere@mail.example")["request"]
    assert house.request("ask", other, identity=True).said["state"] == "identifying"
    assert refusal(house.request("advance", other, commit=True)) == "NO_SUCH_STEP"
    passport = house.request("verify", other, how="passport-copy")
    assert passport.code == 2
    words = house.request("verify", other, how="staff-attested", who="passport no. 17 of A. L.")
    assert refusal(words) == "requests/not-a-name"
    assert shown(house, other)["state"] == "identifying"
    assert house.request("withdraw", own["request"]).said["state"] == "withdrawn"
    done = house.request("verify", other, how="staff-attested", person=person, who="desk-1")
    assert done.said["state"] == "verified"
    assert len(answered(house, other)["data"]) == 1


@entry("rights.identity-check")
def test_the_clock_stands_only_while_the_doubt_lasts(company: Companies) -> None:
    house = company("altexsoft")
    person = house.collect("contact-form", {"email": ADA}).said["person"]
    request = asked(house, "access", person)["request"]
    assert refusal(house.request("suspend", request, ground="holiday")) == "SUSPENSION_NOT_ALLOWED"
    stopped = house.request("suspend", request, ground="identity-doubt")
    assert stopped.said["running"] is False
    assert refusal(house.request("verify", request, how="confirmed-link")) == "NO_SUCH_STEP"
    resumed = house.request("suspend", request, resume=True, at="2026-03-07T10:00:00+00:00").said
    assert (resumed["running"], resumed["state"], resumed["due"]) == (
        True, "identifying", "2026-04-07",
    )  # fmt: skip


@entry("rights.identity-check")
def test_who_was_shown_is_doubted_again_only_for_a_recorded_reason(company: Companies) -> None:
    """Art. 12(6): after the proof the clock stands for no doubt that nothing new gave rise to."""
    house = company("altexsoft")
    person = house.collect("contact-form", {"email": ADA}).said["person"]
    request = asked(house, "access", person, session=True)["request"]
    before = shown(house, request)
    again = house.request("suspend", request, ground="identity-doubt")
    assert refusal(again) == "IDENTITY_SHOWN"
    assert "--because" in again.said["refused"]["help"]
    assert shown(house, request) == before
    words = house.request("suspend", request, ground="identity-doubt", because="her voice changed")
    assert refusal(words) == "requests/not-a-name"
    new = house.request("suspend", request, ground="identity-doubt", because="report-9")
    assert new.said["running"] is False
    assert shown(house, request)["events"][-1]["detail"] == "identity-doubt:report-9"
    resumed = house.request("suspend", request, resume=True, at=LATER).said
    assert (resumed["state"], resumed["running"]) == ("collecting", True)


def test_nobody_speaks_for_another_without_a_mandate_that_staff_has_seen(
    company: Companies,
) -> None:
    """A forged guardian, an agent without a mandate, an heir where the law knows none."""
    house = company("intexsoft")
    person = house.collect("contact-form", {"email": ADA, "message": "x"}).said["person"]
    with house.open():
        """So that a refusal leaves nothing behind but the store."""
    before = house.request("list", all=True).said
    for asker in ("guardian", "agent"):
        forged = house.request("open", right="access", person=person, by=asker)
        assert refusal(forged) == "MANDATE_MISSING"
        invented = house.request("open", right="access", person=person, by=asker, mandate="M-17")
        forged = house.request("open", right="access", person=person, by=asker, mandate="f" * 32)
        code = "GUARDIAN_UNVERIFIED" if asker == "guardian" else "MANDATE_UNRECORDED"
        assert {refusal(invented), refusal(forged)} == {code}
        told = "verify-guardian" if asker == "guardian" else "troth request mandate"
        assert told in forged.said["refused"]["help"]
    heir = house.request("open", right="access", person=person, by="heir", mandate="C-1")
    assert refusal(heir) == "NO_RIGHT_AFTER_DEATH"
    assert house.request("list", all=True).said == before
    recorded = house.mandate("agent")
    agent = asked(house, "access", person, by="agent", mandate=recorded)["request"]
    session = house.request("verify", agent, how="session")
    assert refusal(session) == "NOT_ENOUGH_SHOWN"
    assert house.request("verify", agent, how="staff-attested").said["state"] == "verified"
    assert len(answered(house, agent)["data"]) == 2
    # A mandate serves whom it was given for; so does the check of a parent.
    other = house.collect("contact-form", {"email": "bob@mail.example", "message": "y"}).said
    stretched = house.request(
        "open", right="access", person=other["person"], by="agent", mandate=recorded
    )
    assert refusal(stretched) == "MANDATE_FOR_ANOTHER"
    heir = house.request("open", right="access", person=person, by="heir", mandate=recorded)
    assert refusal(heir) == "NO_RIGHT_AFTER_DEATH"


def test_a_mandate_is_a_paper_with_its_hash_and_its_days(company: Companies) -> None:
    house = company("intexsoft")
    person = house.collect("contact-form", {"email": ADA, "message": "x"}).said["person"]
    early = house.mandate("agent", dated="2026-02-01", until="2026-02-28")
    ended = house.request("open", right="access", person=person, by="agent", mandate=early)
    assert refusal(ended) == "MANDATE_NOT_IN_FORCE"
    assert "ends on 2026-02-28" in ended.said["refused"]["why"]
    for dated, until in (("2026-03-09", None), ("2026-03-01", "2026-02-01")):
        wrong = house.request(
            "mandate", by="agent", document=str(house.manifest), dated=dated, until=until
        )
        assert refusal(wrong) == "requests/mandate-malformed"
    child = house.upkeep("verify-guardian", by="document").said["check"]
    asked(house, "access", person, by="guardian", mandate=child)
    other = house.collect("contact-form", {"email": "bob@mail.example", "message": "y"}).said
    again = house.request(
        "open", right="access", person=other["person"], by="guardian", mandate=child
    )
    assert refusal(again) == "GUARDIAN_UNVERIFIED"
    assert "another child" in again.said["refused"]["why"]


@entry("governance.principle-individual-participation")
def test_what_is_true_and_misleads_gets_the_persons_own_words_beside_it(
    company: Companies,
) -> None:
    """A request of that kind is looked at like any other; nothing is refused by itself."""
    house = company("altexsoft")
    mail = {"email": ADA, "message": "left the company in May"}
    person = house.collect("contact-form", mail).said["person"]
    message = house.held(person)["message"]["record"]
    request = asked(house, "rectification", person, session=True, about="misleading")["request"]
    house.request("advance", request, commit=True)
    told = house.request("advance", request, commit=True).said
    assert (told["state"], told["outcome"], told["about"]) == ("decided", "granted", "misleading")
    words = "the company closed; I did not leave it"
    done = house.subject(
        "rectify", person, message, value=words, beside=True, request=request, at=LATER
    )
    assert done.code == 0, done.said
    assert carried(house, request, LATER)["state"] == "carried-out"
    data = [one for one in house.export(person, LATER)["data"] if one["field"] == "message"]
    assert {one["value"] for one in data} == {mail["message"], words}
    beside = next(one for one in data if one["value"] == words)
    assert beside["beside"] == message
    assert beside["delete_after"] == next(o["delete_after"] for o in data if o is not beside)


@entry("retention.rights-end-with-expiry")
def test_what_has_expired_is_told_to_be_gone_and_found_late_it_is_a_breach(
    company: Companies,
) -> None:
    """Rights end with the data, not with a date: what is still there is shown in full."""
    house = company("altexsoft")
    at, asked_at = "2025-01-15T10:00:00+00:00", "2026-01-20T10:00:00+00:00"
    assert "WARN.rights-end-with-expiry" in house.check().codes
    mail = {"email": ADA, "message": "x"}
    gone = house.collect("contact-form", mail, at=at).said
    assert {one["delete_after"][:10] for one in gone["kept"]} == {"2026-01-15"}
    house.sweep("2026-01-15T10:00:00+00:00")
    late = house.collect("contact-form", mail, at="2025-01-16T10:00:00+00:00").said["person"]
    told, after = fulfilled(house, "access", gone["person"], asked_at)
    assert (told["data"], told["nothing_held"]["expired"]) == ([], "2026-01-15")
    assert (after["expired_held"], after["overdue"]) == (0, False)
    whole, found = fulfilled(house, "access", late, asked_at)
    assert {one["value"] for one in whole["data"]} == set(mail.values())
    assert (found["expired_held"], found["violation"]) == (2, "RETENTION_OVERDUE")
    for right in ("restriction", "objection", "withdrawal"):
        ran = house.request(
            "open", right=right, person=gone["person"], session=True, at=asked_at,
            about={"restriction": "unlawful"}.get(right, ""),
        )  # fmt: skip
        assert ran.code == 0, ran.said
