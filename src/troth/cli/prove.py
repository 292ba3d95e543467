"""`troth prove`: of every promise, whether it is kept, broken or unproven, and the evidence.

Exit 3 when a promise, or a check of the house itself, is broken. What is open is settled before;
nothing else changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click
from rich.console import RenderableType

from troth.assembly.entropy import SystemEntropy
from troth.assembly.proof import prove_platform
from troth.cli.files import refuse_missing_folder, write_report
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import json_option
from troth.cli.outcome import Exit
from troth.cli.output import Output, counted, line, pairs, table
from troth.engines.proof.report import proof_page

STATES = ("broken", "unproven", "kept")
"""The order in which a reader should meet them."""

Row = Mapping[str, object]


@click.command("prove")
@click.option("--seed", type=int, help="Which records are opened; by default unpredictable.")
@click.option("--report", type=click.Path(path_type=Path), help="Write an HTML report.")
@policy_option
@store_options
@json_option
def prove_(
    seed: int | None, report: Path | None, manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Say of every promise: kept, broken or unproven. Exit 3: something is broken."""
    refuse_missing_folder(report)
    picked = seed if seed is not None else int.from_bytes(SystemEntropy().bytes(7))
    place = Place(store=store, keys=keys, at=at)
    with opened(place, manifest=manifest, examining=True) as platform:
        proved = prove_platform(platform, platform.clock.now(), seed=picked)
    if report is not None:
        write_report(report, proof_page(proved))
    document = proved.as_json()
    rows = [each.as_dict() for each in proved.promises]
    about: dict[str, object] = {
        "policy": proved.policy,
        "hash": proved.policy_hash,
        "at": proved.at.isoformat(timespec="seconds"),
        "looked at": f"{counted(proved.records, 'record')}, {proved.opened} opened, "
        f"{counted(proved.facts, 'fact')} in the log",
    }
    parts = [pairs(about), line(""), *promise_words(rows)]
    if report is not None:
        parts += [line(""), line(f"report: {report}")]
    output.show(document, *parts)
    return Exit.BROKEN if proved.broken else Exit.DONE


def promise_words(rows: Sequence[Row]) -> list[RenderableType]:
    """Return the promise table in words: what is broken first, then unproven, then kept."""
    if not rows:
        return [line("no promises were proved")]
    ordered = sorted(rows, key=lambda row: (STATES.index(str(row["state"])), str(row["address"])))
    counts = Counter(str(row["state"]) for row in rows)
    told = ", ".join(f"{counts[state]} {state}" for state in reversed(STATES))
    return [
        table(
            ("promise", "state", "because"),
            [(row["address"], row["state"], _because(row)) for row in ordered],
        ),
        line(""),
        line(f"{counted(len(rows), 'promise')}: {told}", "broken" if counts["broken"] else "bold"),
    ]


def _because(row: Row) -> str:
    reason = str(row.get("reason") or "")
    if reason:
        return reason
    evidence = row.get("evidence")
    seen = sum(_count(each) for each in evidence) if isinstance(evidence, Iterable) else 0
    return f"{seen} seen"


def _count(evidence: object) -> int:
    count = evidence.get("count") if isinstance(evidence, Mapping) else None
    return count if isinstance(count, int) else 1
