"""`troth extract ask`, `approve`, `make`: counts for developers. GDPR Art. 5(1)(c), 25(1)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from troth.assembly.handing_on import datasets_of
from troth.cli.extracts import extract, refused
from troth.cli.files import refuse_existing, write_new
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import json_option, read_id
from troth.cli.outcome import Exit
from troth.cli.output import Output, pairs
from troth.engines.disclosure.datasets import LEVEL, Wanted

__all__ = ["extract"]

dataset_argument = click.argument("dataset", metavar="DATASET")


@extract.command()
@click.option("--for", "purpose", required=True, help="What it is for.")
@click.option("--category", required=True, help="The kind of data it is made from.")
@click.option("--item", "items", multiple=True, metavar="NAME", help="Needed. Repeatable.")
@click.option("--who", required=True, metavar="ID", help="Who asks: a role or an id.")
@click.option("--why", required=True, metavar="TEXT", help="Why it is needed.")
@policy_option
@store_options
@json_option
def ask(
    purpose: str, category: str, items: tuple[str, ...], who: str, why: str,
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Ask for counts; somebody else approves them."""
    wanted = Wanted(purpose=purpose, category=category, items=items, who=who, why=why)
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        asked = datasets_of(platform).ask(wanted, platform.clock.now())
    if asked.row is None:
        return refused(asked.refused, output)
    document = {"dataset": asked.row.dossier.hex(), "state": asked.row.state, "for": purpose}
    output.show(document, pairs(document))
    return Exit.DONE


@extract.command()
@dataset_argument
@click.option("--who", required=True, metavar="ID", help="Who approves; not who asked.")
@store_options
@json_option
def approve(
    dataset: str, who: str, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Approve what somebody else asked for."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        desk = datasets_of(platform)
        done = desk.approve(read_id(dataset, "dataset"), who, platform.clock.now())
    document = {"dataset": dataset, "state": "approved", "approver": done.wanted.approver}
    output.show(document, pairs(document))
    return Exit.DONE


@extract.command()
@dataset_argument
@click.option(
    "--to", type=click.Path(path_type=Path), required=True, metavar="FILE", help="A new file."
)
@store_options
@json_option
def make(
    dataset: str, to: Path, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Write what was approved: counts, and nothing of anybody."""
    refuse_existing(to)
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        made = datasets_of(platform).make(read_id(dataset, "dataset"), platform.clock.now())
    write_new(to, made.table)
    document = {
        "dataset": dataset,
        "level": LEVEL,
        "lines": made.lines,
        "smallest": made.smallest,
        "suppressed": made.suppressed,
        "dropped": list(made.dropped),
    }
    output.show(document, pairs(document))
    return Exit.DONE
