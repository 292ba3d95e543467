"""`troth subject show|disclose|information`: looks by staff, disclosures, and what is told.

The two ways in which anybody but the person sees what is held. Both are decided by the policy and
written down with who, what and why before a value is printed; a refusal is written down as well and
exits with 2. The person finds both in the answer to an access request.

GDPR Art. 5(1)(b), 15(1)(c), 29, 32(4) (staff act on instructions, for a purpose).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click
from rich.console import RenderableType

from troth.assembly.requests import policy_on
from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import InstantType, json_option, read_pairs, shown_option
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, reasons, table
from troth.cli.subject_rights import subject
from troth.cli.subjects import one_person
from troth.core.periods import from_micros
from troth.core.places import read_place
from troth.engines.disclosure.disclosure import Handed, Handover
from troth.engines.rights.answer import information as told_of
from troth.engines.rights.answer import yours
from troth.engines.rights.register import check_name
from troth.engines.staff.access import Answer, Look
from troth.policy.question import Reason


@subject.command()
@click.argument("who", metavar="ID")
@click.option("--why", "purpose", required=True, metavar="PURPOSE", help="What the look is for.")
@click.option("--by", required=True, metavar="ID", help="Who looks: an id of staff, no name.")
@click.option("--as", "role", metavar="ROLE", help="Their role, as the manifest names it.")
@click.option("--category", multiple=True, help="Only these kinds of data. Repeatable.")
@shown_option
@policy_option
@store_options
@json_option
def show(
    who: str, purpose: str, by: str, role: str | None, category: tuple[str, ...],
    shown: tuple[str, ...], manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Show staff what a purpose lets them see of a person; the look is recorded."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        look = Look(
            person=one_person(platform, who),
            purpose=purpose,
            who=check_name(by),
            role=role,
            categories=category,
            shown=read_pairs(shown, "--shown"),
        )
        answer = platform.access.read(look, platform.clock.now())
    rows = [(one.field, one.category, _text(one.value)) for one in answer.seen]
    words = [table(("field", "category", "value"), rows)] if rows else [line("nothing is shown")]
    output.show(_seen_document(answer), *words, *_why_not(answer.refused))
    return Exit.DONE if answer else Exit.REFUSED


@subject.command()
@click.argument("who", metavar="ID")
@click.option("--to", "recipient", required=True, help="The recipient, as the manifest names it.")
@click.option("--for", "purpose", required=True, help="What the recipient gets it for.")
@click.option("--category", multiple=True, required=True, help="What is handed over. Repeatable.")
@click.option("--as", "role", metavar="ROLE", help="The role of who hands it over.")
@click.option("--region", metavar="CC", help="Where the person is, where that decides.")
@click.option("--field", multiple=True, help="Only these fields leave. Repeatable.")
@click.option("--place", metavar="CC", help="Where it goes, if the recipient has several places.")
@shown_option
@policy_option
@store_options
@json_option
def disclose(
    who: str, recipient: str, purpose: str, category: tuple[str, ...], role: str | None,
    region: str | None, field: tuple[str, ...], place: str | None, shown: tuple[str, ...],
    manifest: Path | None, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Print what may leave for a recipient, and write the disclosure down."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        handover = Handover(
            person=one_person(platform, who),
            recipient=recipient,
            categories=category,
            purpose=purpose,
            role=role,
            region=None if region is None else read_place(region),
            fields=field,
            place=place,
            shown=read_pairs(shown, "--shown"),
        )
        handed = platform.disclosures.hand_over(handover, platform.clock.now())
    if not handed:
        output.show({"reasons": _reasons(handed.refused)}, *_why_not(handed.refused))
        return Exit.REFUSED
    rows = [(name, kind, _text(value)) for kind, name, value in handed.values]
    output.show(_handed_document(handed), table(("field", "category", "value"), rows))
    return Exit.DONE


@subject.command()
@click.argument("who", metavar="ID")
@click.option("--on", type=InstantType(), metavar="INSTANT", help="As it was then; else now.")
@policy_option
@store_options
@json_option
def information(
    who: str, on: datetime | None, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Print what a person is told: parties, scope, purpose, terms, storage place, security."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        person = one_person(platform, who)
        policy = platform.policy if on is None else policy_on(platform.data, on)
        with platform.data.read() as reader:
            activities = reader.activities()
            rows = reader.records(reader.aliases(person))
        held = frozenset(activities[row.activity].category for row in rows)
    document = {"information": told_of(policy), "yours": yours(policy, held)}
    output.raw(document, json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True))
    return Exit.DONE


def _seen_document(answer: Answer) -> dict[str, object]:
    return {
        "look": answer.access.hex(),
        "seen": [
            {"record": one.record.hex(), "field": one.field, "category": one.category,
             "source": one.source, "collected_at": from_micros(one.collected_at).isoformat(),
             "value": _text(one.value)}
            for one in answer.seen
        ],
        "reasons": _reasons(answer.refused),
    }  # fmt: skip


def _handed_document(handed: Handed) -> dict[str, object]:
    return {
        "disclosure": handed.disclosure.hex(),
        "handed": [
            {"category": kind, "field": name, "value": _text(value)}
            for kind, name, value in handed.values
        ],
        "left_out": list(handed.left_out),
    }


def _reasons(refused: Sequence[Reason]) -> list[dict[str, object]]:
    return [one.as_dict() for one in refused]


def _why_not(refused: Sequence[Reason]) -> list[RenderableType]:
    said = [(one.code, one.address, one.detail, one.help) for one in refused]
    return [line("refused", "refused"), *reasons(said)] if said else []


def _text(value: bytes) -> str:
    """Return a value as text, or as base64 where it is a file."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return "base64:" + base64.b64encode(value).decode()
