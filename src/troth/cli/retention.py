"""`troth retention`: what is due, why something is still here, what goes when, and holds.

A sweep shows its plan, made by the sweep's own statements; `--commit` deletes. A hold needs its
ground and stops erasure until it is released (GDPR Art. 17(3)(e)).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from rich.console import RenderableType

from troth.cli.groups import Group
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import InstantType, commit_option, json_option, read_id
from troth.cli.outcome import Exit
from troth.cli.output import Output, counted, line, pairs, table
from troth.cli.subjects import one_person
from troth.engines.retention import Explained, SweepReport


@click.group(cls=Group)
def retention() -> None:
    """Sweep what is due; explain and forecast it; place and release holds."""


@retention.command()
@commit_option
@policy_option
@store_options
@json_option
def sweep(
    commit: bool, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Show what is due; with --commit delete it and destroy the keys of ended months."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now = platform.clock.now()
        if commit:
            report = platform.retention.sweep(now)
        else:
            report = platform.retention.plan(now)
    document: dict[str, object] = {
        "committed": report.committed,
        "plan": report.plan.hex() or None,
        "at": now.isoformat(),
        "records": report.total,
        "by_rule": dict(sorted(report.by_rule.items())),
        "period_keys": report.periods,
    }
    output.show(document, *_swept(report))
    return Exit.DONE


@retention.command()
@click.argument("record")
@policy_option
@store_options
@json_option
def explain(
    record: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Say why a record is still here, until when, and which rules lost."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        found = platform.retention.explain(read_id(record, "record"), platform.clock.now())
    output.show(_explained(found), *_explanation(found))
    return Exit.DONE


@retention.command()
@policy_option
@store_options
@json_option
def forecast(
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """Say how many records go in which month, by which rule."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        found = platform.retention.forecast()
    rows = [(month, rule, count) for (month, rule), count in sorted(found.items())]
    output.show(
        {"forecast": [{"month": m, "rule": r, "records": n} for m, r, n in rows]},
        table(("month", "rule", "records"), rows) if rows else line("nothing is kept"),
    )
    return Exit.DONE


@retention.command()
@click.option("--ground", required=True, help="Why: the id of a case, a claim, an order.")
@click.option("--person", metavar="ID", help="Whose records.")
@click.option("--category", help="Which kind of records.")
@click.option("--until", type=InstantType(), metavar="INSTANT", help="When it ends by itself.")
@policy_option
@store_options
@json_option
def hold(
    ground: str, person: str | None, category: str | None, until: datetime | None,
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Place a hold on a person's records, on a category, or on both together."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        made = platform.retention.hold(
            ground=ground,
            now=platform.clock.now(),
            person=None if person is None else one_person(platform, person),
            category=category,
            until=until,
        )
    output.show({"hold": made}, line(f"held: {made}"))
    return Exit.DONE


@retention.command()
@click.argument("hold_id", metavar="HOLD")
@policy_option
@store_options
@json_option
def release(
    hold_id: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Release a hold; what it stopped is due again."""
    wanted = read_id(hold_id, "hold").hex()
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        platform.retention.release(wanted, platform.clock.now())
    output.show({"released": wanted}, line(f"released: {wanted}"))
    return Exit.DONE


def _swept(report: SweepReport) -> list[RenderableType]:
    records = counted(report.total, "record")
    if not report.committed:
        head = f"{records} due" + ("; nothing is done without --commit" if report.total else "")
    else:
        head = f"{records} deleted; {counted(report.periods, 'period key')} destroyed"
    rows = sorted(report.by_rule.items())
    return [line(head, "bold"), *([table(("rule", "records"), rows)] if rows else [])]


def _explained(found: Explained) -> dict[str, object]:
    verdict = found.verdict
    return {
        "record": found.record.hex(),
        "category": found.category,
        "form": found.form,
        "state": verdict.state,
        "until": verdict.until.isoformat() if verdict.until else None,
        "rule": verdict.winner,
        "others": [
            {
                "rule": claim.address,
                "at": claim.at.isoformat() if claim.at else None,
                "waits_for": claim.waits_for,
            }
            for claim in verdict.losers
        ],
    }


def _explanation(found: Explained) -> list[RenderableType]:
    verdict = found.verdict
    words = {
        "keep": "kept until its period ends",
        "open": "kept until an event happens",
        "due": "due: the next sweep deletes it",
        "held": "due, and stopped by a duty or a hold",
    }
    parts: list[RenderableType] = [
        pairs(
            {
                "category": found.category,
                "form": found.form,
                "state": words.get(verdict.state, verdict.state),
                "until": verdict.until.isoformat(timespec="seconds") if verdict.until else None,
                "by": verdict.winner,
            }
        )
    ]
    if verdict.losers:
        rows = [
            (c.address, c.at.isoformat(timespec="seconds") if c.at else f"waits for {c.waits_for}")
            for c in verdict.losers
        ]
        parts += [line(""), table(("other rules", "would end it"), rows)]
    return parts
