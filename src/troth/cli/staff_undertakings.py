"""`troth staff undertake`: who has signed an undertaking of confidentiality.

GDPR Art. 28(3)(b), 32(4).
"""

from __future__ import annotations

from datetime import datetime

import click

from troth.cli.opening import Place, opened, store_options
from troth.cli.options import InstantType, json_option
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, table
from troth.cli.staff import staff
from troth.core.periods import from_micros
from troth.engines.staff.undertakings import Undertaking

__all__ = ["staff"]


@staff.command()
@click.argument("who")
@click.option("--undertaking", required=True, metavar="ID", help="Of the signed paper.")
@click.option("--until", type=InstantType(), metavar="INSTANT", help="When it ends.")
@click.option("--edition", default="", metavar="ID", help="Which version was signed.")
@store_options
@json_option
def undertake(
    who: str, undertaking: str, until: datetime | None, edition: str, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Note that WHO, as they look, has signed to keep data confidential."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        made = platform.undertakings.keep(who, undertaking, platform.clock.now(), until, edition)
    output.show(_document(made), line(f"kept: {made.undertaking} of {made.who}"))
    return Exit.DONE


@staff.command("require-undertaking")
@click.argument("edition")
@click.option("--since", type=InstantType(), metavar="INSTANT", help="From when; else now.")
@store_options
@json_option
def require_undertaking(
    edition: str, since: datetime | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Ask for an EDITION: who signed another reads nothing then."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        now = platform.clock.now()
        made = platform.undertakings.require(edition, since or now, now)
    told = {"edition": made.edition, "since": from_micros(made.since).isoformat()}
    output.show({"required": told}, line(f"edition {made.edition} from {told['since']} on"))
    return Exit.DONE


@staff.command()
@store_options
@json_option
def undertakings(store: str | None, keys: str | None, at: datetime | None, output: Output) -> Exit:
    """List the undertakings, ended ones too, and those of who left."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        found, required = platform.undertakings.all(), platform.undertakings.required()
    shown = [_document(each) for each in found]
    heads = ("who", "undertaking", "edition", "since", "until")
    rows = [tuple(each[name] for name in heads) for each in shown]
    asked = [{"edition": r.edition, "since": from_micros(r.since).isoformat()} for r in required]
    output.show(
        {"undertakings": shown, "required": asked},
        table(heads, rows) if rows else line("none is kept"),
    )
    return Exit.DONE


def _document(one: Undertaking) -> dict[str, str]:
    until = "" if one.until is None else from_micros(one.until).isoformat()
    return {"who": one.who, "undertaking": one.undertaking, "edition": one.edition,
            "since": from_micros(one.at).isoformat(), "until": until}  # fmt: skip
