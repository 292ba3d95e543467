"""`python -m bench.record RESULT.json`: puts a run's tables into `BENCHMARKS.md`.

What stands between the two markers is replaced; the words around it, which say why a target is
missed, are written by hand.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from bench.table import short

PAGE = Path(__file__).resolve().parents[1] / "BENCHMARKS.md"
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"

Result = Mapping[str, Any]


def tables(result: Result) -> Iterator[str]:
    """Yield the lines: the machine, then one table a piece of work."""
    yield from ("| | |", "|---|---|")
    yield from (f"| {name} | {value} |" for name, value in result["machine"].items())
    rows = sorted(result["rows"], key=lambda row: _order(result["rows"], row))
    for (work, against), group in groupby(rows, key=_named):
        made = list(group)
        yield from ("", f"### {work}{f', against {against}' if against else ''}", "")
        target = made[0]["target"]
        yield f"Target: {target}." if target else "No target: it informs."
        yield ""
        yield "| size | Troth | CPU | other | CPU | ratio | by CPU | |"
        yield "|---|---|---|---|---|---|---|---|"
        yield from map(_line, made)
        yield from (f"\nx{row['scale']}: {row['note']}" for row in made[-1:] if row["note"])
        yield f"\n{_growth(made)}"


def _line(row: Result) -> str:
    theirs = row["theirs"]
    other = (short(theirs["wall"]), short(theirs["cpu"])) if theirs else ("", "")
    state = {True: "met", False: "**missed**", None: ""}[row["met"]]
    return (
        f"| {row['size']} | {short(row['ours']['wall'])} | {short(row['ours']['cpu'])}"
        f" | {other[0]} | {other[1]} | {_figure(row['ratio'])} | {_figure(row['cpu_ratio'])}"
        f" | {state} |"
    )


def _growth(rows: Sequence[Result]) -> str:
    first, last = rows[0], rows[-1]
    grown = (last["ours"]["wall"] / last["units"]) / (first["ours"]["wall"] / first["units"])
    return f"One unit at x{last['scale']} costs {grown:.2f} of one at x{first['scale']}."


def _figure(figure: float | None) -> str:
    return "" if figure is None else f"{figure:.3g}"


def _named(row: Result) -> tuple[str, str]:
    return row["work"], row["against"]


def _order(rows: Sequence[Result], wanted: Result) -> tuple[int, int]:
    first = next(at for at, row in enumerate(rows) if _named(row) == _named(wanted))
    return first, wanted["scale"]


def main(file: Path) -> None:
    """Replace the measured part of the page."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    if not after and END not in page:
        raise SystemExit(f"{PAGE.name} has no {BEGIN} … {END}")
    found = "\n".join(tables(json.loads(file.read_text(encoding="utf-8"))))
    PAGE.write_text(f"{before}{BEGIN}\n\n{found}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
