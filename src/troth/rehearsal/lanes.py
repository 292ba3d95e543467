"""Requests against their dates as plain geometry: one lane each, days since receipt from the left.

Every lane begins on the day of receipt, so that a glance tells how near an answer came to its
dates. No colours here: how a mark looks is the template's business, and each mark has a shape of
its own. Units are those of the drawing, `WIDTH` wide, with the origin at the top left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from troth.core.requests import RIGHTS
from troth.rehearsal.asked import Asked, days_said
from troth.rehearsal.plots import Tick

WIDTH = 900
LEFT, RIGHT = 318, 196
TOP, BOTTOM = 34, 30
LANE, HEADING = 20, 25
MOST_LANES = 150
"""Of more requests than that, those with the least to spare are drawn, and the page says so."""

Mark = Literal["granted", "partial", "refused", "none", "open"]
"""How a lane ends: by an answer, without one being owed, or not yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One request.

    Attributes:
        y: The middle of the lane.
        ran, stood: Pairs of where the clock ran and where it stood.
        safe, statutory, promised, told: Where the marks of the dates and of a longer term are.
        end, mark: Where and how the lane ends.
        late: Whether it ends after the earliest date.
        received, manner, says: Words before and after it.
    """

    number: int
    y: float
    ran: tuple[tuple[float, float], ...]
    stood: tuple[tuple[float, float], ...]
    safe: float
    statutory: float
    promised: float | None
    told: float | None
    end: float
    mark: Mark
    late: bool
    received: str
    manner: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """The whole drawing: headings by right, lanes below them, an axis in days."""

    height: float
    headings: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    across: tuple[Tick, ...]

    @property
    def bottom(self) -> float:
        """Where the lanes end and the axis' words begin."""
        return self.height - BOTTOM


def shown(asked: Sequence[Asked]) -> list[Asked]:
    """Return the requests to be drawn, by right and receipt; of too many the nearest to a date."""
    near = sorted(asked, key=lambda one: (one.to_spare is not None, one.to_spare or 0, one.number))
    return sorted(near[:MOST_LANES], key=lambda one: (RIGHTS.index(one.right), one.number))


def lanes_of(asked: Sequence[Asked], last: date) -> Lanes:
    """Return the drawing of requests, in the order given.

    Args:
        asked: Requests grouped by right.
        last: The last day of the rehearsal; up to it an open request has waited.
    """
    most = max((_longest(one, last) for one in asked), default=1)
    y: float = TOP
    headings, lanes = [], []
    right = ""
    for one in asked:
        if one.right != right:
            right = one.right
            headings.append(Tick(at=y + HEADING - 7, text=right.replace("-", " ")))
            y += HEADING
        lanes.append(_lane(one, y + LANE / 2, last, most))
        y += LANE
    across = tuple(
        Tick(at=round(_x(day, most), 1), text=str(day)) for day in range(0, most + 1, _step(most))
    )
    return Lanes(height=y + 4 + BOTTOM, headings=tuple(headings), lanes=tuple(lanes), across=across)


def _lane(one: Asked, y: float, last: date, most: int) -> Lane:
    def at(day: date) -> float:
        return round(_x((day - one.received).days, most), 1)

    end = _end(one, last)
    ran, stood, begun = [], [], one.received
    for first, until in one.pauses:
        stop = min(until or end, end)
        if first < stop:
            ran.append((at(begun), at(first)))
            stood.append((at(first), at(stop)))
            begun = stop
    ran.append((at(begun), at(end)))
    return Lane(
        number=one.number,
        y=y,
        ran=tuple(ran),
        stood=tuple(stood),
        safe=at(one.safe),
        statutory=at(one.statutory),
        promised=None if one.promised is None else at(one.promised),
        told=None if one.extended is None else at(one.extended),
        end=at(end),
        mark=_mark(one),
        late=end > one.alarm,
        received=one.received.isoformat(),
        manner=one.manner,
        says=_says(one),
    )


def _end(one: Asked, last: date) -> date:
    """Return the day on which a request was answered or over; an open one has waited until now."""
    return one.answered or (last if one.open else one.moved)


def _mark(one: Asked) -> Mark:
    if one.answered is None:
        return "open" if one.open else "none"
    return "granted" if one.outcome == "" else one.outcome


def _says(one: Asked) -> str:
    if one.answered is None:
        return "no answer yet" if one.open else one.said
    words = "in part" if one.outcome == "partial" else one.outcome
    return f"{words}, {days_said(one.to_spare)}"


def _longest(one: Asked, last: date) -> int:
    days = (_end(one, last), one.safe, one.statutory, one.promised or one.safe)
    return max((day - one.received).days for day in days)


def _x(days: int, most: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * days / max(most, 1)


def _step(most: int) -> int:
    return next((step for step in (5, 10, 15, 30, 60) if most // step <= 8), 90)
