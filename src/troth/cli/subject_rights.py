"""`troth subject rectify|restrict|unrestrict|object`: a right used at once, for one person.

Each writes the same row in the register as a formal request of that right, so that what people do
for themselves and what staff does for them is counted, timed and told alike.

GDPR Art. 16, 18 (18(3): told before it is lifted), 19, 21.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import get_args

import click

from troth.assembly.platform import Platform
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import InstantType, json_option, read_file, read_id
from troth.cli.outcome import Exit
from troth.cli.output import Output, line
from troth.cli.requests_shown import refused, show_entry
from troth.cli.subjects import one_person, subject
from troth.core.requests import Verification
from troth.engines.rights.grounds import RESTRICTION_GROUNDS
from troth.engines.rights.opening import Channel, Opening
from troth.engines.rights.register import Declined, Entry

__all__ = ["subject"]

ATTESTED: Verification = "staff-attested"

channel_option = click.option(
    "--channel",
    type=click.Choice(get_args(Channel)),
    default="in-person",
    show_default=True,
    help="Where it came from: account, link, signal… for what people do for themselves.",
)


@subject.command()
@click.argument("who", metavar="ID")
@click.argument("record")
@click.option("--value", required=True, metavar="TEXT|@FILE", help="The right value.")
@click.option("--beside", is_flag=True, help="Words beside a value that is true, yet misleads.")
@channel_option
@click.option("--request", "request_id", metavar="REQUEST", help="A granted request it is part of.")
@policy_option
@store_options
@json_option
def rectify(
    who: str, record: str, value: str, beside: bool, channel: Channel,
    request_id: str | None, manifest: Path | None,
    store: str | None, keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Put a right value in place of a wrong one; recipients are owed a notice."""
    raw: str | bytes = read_file(value[1:]) if value.startswith("@") else value
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        person, wanted = one_person(platform, who), read_id(record, "record")
        now = platform.clock.now()
        given = None if request_id is None else read_id(request_id, "request")
        if given is None:
            opened_one = _granted(platform, person, channel, now)
            if isinstance(opened_one, Declined):
                return refused(opened_one, output)
            given = opened_one.row.request
        after = platform.requests.rectify(given, wanted, raw, now, beside=beside)
        if isinstance(after, Declined):
            return refused(after, output)
        if request_id is None:
            after = platform.requests.run_through(given, now, actor="staff")
        return show_entry(platform, after, output)


@subject.command()
@click.argument("who", metavar="ID")
@click.option(
    "--ground", type=click.Choice(tuple(RESTRICTION_GROUNDS)), required=True, metavar="GROUND",
    help="Why: accuracy-contested, unlawful, needed-for-claims…",
)  # fmt: skip
@channel_option
@policy_option
@store_options
@json_option
def restrict(
    who: str, ground: str, channel: Channel, manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Restrict processing: from the next decision on, storage only."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        person, now = one_person(platform, who), platform.clock.now()
        opening = Opening(
            asked="restriction", about=ground, person=person, received_at=now, channel=channel,
        )  # fmt: skip
        return _attested(platform, opening, now, output)


@subject.command()
@click.argument("who", metavar="ID")
@click.option("--told", type=InstantType(), metavar="INSTANT", help="When the person was told.")
@policy_option
@store_options
@json_option
def unrestrict(
    who: str, told: datetime | None, manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Lift a restriction, of which the person was told before."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        person, now = one_person(platform, who), platform.clock.now()
        declined = platform.requests.lift_restriction(person, told, now)
        if declined is not None:
            return refused(declined, output)
    output.show({"person": person.hex(), "restricted": False}, line("the restriction is lifted"))
    return Exit.DONE


@subject.command("object")
@click.argument("who", metavar="ID")
@click.option("--to", "about", default="marketing", show_default=True, help="A purpose, or *.")
@channel_option
@policy_option
@store_options
@json_option
def object_(
    who: str, about: str, channel: Channel, manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Object to a purpose; to marketing it is absolute and done at once."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        person, now = one_person(platform, who), platform.clock.now()
        opening = Opening(
            asked="objection", about=about, person=person, received_at=now, channel=channel
        )
        return _attested(platform, opening, now, output)


@subject.command("withdraw")
@click.argument("who", metavar="ID")
@click.option("--from", "about", default="*", show_default=True, help="A purpose, or * for all.")
@channel_option
@policy_option
@store_options
@json_option
def withdraw(
    who: str, about: str, channel: Channel, manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Withdraw consent to a purpose, or to all; done at once, and in the register."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        person, now = one_person(platform, who), platform.clock.now()
        opening = Opening(
            asked="withdrawal", about=about, person=person, received_at=now, channel=channel
        )
        return _attested(platform, opening, now, output)


def _granted(
    platform: Platform, person: bytes, channel: Channel, now: datetime
) -> Entry | Declined:
    """Return a rectification that was opened, attested and granted, ready for its values."""
    opening = Opening(asked="rectification", person=person, received_at=now, channel=channel)
    entry = platform.requests.open(opening, now)
    if isinstance(entry, Declined):
        return entry
    request = entry.row.request
    platform.requests.verify(request, ATTESTED, now)
    platform.requests.collect(request, now)
    return platform.requests.decide(request, now)


def _attested(platform: Platform, opening: Opening, now: datetime, output: Output) -> Exit:
    entry = platform.requests.open(opening, now)
    if isinstance(entry, Entry):
        entry = platform.requests.verify(entry.row.request, ATTESTED, now)
    return show_entry(platform, entry, output)
