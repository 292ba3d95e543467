"""`troth request mandate|ask|withdraw|join|appeal|…`: what an asker says, and what follows.

The steps beside the straight way from arrival to answer. An appeal goes to whom the policy names
and has a term of its own; standing by the first answer is an answer too, with the authority and
the court in it.

GDPR Art. 12(4)-(6), 77, 79.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import get_args

import click

from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import json_option, read_day, read_id, read_paper
from troth.cli.outcome import Exit
from troth.cli.output import Output, line
from troth.cli.requests import request, request_argument, who_option
from troth.cli.requests_shown import refused, show_entry
from troth.engines.rights.mandates import Holder
from troth.engines.rights.register import Declined

__all__ = ["request"]


@request.command()
@request_argument
@click.option("--identity", "what", flag_value="identity", help="Who it is; on doubt alone.")
@click.option("--what", "what", flag_value="what", help="What is meant; the clock runs on.")
@click.option("--heard", "what", flag_value="heard", help="They said what is meant.")
@who_option
@policy_option
@store_options
@json_option
def ask(
    request_id: str, what: str | None, who: str, manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Note that the asker was asked, or has answered."""
    if what is None:
        raise click.UsageError("give --identity, --what or --heard")
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        requests, now, wanted = platform.requests, platform.clock.now(), _id(request_id)
        if what == "identity":
            return show_entry(platform, requests.ask_identity(wanted, now, who=who), output)
        if what == "what":
            return show_entry(platform, requests.ask_person(wanted, now, who=who), output)
        return show_entry(platform, requests.hear(wanted, now, who=who), output)


@request.command()
@request_argument
@policy_option
@store_options
@json_option
def withdraw(
    request_id: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Note that the asker took the request back."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        after = platform.requests.withdraw(_id(request_id), platform.clock.now())
        return show_entry(platform, after, output)


@request.command()
@request_argument
@click.argument("original", metavar="ORIGINAL")
@who_option
@policy_option
@store_options
@json_option
def join(
    request_id: str, original: str, who: str, manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Join a duplicate to the open request ORIGINAL, whose answer then answers both."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now = platform.clock.now()
        after = platform.requests.join(_id(request_id), _id(original), now, who=who)
        return show_entry(platform, after, output)


@request.command()
@request_argument
@policy_option
@store_options
@json_option
def appeal(
    request_id: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Note that the asker wants somebody else to look; a term of its own begins."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        after = platform.requests.appeal(_id(request_id), platform.clock.now())
        return show_entry(platform, after, output)


@request.command()
@request_argument
@who_option
@policy_option
@store_options
@json_option
def reconsider(
    request_id: str, who: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Take an appealed request up again; it is decided and answered anew."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        after = platform.requests.reconsider(_id(request_id), platform.clock.now(), who=who)
        return show_entry(platform, after, output)


@request.command()
@request_argument
@click.option("--ground", required=True, metavar="NAME", help="Why the answer stands.")
@who_option
@policy_option
@store_options
@json_option
def uphold(
    request_id: str, ground: str, who: str, manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Stand by the answer and print what the asker is told: why, the authority, the court."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now = platform.clock.now()
        given = platform.requests.uphold(_id(request_id), ground, now, who=who)
        if isinstance(given, Declined):
            return refused(given, output)
    output.raw(given.answer.document, given.answer.encode().decode())
    return Exit.DONE


@request.command()
@click.option(
    "--by",
    "holder",
    type=click.Choice(get_args(Holder)),
    required=True,
    help="Whom it gives authority to.",
)
@click.option(
    "--document",
    type=click.Path(path_type=Path),
    required=True,
    help="The paper that was seen; only its hash is kept.",
)
@click.option("--dated", required=True, metavar="DATE", help="The day it was made.")
@click.option("--until", metavar="DATE", help="Its last day, where it has one.")
@policy_option
@store_options
@json_option
def mandate(
    holder: Holder, document: Path, dated: str, until: str | None, manifest: Path | None,
    store: str | None, keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Record an agent's mandate or an heir's certificate; print its id."""
    paper = hashlib.sha256(read_paper(str(document))).hexdigest()
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        made = platform.requests.mandates.record(
            holder, paper, read_day(dated), platform.clock.now(),
            until=None if until is None else read_day(until),
        )  # fmt: skip
    document_of = {"mandate": made, "by": holder, "document": paper}
    output.show(document_of, line(f"mandate: {made}"))
    return Exit.DONE


def _id(written: str) -> bytes:
    return read_id(written, "request")
