"""`troth decide`: ask a manifest whether something may be done; exit 0 for yes, 2 for no.

No store is read: what holds for the person is given as `--standing`. The answer is the one that
`troth.policy.decide` gives to every engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TypedDict, Unpack

import click
from rich.console import RenderableType

from troth.assembly.policies import load_policy
from troth.cli.instants import present
from troth.cli.options import (
    at_option,
    json_option,
    manifest_argument,
    read_json,
    read_pairs,
    shown_option,
)
from troth.cli.outcome import Exit
from troth.cli.output import Output, indented, line, pairs, reasons
from troth.cli.standing import read_standing
from troth.core.places import read_place
from troth.core.standing import NOBODY
from troth.policy.compiled import Policy
from troth.policy.decide import decide
from troth.policy.question import ACTIONS, Action, Decision, Question


class Asked(TypedDict):
    """The options of `troth decide`."""

    purpose: str | None
    category: tuple[str, ...]
    action: Action | None
    form: str | None
    field: tuple[str, ...]
    source: str | None
    basis: str | None
    recipient: str | None
    place: str | None
    role: str | None
    region: str | None
    system: str | None
    property: str | None
    entity: str | None
    channel: str | None
    collected_for: tuple[str, ...]
    anonymous: bool
    aggregate: bool
    shown: tuple[str, ...]
    standing: str | None
    at: datetime | None


@click.command("decide")
@manifest_argument
@click.option("--purpose", help="What for.")
@click.option("--category", multiple=True, help="Kind of data touched. Repeatable.")
@click.option(
    "--action",
    type=click.Choice(sorted(ACTIONS)),
    help="What is to be done; by default disclose with --recipient, else use.",
)
@click.option("--form", help="The collection point.")
@click.option("--field", multiple=True, help="Field of the form, or item. Repeatable.")
@click.option("--source", help="Where the datum comes from.")
@click.option("--basis", help="The legal basis that is claimed.")
@click.option("--recipient", help="Who is to receive it.")
@click.option("--place", help="Where the recipient is to hold it: US.")
@click.option("--role", help="The staff role that asks.")
@click.option("--region", help="Where the person is: DE, US-CA.")
@click.option("--system", help="Where it is to be written.")
@click.option("--property", help="Website, app or service it is collected on.")
@click.option("--entity", help="Company of the group that acts, as the policy names it.")
@click.option("--channel", help="By which the person would be contacted.")
@click.option("--collected-for", multiple=True, help="Purpose bound at collection. Repeatable.")
@click.option("--anonymous", is_flag=True, help="The data no longer leads to a person.")
@click.option("--aggregate", is_flag=True, help="Only figures over many people come out.")
@shown_option
@click.option(
    "--standing", metavar="JSON", help="What holds for the person: JSON, @FILE or - (stdin)."
)
@at_option("The instant of the question; by default now.")
@json_option
def decide_(file: Path, output: Output, **asked: Unpack[Asked]) -> Exit:
    """Ask a manifest: may this be done? Exit 0 allowed, 2 refused."""
    at = asked["at"]
    # The law of the day of the question; without one, the law up to which the packs are kept.
    policy = load_policy(file, at=at.date() if at else None).required()
    answer = decide(policy, _question(asked))
    output.show(document(policy, answer), *_words(answer))
    return Exit.DONE if answer.allowed else Exit.REFUSED


def _question(asked: Asked) -> Question:
    held = asked["standing"]
    action: Action | None = asked["action"]
    return Question(
        action=action or ("disclose" if asked["recipient"] else "use"),
        at=asked["at"] or present(),
        purpose=asked["purpose"],
        categories=asked["category"],
        fields=asked["field"],
        form=asked["form"],
        source=asked["source"],
        recipient=asked["recipient"],
        place=asked["place"],
        property=asked["property"],
        entity=asked["entity"],
        system=asked["system"],
        basis=asked["basis"],
        role=asked["role"],
        region=None if asked["region"] is None else read_place(asked["region"]),
        channel=asked["channel"],
        shown=read_pairs(asked["shown"], "--shown"),
        identified=not asked["anonymous"],
        aggregate=asked["aggregate"],
        collected_for=frozenset(asked["collected_for"]) or None,
        standing=NOBODY if held is None else read_standing(read_json(held, "--standing")),
    )


def document(policy: Policy, answer: Decision) -> Mapping[str, object]:
    """Return a decision as JSON says it."""
    return {
        "allowed": answer.allowed,
        "reasons": [reason.as_dict() for reason in answer.reasons],
        "addresses": list(answer.addresses),
        "basis": answer.basis,
        "purposes": list(answer.purposes),
        "drops": list(answer.drops),
        "policy": policy.hash,
    }


def _words(answer: Decision) -> list[RenderableType]:
    if not answer.allowed:
        said = [(r.code, r.address, r.detail, r.help) for r in answer.reasons]
        return [line("refused", "refused"), *reasons(said)]
    rows: dict[str, object] = {"rests on": answer.addresses}
    rows |= {"purposes": answer.purposes} if answer.purposes else {}
    rows |= {"legal basis": answer.basis} if answer.basis else {}
    rows |= {"left out": answer.drops} if answer.drops else {}
    return [line("allowed", "allowed"), indented(pairs(rows))]
