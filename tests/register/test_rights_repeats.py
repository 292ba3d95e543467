"""Requests that ask for the same again: linked, joined, counted from the first, never dropped."""

from __future__ import annotations

from tests.register.asking import answered, asked, refusal, shown
from tests.register.conftest import Companies

ADA = "ada@mail.example"
LATER = "2026-03-03T10:00:00+00:00"
AFTER = "2026-03-04T10:00:00+00:00"


def test_what_is_asked_again_is_linked_and_joins_what_is_still_open(company: Companies) -> None:
    """GDPR Art. 12(5): a repeat is never dropped; only its weight as excessive is judged."""
    house = company("altexsoft")
    person = house.collect("contact-form", {"email": ADA}).said["person"]
    first = asked(house, "access", person, session=True)["request"]
    owed = shown(house, first)["due"]
    # From a session it is clear who asks: told at once, and the clock of the first one counts.
    joined = asked(house, "access", person, LATER, session=True)
    assert (joined["state"], joined["steps"]) == ("joined", [])
    assert (joined["duplicate_of"], joined["due"]) == (first, owed)
    assert shown(house, joined["request"], LATER)["events"][-1]["detail"] == first
    other = asked(house, "erasure", person, LATER, session=True)["request"]
    assert refusal(house.request("join", other, first, at=LATER)) == "NOT_A_DUPLICATE"
    assert shown(house, other, LATER)["duplicate_of"] is None
    answered(house, first, LATER)
    third = asked(house, "access", person, AFTER, session=True)["request"]
    assert shown(house, third, AFTER)["repeats"] == first
    refused = house.request("refuse", third, ground="excessive", at=AFTER).said
    assert refused["outcome"] == "refused"
    assert house.request("answer", third, at=AFTER).said["law"] == "GDPR Art. 12(5)(b)"


def test_a_duplicate_joins_once_it_is_shown_and_an_earlier_arrival_moves_the_clock(
    company: Companies,
) -> None:
    """Nobody learns of it before that; a fax typed late arrived first, and its day counts."""
    house = company("altexsoft")
    person = house.collect("contact-form", {"email": ADA}).said["person"]
    first = asked(house, "access", person, session=True)["request"]
    opened = asked(
        house, "access", person, LATER, channel="fax", received="2026-02-27T10:00:00+00:00"
    )
    fax = opened["request"]
    assert (opened["state"], opened["duplicate_of"]) == ("received", None)
    listed = {one["request"]: one for one in house.request("list", at=LATER).said["requests"]}
    assert (listed[fax]["duplicate_of"], listed[first]["duplicate_of"]) == (first, None)
    assert shown(house, first, LATER)["due"] == "2026-04-02"
    after = house.request("verify", fax, how="staff-attested", at=LATER).said
    assert (after["state"], after["duplicate_of"], after["due"]) == ("joined", first, "2026-03-27")
    assert shown(house, first, LATER)["due"] == "2026-03-27"
    # Two corrections can be of two values: each is opened on its own.
    values = [
        asked(house, "rectification", person, LATER, session=True, about="inaccurate")
        for _ in range(2)
    ]
    assert [one["state"] for one in values] == ["verified", "verified"]


def test_who_asked_first_and_was_not_shown_lends_the_clock_and_nothing_else(
    company: Companies,
) -> None:
    house = company("altexsoft")
    person = house.collect("contact-form", {"email": ADA}).said["person"]
    mail = asked(house, "erasure", person)["request"]
    own = asked(house, "erasure", person, LATER, session=True)
    assert (own["state"], own["duplicate_of"], own["due"]) == ("verified", mail, "2026-04-02")
    assert shown(house, mail, LATER)["state"] == "received"
    assert house.request("join", mail, own["request"], at=LATER).said["state"] == "joined"
    agent = house.mandate("agent", LATER)
    spoken = asked(house, "erasure", person, LATER, by="agent", mandate=agent)["request"]
    done = house.request("verify", spoken, how="staff-attested", at=LATER).said
    assert (done["state"], done["due"]) == ("verified", "2026-04-03")
