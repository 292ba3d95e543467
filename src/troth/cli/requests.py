"""`troth request`: rights requests from their arrival to their answer.

Opening one says its three dates and nothing of whether anybody is known under the identifier. What
is refused exits with 2 and has changed nothing. Words about a person are never asked for: grounds,
reasons and mandates are names and ids.

GDPR Art. 12(2)-(6), 15-22, 77, 79.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import get_args

import click

from troth.assembly.platform import Platform
from troth.cli.files import refuse_existing, write_new
from troth.cli.groups import Group
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import commit_option, json_option, read_arrival, read_id, read_pairs
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, pairs, table
from troth.cli.requests_shown import (
    all_words,
    next_event,
    refused,
    show_entry,
    shown_document,
)
from troth.cli.subjects import one_person
from troth.core.requests import LEVELS, Asker, Verification
from troth.engines.rights.opening import Channel, Opening, read_right
from troth.engines.rights.register import Declined
from troth.engines.subjects.finding import identifier_in

request_argument = click.argument("request_id", metavar="REQUEST")
who_option = click.option("--who", default="", metavar="ID", help="Who does it: a role or an id.")


@click.group(cls=Group)
def request() -> None:
    """Take in, time, work on and answer rights requests."""


@request.command("open")
@click.option("--right", required=True, help="access, erasure, objection… as in the manifest.")
@click.option("--person", metavar="ID", help="An id, an address or a number.")
@click.option("--about", default="", help="A purpose, a category, marketing, or *.")
@click.option(
    "--by",
    "asker",
    type=click.Choice(get_args(Asker)),
    default="person",
    show_default=True,
    help="In whose name it is asked.",
)
@click.option("--mandate", default="", metavar="ID", help="The recorded authority, for another.")
@click.option(
    "--channel",
    type=click.Choice(get_args(Channel)),
    default="email",
    show_default=True,
    help="Where it arrived first.",
)
@click.option("--received", metavar="INSTANT", help="First arrival: day or instant; else now.")
@click.option("--residence", default="", metavar="CODE", help="Where the person is: FR, US-CA.")
@click.option("--session", is_flag=True, help="It came from the person's confirmed session.")
@who_option
@policy_option
@store_options
@json_option
def open_(
    right: str, person: str | None, about: str, asker: Asker, mandate: str, channel: Channel,
    received: str | None, residence: str, session: bool, who: str, manifest: Path | None,
    store: str | None, keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Write down a request; its term runs from its first arrival at any channel."""
    asked = read_right(right)
    by_id = person is not None and re.fullmatch(r"[0-9a-fA-F]{32}", person)
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now = platform.clock.now()
        zone = platform.policy.controller.timezone
        opening = Opening(
            asked=asked,
            about=about,
            person=one_person(platform, person) if person and by_id else None,
            asker=asker,
            mandate=mandate,
            channel=channel,
            received_at=read_arrival(received, zone) if received else now,
            residence=residence,
            session=session,
            handler=who,
        )
        identifier = identifier_in(person) if person and not by_id else None
        answer = platform.requests.open(opening, now, identifier=identifier)
        return show_entry(platform, answer, output)


@request.command()
@request_argument
@policy_option
@store_options
@json_option
def show(
    request_id: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Show where a request stands, its dates with their derivation, and what happened."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        shown = platform.requests.show(_id(request_id), platform.clock.now())
    output.show(shown_document(shown), *all_words(shown))
    return Exit.DONE


@request.command("list")
@click.option("--all", "everything", is_flag=True, help="Those that are over, too.")
@click.option("--report", is_flag=True, help="The register in figures.")
@policy_option
@store_options
@json_option
def list_(
    everything: bool, report: bool, manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """List open requests, first due first; --report gives the figures."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now = platform.clock.now()
        if report:
            return _report(platform, now, output)
        found = [
            platform.requests.show(one.row.request, now)
            for one in platform.requests.listed(open_only=not everything)
        ]
    rows = [
        (one.entry.row.request.hex(), one.entry.row.asked, one.entry.case.state,
         one.dates.alarm.isoformat(), ", ".join(one.entry.waiting("ask", "forward", "tell")),
         "" if one.duplicate_of is None else one.duplicate_of.hex())
        for one in found
    ]  # fmt: skip
    words = table(("request", "right", "state", "due", "waits for", "duplicate of"), rows)
    output.show(
        {"requests": [shown_document(one, history=False) for one in found]},
        words if rows else line("no request is open"),
    )
    return Exit.DONE


@request.command()
@click.argument("request_id", metavar="[REQUEST]", required=False)
@click.option("--step", "name", metavar="STEP", help="A step that waited for somebody.")
@click.option("--outcome", default="done", show_default=True, help="How that step ended.")
@click.option("--anyway", default="", metavar="REASON", help="Why an erasure waits for no answer.")
@commit_option
@who_option
@policy_option
@store_options
@json_option
def advance(
    request_id: str | None, name: str | None, outcome: str, anyway: str, commit: bool,
    who: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Say what comes next; with --commit do it. Without REQUEST: all that has come due."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now = platform.clock.now()
        if request_id is None:
            return _advance_all(platform, now, output, commit=commit)
        wanted = _id(request_id)
        if name is not None:
            settled = platform.requests.settle(wanted, name, outcome, now)
            if isinstance(settled, Declined):
                return refused(settled, output)
            return show_entry(platform, platform.requests.show(wanted, now).entry, output)
        entry = platform.requests.show(wanted, now).entry
        upcoming = next_event(entry)
        if commit and upcoming != "answer":
            done = platform.requests.proceed(wanted, now, anyway=anyway, who=who)
            return show_entry(platform, done, output)
    document = {"request": request_id, "state": entry.case.state, "next": upcoming}
    output.show(document, pairs({"state": entry.case.state, "next": upcoming or "nothing"}))
    return Exit.DONE


@request.command()
@request_argument
@click.option("--how", type=click.Choice(LEVELS[1:]), required=True, help="How it was shown.")
@click.option("--person", metavar="ID", help="Whom it is about, if that is new.")
@click.option("--mandate", default="", metavar="ID", help="The recorded authority, if it is new.")
@who_option
@policy_option
@store_options
@json_option
def verify(
    request_id: str, how: Verification, person: str | None, mandate: str, who: str,
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Note how it was shown who asks; no copy of a document is kept."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        about = None if person is None else one_person(platform, person)
        now = platform.clock.now()
        answer = platform.requests.verify(
            _id(request_id), how, now, person=about, mandate=mandate, who=who
        )
        return show_entry(platform, answer, output)


@request.command()
@request_argument
@click.option("--reasons", required=True, metavar="NAME", help="complexity or number-of-requests.")
@who_option
@policy_option
@store_options
@json_option
def extend(
    request_id: str, reasons: str, who: str, manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Extend the term by a notice given now, where law and policy both allow it."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        answer = platform.requests.extend(_id(request_id), reasons, platform.clock.now(), who=who)
        return show_entry(platform, answer, output)


@request.command()
@request_argument
@click.option("--ground", metavar="NAME", help="identity-doubt, clarification-if-large…")
@click.option("--because", default="", metavar="ID", help="A new reason, once who asks was shown.")
@click.option("--resume", is_flag=True, help="Let the clock run on.")
@who_option
@policy_option
@store_options
@json_option
def suspend(
    request_id: str, ground: str | None, because: str, resume: bool, who: str,
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Stop the clock on a ground the law names; --resume lets it run on."""
    if resume == (ground is not None):
        raise click.UsageError("give either --ground or --resume")
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        requests, now = platform.requests, platform.clock.now()
        wanted = _id(request_id)
        if ground is None:
            return show_entry(platform, requests.resume(wanted, now, who=who), output)
        after = requests.suspend(wanted, ground, now, because=because, who=who)
        return show_entry(platform, after, output)


@request.command()
@request_argument
@click.option("--ground", required=True, metavar="NAME", help="claims, manifestly-unfounded…")
@click.option("--citation", default="", metavar="ID", help="The law, case or weighing behind it.")
@who_option
@policy_option
@store_options
@json_option
def refuse(
    request_id: str, ground: str, citation: str, who: str, manifest: Path | None,
    store: str | None, keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Refuse on a ground of the law; the answer names authority and court."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        answer = platform.requests.refuse(
            _id(request_id), ground, platform.clock.now(), citation=citation, who=who
        )
        return show_entry(platform, answer, output)


@request.command()
@request_argument
@click.option("--waive", multiple=True, metavar="LETTER=REASON", help="Part of Art. 15 left out.")
@click.option("--state", multiple=True, metavar="LETTER=WORD", help="h=none, f=COUNTRY: say it.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the answer to a new file.")
@who_option
@policy_option
@store_options
@json_option
def answer(
    request_id: str, waive: tuple[str, ...], state: tuple[str, ...], out: Path | None,
    who: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Write the answer, complete or not at all; only its hash is kept."""
    if out is not None:
        refuse_existing(out)
    waived, stated = read_pairs(waive, "--waive"), read_pairs(state, "--state")
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now, wanted = platform.clock.now(), _id(request_id)
        given = platform.requests.answer(wanted, now, waived=waived, stated=stated, who=who)
        if isinstance(given, Declined):
            return refused(given, output)
        if out is not None:
            write_new(out, given.answer.encode())
            return show_entry(platform, given, output)
    text = given.answer.encode().decode()
    output.raw(given.answer.document, text)
    return Exit.DONE


def _advance_all(platform: Platform, now: datetime, output: Output, *, commit: bool) -> Exit:
    if commit:
        ran = [(r.request.hex(), r.step, r.outcome) for r in platform.requests.advance(now)]
    else:
        ran = [(request.hex(), step, "due") for request, step in platform.requests.due(now)]
    output.show(
        {"committed": commit,
         "steps": [{"request": r, "step": s, "outcome": o} for r, s, o in ran]},
        table(("request", "step", "outcome"), ran) if ran else line("nothing is due"),
    )  # fmt: skip
    return Exit.DONE


def _report(platform: Platform, now: datetime, output: Output) -> Exit:
    found = platform.requests.report(now)
    late = [{"request": request.hex(), "days": days} for request, days in found.late]
    document: dict[str, object] = {
        "total": found.total, "open": found.open, "on_time": found.on_time, "late": late,
        "by_right": dict(found.by_right), "by_outcome": dict(found.by_outcome),
    }  # fmt: skip
    figures = {"requests": found.total, "open": found.open, "answered in time": found.on_time,
               "late": len(late)}  # fmt: skip
    rows = [(one["request"], one["days"]) for one in late]
    output.show(document, pairs(figures), *([table(("late", "days"), rows)] if rows else []))
    return Exit.DONE


def _id(written: str) -> bytes:
    return read_id(written, "request")
