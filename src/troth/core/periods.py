"""Periods of retention: ISO 8601 durations added to exact instants.

Retention periods are exact instants with month-end clamp and no roll over holidays; statutory
deadlines (Regulation (EEC, Euratom) 1182/71) are another matter and live with the law packs.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from troth.errors import InputError

_ISO = re.compile(
    r"P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)


@dataclass(frozen=True, slots=True, order=False)
class Period:
    """A length of calendar time: whole months, then days, then seconds."""

    months: int = 0
    days: int = 0
    seconds: int = 0

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `P6M`, `P1Y`, `P30D`, `PT72H`.

        Raises:
            InputError: `period/malformed`.
        """
        match = _ISO.fullmatch(text)
        if match is None or text in ("P", "PT") or text.endswith("T"):
            raise InputError(
                "period/malformed",
                f"`{text}` is not a period",
                help="write an ISO 8601 duration such as P30D, P6M, P1Y or PT72H",
            )
        part = {name: int(value or 0) for name, value in match.groupdict().items()}
        return cls(
            months=part["years"] * 12 + part["months"],
            days=part["weeks"] * 7 + part["days"],
            seconds=part["hours"] * 3600 + part["minutes"] * 60 + part["seconds"],
        )

    def __str__(self) -> str:
        years, months = divmod(self.months, 12)
        date = "".join(f"{n}{u}" for n, u in ((years, "Y"), (months, "M"), (self.days, "D")) if n)
        time = f"T{self.seconds}S" if self.seconds else ""
        return f"P{date}{time}" if date or time else "P0D"

    def longest_days(self) -> int:
        """Return an upper bound in days, for ordering periods."""
        return self.months * 31 + self.days + -(-self.seconds // 86400)


def add(start: datetime, period: Period) -> datetime:
    """Return the instant `period` after `start`, clamped to the end of a shorter month.

    >>> add(datetime(2025, 1, 31, tzinfo=UTC), Period(months=1)).date().isoformat()
    '2025-02-28'
    """
    year, month0 = divmod(start.year * 12 + start.month - 1 + period.months, 12)
    day = min(start.day, calendar.monthrange(year, month0 + 1)[1])
    moved = start.replace(year=year, month=month0 + 1, day=day)
    return moved + timedelta(days=period.days, seconds=period.seconds)


def subtract(end: datetime, period: Period) -> datetime:
    """Return the latest start whose `add(start, period)` is not after `end`."""
    start = end - timedelta(days=period.days, seconds=period.seconds)
    year, month0 = divmod(start.year * 12 + start.month - 1 - period.months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    if start.day > last:
        # No start reaches this day of the longer month: all of the shorter one comes before it.
        start = start.replace(hour=23, minute=59, second=59, microsecond=999_999)
    start = start.replace(year=year, month=month0 + 1, day=min(start.day, last))
    # A clamp can make several starts share one end; the latest of them is the answer.
    while add(start + timedelta(days=1), period) <= end:
        start += timedelta(days=1)
    return start


def to_micros(instant: datetime) -> int:
    """Return microseconds since 1970-01-01T00:00Z; refuses a naive instant."""
    if instant.tzinfo is None:
        raise InputError("time/naive", "an instant needs its time zone")
    delta = instant - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def from_micros(micros: int) -> datetime:
    """Return the UTC instant of `micros` since 1970-01-01T00:00Z."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
