"""How a row of the doors lies in a table: which attribute in which column, and as what.

Attributes and columns have the same names and order but for words SQL reserves. Lists of names lie
as JSON arrays, flags as 0 and 1. No statement is run here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import BigInteger, Integer, LargeBinary, Table

from troth.storage import rows
from troth.storage.sql import key_schema, schema

R = TypeVar("R")
Plain = str | int | bytes | None
Values = Sequence[Plain]

_RENAMED: Final = {"index": "idx", "row": "entry", "check": "opens"}
_FLAGS: Final = {"hidden", "allowed"}
_LISTS: Final = {
    "purposes",
    "recipients",
    "rules",
    "categories",
    "roles",
    "items",
    "events",
    "withdrawn",
}


def listed(names: Sequence[str]) -> str:
    """Return a list of names as it lies in a column."""
    return json.dumps(list(names), ensure_ascii=False, separators=(",", ":"))


# A manifest has few lists of names, and they come back in every row that names them.
@lru_cache(maxsize=4_096)
def _unlisted(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


class Shape(Generic[R]):
    """A table and the row that lies in it.

    Args:
        table: The declared table.
        made: The row's class.
        given: Attributes whose numbers the database gives: they are read and never written.
    """

    def __init__(self, table: Table, made: Callable[..., R], *given: str) -> None:
        self.table = table.name
        names = [field.name for field in fields(made)]  # type: ignore[arg-type]  # a row's class
        self._made = made
        self._names = names
        self._written = [name for name in names if name not in given]
        self.written_columns = tuple(_RENAMED.get(name, name) for name in self._written)
        self.columns = tuple(_RENAMED.get(name, name) for name in names)
        self.key = tuple(column.name for column in table.primary_key)
        self.types = tuple(_kind(table, name) for name in self.written_columns)
        self._decode = [(at, _decoder(name)) for at, name in enumerate(names) if _decoder(name)]
        self._encode = [
            (at, _encoder(name)) for at, name in enumerate(self._written) if _encoder(name)
        ]
        self._values = attrgetter(*self._written)

    @cached_property
    def select(self) -> str:
        """Return the start of a statement that reads whole rows."""
        return f"SELECT {', '.join(self.columns)} FROM {self.table}"

    @cached_property
    def insert(self) -> str:
        """Return the statement that writes one row."""
        marks = ", ".join("?" for _ in self.written_columns)
        return f"INSERT INTO {self.table} ({', '.join(self.written_columns)}) VALUES ({marks})"

    @cached_property
    def upsert(self) -> str:
        """Return the statement that writes one row in place of an older one with its key."""
        news = ", ".join(f"{c} = excluded.{c}" for c in self.written_columns if c not in self.key)
        return f"{self.insert} ON CONFLICT ({', '.join(self.key)}) DO UPDATE SET {news}"

    @cached_property
    def update(self) -> str:
        """Return the statement that replaces one row; its values are those of `updated`."""
        sets = ", ".join(f"{c} = ?" for c in self.written_columns if c not in self.key)
        keys = " AND ".join(f"{c} = ?" for c in self.key)
        return f"UPDATE {self.table} SET {sets} WHERE {keys}"

    def values(self, made: Iterable[R]) -> list[Values]:
        """Return the values of rows in the order of the written columns."""
        if not self._encode:
            return list(map(self._values, made))
        return [self._encoded(self._values(row)) for row in made]

    def updated(self, made: Iterable[R]) -> list[Values]:
        """Return the values of rows in the order that `update` asks for."""
        columns = self.written_columns
        order = [at for at, name in enumerate(columns) if name not in self.key]
        order += [columns.index(name) for name in self.key]
        return [[values[at] for at in order] for values in self.values(made)]

    def row(self, values: Sequence[Plain]) -> R:
        """Return the row of one line of a result."""
        if self._decode:
            plain: list[object] = list(values)
            for at, decode in self._decode:
                plain[at] = decode(plain[at])  # type: ignore[misc]  # None is left out above
            return self._made(**dict(zip(self._names, plain, strict=True)))
        return self._made(**dict(zip(self._names, values, strict=True)))

    def rows(self, lines: Iterable[Sequence[Plain]]) -> list[R]:
        """Return the rows of a result."""
        return [self.row(line) for line in lines]

    def _encoded(self, values: Values) -> Values:
        plain = list(values)
        for at, encode in self._encode:
            plain[at] = encode(plain[at])  # type: ignore[misc]  # None is left out above
        return plain


class _Records(Shape[rows.RecordRow]):
    """Records, read by the million: their row is made by name, in half the time."""

    def row(self, values: Sequence[Any]) -> rows.RecordRow:
        """Return the row of one line of a result."""
        person, record, submission, activity, collected_at, expires_at = values[:6]
        rule, keep_until, period, purpose_note, sealed = values[6:]
        return rows.RecordRow(
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


def _decoder(name: str) -> Callable[[object], object] | None:
    if name in _LISTS:
        return _unlisted
    return bool if name in _FLAGS else None


def _encoder(name: str) -> Callable[[object], Plain] | None:
    if name in _LISTS:
        return listed  # type: ignore[return-value]  # the attribute is a tuple of names
    return int if name in _FLAGS else None  # type: ignore[return-value]  # the attribute is a flag


def _kind(table: Table, column: str) -> str:
    kind = table.c[column].type
    if isinstance(kind, LargeBinary):
        return "bytea"
    if isinstance(kind, BigInteger):
        return "int8"
    return "int4" if isinstance(kind, Integer) else "text"


PERSONS: Final = Shape(schema.PERSONS, rows.PersonRow)
ACTIVITIES: Final = Shape(schema.ACTIVITIES, rows.ActivityRow)
RECORDS: Final = _Records(schema.RECORDS, rows.RecordRow)
CLOCKS: Final = Shape(schema.CLOCKS, rows.ClockRow)
STANDING: Final = Shape(schema.STANDING, rows.StandingRow)
CONSENTS: Final = Shape(schema.CONSENTS, rows.ConsentRow, "event")
HOLDS: Final = Shape(schema.HOLDS, rows.HoldRow)
DISCLOSURES: Final = Shape(schema.DISCLOSURES, rows.DisclosureRow)
ACCESSES: Final = Shape(schema.ACCESSES, rows.AccessRow)
REFUSALS: Final = Shape(schema.REFUSALS, rows.RefusalRow)
INTENTS: Final = Shape(schema.INTENTS, rows.IntentRow)
PLANS: Final = Shape(schema.PLANS, rows.PlanRow)
FACTS: Final = Shape(schema.FACTS, rows.FactRow, "seq")
NODES: Final = Shape(schema.NODES, rows.NodeRow)
POLICIES: Final = Shape(schema.POLICIES, rows.PolicyRow)

PERSON_KEYS: Final = Shape(key_schema.PERSON_KEYS, rows.PersonKeyRow)
PERIOD_KEYS: Final = Shape(key_schema.PERIOD_KEYS, rows.PeriodKeyRow)
IDENTIFIERS: Final = Shape(key_schema.IDENTIFIERS, rows.IndexRow)
SUPPRESSIONS: Final = Shape(key_schema.SUPPRESSIONS, rows.SuppressionRow)
JOURNAL: Final = Shape(key_schema.JOURNAL, rows.JournalRow, "seq")
