"""Dossiers: what lasts for weeks, has two people at it, and must be shown afterwards.

What an authority asks for, a breach and a deal are each written down as they stand, with every
event and a fact in the log, in one unit of work. What is known of one lies in its body as names,
hashes, ids and instants; of people there are ids beside it, which go when the person goes.
GDPR Art. 5(2), 33(5).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeVar

import msgspec

from troth.core.facts import fact
from troth.core.periods import to_micros
from troth.engines.evidence.evidence import EvidenceLog
from troth.errors import InputError
from troth.storage.dossier_rows import (
    DossierEventRow,
    DossierKind,
    DossierPersonRow,
    DossierRow,
)
from troth.storage.ports import DataStore, DataUnit

T = TypeVar("T")

LONGEST: Final = 2_000
"""Characters of what somebody writes about a dossier."""
NOTHING: Final = "0" * 64
"""The hash of no document."""
_SOMEBODY: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|\+\d[\d\s()-]{7,}\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One event of a dossier as it is written: what, by whom, and what it was about."""

    event: str
    who: str = ""
    detail: str = ""
    document: str = NOTHING
    records: int = 0


class Dossiers:
    """Keeps the dossiers of one kind."""

    def __init__(self, *, kind: DossierKind, data: DataStore, evidence: EvidenceLog) -> None:
        self._kind = kind
        self._data = data
        self._evidence = evidence

    def row(self, dossier: bytes) -> DossierRow:
        """Return one dossier.

        Raises:
            InputError: `dossier/unknown`, and for one of another kind as well.
        """
        with self._data.read() as reader:
            row = reader.dossier(dossier)
        if row is None or row.kind != self._kind:
            what = self._kind.replace("-", " ")
            raise InputError("dossier/unknown", f"there is no such {what}")
        return row

    def listed(self, *, states: Sequence[str] = (), newest: int | None = None) -> list[DossierRow]:
        """Return the dossiers of the kind, oldest first: in these states, or the newest of them."""
        with self._data.read() as reader:
            return list(reader.dossiers(self._kind, states=states, newest=newest))

    def counted(self) -> Mapping[str, int]:
        """Return state → how many dossiers of the kind are in it."""
        with self._data.read() as reader:
            return reader.dossier_states(self._kind)

    def events(self, dossier: bytes) -> tuple[DossierEventRow, ...]:
        """Return what happened to it, in order."""
        with self._data.read() as reader:
            return tuple(reader.dossier_events([dossier]))

    def persons(self, dossier: bytes) -> tuple[DossierPersonRow, ...]:
        """Return whom it is about, but for who has been erased since."""
        with self._data.read() as reader:
            return tuple(reader.dossier_persons([dossier]))

    def write(
        self,
        row: DossierRow,
        step: Step,
        now: datetime,
        *,
        persons: Sequence[bytes] = (),
    ) -> DossierRow:
        """Write a dossier as it is now, with the event that made it so and its fact.

        Args:
            persons: Whom it is about from now on as well.
        """
        with self._data.unit() as unit:
            return self.place(unit, row, step, now, persons=persons)

    def place(
        self,
        unit: DataUnit,
        row: DossierRow,
        step: Step,
        now: datetime,
        *,
        persons: Sequence[bytes] = (),
    ) -> DossierRow:
        """Write a dossier as `write` does, in the unit of work of what made it so."""
        at = to_micros(now)
        event = DossierEventRow(
            event=0, dossier=row.dossier, kind=step.event, who=step.who, detail=step.detail, at=at
        )
        named = [DossierPersonRow(dossier=row.dossier, person=one) for one in persons]
        unit.put_dossier(row)
        unit.put_dossier_persons(named)
        unit.add_dossier_events([event])
        about = len(unit.dossier_persons([row.dossier]))
        self._evidence.append(
            unit,
            fact(
                "dossier-moved",
                at,
                dossier=row.dossier,
                what=self._kind,
                event=step.event,
                state=row.state,
                due=row.due_at or 0,
                persons=about,
                records=step.records,
                document=step.document,
            ),
        )
        return row


def moved(
    row: DossierRow, state: str, body: Mapping[str, object], *, closed: datetime | None = None
) -> DossierRow:
    """Return a dossier in another state, with another body."""
    ended = row.closed_at if closed is None else to_micros(closed)
    return replace(row, state=state, body=encoded(body), closed_at=ended)


def encoded(body: Mapping[str, object]) -> str:
    """Return a body as it is kept."""
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def body_of(row: DossierRow, kind: type[T]) -> T:
    """Return the body of a dossier as what it was written from."""
    return msgspec.json.decode(row.body, type=kind)


def decoded(text: str) -> dict[str, object]:
    """Return a kept body, its lists as tuples."""
    loaded: dict[str, object] = json.loads(text)
    return {key: tuple(v) if isinstance(v, list) else v for key, v in loaded.items()}


def words(text: str, what: str) -> str:
    """Return what somebody wrote, if it is short and names nobody.

    Raises:
        InputError: `dossier/too-long`, `dossier/names-somebody`.
    """
    said = " ".join(text.split())
    if len(said) > LONGEST:
        raise InputError("dossier/too-long", f"the {what} is longer than {LONGEST} characters")
    if _SOMEBODY.search(said):
        raise InputError(
            "dossier/names-somebody",
            f"the {what} holds an address or a number of somebody",
            help="say what happened; whom it is about is named by id",
        )
    return said
