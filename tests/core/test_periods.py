"""Periods on the calendar: one spelling, the clamp at the end of a month, and the way back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from troth.core.periods import Period, add, from_micros, subtract, to_micros
from troth.errors import InputError

MICROSECOND = timedelta(microseconds=1)
INSTANTS = st.datetimes(
    min_value=datetime(1999, 1, 1), max_value=datetime(2040, 12, 31), timezones=st.just(UTC)
)
PERIODS = st.builds(
    Period,
    months=st.integers(0, 60),
    days=st.integers(0, 45),
    seconds=st.integers(0, 100_000),
)


def walked(start: datetime, period: Period) -> datetime:
    """Count months one by one on the calendar, then step back to a day that exists."""
    year, month = start.year, start.month
    for _ in range(period.months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for day in range(start.day, 0, -1):
        try:
            end = start.replace(year=year, month=month, day=day)
        except ValueError:
            continue
        return end + timedelta(days=period.days) + timedelta(seconds=period.seconds)
    raise AssertionError("every month has a first day")


@given(PERIODS)
def test_a_period_is_read_back_from_its_one_spelling(period: Period) -> None:
    assert Period.parse(str(period)) == period


def read(written: str) -> Period | str:
    try:
        return Period.parse(written)
    except InputError as refused:
        return refused.code


@given(st.text(alphabet="PT0123456789YMWDHS -.", max_size=12))
def test_any_text_is_a_period_or_refused(written: str) -> None:
    period = read(written)
    if isinstance(period, Period):
        assert read(str(period)) == period
    else:
        assert period == "period/malformed"


@given(start=INSTANTS, period=PERIODS)
@example(start=datetime(2025, 1, 31, tzinfo=UTC), period=Period(months=1))
@example(start=datetime(2024, 2, 29, tzinfo=UTC), period=Period(months=12))
def test_a_period_ends_where_walking_the_calendar_ends(start: datetime, period: Period) -> None:
    assert add(start, period) == walked(start, period)


@given(end=INSTANTS, period=PERIODS)
@example(end=datetime(2025, 3, 31, 12, tzinfo=UTC), period=Period(months=1))
@example(end=datetime(2025, 2, 28, 12, tzinfo=UTC), period=Period(months=1))
def test_the_way_back_gives_the_very_last_start(end: datetime, period: Period) -> None:
    start = subtract(end, period)
    assert add(start, period) <= end < add(start + MICROSECOND, period)


@given(INSTANTS)
def test_an_instant_is_read_back_from_its_microseconds(instant: datetime) -> None:
    assert from_micros(to_micros(instant)) == instant


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        to_micros(datetime(2026, 1, 1))
    assert refused.value.code == "time/naive"
