"""What was kept and sealed again, written down for a data store that forgot it.

A duty or a hold keeps a record beyond an erasure, or beyond its month: it is sealed again, and the
key it lay under goes. A backup is older than that: put back, it would have the record under the
key that is gone, and all that was erased beside it. The journal keeps the record as it lies,
sealed; after a restore it is put back before what has expired goes, and of a person who was erased
in part nothing else stays (DESIGN, D4.3, D4.8; GDPR Art. 17(3)(b), (e)).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import msgspec

from troth.engines.vault.rows import JournalEntry
from troth.storage.ports import DataUnit
from troth.storage.rows import RecordRow

KEPT = frozenset(("kept-part", "held-over"))
"""Kinds of entries that hold records as they were sealed again."""

OVERTAKEN = frozenset(("rectified", "retention", *KEPT))
"""Kinds of entries whose outcome is in the part, where they were written before it."""


Resealed = tuple[bytes, bytes, bytes, bytes]
"""How a record lies after it was sealed again: person, record, period, sealed bytes."""


class _Kept(msgspec.Struct):
    """One record as it lies after it was sealed again; `sealed` is ciphertext."""

    record: bytes
    period: bytes
    sealed: bytes
    expires_at: int | None
    keep_until: int | None
    rule: str


def kept_part(person: bytes, rows: Sequence[RecordRow], at: int) -> JournalEntry:
    """Return the journal's entry of all that stays of a person; `at` in microseconds UTC."""
    return JournalEntry(
        at=at,
        person=person,
        kind="kept-part",
        payload=msgspec.json.encode([_kept(row, row.period, row.sealed) for row in rows]),
    )


def held_over(rows: Iterable[RecordRow], moved: Iterable[Resealed], at: int) -> list[JournalEntry]:
    """Return an entry a person of records that outlive their period; `at` in microseconds UTC.

    Args:
        rows: The records as they lay.
        moved: How each of them lies now, in the same order.
        at: When they were sealed again.
    """
    of: dict[bytes, list[_Kept]] = {}
    for row, (person, _, period, sealed) in zip(rows, moved, strict=True):
        of.setdefault(person, []).append(_kept(row, period, sealed))
    spell = msgspec.json.Encoder().encode
    return [
        JournalEntry(at=at, person=person, kind="held-over", payload=spell(own))
        for person, own in of.items()
    ]


def still_to_do(entries: Sequence[JournalEntry]) -> list[JournalEntry]:
    """Return entries without those that a later part of the same person has overtaken."""
    last = {one.person: number for number, one in enumerate(entries) if one.kind == "kept-part"}
    return [
        one
        for number, one in enumerate(entries)
        if number >= last.get(one.person, -1) or one.kind not in OVERTAKEN
    ]


def kept_again(unit: DataUnit, entry: JournalEntry) -> int:
    """Put records back as an entry of `KEPT` has them, sealed last; return 1.

    Records that came after the backup are not there and stay lost.
    """
    part = {one.record: one for one in msgspec.json.decode(entry.payload, type=list[_Kept])}
    held = unit.records([entry.person])
    if entry.kind == "kept-part":
        unit.delete_records([(row.person, row.record) for row in held if row.record not in part])
    unit.replace_records(
        [_as_kept(row, part[row.record]) for row in held if row.record in part],
    )
    return 1


def _kept(row: RecordRow, period: bytes, sealed: bytes) -> _Kept:
    return _Kept(row.record, period, sealed, row.expires_at, row.keep_until, row.rule)


def _as_kept(row: RecordRow, kept: _Kept) -> RecordRow:
    return replace(
        row,
        period=kept.period,
        sealed=kept.sealed,
        expires_at=kept.expires_at,
        keep_until=kept.keep_until,
        rule=kept.rule,
    )
