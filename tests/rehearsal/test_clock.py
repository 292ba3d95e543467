"""The fake clock stands until it is moved, and never goes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.errors import StateError
from troth.rehearsal.clock import FakeClock

START = datetime(2026, 1, 1, tzinfo=UTC)


@given(st.lists(st.integers(0, 10**9), max_size=20))
def test_the_clock_shows_the_instant_it_was_last_moved_to(steps: list[int]) -> None:
    clock = FakeClock(START)
    expected = START
    for step in steps:
        expected += timedelta(seconds=step)
        clock.move_to(expected)
        assert expected == clock.now()


def test_the_clock_refuses_to_go_back_and_stands_where_it_stood() -> None:
    clock = FakeClock(START)
    with pytest.raises(StateError) as refused:
        clock.move_to(START - timedelta(microseconds=1))
    assert refused.value.code == "clock/backwards"
    assert clock.now() == START


def test_the_clock_tells_utc_whatever_zone_it_was_given() -> None:
    kyiv = timezone(timedelta(hours=2))
    clock = FakeClock(datetime(2026, 1, 1, 2, tzinfo=kyiv))
    assert clock.now() == START
    assert clock.now().tzinfo is UTC


def test_a_clock_without_a_time_zone_is_refused() -> None:
    with pytest.raises(StateError) as refused:
        FakeClock(START.replace(tzinfo=None))
    assert refused.value.code == "clock/naive"
