"""No sequence of events leaves the table of consent, whatever the order in which they arrive."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from troth.core.consent import EVENTS, STATES, TABLE, Said, fold, step

START = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
hours = st.integers(0, 40)

happenings = st.lists(
    st.builds(
        lambda event, at, lasts, text: (event, at, lasts, text),
        st.sampled_from(EVENTS),
        hours,
        st.none() | st.integers(1, 20),
        st.sampled_from(["old", "new"]),
    ),
    max_size=10,
)


def said(happened: list) -> list[Said]:
    return [
        Said(
            event=event,
            at=START + at * HOUR,
            order=order,
            text=text,
            until=None if lasts is None else START + (at + lasts) * HOUR,
        )
        for order, (event, at, lasts, text) in enumerate(happened)
    ]


@given(happenings, hours, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(happened: list, now: int, chance) -> None:
    events = said(happened)
    shuffled = list(events)
    chance.shuffle(shuffled)
    assert fold(shuffled, START + now * HOUR) == fold(events, START + now * HOUR)


@given(happenings, hours)
def test_every_instant_finds_a_state_of_the_table(happened: list, now: int) -> None:
    consent = fold(said(happened), START + now * HOUR)
    assert consent.state in STATES
    assert all(step(consent.state, event) in (None, *STATES) for event in EVENTS)


@given(happenings)
def test_every_event_moves_a_consent_along_a_line_of_the_table_or_not_at_all(
    happened: list,
) -> None:
    """Word by word, each judged at its own instant; time lapses by a line of the table too."""
    lines = {(one.start, one.event, one.end) for one in TABLE}
    events = sorted(said(happened), key=lambda one: (one.at, one.order))
    for number, one in enumerate(events):
        before = fold(events[:number], one.at).state
        after = fold(events[: number + 1], one.at).state
        assert after == before or (before, one.event, after) in lines
        idle = fold(events[: number + 1], one.at + 25 * HOUR).state
        assert idle == after or (after, "lapse", idle) in lines


@given(happenings, hours)
def test_nothing_stands_that_nobody_gave_after_the_last_withdrawal(
    happened: list, now: int
) -> None:
    """The model: a yes by its own instant, not over, and no withdrawal after it at any time."""
    events, instant = said(happened), START + now * HOUR
    acts = [one for one in events if one.event in ("give", "confirm") and one.at <= instant]
    ends = [(one.at, one.order) for one in events if one.event == "withdraw"]
    alive = [
        one
        for one in acts
        if all((one.at, one.order) > end for end in ends)
        and (one.until is None or instant < one.until)
    ]
    consent = fold(events, instant)
    if consent.stands:
        assert (consent.since, consent.text) in {(one.at, one.text) for one in alive}


@given(happenings, hours)
def test_a_withdrawal_said_last_always_holds(happened: list, now: int) -> None:
    last = Said(event="withdraw", at=START + 50 * HOUR, order=99)
    assert fold([*said(happened), last], START + now * HOUR).state == "withdrawn"


@given(happenings, hours)
def test_time_alone_never_opens_anything(happened: list, now: int) -> None:
    known = [one for one in said(happened) if one.at <= START + now * HOUR]
    if not fold(known, START + now * HOUR).stands:
        assert not fold(known, START + (now + 7) * HOUR).stands
