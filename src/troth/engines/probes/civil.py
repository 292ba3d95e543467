"""Calendar arithmetic of a checker: whole numbers only, nothing shared with what set the dates.

Instants are microseconds since 1970-01-01T00:00Z, days are counted from there in the proleptic
Gregorian calendar (ISO 8601). Years run from March, so that the leap day is a year's last.
"""

from __future__ import annotations

from typing import Final

from troth.policy.compiled import RetentionRule

DAY: Final = 86_400_000_000
_ERA_DAYS: Final = 146_097
_MARCH_0000: Final = 719_468


def date_of(days: int) -> tuple[int, int, int]:
    """Return (year, month, day) of a day counted from 1970-01-01."""
    era, day_of_era = divmod(days + _MARCH_0000, _ERA_DAYS)
    year_of_era = (
        day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096
    ) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    day = day_of_year - (153 * shifted + 2) // 5 + 1
    return era * 400 + year_of_era + (month <= 2), month, day


def days_of(year: int, month: int, day: int) -> int:
    """Return the day of a date, counted from 1970-01-01."""
    marched = year - (month <= 2)
    era, year_of_era = divmod(marched, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    day_of_era = 365 * year_of_era + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * _ERA_DAYS + day_of_era - _MARCH_0000


def end_of(start: int, *, months: int, days: int, seconds: int) -> int:
    """Return the instant a period after `start`; a day a month lacks becomes that month's last."""
    whole, rest = divmod(start, DAY)
    year, month, day = date_of(whole)
    index = year * 12 + month - 1 + months
    first = days_of(index // 12, index % 12 + 1, 1)
    following = days_of((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return (min(first + day - 1, following - 1) + days) * DAY + rest + seconds * 1_000_000


def due(rule: RetentionRule, start: int) -> int | None:
    """Return the first instant at which what began at `start` must be gone, or None.

    `more-than` is exceeded the moment after the period is full, or counted by day with the end of
    that day; a purge rhythm lets nothing see the day on which it is; a yearly purge nothing the
    next day of the purge.
    """
    period = rule.period or rule.every
    if period is None:
        return None
    end = end_of(start, months=period.months, days=period.days, seconds=period.seconds)
    if rule.exceeds:
        end = (end // DAY + 1) * DAY if rule.whole_days else end + 1
    elif rule.every is not None:
        end = end // DAY * DAY
    return end if rule.purge_on is None else min(end, _next_purge(rule.purge_on, start))


def _next_purge(on: tuple[int, int], start: int) -> int:
    year, _, _ = date_of(start // DAY)
    this_year = days_of(year, *on) * DAY
    return this_year if this_year > start else days_of(year + 1, *on) * DAY


def latest_due(rule: RetentionRule, by: int) -> int | None:
    """Return the latest start that must be gone at `by`, found by halving; None without period."""
    if due(rule, 0) is None:
        return None
    low, high = -1, max(by, 0)
    while low < high:
        middle = (low + high + 1) // 2
        end = due(rule, middle)
        if end is not None and end <= by:
            low = middle
        else:
            high = middle - 1
    return low
