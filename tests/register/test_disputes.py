"""Disputes: complaints, claims, breaches of terms, and questions that are requests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.register.company import Company
from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import Ran, options, troth

CAME = "2026-04-07"
MAIL = {"email": "a@mail.example"}
APPLICATION = {"email": "ada@mail.example", "request": "a bot"}
PURPOSES = ("information-and-consulting", "identify-party", "support")


def case(house: Company, act: str, *given: str, at: str = CAME, **also: object) -> Ran:
    """`troth case open`, `answer`, `escalate`, `authority`, `close`, `show`."""
    place = {"store": house.store, "keys": house.keys}
    return troth("case", act, *given, *options(also | place), at=at)


def day(text: str) -> str:
    return datetime.fromisoformat(text).date().isoformat()


@entry("disputes.complaint-path")
def test_a_complaint_goes_on_to_the_officer_and_may_go_to_the_authority_at_any_time(
    company: Companies,
) -> None:
    house = company("intexsoft")
    assert "WARN.complaint-conditional" in house.check().codes
    words = "Nobody answers my questions"
    given = house.collect("contact-form", {"email": "a@mail.example", "message": words}, at=CAME)
    opened = case(
        house, "open", kind="complaint", person=given.said["person"],
        submission=given.said["submission"], received=CAME, residence="FR",
    ).said  # fmt: skip
    complaint = opened["case"]
    assert (opened["stage"], opened["next_stage"]) == ("company", "dpo")
    first = case(house, "answer", complaint, at="2026-04-10").said
    assert "CNIL" in first["authority"]
    assert first["next_stage"] == "dpo"
    letter = case(house, "authority", complaint, letter="FR-2026-17", at="2026-04-12")
    assert letter.code == 0
    closed = case(house, "close", complaint, outcome="unresolved", at="2026-04-20").said
    assert (closed["state"], closed["outcome"]) == ("closed", "unresolved")
    escalated = case(house, "escalate", complaint, at="2026-04-21").said
    assert (escalated["stage"], escalated["state"]) == ("dpo", "open")
    shown = case(house, "show", complaint, words="inquiry", who="dpo", at="2026-04-21").said
    assert shown["words"]["message"] == words
    kinds = [one["event"] for one in shown["events"]]
    assert kinds == ["opened", "answered", "authority-letter", "closed", "escalated"]
    answered = case(house, "answer", complaint, at="2026-04-22").said
    assert (answered["next_stage"], "CNIL" in answered["authority"]) == ("authority", True)
    refused = case(house, "escalate", complaint, at="2026-04-23")
    assert (refused.code, refused.said["error"]["code"]) == (2, "case/no-next-stage")


@entry("disputes.applicable-legislation")
def test_a_dispute_needs_a_law_that_can_be_named(company: Companies) -> None:
    house = company("soft-ok")
    house.consenting("application-form", APPLICATION, *PURPOSES, at=CAME)
    refused = case(house, "open", kind="claim")
    assert (refused.code, refused.said["error"]["code"]) == (2, "case/law-unspecified")
    opened = case(house, "open", kind="claim", law="RU-152-FZ", about="agreement-7").said
    assert (opened["law"], opened["about"]) == ("RU-152-FZ", "agreement-7")
    shown = case(house, "show", opened["case"]).said
    assert (shown["law"], shown["state"]) == ("RU-152-FZ", "open")


@entry("disputes.pretrial-claim")
def test_a_claim_before_court_stops_no_right(company: Companies) -> None:
    house = company("soft-ok")
    assert {"WARN.pretrial-mandatory", "GAP.claim-term"} <= set(house.check().codes)
    person = house.consenting("application-form", APPLICATION, *PURPOSES, at=CAME).said["person"]
    alone = house.request("open", right="access", person=person, at=CAME).said
    claim = case(house, "open", kind="claim", person=person, law="RU-152-FZ", term="P30D").said
    assert (claim["state"], day(claim["due"])) == ("open", "2026-05-07")
    beside = house.request("show", alone["request"], at=CAME).said
    assert beside["due"] == alone["due"]
    assert claim["free_to_complain"]


@entry("disputes.questions-and-suggestions")
@pytest.mark.parametrize(
    ("name", "form", "given"),
    [
        ("intermind", "technical-support-application", {"name": "Ada"} | MAIL),
        ("altexsoft", "contact-form", MAIL),
        ("integrica", "contact-form", MAIL),
    ],
)
def test_a_question_that_is_a_request_is_counted_from_the_day_it_came(
    company: Companies, name: str, form: str, given: dict
) -> None:
    house = company(name)
    person = house.collect(form, given, at="2026-04-01").said["person"]
    # The day of receipt is the one of the company's own time zone.
    noon = f"{CAME}T18:00:00+00:00"
    asked = {"kind": "question", "person": person, "received": noon, "at": "2026-04-09"}
    plain = case(house, "open", text="who is your host?", about="policy-question", **asked).said
    assert (plain["kind"], plain["about"], plain["request"]) == (
        "question", "policy-question", None,
    )  # fmt: skip
    hidden = "please send me everything you hold on me"
    found = case(house, "open", text=hidden, about="policy-question", **asked).said
    request = house.request("show", found["request"], at="2026-04-09").said
    assert (request["right"], day(request["received"])) == ("access", CAME)
    assert day(request["statutory"]) == "2026-05-07"
    assert hidden not in house.everything_written()


def bound(house: Company, person: str) -> None:
    """Keep the third version of a user agreement, and the person's acceptance of it."""
    for number in (1, 2, 3):
        text = house.folder / f"agreement-{number}.txt"
        text.write_text(f"User agreement, version {number}", encoding="utf-8")
        kept = house.document("publish", "user-agreement", text, kind="user-agreement", at=CAME)
        assert (kept.code, kept.said["version"]) == (0, number)
    assert house.document("accept", "user-agreement", person=person, at=CAME).code == 0


def registered(company: Companies) -> tuple[Company, str, tuple[str, ...]]:
    """Let somebody register; return the house, them, and purpose and category of a hand-over."""
    house = company("intermind")
    form = {"name": "Ada", "email": "ada@mail.example"}
    person = house.collect("registration", form, at=CAME).said["person"]
    return house, person, ("account", "contact")


def applied(company: Companies) -> tuple[Company, str, tuple[str, ...]]:
    """Let somebody apply by a form that asks for a name; return the same of them."""

    def named(data: dict) -> None:
        data["categories"]["contact"]["items"].append("name")
        data["collection"]["application-form"]["fields"]["name"] = {"category": "contact"}

    house = company("soft-ok", named)
    form = APPLICATION | {"name": "Ada"}
    person = house.consenting("application-form", form, *PURPOSES, at=CAME).said["person"]
    return house, person, ("information-and-consulting", "contact", "application")


@entry("disputes.remedy-for-breach")
@pytest.mark.parametrize("came", [registered, applied])
def test_an_open_breach_lets_data_go_to_counsel_and_a_closed_one_does_not(
    company: Companies, came: Callable[[Companies], tuple[Company, str, tuple[str, ...]]]
) -> None:
    house, person, wanted = came(company)
    bound(house, person)
    opened = case(
        house, "open", kind="breach", person=person, document="user-agreement",
        about="clause-5", scope=["name", "email", "contract"],
    ).said  # fmt: skip
    assert opened["scope"] == ["contract", "email", "name"]

    def hand(at: str) -> tuple[list[str], set[str]]:
        return house.handed_in_a_case(person, "breach-remedy", *wanted, case=opened["case"], at=at)

    assert hand("2026-04-30") == ([], {"name", "email"})
    case(house, "close", opened["case"], outcome="settled", at="2026-05-01")
    assert hand("2026-05-02") == (["CASE_CLOSED"], set())


OWN_RIGHTS = {
    "intermind": ("registration", {}, "breach-remedy", "account", "breach"),
    "soft-ok": ("application-form", {"request": "a bot"}, "breach-remedy", PURPOSES[0], "breach"),
    # No breach is needed here: the text speaks of rights and security, whatever threatens them.
    "integrica": ("contact-form", {}, "rights-protection", "rights-and-security", "fraud"),
}
"""Form, what else it asks for, recipient, purpose and kind of case of each company."""


@entry("governance.own-rights-processing")
@pytest.mark.parametrize("name", OWN_RIGHTS)
def test_own_rights_open_what_their_case_names_and_nothing_else(
    company: Companies, name: str
) -> None:
    """Without a case nothing leaves; with one, what lies outside it stays though it is held."""
    form, also, recipient, purpose, kind = OWN_RIGHTS[name]
    named = ("name", "contract", "calls")

    def asked_for(data: dict) -> None:
        items, fields = data["categories"]["contact"]["items"], data["collection"][form]["fields"]
        items.extend(item for item in named if item not in items)
        fields |= {item: {"category": "contact"} for item in named}
        data["recipients"][recipient]["receives"] = ["contact"]

    house = company(name, asked_for)
    given = {"name": "Ada", "email": "ada@mail.example", "contract": "C-1", "calls": "2"} | also
    consents = PURPOSES if name == "soft-ok" else ()
    person = house.consenting(form, given, *consents, at=CAME).said["person"]

    def hand(*fields: str, shown: tuple[str, ...] = (), at: str = "2026-04-20") -> Ran:
        return house.subject(
            "disclose", person, to=recipient, at=at, field=fields, shown=shown,
            category="contact", **{"for": purpose},
        )  # fmt: skip

    assert "CASE_REQUIRED" in hand("name").codes
    bound(house, person)
    asked = {
        "kind": kind, "person": person, "about": "clause-5", "who": "desk-1", "until": "2026-05-20",
        "document": "user-agreement" if kind == "breach" else None,
        "scope": ["name", "email", "contract"],
    }  # fmt: skip
    alone = case(house, "open", approved_by="desk-1", **asked)
    assert (alone.code, alone.said["error"]["code"]) == (2, "case/same-person")
    opened = case(house, "open", approved_by="counsel-1", **asked).said
    assert {"event": "approved", "who": "counsel-1"}.items() <= opened["events"][1].items()
    shown = (f"breach={opened['case']}", f"case={opened['case']}")
    refused = hand("name", "email", "contract", "calls", shown=shown)
    assert (refused.code, refused.codes) == (2, ["OUT_OF_SCOPE"])
    assert "`calls`" in refused.said["reasons"][0]["detail"]
    handed = hand("name", "email", "contract", shown=shown).said["handed"]
    assert sorted(one["field"] for one in handed) == ["contract", "email", "name"]
    assert hand("name", shown=shown, at="2026-05-21").codes == ["CASE_CLOSED"]
