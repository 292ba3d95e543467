"""`troth consent`: give, withdraw and show consent.

A consent carries the hash of the exact text that was shown; one without it is not taken (GDPR
Art. 7(1)). Withdrawing is as easy as giving and is never refused (Art. 7(3)).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import get_args

import click

from troth.cli.collect import text_hash
from troth.cli.groups import Group
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import InstantType, json_option
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, table
from troth.cli.subjects import one_person
from troth.core.periods import from_micros
from troth.engines.consents import Given, Method
from troth.storage.rows import ConsentRow


@click.group(cls=Group)
def consent() -> None:
    """Give, withdraw and show consent."""


@consent.command()
@click.argument("person", metavar="ID")
@click.argument("purpose")
@click.option(
    "--text", required=True, metavar="SHA256|@FILE", help="The exact text that was shown."
)
@click.option("--language", default="en", show_default=True, help="Language of that text.")
@click.option("--channel", default="web", show_default=True, help="Where it was given.")
@click.option(
    "--method",
    type=click.Choice(get_args(Method)),
    default="ticked-box",
    show_default=True,
    metavar="ACT",
    help=f"By which act: {', '.join(get_args(Method))}.",
)
@click.option("--until", type=InstantType(), metavar="INSTANT", help="When it lapses by itself.")
@policy_option
@store_options
@json_option
def give(
    person: str, purpose: str, text: str, language: str, channel: str, method: Method,
    until: datetime | None, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Record that a person consented to a purpose."""
    given = Given(
        purpose=purpose,
        text_hash=text_hash(text),
        language=language,
        channel=channel,
        method=method,
        until=until,
    )
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        who = one_person(platform, person)
        event = platform.consents.give(who, given, platform.clock.now())
    counts = event.action == "give"
    said = f"recorded: {purpose}" if counts else f"recorded, and does not count: {purpose}"
    output.show({"consent": document(event)}, line(said))
    return Exit.DONE


@consent.command()
@click.argument("person", metavar="ID")
@click.argument("purpose")
@policy_option
@store_options
@json_option
def withdraw(
    person: str, purpose: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Withdraw a person's consent to a purpose."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now = platform.clock.now()
        who = one_person(platform, person)
        event = platform.consents.withdraw(who, purpose, now)
        # GDPR Art. 17(1)(b): what stood on this consent alone is due at once.
        ended = platform.retention.withdrawn(who, purpose, now)
    output.show({"consent": document(event), "records_due": ended}, line(f"withdrawn: {purpose}"))
    return Exit.DONE


@consent.command()
@click.argument("person", metavar="ID")
@policy_option
@store_options
@json_option
def show(
    person: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Show every consent of a person, oldest first, and which stand."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        who = one_person(platform, person)
        events = platform.consents.show(who)
        active = platform.consents.active(who, platform.clock.now())
    rows = [
        (e.purpose, e.action, from_micros(e.at).isoformat(timespec="seconds"), e.method)
        for e in events
    ]
    output.show(
        {
            "events": [document(event) for event in events],
            "active": {p: until.isoformat() if until else None for p, until in active.items()},
        },
        table(("purpose", "event", "at", "method"), rows),
        line(""),
        line(f"stands: {', '.join(sorted(active)) or 'none'}"),
    )
    return Exit.DONE


def document(event: ConsentRow) -> dict[str, object]:
    """Return one consent event as JSON says it."""
    return {
        "person": event.person.hex(),
        "purpose": event.purpose,
        "recipient": event.recipient,
        "action": event.action,
        "at": from_micros(event.at).isoformat(),
        "until": None if event.until is None else from_micros(event.until).isoformat(),
        "text": event.text_hash,
        "language": event.language,
        "channel": event.channel,
        "method": event.method,
        "policy": event.policy,
    }
