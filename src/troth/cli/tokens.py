"""`troth token`: let programs call a served policy, each for what it is for and for so long.

A token is printed once and is nowhere else; the store keeps its hash.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import click

from troth.assembly.programs import build_tokens
from troth.cli.groups import Group
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import InstantType, json_option
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, table
from troth.core.periods import from_micros
from troth.engines.programs.tokens import SCOPES, holds
from troth.storage.signin_rows import TokenRow

USUAL = timedelta(days=90)


@click.group(cls=Group)
def token() -> None:
    """Let programs call a served policy, and end that."""


@token.command()
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, metavar="SCOPE", help="What for; `token scopes` lists them."
)
@click.option("--until", type=InstantType(), metavar="INSTANT", help="Its end; else 90 days on.")
@policy_option
@store_options
@json_option
def make(
    name: str, scopes: tuple[str, ...], until: datetime | None, manifest: Path | None,
    store: str | None, keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Make a token for a program and print it, once."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now = platform.clock.now()
        row, made = build_tokens(platform).make(name, scopes, now, until or now + USUAL)
        document = _document(row, now)
    output.show(
        {**document, "token": made},
        line(f"{row.name}: {', '.join(row.roles)}, until {document['until']}"),
        line(f"shown once: {made}"),
    )
    return Exit.DONE


@token.command()
@json_option
def scopes(output: Output) -> Exit:
    """List what a token can be for."""
    output.show({"scopes": dict(SCOPES)}, table(("scope", "lets a program"), list(SCOPES.items())))
    return Exit.DONE


@token.command("list")
@policy_option
@store_options
@json_option
def list_(
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """List the tokens, ended ones too."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now = platform.clock.now()
        found = [_document(row, now) for row in build_tokens(platform).listed()]
    heads = ("name", "scopes", "made", "until", "holds")
    rows = [
        (one["name"], one["scopes"], one["made"], one["until"], "yes" if one["holds"] else "no")
        for one in found
    ]
    output.show({"tokens": found}, table(heads, rows) if rows else line("no tokens"))
    return Exit.DONE


@token.command()
@click.argument("name")
@policy_option
@store_options
@json_option
def end(
    name: str, manifest: Path | None, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """End a token; it opens nothing from now on."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now = platform.clock.now()
        row = build_tokens(platform).end(name, now)
        document = _document(row, now)
    output.show(document, line(f"{row.name} is let in no longer"))
    return Exit.DONE


def _document(row: TokenRow, now: datetime) -> dict[str, object]:
    ends = [at for at in (row.until, row.ended_at) if at is not None]
    return {
        "name": row.name,
        "scopes": list(row.roles),
        "made": from_micros(row.made_at).isoformat(timespec="seconds"),
        "until": from_micros(min(ends)).isoformat(timespec="seconds") if ends else None,
        "holds": holds(row, now),
    }
