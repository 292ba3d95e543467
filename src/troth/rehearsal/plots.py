"""Plots as plain geometry: figures in, points and paths out; the template draws them as SVG.

No colours and no words beyond the names of the data: how a plot looks is the template's business.
Units are those of the drawing, 720 wide and 260 high, with the origin at the top left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 52, 10, 12, 30
COLOURS = 8
"""How many series are told apart by colour; what is beyond is gathered as `others`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A mark on an axis: where, and what it says."""

    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One series or bar as an SVG path, with its name, its colour's number and what it sums to."""

    name: str
    colour: int
    path: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """One drawing."""

    shapes: tuple[Shape, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    filled: bool
    legend: bool = True

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.shapes


def series_of(months: Sequence[Mapping[str, int]]) -> dict[str, list[int]]:
    """Return name → one figure a month, the largest first; small ones gathered as `others`."""
    totals: Counter[str] = Counter()
    for month in months:
        totals.update(month)
    ranked = sorted((name for name in totals if totals[name]), key=lambda n: (-totals[n], n))
    shown, rest = ranked, []
    if len(ranked) > COLOURS:
        shown, rest = ranked[: COLOURS - 1], ranked[COLOURS - 1 :]
    found = {name: [month.get(name, 0) for month in months] for name in shown}
    if rest:
        found["others"] = [sum(month.get(name, 0) for name in rest) for month in months]
    return found


def areas(months: Sequence[str], series: Mapping[str, Sequence[int]]) -> Plot:
    """Return series stacked upon each other."""
    top = _ceiling(max((sum(column) for column in zip(*series.values(), strict=True)), default=0))
    floor = [0] * len(months)
    shapes = []
    for colour, (name, values) in enumerate(series.items()):
        upper = [low + value for low, value in zip(floor, values, strict=True)]
        there = [f"{_x(i, len(months)):.1f},{_y(v, top):.1f}" for i, v in enumerate(upper)]
        back = [f"{_x(i, len(months)):.1f},{_y(v, top):.1f}" for i, v in enumerate(floor)]
        path = "M" + " L".join(there + back[::-1]) + " Z"
        shapes.append(Shape(name=name, colour=colour, path=path, says=f"{values[-1]:,}"))
        floor = upper
    return Plot(shapes=tuple(shapes), across=_months(months), up=_scale(top), filled=True)


def lines(months: Sequence[str], series: Mapping[str, Sequence[int]]) -> Plot:
    """Return series as lines of their own."""
    top = _ceiling(max((max(values) for values in series.values()), default=0))
    shapes = tuple(
        Shape(
            name=name,
            colour=colour,
            path="M" + " L".join(
                f"{_x(i, len(months)):.1f},{_y(v, top):.1f}" for i, v in enumerate(values)
            ),
            says=f"{values[-1]:,}",
        )
        for colour, (name, values) in enumerate(series.items())
    )  # fmt: skip
    return Plot(shapes=shapes, across=_months(months), up=_scale(top), filled=False)


def bars(months: Sequence[str], series: Mapping[str, Sequence[int]]) -> Plot:
    """Return series as bars side by side, one group a month."""
    top = _ceiling(max((max(values, default=0) for values in series.values()), default=0))
    group = (WIDTH - LEFT - RIGHT) / max(len(months), 1)
    wide = group * 0.72 / max(len(series), 1)
    shapes = []
    for colour, (name, values) in enumerate(series.items()):
        parts = []
        for i, value in enumerate(values):
            left = LEFT + group * (i + 0.14) + wide * colour
            foot, head = HEIGHT - BOTTOM, _y(value, top)
            parts.append(f"M{left:.1f},{foot} V{head:.1f} H{left + wide:.1f} V{foot} Z")
        total = f"{sum(values):,}"
        shapes.append(Shape(name=name, colour=colour, path=" ".join(parts), says=total))
    if not any(any(values) for values in series.values()):
        shapes = []
    across = tuple(
        Tick(at=round(LEFT + group * (i + 0.5), 1), text=month)
        for i, month in enumerate(months)
        if i % _step(len(months)) == 0
    )
    return Plot(shapes=tuple(shapes), across=across, up=_scale(top), filled=True)


def _x(place: int, count: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (place / (count - 1) if count > 1 else 0.5)


def _y(value: float, top: int) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / top


def _ceiling(value: int) -> int:
    """Return a round figure at or above `value`: 1, 2, 3, 4, 5, 6 or 8 by a power of ten."""
    power = 1
    while True:
        for lead in (1, 2, 3, 4, 5, 6, 8):
            if lead * power >= value:
                return lead * power
        power *= 10


def _scale(top: int) -> tuple[Tick, ...]:
    parts = next((n for n in (4, 3, 2) if top % n == 0), 1)
    return tuple(
        Tick(at=round(_y(top * i / parts, top), 1), text=f"{top * i // parts:,}")
        for i in range(parts + 1)
    )


def _months(months: Sequence[str]) -> tuple[Tick, ...]:
    return tuple(
        Tick(at=round(_x(i, len(months)), 1), text=month)
        for i, month in enumerate(months)
        if i % _step(len(months)) == 0
    )


def _step(count: int) -> int:
    return 1 + (count - 1) // 8
