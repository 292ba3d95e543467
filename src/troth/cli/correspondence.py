"""`troth correspondence`: messages from and to people, on every channel, until they are answered.

What staff hear on the telephone or find in the letter box is entered here; a program hands in chats
and texts. Words are shown for the purpose of the inquiry, and every look is recorded. GDPR Art. 12.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import get_args

import click

from troth.assembly.answering import letters_of, threads_of
from troth.cli.correspondence_shown import (
    inquiry_document,
    message_document,
    show_inquiry,
    show_received,
    show_sent,
)
from troth.cli.groups import Group
from troth.cli.letters import letter_door, letter_options, mailing_of
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import json_option, read_id, read_words
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, pairs, table
from troth.cli.subjects import one_person
from troth.engines.correspondence.correspondence import IncomingMessage
from troth.engines.correspondence.inquiries import STATES
from troth.engines.correspondence.outgoing import Writing
from troth.errors import InputError
from troth.policy.syntax.correspondence import Channel, Topic

id_argument = click.argument("inquiry_id", metavar="INQUIRY")
message_argument = click.argument("message_id", metavar="MESSAGE")
role_option = click.option("--role", metavar="ROLE", help="In which role they do it.")
who_option = click.option("--who", required=True, metavar="ID", help="Which of the staff does it.")
text_option = click.option("--text", required=True, metavar="TEXT", help="The words, or @FILE.")
subject_option = click.option("--subject", default="", metavar="TEXT", help="Its subject line.")
_WHO = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:@+-]{0,119}")


@click.group(cls=Group)
def correspondence() -> None:
    """Take messages in, answer them, and say what waits."""


@correspondence.command()
@click.option("--channel", type=click.Choice(get_args(Channel)), required=True, help="Its way.")
@click.option("--from", "sender", default="", metavar="ADDRESS", help="Address or number.")
@click.option("--person", metavar="ID", help="Whom staff know it to be from.")
@subject_option
@text_option
@click.option("--message-id", metavar="ID", help="The id it bears elsewhere; taken in once.")
@click.option("--in-reply-to", metavar="ID", help="The id of the message it answers.")
@click.option("--topic", type=click.Choice(get_args(Topic)), default=None, help="What it is about.")
@click.option("--who", default="", metavar="ID", help="Which of the staff enters it.")
@policy_option
@store_options
@json_option
def receive(
    channel: str, sender: str, person: str | None, subject: str, text: str,
    message_id: str | None, in_reply_to: str | None, topic: str | None, who: str,
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Take in one message, however it came."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest, create=True) as platform:
        known = one_person(platform, person) if person else None
        message = IncomingMessage(
            channel=channel,
            sender=sender,
            subject=subject,
            text=read_words(text),
            at=platform.clock.now(),
            message_id=message_id,
            in_reply_to=in_reply_to,
        )
        desk = platform.correspondence
        found = desk.received(message, person=known, topic=topic or "", who=named(who))
        return show_received(found, output)


@correspondence.command("list")
@click.option("--state", type=click.Choice(STATES), default=None, help="Only those in this state.")
@click.option("--topic", type=click.Choice(get_args(Topic)), default=None, help="Only of it.")
@click.option("--overdue", is_flag=True, help="Only those that waited for too long.")
@store_options
@json_option
def list_(
    state: str | None, topic: str | None, overdue: bool, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """List inquiries, how many stand in which state, and which waited for too long."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        now, desk = platform.clock.now(), platform.correspondence.inquiries
        report = desk.report(now)
        chosen = [
            one
            for one in desk.listed(states=(state,) if state else (), topic=topic or "")
            if not overdue or one.overdue(now)
        ]
        found = [inquiry_document(one, now) for one in chosen]
    heads = ("inquiry", "state", "topic", "due")
    rows = [
        (one["inquiry"], one["flag"] or one["state"], one["topic"], str(one["due"] or "")[:10])
        for one in found
    ]
    document = {
        "states": dict(report.states),
        "overdue": len(report.overdue),
        "without_state": report.astray,
        "inquiries": found,
    }
    words = pairs({**report.states, "overdue": len(report.overdue)})
    output.show(document, words, table(heads, rows) if rows else line("no inquiry"))
    return Exit.DONE


@correspondence.command()
@id_argument
@who_option
@role_option
@store_options
@json_option
def show(
    inquiry_id: str, who: str, role: str | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Show an inquiry with its messages; the look is recorded."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        now = platform.clock.now()
        read = threads_of(platform).read(_id(inquiry_id), named(who), role, now)
        document = inquiry_document(read.inquiry, now)
        document["messages"] = [message_document(one.row, one.words) for one in read.messages]
        document["refused"] = [reason.code for reason in read.refused]
    words = [
        line(f"{one.row.direction}  {one.row.channel}  {one.words or '(not shown)'}")
        for one in read.messages
    ]
    output.show(document, pairs({k: v for k, v in document.items() if k != "messages"}), *words)
    return Exit.DONE


@correspondence.command()
@id_argument
@who_option
@store_options
@json_option
def take(
    inquiry_id: str, who: str, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Say who works on it."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        now = platform.clock.now()
        desk = platform.correspondence.inquiries
        return show_inquiry(desk.take(_id(inquiry_id), named(who), now), now, output)


@correspondence.command()
@id_argument
@click.option(
    "--topic", type=click.Choice(get_args(Topic)), required=True, help="What it is about."
)
@who_option
@store_options
@json_option
def sort(
    inquiry_id: str, topic: str, who: str, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Say what it is about."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        now = platform.clock.now()
        desk = platform.correspondence.inquiries
        return show_inquiry(desk.sort(_id(inquiry_id), topic, named(who), now), now, output)


@correspondence.command()
@id_argument
@click.option("--reason", required=True, metavar="TEXT", help="Why; it names nobody.")
@who_option
@store_options
@json_option
def close(
    inquiry_id: str, reason: str, who: str, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """End it with a reason."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        now = platform.clock.now()
        desk = platform.correspondence.inquiries
        return show_inquiry(desk.close(_id(inquiry_id), reason, named(who), now), now, output)


@correspondence.command()
@id_argument
@subject_option
@text_option
@click.option("--channel", type=click.Choice(get_args(Channel)), default=None, help="Another way.")
@who_option
@role_option
@letter_options
@store_options
@json_option
def reply(
    inquiry_id: str, subject: str, text: str, channel: str | None, who: str, role: str | None,
    smtp: str | None, drop: Path | None, sender: str | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Answer it; what promotes is refused, or held for somebody else to look at."""
    with (
        opened(Place(store=store, keys=keys, at=at)) as platform,
        letter_door(smtp, drop, platform=platform) as door,
    ):
        writing = Writing(
            text=read_words(text),
            subject=subject,
            who=named(who),
            channel=channel or "",
            role=role,
        )
        mailing = mailing_of(platform.policy, door, sender)
        made = letters_of(platform).reply(_id(inquiry_id), writing, mailing, platform.clock.now())
        return show_sent(made, output)


def _id(text: str) -> bytes:
    return read_id(text, "inquiry")


def named(who: str) -> str:
    """Return an id of staff as it was given.

    Raises:
        InputError: `cli/malformed-id`.
    """
    if who and _WHO.fullmatch(who) is None:
        raise InputError(
            "cli/malformed-id",
            f"`{who[:60]}` is not an id of staff",
            help="a role or an id; `troth staff list` lists who works here",
        )
    return who
