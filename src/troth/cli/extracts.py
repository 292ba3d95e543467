"""`troth extract`: tables that lead to nobody, reported on and handed on. GDPR recital 26."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from troth.assembly.handing_on import extracts_of
from troth.cli.groups import Group
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import json_option, read_file, read_pairs, shown_option
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, pairs, reasons
from troth.core.periods import from_micros
from troth.engines.disclosure.extracts import Released
from troth.policy.question import Reason


@click.group(cls=Group)
def extract() -> None:
    """Report on tables that lead to nobody, and hand them on."""


@extract.command()
@click.argument("file")
@click.option(
    "--method", type=click.Choice(["aggregation", "generalisation", "sampling"]),
    default="aggregation", show_default=True, help="How it was made to lead to nobody.",
)  # fmt: skip
@click.option("--dropped", multiple=True, metavar="NAME", help="What was left out. Repeatable.")
@policy_option
@store_options
@json_option
def report(
    file: str, method: str, dropped: tuple[str, ...], manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Look a table through; keep the report where nothing leads to anybody."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest, create=True) as platform:
        made = extracts_of(platform).report(read_file(file), method, dropped, platform.clock.now())
    if isinstance(made, Released):
        return refused(made.refused, output)
    document = {
        "report": made.extract,
        "method": made.method,
        "smallest": made.smallest,
        "rows": made.rows,
        "dropped": list(made.dropped),
        "at": from_micros(made.at).isoformat(),
    }
    output.show(document, pairs(document))
    return Exit.DONE


@extract.command()
@click.argument("file")
@click.option("--to", "recipient", required=True, help="The recipient, as the manifest names it.")
@click.option("--for", "purpose", required=True, help="What the recipient gets it for.")
@click.option("--report", "reported", metavar="HASH", help="The report on this very table.")
@shown_option
@policy_option
@store_options
@json_option
def release(
    file: str, recipient: str, purpose: str, reported: str | None, shown: tuple[str, ...],
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Say whether a table may go to a recipient, and write it down."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest, create=True) as platform:
        done = extracts_of(platform).release(
            read_file(file), recipient, purpose, reported, read_pairs(shown, "--shown"),
            platform.clock.now(),
        )  # fmt: skip
    if not done:
        return refused(done.refused, output)
    document = {"extract": done.extract, "to": recipient, "rows": done.rows}
    output.show(document, pairs(document))
    return Exit.DONE


def refused(against: Sequence[Reason], output: Output) -> Exit:
    """Say why a table may not be had."""
    said = [(one.code, one.address, one.detail, one.help) for one in against]
    document = [
        {"code": code, "address": address, "detail": detail, "help": help_}
        for code, address, detail, help_ in said
    ]
    output.show({"reasons": document}, line("refused", "refused"), *reasons(said))
    return Exit.REFUSED
