"""How periods are counted: Regulation (EEC, Euratom) 1182/71, rule by rule.

Days in, days out; no law is named here and no clock is read. The day of the event is never counted
(Art. 3(1)), holidays inside a period are (Art. 3(3)). Periods of retention are another matter and
live in `troth.core.periods`.

>>> after_months(date(2028, 1, 31), 1).isoformat()
'2028-02-29'
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo

from troth.errors import InputError
from troth.law.calendars import SATURDAY, WEEKDAYS, HolidayCalendar

DAY = timedelta(days=1)


def after_months(event: date, months: int) -> date:
    """Return the same date `months` later, or the last day of a shorter month (Art. 3(2)(c))."""
    year, month0 = divmod(event.year * 12 + event.month - 1 + months, 12)
    if year >= date.max.year:
        raise _too_late(event)
    return date(year, month0 + 1, min(event.day, monthrange(year, month0 + 1)[1]))


def after_days(event: date, days: int) -> date:
    """Return the last of `days` whole days, the day of the event not counted (Art. 3(2)(b))."""
    try:
        return event + timedelta(days=days)
    except OverflowError:
        raise _too_late(event) from None


def after_working_days(
    event: date,
    days: int,
    calendar: HolidayCalendar,
    stands: Callable[[date], bool] = lambda _: False,
) -> date:
    """Return the last of `days` working days, the day of the event not counted.

    Args:
        event: The day of the event.
        days: How many working days; 0 returns the day of the event.
        calendar: The holidays of the place where the work is done.
        stands: Whether the clock stands on a day, so that it is not counted.
    """
    day = event
    while days:
        day += DAY
        days -= calendar.rest(day) is None and not stands(day)
    return day


def roll(day: date, calendar: HolidayCalendar) -> tuple[date, tuple[tuple[date, str], ...]]:
    """Return the first working day from `day` on, and the days passed over with their names.

    Art. 3(4): where the last day is a public holiday, Sunday or Saturday, the period ends with the
    expiry of the last hour of the following working day. Art. 2(2) knows no working Saturdays.
    """
    passed: list[tuple[date, str]] = []
    while True:
        named = calendar.holiday(day)
        if named is None and day.weekday() < SATURDAY:
            return day, tuple(passed)
        passed.append((day, named or WEEKDAYS[day.weekday()]))
        day += DAY


def day_of(event: datetime, zone: tzinfo) -> date:
    """Return the day of an event where the controller is established.

    Raises:
        InputError: `time/naive`.
    """
    return _aware(event).astimezone(zone).date()


def after_hours(event: datetime, hours: int, zone: tzinfo) -> datetime:
    """Return the end of the last of `hours` full hours, in UTC (Art. 3(2)(a)).

    The hour in which the event falls is not counted (Art. 3(1)); hours are those of the clock in
    `zone` and pass evenly where it is set forward or back. Periods in hours do not roll.

    Raises:
        InputError: `time/naive`.
    """
    local = _aware(event).astimezone(zone)
    begun = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    try:
        return event.astimezone(UTC) - begun + timedelta(hours=hours + 1)
    except OverflowError:
        raise _too_late(local.date()) from None


def _aware(event: datetime) -> datetime:
    if event.tzinfo is None:
        raise InputError("time/naive", "an instant needs its time zone")
    return event


def _too_late(event: date) -> InputError:
    return InputError("clock/out-of-calendar", f"no period can be counted from `{event}`")
