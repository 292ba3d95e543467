"""The state table of consent: closed, total where the law says "always", drawn in the docs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scripts.pages.consent import table
from troth.core.consent import EVENTS, STATES, TABLE, Event, Said, fold, step, toward

DAY = timedelta(days=1)
START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
PAGE = Path(__file__).resolve().parents[2] / "docs" / "consent.md"


def said(*events: tuple[Event, int], until: int | None = None, text: str = "t") -> list[Said]:
    return [
        Said(
            event=event,
            at=START + day * DAY,
            order=number,
            text=text,
            until=None if until is None else START + until * DAY,
        )
        for number, (event, day) in enumerate(events)
    ]


def state(events: list[Said], day: int) -> str:
    return fold(events, START + day * DAY).state


def test_a_line_of_the_table_stands_once_and_every_state_can_be_reached() -> None:
    assert len({(one.start, one.event) for one in TABLE}) == len(TABLE)
    assert {one.end for one in TABLE} == set(STATES)
    assert {one.event for one in TABLE} == set(EVENTS)


@pytest.mark.parametrize("start", STATES)
def test_withdrawing_is_possible_from_everywhere(start: str) -> None:
    assert step(start, "withdraw") == "withdrawn"


def test_only_an_act_of_the_person_leads_to_given() -> None:
    assert {one.event for one in TABLE if one.end == "given" != one.start} == {"give", "confirm"}


def test_a_yes_that_comes_in_after_a_newer_no_revives_nothing() -> None:
    arrived = [*said(("withdraw", 5)), Said(event="give", at=START, order=9, text="t")]
    assert state(arrived, 6) == "withdrawn"


def test_a_confirmation_after_a_withdrawal_that_comes_in_late_confirms_nothing() -> None:
    arrived = said(("ask", 0), ("confirm", 3))
    assert state(arrived, 4) == "given"
    late = Said(event="withdraw", at=START + 2 * DAY, order=9)
    assert state([*arrived, late], 4) == "withdrawn"


def test_what_lies_in_the_future_opens_nothing_but_a_withdrawal_holds() -> None:
    assert state(said(("give", 3)), 1) == "nothing"
    assert state(said(("give", 0), ("withdraw", 3)), 1) == "withdrawn"


def test_a_consent_is_over_at_its_last_instant_and_can_be_renewed() -> None:
    events = said(("give", 0), until=10)
    assert state(events, 9) == "given"
    assert state(events, 10) == "lapsed"
    assert state([*events, *said(("give", 12), until=30)], 13) == "given"


def test_a_question_that_nobody_answered_leaves_nothing() -> None:
    events = said(("ask", 0), until=2)
    assert state(events, 1) == "pending"
    assert state(events, 2) == "nothing"
    assert state([*events, *said(("confirm", 3))], 4) == "nothing"


def test_asking_anew_does_not_hide_that_the_person_said_no() -> None:
    asked = fold(said(("withdraw", 0), ("ask", 1)), START + 2 * DAY)
    assert (asked.state, asked.refused) == ("pending", True)


def test_asking_for_what_stands_takes_nothing_away() -> None:
    assert state(said(("give", 0), ("ask", 1)), 2) == "given"


def test_what_replaces_another_text_ends_only_consents_to_that_text() -> None:
    events = said(("give", 0), text="new")
    old = said(("supersede", 1), text="old")
    assert state([*events, *old], 2) == "given"
    assert state([*events, *said(("supersede", 1), text="new")], 2) == "superseded"


def test_a_general_withdrawal_ends_what_names_a_recipient_and_not_the_reverse() -> None:
    named = Said(event="give", at=START, order=0, recipient="partner", text="t")
    general = Said(event="give", at=START, order=1, text="t")
    end_all = Said(event="withdraw", at=START + DAY, order=2)
    end_one = Said(event="withdraw", at=START + DAY, order=2, recipient="partner")
    later = START + 2 * DAY
    assert toward([named, general, end_all], "partner", later).state == "withdrawn"
    assert toward([named, general, end_one], "partner", later).state == "withdrawn"
    assert toward([named, general, end_one], "", later).state == "given"


def test_the_page_draws_this_table() -> None:
    assert table() in PAGE.read_text(encoding="utf-8")
