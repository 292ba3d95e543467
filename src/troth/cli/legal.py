"""`troth legal`: what authorities ask for, and what a law bids to publish.

Nothing leaves before a second person approved it, and nothing beyond what was asked for. The
document stays in the house's own files; its hash is kept. GDPR Art. 5(1)(c), 6(1)(c), 48.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import click

from troth.assembly.dossiers import legal_requests, tell_of_requests
from troth.cli.groups import Group
from troth.cli.legal_shown import (
    answered_document,
    answered_words,
    document,
    reasons_of,
    request_words,
    seen_document,
)
from troth.cli.letters import letter_door, letter_options, sender_of
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import InstantType, json_option, read_arrival, read_id, read_paper
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, reasons, table
from troth.cli.subjects import one_person
from troth.core.periods import to_micros
from troth.engines.disclosure.legal_requests import INSTRUMENTS, Asked, LegalRequest
from troth.engines.rights.register import Declined, check_name

id_argument = click.argument("request_id", metavar="REQUEST")
by_option = click.option("--by", required=True, metavar="ID", help="Who does it: an id of staff.")


@click.group(cls=Group)
def legal() -> None:
    """Register, approve and answer what authorities ask for."""


@legal.command("open")
@click.option("--to", "recipient", required=True, help="The recipient, as the manifest names it.")
@click.option("--authority", required=True, metavar="NAME", help="Which court or authority it is.")
@click.option(
    "--instrument",
    type=click.Choice(INSTRUMENTS),
    metavar="KIND",
    required=True,
    help="What it is, such as court-order or subpoena.",
)
@click.option("--ground", required=True, metavar="LAW", help="The law that demands it, cited.")
@click.option("--person", multiple=True, required=True, metavar="ID", help="Whom it is about.")
@click.option("--scope", multiple=True, required=True, metavar="NAME", help="Categories or items.")
@click.option(
    "--document", metavar="FILE|HASH", required=True, help="The document, or its SHA-256."
)
@click.option("--reference", default="", metavar="ID", help="Their own file number.")
@click.option("--jurisdiction", default="", metavar="CC", help="The country whose law it is under.")
@click.option("--treaty", default="", metavar="LAW", help="What carries a third country's order.")
@click.option("--for", "purpose", default="", metavar="PURPOSE", help="What the policy calls it.")
@click.option("--due", metavar="INSTANT", help="When they want the answer.")
@click.option("--silent", default="", metavar="LAW", help="The law that forbids telling.")
@click.option("--silent-until", type=InstantType(), metavar="INSTANT", help="When the ban ends.")
@click.option("--place", default="", metavar="PLACE", help="Where something is published.")
@by_option
@policy_option
@store_options
@json_option
def open_(
    recipient: str, authority: str, instrument: str, ground: str, person: tuple[str, ...],
    scope: tuple[str, ...], document: str, reference: str, jurisdiction: str, treaty: str,
    purpose: str, due: str | None, silent: str, silent_until: datetime | None, place: str,
    by: str, manifest: Path | None, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Write down what an authority asks for."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        zone = platform.policy.controller.timezone
        asked = Asked(
            recipient=recipient,
            authority=authority,
            instrument=instrument,
            ground=ground,
            document=_hash_of(document),
            scope=scope,
            jurisdiction=jurisdiction.upper(),
            reference=reference,
            treaty=treaty,
            purpose=purpose,
            place=place,
            silent=silent,
            silent_until=None if silent_until is None else to_micros(silent_until),
        )
        made = legal_requests(platform).open(
            asked,
            [one_person(platform, each) for each in person],
            platform.clock.now(),
            who=check_name(by),
            due=None if due is None else read_arrival(due, zone),
        )
        return _ended(made, output)


@legal.command()
@id_argument
@by_option
@store_options
@json_option
def inspect(
    request_id: str, by: str, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Look at what is held in its scope, to decide; each look is recorded."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        desk, wanted = legal_requests(platform), _id(request_id)
        answers = desk.inspect(wanted, check_name(by), platform.clock.now())
    refused = [reason for one in answers for reason in one.refused]
    output.show(
        {"request": request_id, "looks": [seen_document(one) for one in answers],
         "reasons": reasons_of(refused)},
        line(f"{sum(len(one.seen) for one in answers)} data seen, every look recorded"),
        *reasons([(one.code, one.address, one.detail, one.help) for one in refused]),
    )  # fmt: skip
    return Exit.DONE if any(answers) else Exit.REFUSED


@legal.command()
@id_argument
@by_option
@store_options
@json_option
def approve(
    request_id: str, by: str, store: str | None, keys: str | None, at: datetime | None,
    output: Output,
) -> Exit:  # fmt: skip
    """Let it be answered: the word of a second person."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        desk = legal_requests(platform)
        return _ended(desk.approve(_id(request_id), check_name(by), platform.clock.now()), output)


@legal.command()
@id_argument
@click.option("--only", multiple=True, metavar="NAME", help="Hand over only this. Repeatable.")
@by_option
@store_options
@json_option
def answer(
    request_id: str, only: tuple[str, ...], by: str, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Hand over what it may have, and write each disclosure down."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        done = legal_requests(platform).answer(
            _id(request_id), check_name(by), platform.clock.now(), only=only
        )
    if isinstance(done, Declined):
        return _declined(done, output)
    output.show(answered_document(done), *answered_words(done))
    return Exit.DONE if any(done.handed.values()) else Exit.REFUSED


@legal.command()
@id_argument
@click.option("--reason", required=True, metavar="TEXT", help="Why: the law, or what is lacking.")
@by_option
@store_options
@json_option
def refuse(
    request_id: str, reason: str, by: str, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """End it without handing anything over."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        now = platform.clock.now()
        return _ended(
            legal_requests(platform).refuse(_id(request_id), check_name(by), reason, now), output
        )


@legal.command()
@letter_options
@store_options
@json_option
def tell(
    smtp: str | None, drop: Path | None, sender: str | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Write to everybody who may be told by now of what left."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        now, told = platform.clock.now(), {}
        if legal_requests(platform).to_tell(now):
            address = sender_of(platform.policy, sender)
            with letter_door(smtp, drop) as door:
                made = tell_of_requests(platform, door, address, now)
            told = {request.hex(): dict(counts) for request, counts in made.items()}
    rows = [(name, str(counts)) for name, counts in told.items()]
    output.show({"told": told}, table(("request", "how"), rows) if rows else line("nobody to tell"))
    return Exit.DONE


@legal.command()
@id_argument
@store_options
@json_option
def show(
    request_id: str, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """Show where a request stands, and everything that happened to it."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        return _ended(legal_requests(platform).show(_id(request_id)), output)


@legal.command("list")
@store_options
@json_option
def list_(store: str | None, keys: str | None, at: datetime | None, output: Output) -> Exit:
    """List every request, oldest first."""
    with opened(Place(store=store, keys=keys, at=at)) as platform:
        found = legal_requests(platform).listed()
    heads = ("request", "state", "authority", "due")
    rows = [tuple(str(document(one)[name] or "") for name in heads) for one in found]
    output.show(
        {"requests": [document(one) for one in found]},
        table(heads, rows) if rows else line("no authority has asked for anything"),
    )
    return Exit.DONE


def _ended(made: LegalRequest | Declined, output: Output) -> Exit:
    if isinstance(made, Declined):
        return _declined(made, output)
    output.show(document(made), *request_words(made))
    return Exit.DONE


def _declined(made: Declined, output: Output) -> Exit:
    said = [(made.code, made.address, made.why, made.help)]
    told = {"code": made.code, "address": made.address, "detail": made.why, "help": made.help}
    output.show({"reasons": [told]}, line("refused", "refused"), *reasons(said))
    return Exit.REFUSED


def _hash_of(given: str) -> str:
    return given if len(given) == 64 else hashlib.sha256(read_paper(given)).hexdigest()


def _id(text: str) -> bytes:
    return read_id(text, "legal request")
