"""`troth testimonial`: words of customers, taken up, shown to everybody, and taken back.

Nothing is shown without a consent that names the readers, and what is shown is decided on again
each time the page is read. GDPR Art. 6(1)(a), 7(3).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from troth.assembly.testimonials import testimonials
from troth.cli.groups import Group
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import json_option, read_id
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, table
from troth.cli.subjects import one_person

one_argument = click.argument("testimonial", metavar="ID")
who_option = click.option("--who", default="", metavar="ID", help="Who does it: a role or an id.")


@click.group("testimonial", cls=Group)
def testimonial_() -> None:
    """Take up testimonials, show them, and take them back."""


@testimonial_.command()
@click.argument("person", metavar="ID")
@who_option
@policy_option
@store_options
@json_option
def enter(
    person: str, who: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Take up the newest testimonial of a person."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now, desk = platform.clock.now(), testimonials(platform)
        row = desk.enter(one_person(platform, person), now, who)
        state = desk.state(row, now)
    output.show(
        {"testimonial": row.dossier.hex(), "state": state}, line(f"{row.dossier.hex()}: {state}")
    )
    return Exit.DONE


@testimonial_.command()
@one_argument
@who_option
@policy_option
@store_options
@json_option
def publish(
    testimonial: str, who: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Show a testimonial to everybody, on `/testimonials`."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now = platform.clock.now()
        refused = testimonials(platform).publish(read_id(testimonial, "testimonial"), now, who)
    words = [line(f"not shown: {one.detail}") for one in refused] or [line("shown to everybody")]
    output.show({"published": not refused, "reasons": [one.as_dict() for one in refused]}, *words)
    return Exit.REFUSED if refused else Exit.DONE


@testimonial_.command()
@one_argument
@who_option
@policy_option
@store_options
@json_option
def withdraw(
    testimonial: str, who: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Take a testimonial back from the page."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now = platform.clock.now()
        testimonials(platform).withdraw(read_id(testimonial, "testimonial"), now, who)
    output.show({"state": "withdrawn"}, line("taken back"))
    return Exit.DONE


@testimonial_.command("list")
@policy_option
@store_options
@json_option
def list_(
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """List testimonials, and where each of them stands."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        desk, now = testimonials(platform), platform.clock.now()
        found = [(row.dossier.hex(), desk.state(row, now)) for row in desk.listed()]
    said = [{"testimonial": one, "state": state} for one, state in found]
    output.show({"testimonials": said}, table(("testimonial", "state"), found))
    return Exit.DONE
