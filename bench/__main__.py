"""`python -m bench [--only NAME] [--size small|full] [--json FILE]`: measure and print."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

from bench import city, decision, evidence, inserts, machine, policies, rights, sweeps, web
from bench.gdprbench import run as gdprbench
from bench.rows import Row
from bench.table import lines_of

SIZES = (1, 10, 100)
BENCHES: Mapping[str, Callable[..., Iterator[Row]]] = {
    "decision": decision.measure,
    "policies": policies.measure,
    "inserts": inserts.measure,
    "evidence": evidence.measure,
    "rights": rights.measure,
    "sweeps": sweeps.measure,
    "city": city.measure,
    "gdprbench": gdprbench.measure,
    "web": web.measure,
    "console": web.console,
}
LONG: Mapping[str, Callable[..., Iterator[Row]]] = {"gdprbench-long": gdprbench.measure_long}
"""Run only when named."""


def main(arguments: list[str]) -> int:
    """Measure what was asked for; 0 whether targets are met or missed, since both are results."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", choices=sorted({**BENCHES, **LONG}), action="append")
    parser.add_argument("--size", choices=("small", "full"), default="full")
    parser.add_argument("--json", type=Path, metavar="FILE")
    asked = parser.parse_args(arguments)
    where = machine.describe()
    print(", ".join(f"{name} {value}" for name, value in where.items()), flush=True)
    began = time.perf_counter()
    rows: list[Row] = []
    for name in asked.only or BENCHES:
        print(f"\n== {name} ({time.perf_counter() - began:.0f} s)", flush=True)
        made = []
        for row in {**BENCHES, **LONG}[name](SIZES, small=asked.size == "small"):
            made.append(row)
            # What is done is seen at once, whatever happens to the rest.
            print("\n".join(lines_of([row])), file=sys.stderr, flush=True)
        order = {named: at for at, named in enumerate(dict.fromkeys(map(_named, made)))}
        made.sort(key=lambda row: (order[_named(row)], row.scale))
        for _, group in groupby(made, key=_named):
            print("\n".join(lines_of(list(group))), flush=True)
        rows += made
    judged = [row for row in rows if row.met is not None]
    met = sum(row.met is True for row in judged)
    print(f"\n{met} of {len(judged)} targets met, in {time.perf_counter() - began:.0f} s")
    if asked.json is not None:
        found = {"machine": where, "size": asked.size, "rows": [row.as_json() for row in rows]}
        asked.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


def _named(row: Row) -> tuple[str, str]:
    return row.work, row.against


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
