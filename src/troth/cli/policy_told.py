"""`troth policy announce`: who is told of a version, why and how; then one message a person.

Without --commit it shows the plan and sends nothing. With it, what the pace allows now is sent;
calling it again goes on where it was. GDPR Art. 13(3).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
from rich.console import RenderableType

from troth.assembly.platform import Platform
from troth.assembly.telling import sending_of
from troth.cli.letters import letter_door, sender_of
from troth.cli.opening import Place, opened, store_options
from troth.cli.options import commit_option, json_option, read_id
from troth.cli.outcome import Exit
from troth.cli.output import Output, counted, line, pairs, table
from troth.engines.publication.announcing import Sending, Standings
from troth.storage.version_rows import CampaignRow


@click.command()
@click.option("--campaign", metavar="ID", help="Which announcement; by default the newest.")
@click.option("--smtp", metavar="URL", help="The mail relay; by default TROTH_SMTP.")
@click.option("--drop", type=click.Path(path_type=Path), help="Write messages into this folder.")
@click.option("--from", "sender", metavar="ADDRESS", help="Sender; by default the controller's.")
@click.option("--link", default="", metavar="URL", help="Where the text and its changes lie.")
@click.option(
    "--per-minute", type=click.IntRange(1, 100_000), default=60, show_default=True,
    help="Messages in any minute.",
)  # fmt: skip
@click.option(
    "--timeout", type=click.FloatRange(0.1, 600), default=30.0, show_default=True,
    help="Seconds to wait for the relay.",
)  # fmt: skip
@click.option("--retry-uncertain", is_flag=True, help="Send again what may have been sent.")
@commit_option
@store_options
@json_option
def announce(
    campaign: str | None, smtp: str | None, drop: Path | None, sender: str | None, link: str,
    per_minute: int, timeout: float, retry_uncertain: bool, commit: bool, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Tell people of a version: the plan, or with --commit the messages.

    Exit 1 where the relay let nothing through: nothing is lost, call it again.
    """
    named = None if campaign is None else read_id(campaign, "announcement")
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        row = platform.announcing.campaign(named)
        if not commit:
            return _shown(platform.announcing.standings(row), commit, output)
        sending = _sending(platform, row, sender, link, per_minute)
        with letter_door(smtp, drop, seconds=timeout, platform=platform) as door:
            if retry_uncertain:
                platform.announcing.retry(row)
                row = platform.announcing.campaign(row.campaign)
            reached = platform.announcing.carry_out(row, door, sending, platform.clock.now())
    return _shown(reached, commit, output)


def _sending(
    platform: Platform, row: CampaignRow, sender: str | None, link: str, per_minute: int
) -> Sending:
    chosen = sender_of(platform.versions.policy(row.policy), sender)
    return sending_of(platform, row, sender=chosen, link=link, per_minute=per_minute)


def _shown(reached: Standings, commit: bool, output: Output) -> Exit:
    output.show(reached.as_dict() | {"committed": commit}, *_words(reached, commit))
    return Exit.FAULT if reached.closed else Exit.DONE


def _words(reached: Standings, commit: bool) -> Iterator[RenderableType]:
    row = reached.campaign
    yield pairs(
        {
            "announcement": row.campaign.hex(),
            "weight": row.weight,
            "told by": row.channel,
            "because": row.source,
            "persons": sum(reached.by_state.values()),
            **reached.by_state,
        }
    )
    if reached.undelivered:
        yield line("")
        rows = [(person.hex(), why) for person, why in reached.undelivered]
        yield table(("not told", "why"), rows)
    if reached.closed:
        yield line("the relay lets nothing through; call it again, nobody is told twice", "error")
    elif reached.left:
        more = "call it again in a minute" if commit else "send with --commit"
        yield line(f"{counted(reached.left, 'message')} to send: {more}")
