"""`troth policy accept` and `waiting`: what people say to a version, and what they are to be shown.

These are the two questions a sign-in page asks: is there something to show first, and what did the
person answer. GDPR Art. 4(11), 13(3).
"""

from __future__ import annotations

from datetime import datetime
from typing import get_args

import click

from troth.cli.opening import Place, opened, store_options
from troth.cli.options import json_option
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, table
from troth.cli.subjects import one_person
from troth.core.periods import from_micros
from troth.engines.publication.acceptance import Answer, Answered


@click.command()
@click.argument("person")
@click.option("--version", type=int, help="Which version; by default the newest.")
@click.option(
    "--answer", type=click.Choice(get_args(Answer)), default="accepted", show_default=True,
    help="What the person said or did.",
)  # fmt: skip
@click.option("--show", is_flag=True, help="Only show what was answered, and which version binds.")
@store_options
@json_option
def accept(
    person: str, version: int | None, answer: Answer, show: bool, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Record a person's answer to a version."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        who, now = one_person(platform, person), platform.clock.now()
        if not show:
            platform.acceptance.answer(who, answer, now, version=version)
        said = platform.acceptance.answers(who)
        bound = platform.bound_to(who).policy.hash
        with platform.data.read() as reader:
            numbers = {row.policy: row.version for row in reader.versions()}
    document = {"answers": [_answer(each) for each in said], "bound_to": numbers.get(bound)}
    rows = [(each.version, each.answer, each.at.isoformat()) for each in said]
    output.show(
        document,
        table(("version", "answer", "at"), rows) if rows else line("nothing was answered"),
        line(f"under version {numbers.get(bound)}"),
    )
    return Exit.DONE


@click.command()
@click.argument("person")
@click.option("--seen", is_flag=True, help="What waits was shown, before anything else.")
@store_options
@json_option
def waiting(
    person: str, seen: bool, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Say what a person is to be shown at their next visit; --seen once it was.

    A visit is also a use: where the text takes going on for agreement, that is written down.
    """
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        who, now = one_person(platform, person), platform.clock.now()
        rows = platform.announcing.waiting(who)
        if seen:
            platform.announcing.seen(who, now)
        used = platform.acceptance.visited(who, now)
    found = [
        {"campaign": row.campaign.hex(), "policy": row.policy, "weight": row.weight,
         "planned_at": from_micros(row.planned_at).isoformat()}
        for row in rows
    ]  # fmt: skip
    document = {"waiting": found, "seen": seen, "used": _answer(used) if used else None}
    words = [(row.weight, row.policy, from_micros(row.planned_at).isoformat()) for row in rows]
    output.show(
        document,
        table(("weight", "version", "planned"), words) if words else line("nothing waits"),
    )
    return Exit.DONE


def _answer(each: Answered) -> dict[str, object]:
    return {
        "version": each.version,
        "policy": each.policy,
        "type": each.answer,
        "at": each.at.isoformat(),
    }
