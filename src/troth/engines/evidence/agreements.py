"""Agreements with customers: whose data is handled for whom, for which tasks, until when.

A processor acts on documented instructions only. The manifest says which kinds of data are handled
for customers (`processor-of`); an agreement says for which customer, and is kept with the store.
What was taken in under one carries its id, record by record, so that a use, a request and an ending
reach exactly that customer's data. Contacts are desks, never people.

GDPR Art. 28(3)(a), (e), (g); 29.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final, Literal

import msgspec

from troth.core.periods import to_micros
from troth.policy.question import Reason
from troth.storage.ports import DataReader, DataUnit

Ending = Literal["", "return", "delete"]

AGREEMENTS: Final = "agreements"
"""Setting of the store that holds them: a processor has few, and all of them are read together."""

NOTE: Final = "agreement:"
"""How the note of a record begins that was taken in under an agreement (D4.10)."""

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
"""What an agreement's and a customer's id may look like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What one customer has instructed.

    Attributes:
        agreement, client: Ids; the customer's name is in the customer register, not here.
        entry: The `processor-of` entry of the policy it is an instance of.
        tasks: Purposes for which the data may be used; nothing else.
        contact: A desk of the customer that requests are forwarded to.
        named: Whether people may be told which customer it is.
        since, until, ended_at: Instants in microseconds.
        ending: What became of the data: given back and deleted, or deleted.
    """

    agreement: str
    client: str
    entry: str
    tasks: tuple[str, ...]
    contact: str
    named: bool
    since: int
    until: int | None = None
    ended_at: int | None = None
    ending: Ending = ""

    def stands(self, at: int) -> bool:
        """Whether it is in force at an instant in microseconds."""
        over = self.until if self.ended_at is None else self.ended_at
        return self.since <= at and (over is None or at < over)


def read_agreements(reader: DataReader) -> dict[str, Agreement]:
    """Return every agreement by its id, ended ones too."""
    kept = reader.meta(AGREEMENTS)
    listed = msgspec.json.decode(kept, type=list[Agreement]) if kept else []
    return {one.agreement: one for one in listed}


def write_agreements(unit: DataUnit, agreements: Mapping[str, Agreement]) -> None:
    """Keep all agreements."""
    listed = [asdict(one) for _, one in sorted(agreements.items())]
    unit.set_meta(AGREEMENTS, msgspec.json.encode(listed).decode())


def note_of(processor: str | None, shown: Mapping[str, str]) -> str | None:
    """Return the note of a record that comes in for a customer, or None for the company's own."""
    given = shown.get("agreement", "")
    return f"{NOTE}{given}" if processor is not None and NAME.fullmatch(given) else None


def agreement_in(note: str | None) -> str:
    """Return the id of the agreement a record's note names, or nothing."""
    return note.removeprefix(NOTE) if note is not None and note.startswith(NOTE) else ""


def outside(
    agreements: Mapping[str, Agreement], note: str | None, purpose: str, now: datetime
) -> Reason | None:
    """Return why a customer's datum may not be used for a purpose, or None where it may.

    An agreement that is not kept here was shown from elsewhere: the policy alone decides then.
    """
    known = agreements.get(agreement_in(note))
    if known is None:
        return None
    if not known.stands(to_micros(now)):
        # GDPR Art. 28(3)(g): after the end nothing is left to do but give back or delete.
        detail = f"the agreement `{known.agreement}` is not in force"
    elif purpose not in known.tasks:
        detail = f"`{purpose}` is none of the tasks of the agreement `{known.agreement}`"
    else:
        return None
    return Reason(code="OUTSIDE_AGREEMENT", address=f"processor-of/{known.entry}", detail=detail)
