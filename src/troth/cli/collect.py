"""`troth collect`: one submission to the gate; exit 0 when it was kept, 2 when it was refused.

The receipt names every record and when it goes. A refusal repeats no value that was sent.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TypedDict, Unpack

import click
from rich.console import RenderableType

from troth.cli.opening import Place, demo_option, opened, store_options
from troth.cli.options import (
    json_option,
    manifest_argument,
    read_file,
    read_id,
    read_json,
    read_pairs,
    shown_option,
)
from troth.cli.outcome import Exit
from troth.cli.output import Output, counted, line, pairs, reasons, table
from troth.core.places import read_place
from troth.engines.consents.consents import Given
from troth.engines.intake.submission import Receipt, Refusal, Submission
from troth.errors import InputError


class Sent(TypedDict):
    """The options of `troth collect` that describe the submission."""

    form: str
    data: str
    person: str | None
    purpose: str | None
    basis: str | None
    source: str | None
    property: str | None
    entity: str | None
    system: str | None
    shown: tuple[str, ...]
    consent: tuple[str, ...]
    residence: str | None


@click.command()
@manifest_argument
@click.option("--form", required=True, help="The collection point.")
@click.option(
    "--data", required=True, metavar="JSON", help="Field → value: JSON, @FILE or - (stdin)."
)
@click.option("--person", metavar="ID", help="The confirmed person, from a session or link.")
@click.option("--purpose", help="One purpose, where the caller names one.")
@click.option("--basis", help="The legal basis that is claimed.")
@click.option("--source", help="Where the data comes from; by default the form's.")
@click.option("--property", help="Website, app or service it is collected on.")
@click.option("--entity", help="Company of the group that collects, as the policy names it.")
@click.option("--system", help="Where it is to be written; by default the form's.")
@shown_option
@click.option(
    "--consent",
    multiple=True,
    metavar="PURPOSE=TEXT",
    help="Consent given by ticking: purpose=SHA256 of the text shown, or purpose=@FILE.",
)
@click.option("--residence", metavar="CC", help="Country where the person lives.")
@demo_option
@store_options
@json_option
def collect(
    file: Path,
    demo: bool,
    store: str | None,
    keys: str | None,
    at: datetime | None,
    output: Output,
    **sent: Unpack[Sent],
) -> Exit:
    """Hand one submission to the gate. Exit 0 kept, 2 refused."""
    given = _consents(sent["consent"])
    data = read_values(read_json(sent["data"], "--data"))
    person = None if sent["person"] is None else read_id(sent["person"], "person")
    shown = read_pairs(sent["shown"], "--shown")
    place = Place(store=store, keys=keys, at=at)
    with opened(place, manifest=file, demo=demo, create=True) as platform:
        answer = platform.intake.receive(
            Submission(
                form=sent["form"],
                data=data,
                received_at=platform.clock.now(),
                person=person,
                purpose=sent["purpose"],
                basis=sent["basis"],
                source=sent["source"],
                property=sent["property"],
                entity=sent["entity"],
                system=sent["system"],
                shown=shown,
                consents=given,
                residence=None if sent["residence"] is None else read_place(sent["residence"]),
            )
        )
    if isinstance(answer, Refusal):
        output.show(refusal_document(answer), *_refused(answer))
        return Exit.REFUSED
    # GDPR Art. 5(1)(d): where the text presumes what people say, what was kept is only said.
    accuracy = "asserted" if platform.policy.accuracy_review is None else "reviewed"
    output.show(receipt_document(answer) | {"accuracy": accuracy}, *_kept(answer))
    return Exit.DONE


def read_values(given: Mapping[str, object]) -> dict[str, str | bytes]:
    """Return a submission's fields as they go to the gate.

    Text stays as it is; numbers, true and false become text; null is not given; an object
    `{"base64": …}` is a file's content; any other list or object is JSON text.

    Raises:
        InputError: `cli/malformed-json` for base64 that is none.
    """
    return {name: _value(name, value) for name, value in given.items() if value is not None}


def _value(name: str, value: object) -> str | bytes:
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and set(value) == {"base64"}:
        try:
            return base64.b64decode(str(value["base64"]), validate=True)
        except binascii.Error:
            raise InputError(
                "cli/malformed-json", f"the content of `{name}` is not base64"
            ) from None
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _consents(given: tuple[str, ...]) -> tuple[Given, ...]:
    said = read_pairs(given, "--consent")
    return tuple(
        Given(purpose=purpose, text_hash=text_hash(text)) for purpose, text in said.items()
    )


def text_hash(given: str) -> str:
    """Return the SHA-256 of a consent text, given as such or as `@FILE`.

    Raises:
        InputError: `consent/no-text`.
    """
    if given.startswith("@"):
        return hashlib.sha256(read_file(given[1:])).hexdigest()
    if re.fullmatch(r"[0-9a-fA-F]{64}", given):
        return given.lower()
    raise InputError(
        "consent/no-text",
        "a consent needs the SHA-256 of the exact text that was shown",
        help="write purpose=@FILE with the text, or its 64 hexadecimal digits",
    )


def receipt_document(receipt: Receipt) -> dict[str, object]:
    """Return a receipt as JSON says it."""
    return {
        "person": receipt.person.hex(),
        "submission": receipt.submission.hex(),
        "kept": [
            {
                "field": one.field,
                "record": one.record.hex(),
                "category": one.category,
                "delete_after": one.delete_after.isoformat() if one.delete_after else None,
                "rule": one.rule,
            }
            for one in receipt.kept
        ],
        "dropped": list(receipt.dropped),
        "purposes": list(receipt.purposes),
        "basis": receipt.basis,
        "policy": receipt.policy,
    }


def refusal_document(refusal: Refusal) -> dict[str, object]:
    """Return a refusal as JSON says it: codes and addresses, no value."""
    return {
        "refusal": refusal.refusal.hex(),
        "kept": [],
        "reasons": [
            {"code": r.code, "address": r.address, "detail": r.detail, "help": r.help}
            for r in refusal.reasons
        ],
    }


def _kept(receipt: Receipt) -> list[RenderableType]:
    rows = [
        (
            one.field,
            one.category,
            one.delete_after.date().isoformat() if one.delete_after else "open",
            one.rule,
        )
        for one in receipt.kept
    ]
    about: dict[str, object] = {"person": receipt.person.hex()}
    about["submission"] = receipt.submission.hex()
    about["purposes"] = receipt.purposes
    about["legal basis"] = receipt.basis
    if receipt.dropped:
        about["left out"] = receipt.dropped
    return [
        line(f"kept {counted(len(receipt.kept), 'value')}", "allowed"),
        pairs(about),
        line(""),
        table(("field", "category", "unreadable from", "rule"), rows),
    ]


def _refused(refusal: Refusal) -> list[RenderableType]:
    said = [(r.code, r.address, r.detail, r.help) for r in refusal.reasons]
    return [line("refused; nothing was kept", "refused"), *reasons(said)]
