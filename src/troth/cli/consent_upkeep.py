"""`troth consent audience`, `coverage`, `expire`, `retire`, `verify-guardian`: consent as a whole.

Whom a purpose may reach now; what share of what came in rests on a real consent; what has lapsed; a
text that nobody is asked by any more; the check of a parent. A plan changes nothing: without
`--commit` nothing is handed over and nothing is written down.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import get_args

import click
from rich.console import RenderableType

from troth.cli.opening import Place, opened, policy_option, store_options
from troth.cli.options import commit_option, json_option, read_file
from troth.cli.outcome import Exit
from troth.cli.output import Output, counted, line, table
from troth.engines.consents.coverage import coverage as covered
from troth.engines.consents.guardian_checks import Means
from troth.engines.disclosure.disclosure import Handed
from troth.engines.disclosure.marketing_message import MessageFault
from troth.engines.disclosure.outreach import Aim
from troth.errors import InputError


@click.command()
@click.argument("purpose")
@click.option("--category", multiple=True, required=True, help="Data it is built from. Repeatable.")
@click.option("--recipient", default="", help="Who is to get the data.")
@click.option("--field", multiple=True, help="The only items that are meant. Repeatable.")
@click.option("--channel", help="How people would be contacted.")
@click.option("--message", metavar="FILE", help="The words they would get, judged by their law.")
@commit_option
@policy_option
@store_options
@json_option
def audience(
    purpose: str, category: tuple[str, ...], recipient: str, field: tuple[str, ...],
    channel: str | None, message: str | None, commit: bool, manifest: Path | None,
    store: str | None, keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Say whom a purpose may reach now; with --commit hand their data to the recipient."""
    if commit and not recipient:
        raise InputError(
            "consent/no-recipient",
            "nothing can be handed over without a recipient",
            help="name one with `--recipient`, or leave `--commit` out",
        )
    aim = Aim(
        purpose=purpose,
        categories=category,
        recipient=recipient,
        fields=field,
        channel=channel,
        message=None if message is None else read_file(message).decode(errors="replace"),
    )
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now = platform.clock.now()
        found = platform.outreach.segment(aim, now)
        send = commit and not found.faults
        handed = dict(platform.outreach.hand_over(aim, now)) if send else {}
    output.show(
        {
            "purpose": purpose,
            "people": [person.hex() for person in found.people],
            "refused": dict(found.refused),
            "reasons": [_fault(one) for one in found.faults],
            "committed": send,
            "handed": [_handed(person, one) for person, one in handed.items()],
        },
        *_reached(len(found.people), found.refused, found.faults, len(handed)),
    )
    return Exit.REFUSED if found.faults else Exit.DONE


@click.command()
@policy_option
@store_options
@json_option
def coverage(
    manifest: Path | None, store: str | None, keys: str | None, at: datetime | None, output: Output
) -> Exit:
    """Say what share of what came in rests on a consent that somebody gave."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        found = covered(platform.policy, platform.data, platform.clock.now())
    rows = [
        (one.form, one.seen, one.consented, f"{one.percent} %", one.refused, one.unfounded)
        for one in found
    ]
    head = ("collection", "seen", "consented", "share", "refused", "consent claimed, none stands")
    output.show(
        {
            "collections": [
                {
                    "collection": one.form,
                    "seen": one.seen,
                    "consented": one.consented,
                    "percent": one.percent,
                    "refused": one.refused,
                    "grounds": dict(one.grounds),
                    "unfounded": one.unfounded,
                }
                for one in found
            ]
        },
        table(head, rows) if rows else line("nothing came in"),
    )
    return Exit.DONE


@click.command()
@commit_option
@policy_option
@store_options
@json_option
def expire(
    commit: bool, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Show which consents have lapsed by their own terms; with --commit write it down."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        now = platform.clock.now()
        counts: dict[str, int] = {}
        if commit:
            counts = platform.consents.expire(now)
        else:
            for row in platform.consents.lapsed(now):
                counts[row.purpose] = counts.get(row.purpose, 0) + 1
    rows = sorted(counts.items())
    output.show(
        {"committed": commit, "lapsed": dict(rows)},
        table(("purpose", "consents lapsed"), rows) if rows else line("no consent has lapsed"),
    )
    return Exit.DONE


@click.command()
@click.argument("text", metavar="SHA256")
@policy_option
@store_options
@json_option
def retire(
    text: str, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Withdraw a consent text; whoever agreed to it has to be asked again."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        ended = platform.texts.withdraw(text, platform.clock.now())
    said = f"withdrawn; {counted(ended, 'consent')} ended by it"
    output.show({"text": text, "consents_ended": ended}, line(said))
    return Exit.DONE


@click.command("verify-guardian")
@click.option(
    "--by",
    "means",
    type=click.Choice(get_args(Means)),
    required=True,
    metavar="MEANS",
    help=f"How the parent was verified: {', '.join(get_args(Means))}.",
)
@policy_option
@store_options
@json_option
def verify_guardian(
    means: Means, manifest: Path | None, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Record that a holder of parental responsibility was verified; print the check's id."""
    with opened(Place(store=store, keys=keys, at=at), manifest=manifest) as platform:
        check = platform.consents.verify_guardian(means, platform.clock.now())
    output.show({"check": check, "means": means}, line(f"check: {check}"))
    return Exit.DONE


def _fault(one: MessageFault) -> dict[str, str]:
    return {"code": one.code, "place": one.place, "source": one.source, "help": one.help}


def _handed(person: bytes, one: Handed) -> dict[str, object]:
    return {
        "person": person.hex(),
        "disclosure": one.disclosure.hex(),
        "values": [
            {"category": category, "field": name, "value": _text(value)}
            for category, name, value in one.values
        ],
    }


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return base64.b64encode(value).decode()


def _reached(
    people: int, refused: Mapping[str, int], faults: Sequence[MessageFault], handed: int
) -> list[RenderableType]:
    words = "person" if people == 1 else "people"
    parts: list[RenderableType] = [line(f"{people} {words} may be reached", "bold")]
    if handed:
        parts.append(line(f"{counted(handed, 'disclosure')} written down"))
    if refused:
        parts += [line(""), table(("kept out by", "people"), sorted(refused.items()))]
    if faults:
        rows = [(one.code, one.place, one.source, one.help) for one in faults]
        parts += [line(""), table(("the message", "for people in", "law", "help"), rows)]
    return parts
