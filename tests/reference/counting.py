"""A naive counter of statutory terms: it walks day by day and shares no code with the clock.

Holidays come straight from the library. Slow and plain on purpose.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import holidays

DAY = timedelta(days=1)


@cache
def days_off(place: str) -> tuple[frozenset[date], frozenset[date]]:
    """Return the public holidays of a place, and the weekend days on which people work."""
    country, _, region = place.partition("-")
    known = holidays.country_holidays(country, subdiv=region or None, years=range(2023, 2041))
    return frozenset(known), frozenset(known.weekend_workdays)


@cache
def plain_end(event: date, months: int, days: int) -> date:
    """Walk to the same date of each later month, or its last day; then walk the days."""
    day, left = event, months
    while left:
        day += DAY
        tomorrow = day + DAY
        last_of_month = tomorrow.month != day.month
        if day.day == event.day or (last_of_month and day.day < event.day):
            left -= 1
    for _ in range(days):
        day += DAY
    return day


@cache
def working_end(event: date, business_days: int, place: str) -> date:
    """Walk until so many working days have passed."""
    off, worked = days_off(place)
    day, left = event, business_days
    while left:
        day += DAY
        weekend = day.weekday() in (5, 6) and day not in worked
        if not weekend and day not in off:
            left -= 1
    return day


def rolled(day: date, place: str) -> date:
    """Walk on while the day is a Saturday, a Sunday or a holiday."""
    off, _ = days_off(place)
    while day.weekday() in (5, 6) or day in off:
        day += DAY
    return day


def due(
    event: date,
    place: str,
    *,
    months: int = 0,
    days: int = 0,
    business_days: int = 0,
    suspended: int = 0,
    rolls: bool = False,
) -> tuple[date, date]:
    """Return the end without and with the roll-over."""
    end = plain_end(event, months, days)
    if business_days:
        end = working_end(end, business_days, place)
    for _ in range(suspended):
        end += DAY
    return end, rolled(end, place) if rolls else end
