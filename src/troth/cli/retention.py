"""`troth retention`: what is due, why something is still here, what goes when, and what moves it.

A sweep shows its plan, made by the sweep's own statements; `--commit` deletes. A hold needs its
ground and stops erasure until it is released (GDPR Art. 17(3)(e)).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from troth.cli import holds
from troth.cli.groups import Group
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import commit_option, json_option, read_id
from troth.cli.outcome import Exit
from troth.cli.output import Output, counted, line, table
from troth.cli.retention_shown import (
    explained_document,
    explained_words,
    sweep_document,
    sweep_words,
)
from troth.cli.subjects import one_person


@click.group(cls=Group)
def retention() -> None:
    """Sweep what is due; explain, forecast and watch the rest."""


@retention.command()
@click.option(
    "--approve", multiple=True, metavar="RULE", help="A rule that only may delete. Repeatable."
)
@commit_option
@policy_option
@store_options
@json_option
def sweep(
    approve: tuple[str, ...], commit: bool, manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Show what is due; with --commit delete it and destroy the keys of ended months."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now = platform.clock.now()
        if commit:
            report = platform.retention.sweep(
                now,
                approved=approve,
                progress=lambda gone: output.note(f"{counted(gone, 'record')} deleted"),
            )
        else:
            report = platform.retention.plan(now, approved=approve)
    output.show({"at": now.isoformat(), **sweep_document(report)}, *sweep_words(report))
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
    output.show(explained_document(found), *explained_words(found))
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
@click.argument("person", metavar="ID")
@click.argument("name", metavar="EVENT")
@policy_option
@store_options
@json_option
def event(
    person: str, name: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Tell that what a rule waits for has happened, such as account-closed."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        who = one_person(platform, person)
        dated = platform.retention.event(who, name, platform.clock.now())
    output.show({"event": name, "records": dated}, line(f"{counted(dated, 'record')} dated"))
    return Exit.DONE


@retention.command()
@click.argument("person", metavar="ID")
@click.argument("rule")
@policy_option
@store_options
@json_option
def extend(
    person: str, rule: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Keep one period longer, by the person's permission given now."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        who = one_person(platform, person)
        longer = platform.retention.extend(who, rule, platform.clock.now())
    output.show({"rule": rule, "records": longer}, line(f"{counted(longer, 'record')} extended"))
    return Exit.DONE


@retention.command()
@click.option("--allow-longer", is_flag=True, help="Give later ends too, to what is not expired.")
@commit_option
@policy_option
@store_options
@json_option
def recompute(
    allow_longer: bool, commit: bool, manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Lay the policy over older data: what ends sooner, and what may not stay longer."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now = platform.clock.now()
        found = platform.retention.recompute(now, commit=commit, allow_longer=allow_longer)
    document: dict[str, object] = {
        "committed": found.committed,
        "shorter": dict(found.shorter),
        "longer": found.longer,
        "longer_allowed": found.allowed,
        "expired": found.expired,
    }
    sooner = counted(sum(found.shorter.values()), "record")
    later = counted(found.longer, "record")
    output.show(
        document,
        line(f"{sooner} {'end' if found.committed else 'would end'} sooner", "bold"),
        line(f"{later} could stay longer" + ("" if allow_longer else ", which is not allowed")),
        line(f"{counted(found.expired, 'record')} expired already and stay due"),
    )
    return Exit.DONE


# The older names of `troth hold place` and `troth hold release`.
retention.add_command(holds.place, "hold")
retention.add_command(holds.release, "release")
