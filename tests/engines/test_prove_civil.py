"""The checker's calendar agrees with the one that set the dates, and shares nothing with it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from troth.core.periods import Period, from_micros, to_micros
from troth.core.retention import Term, expiry
from troth.engines.probes.civil import date_of, days_of, due, latest_due
from troth.policy.compiled import RetentionRule

EPOCH = date(1970, 1, 1)

instants = st.builds(
    lambda seconds: from_micros(seconds * 1_000_003), st.integers(900_000_000, 2_800_000_000)
)
periods = st.builds(
    Period,
    months=st.integers(0, 130),
    days=st.integers(0, 400),
    seconds=st.integers(0, 90_000),
)


def rule(
    period: Period,
    *,
    exceeds: bool = False,
    rhythm: bool = False,
    whole_days: bool = False,
    purge_on: tuple[int, int] | None = None,
) -> RetentionRule:
    return RetentionRule(
        key="inquiries",
        address="retention/inquiries",
        categories=frozenset({"contact"}),
        forms=None,
        period=None if rhythm else period,
        exceeds=exceeds,
        start="collection",
        moving=False,
        until=None,
        every=period if rhythm else None,
        extend_by=None,
        extend_at_most=None,
        then="erase",
        legal_duty=False,
        because=None,
        provenance="said",
        whole_days=whole_days,
        purge_on=purge_on,
    )


@given(st.dates(date(1600, 1, 1), date(2400, 12, 31)))
def test_days_and_dates_are_those_of_the_gregorian_calendar(day: date) -> None:
    number = (day - EPOCH).days
    assert date_of(number) == (day.year, day.month, day.day)
    assert days_of(day.year, day.month, day.day) == number


SPELLINGS = st.sampled_from(
    (
        {},
        {"exceeds": True},
        {"exceeds": True, "whole_days": True},
        {"rhythm": True},
        {"purge_on": (12, 31)},
        {"rhythm": True, "purge_on": (2, 28)},
    )
)


@given(instants, periods, SPELLINGS)
def test_what_is_due_is_due_at_the_same_instant(
    start: datetime, period: Period, spelling: dict
) -> None:
    expected = expiry(Term(period=period, **spelling), start)
    assert due(rule(period, **spelling), to_micros(start)) == to_micros(expected)


@given(instants, periods, SPELLINGS)
def test_the_latest_start_that_is_due_is_due_and_the_next_is_not(
    by: datetime, period: Period, spelling: dict
) -> None:
    asked = rule(period, **spelling)
    latest = latest_due(asked, to_micros(by))
    assert latest is not None
    if latest >= 0:
        assert (due(asked, latest) or 0) <= to_micros(by)
    following = due(asked, latest + 1)
    assert following is not None
    # A period of nothing at all is due at once, whatever begins by then.
    assert following > to_micros(by) or latest + 1 > to_micros(by)


def test_the_last_day_of_a_short_month_is_where_a_long_one_ends() -> None:
    start = to_micros(datetime(2025, 1, 31, 10, tzinfo=UTC))
    end = due(rule(Period(months=1)), start)
    assert end is not None
    assert from_micros(end) == datetime(2025, 2, 28, 10, tzinfo=UTC)


def test_more_than_a_year_survives_the_anniversary_and_by_day_its_whole_day() -> None:
    start = datetime(2025, 9, 15, 9, tzinfo=UTC)
    year = Period(months=12)
    assert due(rule(year, exceeds=True), to_micros(start)) == (
        to_micros(datetime(2026, 9, 15, 9, tzinfo=UTC)) + 1
    )
    by_day = due(rule(year, exceeds=True, whole_days=True), to_micros(start))
    assert by_day == to_micros(datetime(2026, 9, 15, tzinfo=UTC) + timedelta(days=1))
