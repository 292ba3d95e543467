"""Prints rows as text, grouped by piece of work, with the growth of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bench.measure import Cost
from bench.rows import Row, growth


def lines_of(rows: Sequence[Row]) -> Iterable[str]:
    """Yield the lines of one piece of work: its name, a line a size, its growth."""
    first = rows[0]
    against = f" against {first.against}" if first.against else ""
    target = f"  [target {first.target}]" if first.target is not None else ""
    yield f"{first.work}{against}{target}"
    for row in rows:
        yield f"  x{row.scale:<4}{row.size:<34}{_figures(row)}"
        if row.note:
            yield f"       {row.note}"
    grown = growth(list(rows))
    if grown is not None:
        yield f"       one unit at x{rows[-1].scale} costs {grown:.2f} of one at x{rows[0].scale}"


def _figures(row: Row) -> str:
    parts = [f"ours {_cost(row.ours)}"]
    if row.theirs is not None:
        parts.append(f"theirs {_cost(row.theirs)}")
    if row.ratio is not None:
        by_cpu = f" (cpu {row.cpu_ratio:.2f})" if row.cpu_ratio is not None else ""
        parts.append(f"ratio {row.ratio:.3g}{by_cpu}")
    if row.met is not None:
        parts.append("met" if row.met else "MISSED")
    return "  ".join(parts)


def _cost(cost: Cost) -> str:
    return f"{short(cost.wall)} wall {short(cost.cpu)} cpu"


def short(seconds: float) -> str:
    """Return seconds in the unit that leaves one to three digits before the point."""
    for unit, factor in (("s", 1.0), ("ms", 1e3), ("us", 1e6)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"
