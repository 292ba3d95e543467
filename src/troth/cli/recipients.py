"""`troth recipient`: what recipients have signed, and what they must have signed.

GDPR Art. 28(3), 29, 32(4).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from troth.assembly.handing_on import terms_of
from troth.cli.groups import Group
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import json_option
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, pairs, table
from troth.core.periods import from_micros
from troth.engines.disclosure.recipient_terms import CLAUSES, Signed

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group(cls=Group)
def recipient() -> None:
    """Keep what recipients of data have signed."""


@recipient.command()
@click.argument("key", metavar="RECIPIENT")
@click.option("--agreement", required=True, metavar="ID", help="The document that was signed.")
@click.option("--party", metavar="ID", help="Which of those the recipient stands for.")
@click.option("--edition", default="1", show_default=True, help="Which version of the document.")
@click.option("--purpose", multiple=True, help="What it is for; else all declared. Repeatable.")
@click.option(
    "--clause", multiple=True, type=click.Choice(CLAUSES), help="What it binds to; else all."
)
@click.option("--until", type=DAY, metavar="DAY", help="The last day on which it holds.")
@click.option("--dated", type=DAY, metavar="DAY", help="The day the paper bears.")
@policy_option
@store_options
@json_option
def sign(
    key: str, agreement: str, party: str | None, edition: str, purpose: tuple[str, ...],
    clause: tuple[str, ...], until: datetime | None, dated: datetime | None,
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Keep that terms were signed; they bind from now on."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest, create=True) as platform:
        made = terms_of(platform).sign(
            Signed(
                recipient=key,
                party=party or key,
                agreement=agreement,
                edition=edition,
                clauses=clause or CLAUSES,
                purposes=purpose,
            ),
            platform.clock.now(),
            last=None if until is None else until.date(),
            dated=None if dated is None else dated.date(),
        )
    told = {"signed": made.agreement, "by": made.party, "from": from_micros(made.at).isoformat()}
    output.show(_document(made), pairs(told))
    return Exit.DONE


@recipient.command()
@click.argument("key", metavar="RECIPIENT")
@click.option("--edition", required=True, help="Which version must have been signed.")
@policy_option
@store_options
@json_option
def require(
    key: str, edition: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Ask for an edition: who signed another gets nothing until they sign again."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest, create=True) as platform:
        terms_of(platform).require(key, edition, platform.clock.now())
    output.show({"recipient": key, "edition": edition}, line(f"{key} signs edition {edition}"))
    return Exit.DONE


@recipient.command("list")
@policy_option
@store_options
@json_option
def list_(
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """List everything that was signed, in order."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        known, required = terms_of(platform).signed(), terms_of(platform).required()
    rows = [
        (one.recipient, one.party, one.agreement, one.edition, from_micros(one.at).isoformat(),
         "–" if one.until is None else from_micros(one.until).isoformat())
        for one in known
    ]  # fmt: skip
    heads = ("recipient", "party", "agreement", "edition", "signed", "until")
    output.show(
        {"signed": [_document(one) for one in known], "required": dict(required)},
        table(heads, rows) if rows else line("nobody has signed anything yet"),
    )
    return Exit.DONE


def _document(one: Signed) -> dict[str, object]:
    return {
        "recipient": one.recipient,
        "party": one.party,
        "agreement": one.agreement,
        "edition": one.edition,
        "clauses": list(one.clauses),
        "purposes": list(one.purposes),
        "signed_at": from_micros(one.at).isoformat(),
        "until": None if one.until is None else from_micros(one.until).isoformat(),
    }
