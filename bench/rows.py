"""One line of the result: what was done, against what, the ratio, the target, met or missed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

from bench.measure import Cost

Kind = Literal["speed", "cost", "seconds"]


@dataclass(frozen=True, slots=True)
class Target:
    """What a row is to reach.

    `speed`: theirs / ours is at least the bound; `cost`: ours / theirs is at most the bound;
    `seconds`: ours alone takes at most so many seconds of wall clock.
    """

    kind: Kind
    bound: float

    def __str__(self) -> str:
        if self.kind == "speed":
            return f">= {self.bound:g}x as fast"
        if self.kind == "cost":
            return f"<= {self.bound:g}x the time"
        return f"<= {self.bound:g} s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measurement at one size.

    Attributes:
        work: What is measured; rows of one piece of work differ in `scale`.
        against: The other contestant; empty when the target is absolute.
        scale: 1, 10 or 100.
        size: The size in words.
        units: How many things were done, for the growth of cost with work.
        ours, theirs: Cost of all units.
        target: None for a row that only informs.
        note: What a reader must know to read the figure.
    """

    work: str
    against: str
    scale: int
    size: str
    units: int
    ours: Cost
    theirs: Cost | None = None
    target: Target | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """The figure the target speaks of; None where nothing is compared."""
        if self.target is not None and self.target.kind == "seconds":
            return self.ours.wall
        if self.theirs is None:
            return None
        cheaper = self.target is not None and self.target.kind == "cost"
        return self.ours.wall / self.theirs.wall if cheaper else self.theirs.wall / self.ours.wall

    @property
    def cpu_ratio(self) -> float | None:
        """The same figure by CPU time, which a busy disk or neighbour does not touch."""
        if self.theirs is None or not self.ours.cpu or not self.theirs.cpu:
            return None
        cheaper = self.target is not None and self.target.kind == "cost"
        return self.ours.cpu / self.theirs.cpu if cheaper else self.theirs.cpu / self.ours.cpu

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.target is None or self.ratio is None:
            return None
        if self.target.kind == "speed":
            return self.ratio >= self.target.bound
        return self.ratio <= self.target.bound

    def as_json(self) -> dict[str, object]:
        """Return the row as data."""
        return {
            **asdict(self),
            "target": None if self.target is None else str(self.target),
            "ratio": self.ratio,
            "cpu_ratio": self.cpu_ratio,
            "met": self.met,
        }


def growth(rows: list[Row]) -> float | None:
    """Return how much one unit costs at the largest size, in units of the smallest size's.

    Near 1: cost grows as the work does. None for fewer than two sizes.
    """
    ordered = sorted(rows, key=lambda row: row.scale)
    if len(ordered) < 2 or not ordered[0].ours.wall:
        return None
    first, last = ordered[0], ordered[-1]
    return (last.ours.wall / last.units) / (first.ours.wall / first.units)
