"""Laws of requests: nothing leaves the table, and no deadline moves later by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.terminal import POLICIES
from troth.assembly.law import load_law_book
from troth.assembly.policies import load_policy
from troth.assembly.requests import calendar_of
from troth.core.requests import (
    ACTORS,
    EVENTS,
    LEVELS,
    RIGHTS,
    STATES,
    TABLE,
    Case,
    Moved,
    NotNow,
    fold,
    step,
)
from troth.engines.rights.clock import RequestClock

AT = datetime(2026, 1, 31, 10, tzinfo=UTC)
ASKERS = ("person", "guardian", "agent", "heir")

MOVES = st.lists(
    st.tuples(
        st.sampled_from(EVENTS),
        st.sampled_from(ACTORS),
        st.sampled_from([*LEVELS, "", "identity-doubt", "clarification-if-large", "claims"]),
        st.integers(0, 20),
        st.booleans(),
    ),
    max_size=30,
)
CASES = st.builds(
    Case, right=st.sampled_from(RIGHTS), asker=st.sampled_from(ASKERS), at=st.just(AT)
)


@given(CASES, MOVES)
@settings(max_examples=100)
def test_no_sequence_of_events_leaves_the_table(
    case: Case, moves: list[tuple[str, str, str, int, bool]]
) -> None:
    begun, taken = case, []
    for event, actor, detail, days, ready in moves:
        moved = Moved(event=event, actor=actor, at=case.at + timedelta(days=days), detail=detail)
        after = step(case, moved, ready=ready)
        if isinstance(after, NotNow):
            assert after.code
            continue
        lines = [
            line
            for line in TABLE
            if (line.event, line.start, line.end) == (event, case.state, after.state)
        ]
        assert any(actor in line.by for line in lines)
        assert after.state in STATES
        assert after.at >= case.at
        assert sum(pause.stop is None for pause in after.pauses) <= (after.state == "suspended")
        case = after
        taken.append(moved)
    assert fold(begun, taken) == case


@given(CASES, MOVES)
@settings(max_examples=100)
def test_nothing_is_disclosed_to_whom_nobody_verified(
    case: Case, moves: list[tuple[str, str, str, int, bool]]
) -> None:
    for event, actor, detail, days, ready in moves:
        moved = Moved(event=event, actor=actor, at=case.at + timedelta(days=days), detail=detail)
        after = step(case, moved, ready=ready)
        case = case if isinstance(after, NotNow) else after
        if case.outcome in ("granted", "partial"):
            assert case.verified


@cache
def clock(name: str) -> RequestClock:
    policy = load_policy(POLICIES / f"{name}.yaml").required()
    return RequestClock(policy=policy, book=load_law_book(), calendar=lambda: calendar_of(policy))


HAPPENINGS = st.lists(
    st.tuples(
        st.sampled_from(["suspend", "resume", "extend", "verify", "collect", "ask-person"]),
        st.sampled_from(["identity-doubt", "clarification-if-large", "holidays", "complexity"]),
        st.integers(0, 25),
    ),
    max_size=8,
)


@given(
    name=st.sampled_from(["intexsoft", "altexsoft", "integrica"]),
    right=st.sampled_from(RIGHTS),
    received=st.dates(datetime(2025, 1, 1).date(), datetime(2027, 12, 31).date()),
    residence=st.sampled_from(["", "FR", "BY", "UA", "US-CA", "US-NV", "BR", "GB"]),
    happened=HAPPENINGS,
)
@settings(max_examples=60, deadline=None)
def test_deadlines_move_later_only_by_an_allowed_pause_or_extension(
    name: str,
    right: str,
    received: object,
    residence: str,
    happened: list[tuple[str, str, int]],
) -> None:
    counted, now = clock(name), datetime.fromisoformat(f"{received}T12:00:00+00:00")
    begun, case = now, Case(right=right, at=now)
    due = counted.dates(case, begun, residence, now)
    for event, detail, days in happened:
        now += timedelta(days=days)
        level = "staff-attested" if event == "verify" else detail
        no = None
        if event == "suspend":
            no = counted.may_suspend(case, begun, residence, detail, now)
        elif event == "extend":
            no = counted.may_extend(case, begun, residence, detail, now)
        after = step(case, Moved(event=event, actor="staff", at=now, detail=level))
        if isinstance(after, NotNow) or no is not None:
            continue
        moved = counted.dates(after, begun, residence, now)
        later = moved.alarm > due.alarm or moved.statutory > due.statutory
        assert not later or event in ("resume", "extend") or not due.running
        if moved.promised is not None and due.promised is not None and event != "extend":
            assert moved.promised == due.promised
        assert moved.alarm >= due.alarm
        case, due = after, moved
