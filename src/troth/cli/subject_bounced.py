"""`troth subject bounced`: mail to an address came back for good.

Nothing is sent there again; whether somebody looks into it is the policy's to say.
GDPR Art. 5(1)(d).
"""

from __future__ import annotations

from datetime import datetime

import click

from troth.cli.opening import Place, opened, store_options
from troth.cli.options import json_option
from troth.cli.outcome import Exit
from troth.cli.output import Output, counted, line, table
from troth.cli.subjects import subject
from troth.core.names import normalise
from troth.core.periods import from_micros
from troth.engines.documents.accuracy import Bounced


@subject.command()
@click.argument("address")
@click.option("--mended", is_flag=True, help="It is right again, or was put right.")
@store_options
@json_option
def bounced(
    address: str, mended: bool, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Keep an address out of the post; have it looked into."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        wrong, now = normalise("email", address), platform.clock.now()
        act = platform.accuracy.mended if mended else platform.accuracy.bounced
        done = act(wrong, now)
    told = "open to the post again" if mended else "kept out of the post"
    rows = [(each["task"], each["due"] or "–") for each in _reviews(done)]
    output.show(
        {"persons": [person.hex() for person in done.persons], "suppressed": not mended,
         "tasks": _reviews(done)},
        line(f"{counted(len(done.persons), 'person', 'persons')} {told}"),
        table(("review", "due"), rows) if rows else line("nobody is to look into it"),
    )  # fmt: skip
    return Exit.DONE


def _reviews(done: Bounced) -> list[dict[str, object]]:
    return [
        {
            "task": each.row.kind,
            "case": each.row.matter.hex(),
            "state": "open" if each.row.closed_at is None else each.row.outcome,
            "due": None if each.row.due_at is None else from_micros(each.row.due_at).isoformat(),
        }
        for each in done.reviews
    ]
