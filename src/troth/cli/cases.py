"""`troth case`: complaints, claims before court, breaches of terms, and questions.

The words of a case are read and not kept: a question that reads like a rights request opens one,
with the day it came. Where they came in by a form, they are shown from the vault, and the look is
recorded. GDPR Art. 12(2), 77, 79.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import get_args

import click

from troth.assembly.platform import Platform
from troth.cli.groups import Group
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import json_option, read_arrival, read_id, read_words
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, pairs, table
from troth.cli.subjects import one_person
from troth.core.periods import Period, from_micros
from troth.core.places import read_place
from troth.core.requests import Right
from troth.engines.documents.cases import Case, Matter
from troth.engines.rights.opening import Opening
from troth.engines.rights.register import Declined
from troth.engines.staff.access import Look
from troth.policy.rights_words import right_in
from troth.storage.case_rows import CaseKind

case_argument = click.argument("case_id", metavar="CASE")
who_option = click.option("--who", default="", metavar="ID", help="Who does it: a role or an id.")


@click.group(cls=Group)
def case() -> None:
    """Take in complaints, claims, breaches and questions."""


@case.command("open")
@click.option("--kind", type=click.Choice(get_args(CaseKind)), required=True, help="What it is.")
@click.option("--person", metavar="ID", help="An id, an address or a number.")
@click.option("--text", metavar="TEXT", help="Its words, or @FILE: read, and not kept.")
@click.option("--submission", metavar="ID", help="The submission that holds its words.")
@click.option("--received", metavar="INSTANT", help="First arrival: day or instant; else now.")
@click.option("--residence", default="", metavar="CC", help="Where the person lives.")
@click.option("--law", default="", metavar="ID", help="The law it is under: RU-152-FZ.")
@click.option("--about", default="", metavar="ID", help="Clause or subject it is about.")
@click.option("--document", default="", metavar="ID", help="The agreement it rests on.")
@click.option("--happened", metavar="INSTANT", help="Of a breach: its day; else that of receipt.")
@click.option("--scope", multiple=True, metavar="NAME", help="What a breach or fraud lets be used.")
@click.option("--to", "parties", multiple=True, metavar="ID", help="To whom it lets it go.")
@click.option("--term", metavar="PERIOD", help="For the answer to a claim: P30D.")
@click.option("--approved-by", default="", metavar="ID", help="A second person who agreed to it.")
@click.option("--until", metavar="INSTANT", help="When what it lets be used ends.")
@who_option
@policy_option
@store_options
@json_option
def open_(
    kind: CaseKind, person: str | None, text: str | None, submission: str | None,
    received: str | None, residence: str, law: str, about: str, document: str,
    happened: str | None, scope: tuple[str, ...], parties: tuple[str, ...], term: str | None,
    approved_by: str, until: str | None, who: str, manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Write a case down; what reads like a rights request opens one as well."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest, create=True) as platform:
        now = platform.clock.now()
        residence = read_place(residence) if residence else ""
        subject = one_person(platform, person) if person else None
        zone = platform.policy.controller.timezone
        came = read_arrival(received, zone) if received else now
        request = None
        if text is not None and kind == "question":
            words = read_words(text)
            request = _request_in(platform, words, subject, came, residence, now)
        matter = Matter(
            kind=kind,
            received_at=came,
            person=subject,
            residence=residence,
            law=law,
            about=about,
            document=document,
            scope=scope,
            parties=parties,
            term=None if term is None else Period.parse(term),
            submission=None if submission is None else read_id(submission, "submission"),
            request=request,
            who=who,
            happened_at=read_arrival(happened, zone) if happened else None,
            approved_by=approved_by,
            until=read_arrival(until, zone) if until else None,
        )
        return _shown(platform, platform.cases.open(matter, now), output)


def _request_in(
    platform: Platform, words: str, person: bytes | None, came: datetime, residence: str,
    now: datetime,
) -> bytes | None:  # fmt: skip
    """Open the request that a message asks for, as of the day it came."""
    right = right_in(words)
    named = next((each for each in get_args(Right) if each == right), None)
    if named is None:
        return None
    opening = Opening(asked=named, received_at=came, person=person, residence=residence)
    answer = platform.requests.open(opening, now)
    return None if isinstance(answer, Declined) else answer.row.request


@case.command()
@case_argument
@who_option
@store_options
@json_option
def answer(
    case_id: str, who: str, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Record that an answer left, and print what it must say."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        found = platform.cases.answer(_id(case_id), who, platform.clock.now())
        return _shown(platform, found, output)


@case.command()
@case_argument
@who_option
@store_options
@json_option
def escalate(
    case_id: str, who: str, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Hand a complaint to the next stage that the policy names."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        found = platform.cases.escalate(_id(case_id), who, platform.clock.now())
        return _shown(platform, found, output)


@case.command()
@case_argument
@click.option("--outcome", required=True, metavar="NAME", help="resolved, unresolved, settled.")
@who_option
@store_options
@json_option
def close(
    case_id: str, outcome: str, who: str, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """End a case."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        found = platform.cases.close(_id(case_id), outcome, who, platform.clock.now())
        return _shown(platform, found, output)


@case.command()
@case_argument
@click.option("--letter", required=True, metavar="ID", help="The letter's own id.")
@store_options
@json_option
def authority(
    case_id: str, letter: str, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Log a letter of the supervisory authority, at whatever stage it comes."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        found = platform.cases.letter(_id(case_id), letter, platform.clock.now())
        return _shown(platform, found, output)


@case.command()
@case_argument
@click.option("--words", "purpose", metavar="PURPOSE", help="Show its words, read for a purpose.")
@who_option
@store_options
@json_option
def show(
    case_id: str, purpose: str | None, who: str, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Show where a case stands, and with --words what was written."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        found = platform.cases.show(_id(case_id))
        return _shown(platform, found, output, purpose=purpose, who=who)


@case.command("list")
@store_options
@json_option
def list_(store: str | None, keys: str | None, at: datetime | None, output: Output) -> Exit:
    """List every case, oldest first."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        found = platform.cases.listed()
    rows = [
        (one.row.matter.hex(), one.row.kind, one.row.stage, one.row.outcome or "open")
        for one in found
    ]
    words = table(("case", "kind", "stage", "outcome"), rows) if rows else line("no case")
    output.show({"cases": [_document(one) for one in found]}, words)
    return Exit.DONE


def _shown(
    platform: Platform, found: Case, output: Output, *, purpose: str | None = None, who: str = ""
) -> Exit:
    document = _document(found)
    if purpose is not None and found.row.person is not None:
        look = Look(person=found.row.person, purpose=purpose, who=who or "case-desk")
        with platform.data.read() as reader:
            held = reader.records(reader.aliases(found.row.person))
            mine = {r.record for r in held if r.submission == found.row.submission}
        seen = platform.access.read(look, platform.clock.now()).seen
        document["words"] = {
            one.field: one.value.decode(errors="replace") for one in seen if one.record in mine
        }
    named = {name: value for name, value in document.items() if isinstance(value, str) and value}
    output.show(document, pairs(named))
    return Exit.DONE


def _document(found: Case) -> dict[str, object]:
    row = found.row
    return {
        "case": row.matter.hex(),
        "kind": row.kind,
        "stage": row.stage,
        "state": "open" if row.closed_at is None else "closed",
        "outcome": row.outcome,
        "law": row.law,
        "about": row.about,
        "document": row.document,
        "scope": list(row.categories),
        "received": from_micros(row.received_at).isoformat(),
        "due": None if row.due_at is None else from_micros(row.due_at).isoformat(),
        "submission": row.submission.hex() if row.submission else None,
        "request": row.request.hex() if row.request else None,
        "next_stage": found.next_stage,
        "authority": found.authority,
        "free_to_complain": "a complaint to the authority needs no stage before it",
        "events": [
            {"event": e.kind, "who": e.who, "detail": e.detail, "stage": e.stage,
             "at": from_micros(e.at).isoformat()}
            for e in found.events
        ],
    }  # fmt: skip


def _id(text: str) -> bytes:
    return read_id(text, "case")
