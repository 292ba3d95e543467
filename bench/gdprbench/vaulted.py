"""The same operations on Troth's vault: sealed records, metadata by activity, a fact a write.

How a record maps: USR is the person; DATA is sealed under the person's and the period's key; PUR,
OBJ, DEC, ACL, SHR, SRC, CAT and TTL are the record's activity (DESIGN, D4.10), so that changing one
for a purpose changes a few rows. TTL is also each record's `expires_at`. Another USR is another
person: the value is sealed anew under that person's key.

The vault's own interface throughout, without the gate's questions. Reading by purpose asks for an
index that the store does not have; the application adds it and reads through it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from bench.gdprbench.generator import (
    DATA,
    FIELDS,
    PUR,
    TTL,
    USR,
    Operation,
    Record,
    record_of,
    value_of,
)
from bench.gdprbench.oracle import Answer
from bench.stores import START, bare, data_file, micros
from troth.assembly.platform import Platform
from troth.core.facts import fact
from troth.engines.vault.rows import NewRecord
from troth.storage.ports import DataUnit
from troth.storage.rows import ActivityRow, RecordRow

_AT: Final = micros(START)
_ROW: Final = (
    "SELECT person, record, submission, activity, collected_at, expires_at, rule, keep_until,"
    " period, purpose_note, sealed FROM records WHERE activity IN "
)


class VaultedRecords:
    """The vault with one record a key."""

    def __init__(self, platform: Platform, place: Path, persons: int) -> None:
        self._platform = platform
        self._place = place
        made = platform.vault.create_persons(persons, START)
        self._person = {value_of(USR, number): made[number] for number in range(persons)}
        self._user = {person: user for user, person in self._person.items()}
        self._reader = bare(data_file(place))
        self._reader.execute("CREATE INDEX records_activity ON records (activity)")
        self._fields: dict[int, Record] = {}
        self._numbers: dict[Record, int] = {}
        self._writes: dict[str, Callable[[DataUnit, Operation], int]] = {
            "insert": self._insert,
            "update": self._update,
            "delete": self._delete,
            "update-by": self._update_by,
        }

    def load(self, records: int, at_once: int = 5_000) -> None:
        """Put the first records."""
        for first in range(0, records, at_once):
            with self._platform.data.unit() as unit:
                numbers = range(first, min(first + at_once, records))
                self._put(unit, [(number, record_of(number)) for number in numbers])
        self._platform.data.clean_up()

    def apply(self, operation: Operation) -> Answer:
        """Carry out one operation, durably, with its fact."""
        match operation.kind:
            case "read":
                with self._platform.data.read() as reader:
                    row = reader.record(record_id(operation.key))
                return self._opened([row] if row is not None else [])
            case "read-by" if operation.by == PUR:
                return self._opened(self._of_purpose(operation.value))
            case "read-by":
                with self._platform.data.read() as reader:
                    rows = reader.records([self._person[operation.value]])
                return self._opened(rows)
        with self._platform.data.unit() as unit:
            changed = self._writes[operation.kind](unit, operation)
            self._platform.evidence.append(
                unit,
                fact("records-erased", _AT, plan=bytes(16), records=changed, persons=0)
                if operation.kind == "delete"
                else fact(
                    "collected-many",
                    _AT,
                    form="gdprbench",
                    policy=self._platform.policy.hash,
                    count=changed,
                    root=bytes(32),
                ),
            )
        return {}

    def everything(self) -> Answer:
        """Return all that is held, opened."""
        found: Answer = {}
        with self._platform.data.read() as reader:
            for rows in reader.all_records():
                found |= self._opened(rows)
        return found

    def size(self) -> int:
        """Return the bytes on disk of data and keys after the logs are written back."""
        self._platform.data.clean_up()
        self._platform.keys.clean_up()
        return sum(file.stat().st_size for file in self._place.glob("shop*") if file.is_file())

    def close(self) -> None:
        """Let go of the reading connection."""
        self._reader.close()

    # -- writes, in the caller's unit -----------------------------------------------------------

    def _insert(self, unit: DataUnit, operation: Operation) -> int:
        self._put(unit, [(operation.key, record_of(operation.key))])
        return 1

    def _delete(self, unit: DataUnit, operation: Operation) -> int:
        row = unit.record(record_id(operation.key))
        return 0 if row is None else unit.delete_records([(row.person, row.record)])

    def _update(self, unit: DataUnit, operation: Operation) -> int:
        row = unit.record(record_id(operation.key))
        if row is None:
            return 0
        # All ten fields are written anew, so the value is sealed anew too.
        unit.delete_records([(row.person, row.record)])
        self._put(unit, [(operation.key, record_of(operation.key))])
        return 1

    def _update_by(self, unit: DataUnit, operation: Operation) -> int:
        if operation.by == PUR and operation.field not in (USR, TTL):
            return self._change_activities(unit, operation)
        if operation.by == PUR:
            rows: Sequence[RecordRow] = self._of_purpose(operation.value)
        else:
            rows = unit.records([self._person[operation.value]])
        if operation.field == USR:
            return self._move(unit, rows, operation.new)
        if operation.by == PUR:
            # One row a purpose for the rule, and each record's own end.
            self._change_activities(unit, operation)
            end, rule = _end(operation.new), _rule(operation.new)
            unit.set_expiry([(row.person, row.record, end, rule) for row in rows])
            return len(rows)
        changed = []
        for row in rows:
            fields = list(self._metadata(unit, row.activity))
            fields[operation.field] = operation.new
            changed.append(self._under(unit, row, tuple(fields)))
        if changed:
            unit.replace_records(changed)
        return len(changed)

    def _change_activities(self, unit: DataUnit, operation: Operation) -> int:
        made: dict[int, Record] = {}

        def change(row: ActivityRow) -> ActivityRow | None:
            if row.purposes != (operation.value,):
                return None
            fields = list(_fields_of(row))
            fields[operation.field] = operation.new
            made[row.activity] = tuple(fields)
            return _described(row, made[row.activity])

        changed = unit.update_activities(change)
        self._fields |= made
        # The first of several alike stands for all of them, as in the store.
        self._numbers = {self._fields[n]: n for n in sorted(self._fields, reverse=True)}
        return changed

    def _move(self, unit: DataUnit, rows: Sequence[RecordRow], user: str) -> int:
        values = self._platform.vault.open_values(rows)
        unit.delete_records([(row.person, row.record) for row in rows])
        moved = []
        for row, value in zip(rows, values, strict=True):
            fields = list(self._metadata(unit, row.activity))
            fields[USR], fields[DATA] = user, (value or b"").decode()
            moved.append((int.from_bytes(row.submission, "big"), tuple(fields)))
        self._put(unit, moved)
        return len(moved)

    def _put(self, unit: DataUnit, records: Iterable[tuple[int, Record]]) -> None:
        items = []
        for number, fields in records:
            ttl = fields[TTL]
            items.append(
                NewRecord(
                    person=self._person[fields[USR]],
                    record=record_id(number),
                    submission=number.to_bytes(16, "big"),
                    activity=self._activity(unit, fields),
                    field="data",
                    value=fields[DATA].encode(),
                    collected_at=START,
                    expires_at=START + timedelta(seconds=int(ttl)),
                    rule=_rule(ttl),
                )
            )
        self._platform.vault.put(unit, items)

    def _under(self, unit: DataUnit, row: RecordRow, fields: Record) -> RecordRow:
        ttl = fields[TTL]
        return replace(
            row,
            activity=self._activity(unit, fields),
            expires_at=_end(ttl),
            rule=_rule(ttl),
        )

    # -- activities -----------------------------------------------------------------------------

    def _activity(self, unit: DataUnit, fields: Record) -> int:
        key = _key(fields)
        number = self._numbers.get(key)
        if number is None:
            blank = ActivityRow(
                activity=0, policy=self._platform.policy.hash, form="gdprbench", field="data",
                category="", item="", purposes=(), basis="", origin="direct", source="",
                recipients=(), system="", rules=(),
            )  # fmt: skip
            number = unit.add_activity(_described(blank, fields))
            self._numbers[key] = number
            self._fields[number] = key
        return number

    def _metadata(self, unit: DataUnit, activity: int) -> Record:
        if activity not in self._fields:
            self._read_activities(unit)
        return self._fields[activity]

    def _read_activities(self, unit: DataUnit) -> None:
        found = unit.activities()
        self._fields = {number: _fields_of(row) for number, row in found.items()}
        self._numbers = {}
        for number, fields in self._fields.items():
            self._numbers.setdefault(fields, number)

    def _of_purpose(self, purpose: str) -> list[RecordRow]:
        numbers = [n for n, fields in self._fields.items() if fields[PUR] == purpose]
        marks = ", ".join("?" for _ in numbers)
        return [_row(*line) for line in self._reader.execute(f"{_ROW} ({marks})", numbers)]

    def _opened(self, rows: Sequence[RecordRow]) -> Answer:
        found: Answer = {}
        for row, value in zip(rows, self._platform.vault.open_values(rows), strict=True):
            fields = self._fields[row.activity]
            found[int.from_bytes(row.submission, "big")] = (
                *fields[:USR],
                self._user[row.person],
                *fields[USR + 1 : DATA],
                "" if value is None else value.decode(),
            )
        return found


def record_id(number: int) -> bytes:
    """Return the id of the record behind a key."""
    return hashlib.sha256(b"key%d" % number).digest()[:16]


def _row(
    person: bytes,
    record: bytes,
    submission: bytes,
    activity: int,
    collected_at: int,
    expires_at: int | None,
    rule: str,
    keep_until: int | None,
    period: bytes,
    purpose_note: str | None,
    sealed: bytes,
) -> RecordRow:
    return RecordRow(
        person=person,
        record=record,
        submission=submission,
        activity=activity,
        collected_at=collected_at,
        expires_at=expires_at,
        rule=rule,
        keep_until=keep_until,
        period=period,
        purpose_note=purpose_note,
        sealed=sealed,
    )


def _end(ttl: str) -> int:
    return micros(START + timedelta(seconds=int(ttl)))


def _rule(ttl: str) -> str:
    return f"retention/ttl-{ttl}"


def _key(fields: Record) -> Record:
    return (*fields[:USR], "", *fields[USR + 1 : DATA], "")


def _described(row: ActivityRow, fields: Record) -> ActivityRow:
    named = dict(zip(FIELDS, fields, strict=True))
    return replace(
        row,
        purposes=(named["PUR"],),
        recipients=(named["SHR"],),
        rules=(_rule(named["TTL"]),),
        item=named["OBJ"],
        basis=named["DEC"],
        system=named["ACL"],
        source=named["SRC"],
        category=named["CAT"],
    )


def _fields_of(row: ActivityRow) -> Record:
    return (
        row.purposes[0],
        row.rules[0].removeprefix("retention/ttl-"),
        "",
        row.item,
        row.basis,
        row.system,
        row.recipients[0],
        row.source,
        row.category,
        "",
    )
