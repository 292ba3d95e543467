"""`troth correspondence send`, `held`, `release`, `drop`, `deliver`: what goes out, and waits.

GDPR Art. 21(3); ePrivacy Directive Art. 13.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from troth.assembly.answering import letters_of
from troth.cli.correspondence import (
    correspondence,
    message_argument,
    named,
    role_option,
    subject_option,
    text_option,
    who_option,
)
from troth.cli.correspondence_shown import message_document, sent_document, show_sent
from troth.cli.letters import letter_door, letter_options, mailing_of
from troth.cli.opening import Place, opened, store_options
from troth.cli.options import json_option, read_id, read_words
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, table
from troth.cli.subjects import one_person
from troth.engines.correspondence.outgoing import Writing

reason_option = click.option(
    "--reason", required=True, metavar="TEXT", help="Why; it names nobody."
)


@correspondence.command()
@click.argument("person")
@click.option("--template", required=True, metavar="NAME", help="What it is: of the manifest.")
@subject_option
@text_option
@who_option
@role_option
@letter_options
@store_options
@json_option
def send(
    person: str, template: str, subject: str, text: str, who: str, role: str | None,
    smtp: str | None, drop: Path | None, sender: str | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Write to somebody unasked, as what the template is."""
    with (
        opened(Place(store=store, keys=keys, at=at)) as platform,
        letter_door(smtp, drop, platform=platform) as door,
    ):
        writing = Writing(text=read_words(text), subject=subject, who=named(who), role=role)
        mailing = mailing_of(platform.policy, door, sender)
        known = one_person(platform, person)
        made = letters_of(platform).send(known, template, writing, mailing, platform.clock.now())
        return show_sent(made, output)


@correspondence.command()
@store_options
@json_option
def held(store: str | None, keys: str | None, at: datetime | None, output: Output) -> Exit:
    """List what waits for somebody to look at it."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        found = [message_document(row) for row in letters_of(platform).held()]
    heads = ("message", "kind", "template", "channel", "at", "who")
    rows = [tuple(str(one[name] or "") for name in heads) for one in found]
    output.show({"held": found}, table(heads, rows) if rows else line("nothing is held"))
    return Exit.DONE


@correspondence.command()
@message_argument
@reason_option
@who_option
@letter_options
@store_options
@json_option
def release(
    message_id: str, reason: str, who: str, smtp: str | None, drop: Path | None,
    sender: str | None, store: str | None, keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Let a held message out; whoever wrote it does not."""
    with (
        opened(Place(store=store, keys=keys, at=at)) as platform,
        letter_door(smtp, drop, platform=platform) as door,
    ):
        mailing = mailing_of(platform.policy, door, sender)
        wanted, now = read_id(message_id, "message"), platform.clock.now()
        made = letters_of(platform).release(wanted, reason, named(who), mailing, now)
        return show_sent(made, output)


@correspondence.command()
@message_argument
@reason_option
@who_option
@store_options
@json_option
def drop(
    message_id: str, reason: str, who: str, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Decide that a held message does not leave."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        wanted, now = read_id(message_id, "message"), platform.clock.now()
        return show_sent(letters_of(platform).drop(wanted, reason, named(who), now), output)


@correspondence.command()
@letter_options
@store_options
@json_option
def deliver(
    smtp: str | None, drop: Path | None, sender: str | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Try again what did not leave."""
    with (
        opened(Place(store=store, keys=keys, at=at)) as platform,
        letter_door(smtp, drop, platform=platform) as door,
    ):
        mailing = mailing_of(platform.policy, door, sender)
        made = letters_of(platform).deliver(mailing, platform.clock.now())
    found = [sent_document(one) for one in made]
    output.show({"messages": found}, *(line(f"{one['message']}  {one['state']}") for one in found))
    return Exit.DONE
