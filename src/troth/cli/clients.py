"""`troth client`: data handled for customers: agreements, instructions, requests, the end.

What an ending would do is shown; `--commit` does it, and the next sweep deletes.

GDPR Art. 28(3).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import click

from troth.assembly.clients import client_desk
from troth.cli.documents import accepted_document
from troth.cli.files import refuse_existing, write_new
from troth.cli.groups import Group
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import InstantType, commit_option, json_option, read_id
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, pairs, table
from troth.core.periods import from_micros, to_micros
from troth.engines.documents.documents import Accepted
from troth.engines.evidence.agreements import Agreement, Ending
from troth.engines.rights.client_desk import Forwarded, Returned


@click.group(cls=Group)
def client() -> None:
    """Handle customers' data for them, as they instruct."""


@client.command()
@click.argument("agreement")
@click.option("--client", "whose", required=True, metavar="ID", help="The customer's id.")
@click.option("--entry", required=True, help="The `processor-of` entry of the policy.")
@click.option("--task", "tasks", multiple=True, help="A purpose it may be used for. Repeatable.")
@click.option("--contact", required=True, help="The address of a desk of the customer.")
@click.option("--until", type=InstantType(), metavar="INSTANT", help="When it ends by itself.")
@click.option("--confidential", is_flag=True, help="People are not told which customer it is.")
@policy_option
@store_options
@json_option
def agree(
    agreement: str, whose: str, entry: str, tasks: tuple[str, ...], contact: str,
    until: datetime | None, confidential: bool, manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Keep what a customer has instructed."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now = platform.clock.now()
        made = client_desk(platform).agree(
            Agreement(
                agreement=agreement,
                client=whose,
                entry=entry,
                tasks=tasks,
                contact=contact,
                named=not confidential,
                since=to_micros(now),
                until=None if until is None else to_micros(until),
            ),
            now,
        )
    output.show(_document(made), pairs({"kept": agreement, "tasks": ", ".join(tasks)}))
    return Exit.DONE


@client.command()
@click.argument("agreement")
@click.argument("task")
@click.option("--stop", is_flag=True, help="The data may no longer be used for it.")
@policy_option
@store_options
@json_option
def instruct(
    agreement: str, task: str, stop: bool, manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Follow an instruction: use the data for a task, or no longer."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        desk = client_desk(platform)
        made = desk.instruct(agreement, task, platform.clock.now(), stop=stop)
    output.show(_document(made), pairs({"tasks": ", ".join(made.tasks)}))
    return Exit.DONE


@client.command("list")
@policy_option
@store_options
@json_option
def list_(
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """List the agreements, ended ones too."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        known = [one for _, one in sorted(client_desk(platform).agreements().items())]
        texts = {one.agreement: platform.documents.accepted(one.agreement) for one in known}
        now = to_micros(platform.clock.now())
    rows = [
        (one.agreement, one.client, one.entry, ", ".join(one.tasks),
         "in force" if one.stands(now) else "over")
        for one in known
    ]  # fmt: skip
    output.show(
        {
            "agreements": [
                _document(one) | {"documents": _accepted(texts[one.agreement])} for one in known
            ]
        },
        table(("agreement", "customer", "entry", "tasks", "state"), rows),
    )
    return Exit.DONE


@client.command()
@click.argument("request")
@click.option("--by", default="", help="Who hands it on: a role or an id of staff.")
@policy_option
@store_options
@json_option
def forward(
    request: str, by: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Hand a request on to the customers whose data it touches; print what each is told."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        told = client_desk(platform).forward(
            read_id(request, "request"), platform.clock.now(), who=by
        )
    rows = [(one.agreement.contact, one.records, one.ours, one.theirs) for one in told]
    output.show(
        {"forwarded": [_notice(one) for one in told]},
        table(("to", "records", "our answer due", "theirs due"), rows)
        if rows
        else line("nothing waits to be handed on, or no agreement is kept for it"),
    )
    return Exit.DONE if told else Exit.REFUSED


@client.command()
@click.argument("agreement")
@click.option("--return", "give_back", type=click.Path(path_type=Path), metavar="FILE",
              help="Write the data to a new file for the customer, before it goes.")  # fmt: skip
@commit_option
@policy_option
@store_options
@json_option
def end(
    agreement: str, give_back: Path | None, commit: bool, manifest: Path | None,
    store: str | None, keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Show what the end of an agreement does; with --commit end it."""
    if give_back is not None:
        refuse_existing(give_back)
    how: Ending = "delete" if give_back is None else "return"
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        desk = client_desk(platform)
        found = desk.ending(agreement)
        if commit:
            if give_back is not None:
                write_new(give_back, _given_back(found.returned))
            found = desk.end(agreement, how, platform.clock.now())
    output.show(
        {
            "committed": commit,
            "ending": how,
            "records": found.records,
            **_document(found.agreement),
        },
        line("ended; the next sweep deletes" if commit else "nothing is done without --commit"),
        pairs({"records": found.records, "ending": how}),
    )
    return Exit.DONE


def _document(one: Agreement) -> dict[str, object]:
    return {
        "agreement": one.agreement,
        "client": one.client,
        "entry": one.entry,
        "tasks": list(one.tasks),
        "contact": one.contact,
        "named": one.named,
        "since": from_micros(one.since).isoformat(),
        "until": None if one.until is None else from_micros(one.until).isoformat(),
        "ended_at": None if one.ended_at is None else from_micros(one.ended_at).isoformat(),
    }


def _accepted(texts: Mapping[str, Accepted]) -> dict[str, object]:
    return {name: accepted_document(one) for name, one in sorted(texts.items())}


def _notice(one: Forwarded) -> dict[str, object]:
    return {
        "to": one.agreement.contact,
        "client": one.agreement.client,
        "agreement": one.agreement.agreement,
        "request": one.request.hex(),
        "right": one.right,
        "about": one.about,
        "received": one.received.isoformat(),
        "handed_on": one.handed_on.isoformat(),
        "categories": list(one.categories),
        "records": one.records,
        "subject": dict(one.subject),
        "our_answer_due": one.ours.isoformat(),
        "client_answer_due": one.theirs.isoformat(),
        "law": "GDPR Art. 28(3)(e)",
    }


def _given_back(returned: tuple[Returned, ...]) -> bytes:
    rows = [
        {
            "submission": one.submission,
            "field": one.field,
            "value": one.value,
            "collected_at": one.collected_at.isoformat(),
        }
        for one in returned
    ]
    return (json.dumps(rows, indent=2, ensure_ascii=False, sort_keys=True) + "\n").encode()
