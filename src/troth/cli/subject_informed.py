"""`troth subject uninformed` and `informed`: notices to people whose data came from others.

GDPR Art. 14(3): within a month, and not later than the first message to them.
"""

from __future__ import annotations

from datetime import datetime

import click

from troth.assembly.telling import informing
from troth.cli.opening import Place, opened, store_options
from troth.cli.options import json_option
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, table
from troth.cli.subjects import one_person, subject
from troth.engines.subjects.informing import HOW, How


@subject.command()
@click.option("--late", is_flag=True, help="Only where the last day has ended.")
@store_options
@json_option
def uninformed(
    late: bool, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """List who is owed a notice of data that others gave."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        desk, now = informing(platform), platform.clock.now()
        found = desk.late(now) if late else desk.owed(now)
    owed = [
        {
            "person": one.person.hex(),
            "source": one.source,
            "since": one.since.isoformat(),
            "due": None if one.due is None else one.due.isoformat(),
        }
        for one in found
    ]
    rows = [(str(one["person"]), str(one["source"]), str(one["due"] or "–")) for one in owed]
    output.show(
        {"owed": owed},
        table(("person", "source", "due"), rows) if rows else line("nobody is owed a notice"),
    )
    return Exit.DONE


@subject.command()
@click.argument("who", metavar="ID")
@click.option("--how", type=click.Choice(HOW), required=True, help="How, or why not needed.")
@store_options
@json_option
def informed(
    who: str, how: How, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """Note that somebody has had the notice, or needs none."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        person = one_person(platform, who)
        sources = informing(platform).informed(person, how, platform.clock.now())
    output.show(
        {"person": person.hex(), "sources": list(sources), "how": how},
        line(f"informed of data from {', '.join(sources)}"),
    )
    return Exit.DONE
