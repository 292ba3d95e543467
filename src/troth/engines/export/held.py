"""Everything held of somebody, read on one snapshot: what an answer is assembled from.

Set-based: a thousand people are the same handful of statements as one (DESIGN, D8).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from troth.core.grouping import by_person, grouped
from troth.core.periods import from_micros
from troth.errors import InputError
from troth.storage.message_rows import MessageRow
from troth.storage.ports import DataReader
from troth.storage.rows import (
    AccessRow,
    ActivityRow,
    ConsentRow,
    DisclosureRow,
    RecordRow,
)
from troth.storage.signin_rows import SessionRow, SignInRow

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Everything read of one person over their alias set.

    Attributes:
        residence: Where they live, as they said last; empty where nobody knows.
    """

    person: bytes
    rows: Sequence[RecordRow]
    activities: Mapping[int, ActivityRow]
    consents: Sequence[ConsentRow]
    disclosures: Sequence[DisclosureRow]
    looks: Sequence[AccessRow]
    events: Mapping[str, datetime]
    residence: str = ""
    sessions: Sequence[SessionRow] = ()
    messages: Sequence[MessageRow] = ()
    sign_ins: Sequence[SignInRow] = ()


def read_held(reader: DataReader, persons: Sequence[bytes]) -> list[Held]:
    """Return what is held of each person, in their order.

    Raises:
        InputError: `subject/unknown` when nobody is known under one of the ids.
    """
    known = reader.persons(persons)
    for person in persons:
        if person not in known:
            raise InputError(
                "subject/unknown",
                f"nobody is known under `{person.hex()}`",
                help="find the person by an identifier first",
            )
    merged = bool(reader.merged()) if len(persons) > 1 else True
    families = {one: reader.aliases(one) if merged else (one,) for one in persons}
    members = list(dict.fromkeys(each for family in families.values() for each in family))
    rows = by_person(reader.records(members))
    consents = by_person(reader.consents(members))
    disclosures = by_person(reader.disclosures(members))
    looks = by_person(reader.accesses(members))
    sessions = grouped(reader.sessions_of(members), lambda row: row.owner)
    sign_ins = grouped(reader.sign_ins(members), lambda row: row.owner)
    clocks = by_person(reader.clocks(members))
    lives = [row for row in reader.standing(members) if row.kind == "residence"]
    residences = {row.person: row.value for row in sorted(lives, key=lambda row: row.since)}
    messages = grouped(reader.messages_of(members), lambda row: row.person or b"")
    activities = reader.activities()
    return [
        Held(
            person=person,
            rows=_of(family, rows),
            activities=activities,
            consents=sorted(_of(family, consents), key=lambda row: row.event),
            disclosures=sorted(_of(family, disclosures), key=lambda row: (row.at, row.disclosure)),
            looks=sorted(_of(family, looks), key=lambda row: (row.at, row.access)),
            events={one.clock: from_micros(one.at) for one in _of(family, clocks)},
            sessions=_of(family, sessions),
            messages=sorted(_of(family, messages), key=lambda row: (row.at, row.direction)),
            sign_ins=_of(family, sign_ins),
            residence=next((residences[one] for one in family if one in residences), ""),
        )
        for person, family in families.items()
    ]


def _of(family: Sequence[bytes], rows: Mapping[bytes, list[R]]) -> list[R]:
    return [row for member in family for row in rows.get(member, ())]
