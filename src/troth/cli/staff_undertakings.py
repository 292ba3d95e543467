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
@store_options
@json_option
def undertake(
    who: str, undertaking: str, until: datetime | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Note that WHO, as they look, has signed to keep data confidential."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        made = platform.undertakings.keep(who, undertaking, platform.clock.now(), until)
    output.show(_document(made), line(f"kept: {made.undertaking} of {made.who}"))
    return Exit.DONE


@staff.command()
@store_options
@json_option
def undertakings(store: str | None, keys: str | None, at: datetime | None, output: Output) -> Exit:
    """List the undertakings, ended ones too."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        found = platform.undertakings.all()
    shown = [_document(each) for each in found]
    rows = [(each["who"], each["undertaking"], each["since"], each["until"]) for each in shown]
    heads = ("who", "undertaking", "since", "until")
    output.show({"undertakings": shown}, table(heads, rows) if rows else line("none is kept"))
    return Exit.DONE


def _document(one: Undertaking) -> dict[str, str]:
    until = "" if one.until is None else from_micros(one.until).isoformat()
    return {"who": one.who, "undertaking": one.undertaking,
            "since": from_micros(one.at).isoformat(), "until": until}  # fmt: skip
