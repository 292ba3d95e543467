"""Tickets of forms: whoever comes second finds them taken, and nobody makes one up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from troth.assembly.entropy import SeededEntropy
from troth.engines.intake.tickets import LASTS, UNDER_WAY, Tickets
from troth.storage.memory import MemoryDataStore

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def tickets(secret: bytes = b"s" * 32) -> Tickets:
    """Return what issues tickets, over an empty store."""
    return Tickets(data=MemoryDataStore(), entropy=SeededEntropy(7), secret=secret)


def test_the_first_who_comes_has_it_and_what_was_kept_is_taken_for_good() -> None:
    ours = tickets()
    ticket = ours.issue("contact", NOW)
    assert [ours.take(ticket, NOW), ours.take(ticket, NOW)] == ["free", "busy"]
    ours.finish(ticket, NOW, kept=True)
    assert ours.take(ticket, NOW + LASTS - timedelta(seconds=1)) == "taken"


def test_what_was_refused_or_broke_may_be_sent_again() -> None:
    ours = tickets()
    refused, broken = ours.issue("contact", NOW), ours.issue("contact", NOW)
    ours.take(refused, NOW)
    ours.finish(refused, NOW, kept=False)
    assert ours.take(refused, NOW) == "free"
    ours.take(broken, NOW)
    assert ours.take(broken, NOW + UNDER_WAY) == "free"


def test_a_ticket_holds_for_its_form_its_site_and_its_day() -> None:
    ours = tickets()
    ticket = ours.issue("contact", NOW)
    assert ours.holds(ticket, "contact", NOW)
    assert ours.holds(ticket, "contact", NOW + LASTS - timedelta(microseconds=1))
    assert not ours.holds(ticket, "contact", NOW + LASTS)
    assert not ours.holds(ticket, "contact", NOW - timedelta(hours=1))
    assert not ours.holds(ticket, "newsletter", NOW)
    assert not tickets(b"t" * 32).holds(ticket, "contact", NOW)


@settings(max_examples=100)
@given(made_up=st.text(max_size=120))
def test_no_ticket_can_be_made_up(made_up: str) -> None:
    assert not tickets().holds(made_up, "contact", NOW)


@settings(max_examples=60)
@given(at=st.integers(0, 200), bit=st.integers(1, 127))
def test_a_ticket_that_was_changed_holds_no_more(at: int, bit: int) -> None:
    ours = tickets()
    ticket = ours.issue("contact", NOW)
    at %= len(ticket)
    other = ticket[:at] + chr(ord(ticket[at]) ^ bit) + ticket[at + 1 :]
    assert not ours.holds(other, "contact", NOW)
