"""The read half of the data store, said as plainly as it can be said.

Every question is a comprehension over dictionaries, slow and easy to believe; the SQL drivers must
give the same answers in the same order. Never writes.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import TypeVar

from troth.core.periods import from_micros
from troth.storage.memory.columns import COLUMNS
from troth.storage.memory.dossiers import MemoryDossierReads
from troth.storage.memory.messages import MemoryMessageReads
from troth.storage.memory.programs import MemoryProgramReads
from troth.storage.memory.requests import MemoryRequestReads
from troth.storage.memory.signin import MemorySignInReads
from troth.storage.memory.survey import MemorySurvey
from troth.storage.memory.tables import DataTables
from troth.storage.memory.versions import MemoryVersionReads
from troth.storage.refusals import corrupt
from troth.storage.rows import (
    AccessRow,
    ActivityRow,
    ClockRow,
    ConsentRow,
    DisclosureRow,
    FactRow,
    HoldRow,
    IntentRow,
    NodeRow,
    PersonRow,
    PlanRow,
    PolicyRow,
    RecordRow,
    RefusalRow,
    StandingRow,
)

K = TypeVar("K", bytes, int, str, tuple[bytes, str], tuple[bytes, str, str])
R = TypeVar("R")


class MemoryDataReader(
    MemorySurvey,
    MemoryRequestReads,
    MemorySignInReads,
    MemoryVersionReads,
    MemoryProgramReads,
    MemoryDossierReads,
    MemoryMessageReads,
):
    """Reads one state of the tables, which nobody changes while it is read."""

    def __init__(self, tables: DataTables) -> None:
        self._tables = tables

    def meta(self, name: str) -> str | None:
        """Return a setting of the store."""
        return self._tables.meta.get(name)

    # Persons

    def person(self, person: bytes) -> PersonRow | None:
        """Return a person's row, hidden or not."""
        return self._tables.persons.get(person)

    def persons(self, persons: Sequence[bytes]) -> Mapping[bytes, PersonRow]:
        """Return the rows of those persons that exist."""
        known = self._tables.persons
        return {person: known[person] for person in persons if person in known}

    def all_persons(self) -> Iterator[PersonRow]:
        """Yield every person in the order of their ids."""
        yield from _by_key(self._tables.persons)

    def aliases(self, person: bytes) -> tuple[bytes, ...]:
        """Return the whole alias set in the order of the ids."""
        known = self._tables.persons
        found = {person}
        while True:
            wider = found | {
                other.person
                for other in known.values()
                if other.alias_of in found
                or any(known[one].alias_of == other.person for one in found if one in known)
            }
            if wider == found:
                return tuple(sorted(found))
            found = wider

    # Activities and records

    def activity(self, activity: int) -> ActivityRow | None:
        """Return one processing activity."""
        return self._tables.activities.get(activity)

    def activities(self) -> Mapping[int, ActivityRow]:
        """Return every processing activity by its number."""
        return dict(sorted(self._tables.activities.items()))

    def records(self, persons: Sequence[bytes]) -> Sequence[RecordRow]:
        """Return the records of these persons in the order of (person, record)."""
        return [
            row
            for person in sorted(set(persons))
            if self._shown(person)
            for row in _by_key(self._tables.records.get(person, {}))
        ]

    def record(self, record: bytes) -> RecordRow | None:
        """Return one record by its id."""
        return next((row for row in self._live() if row.record == record), None)

    def all_records(self, chunk: int = 10_000) -> Iterator[Sequence[RecordRow]]:
        """Yield every record in chunks, in the order of (person, record)."""
        rows = self._live()
        for start in range(0, len(rows), chunk):
            yield rows[start : start + chunk]

    def count_records(self) -> int:
        """Return the number of records that are not hidden."""
        return len(self._live())

    def sample_records(self, count: int, seed: int) -> Sequence[RecordRow]:
        """Return `count` records from a place in the order of record ids that the seed picks."""
        # Record ids are random, so neighbours in their order are a random sample.
        pivot = hashlib.sha256(str(seed).encode()).digest()[:16]
        rows = sorted(self._live(), key=lambda row: (row.record < pivot, row.record))
        return rows[:count]

    def clocks(self, persons: Sequence[bytes]) -> Sequence[ClockRow]:
        """Return the moving clocks in the order of (person, clock)."""
        wanted = set(persons)
        return [row for row in _by_key(self._tables.clocks) if row.person in wanted]

    def due_fixed(self, now: int, limit: int) -> Sequence[RecordRow]:
        """Return what a sweep at `now` would delete, oldest expiry first."""
        due = [
            row
            for row in self._live()
            if row.expires_at is not None and row.expires_at <= now and self.free(row, now)
        ]
        due.sort(key=lambda row: (row.expires_at or 0, row.person, row.record))
        return due[:limit]

    def due_of(self, rules: Sequence[str], now: int, limit: int) -> Sequence[RecordRow]:
        """Return what is due of records that one of these rules ends."""
        due = self.due_fixed(now, self.count_records())
        return [row for row in due if row.rule in rules][:limit]

    def due_moving(
        self, rule: str, clock: str, cutoff: int, now: int, limit: int
    ) -> Sequence[RecordRow]:
        """Return records under a moving rule whose clock stands at or before `cutoff`."""
        stopped = {
            row.person: row.at
            for row in self._tables.clocks.values()
            if row.clock == clock and row.at <= cutoff
        }
        due = [
            row
            for row in self._live()
            if row.person in stopped
            and row.collected_at <= cutoff
            and rule in self._tables.activities[row.activity].rules
            and self.free(row, now)
        ]
        due.sort(key=lambda row: (stopped[row.person], row.person, row.record))
        return due[:limit]

    def ended_duties(self, now: int) -> Mapping[int, int]:
        """Return activity → due records that a legal duty kept until it ended."""
        due = self.due_fixed(now, self.count_records())
        return dict(sorted(Counter(r.activity for r in due if r.keep_until is not None).items()))

    def standing_like(self, kind: str, at: int) -> Iterator[StandingRow]:
        """Yield what of one kind holds for anybody at `at`."""
        yield from (
            row
            for row in _by_key(self._tables.standing)
            if row.kind == kind and row.since <= at and (row.until is None or at < row.until)
        )

    def count_due_by_month(self) -> Mapping[tuple[str, str], int]:
        """Return (month or `moving`, rule) → records, in the order of the keys."""
        return dict(sorted(Counter((_month(row), row.rule) for row in self._live()).items()))

    def held(self, persons: Sequence[bytes]) -> Mapping[str, int]:
        """Return table → rows held under these persons, hidden ones included."""
        tables, wanted = self._tables, set(persons)
        keyed = (tables.clocks, tables.standing)
        listed = (tables.consents, tables.disclosures, tables.accesses)
        return {
            "persons": len(wanted & tables.persons.keys()),
            "notices": sum(person in wanted for _, person in tables.notices),
            "records": sum(len(tables.records.get(person, {})) for person in wanted),
            **dict(
                zip(
                    ("clocks", "standing"),
                    (sum(key[0] in wanted for key in table) for table in keyed),
                    strict=True,
                )
            ),
            **dict(
                zip(
                    ("consents", "disclosures", "accesses"),
                    (sum(row.person in wanted for row in table.values()) for table in listed),
                    strict=True,
                )
            ),
        }

    def live_periods(self, periods: Sequence[bytes]) -> frozenset[bytes]:
        """Return those of `periods` that at least one record still uses, hidden ones included."""
        wanted = set(periods)
        return frozenset(
            row.period
            for held in self._tables.records.values()
            for row in held.values()
            if row.period in wanted
        )

    def records_in_period(self, period: bytes, limit: int) -> Sequence[RecordRow]:
        """Return records sealed under a period's key, in the order of (person, record)."""
        return [row for row in self._live() if row.period == period][:limit]

    def free(self, row: RecordRow, now: int) -> bool:
        """Whether neither a hold nor a legal keep stops the deletion of a record at `now`."""
        if row.keep_until is not None and row.keep_until > now:
            return False
        category = self._tables.activities[row.activity].category
        family = self.aliases(row.person)
        return not any(
            (hold.person is None or hold.person in family) and hold.category in (None, category)
            for hold in self.holds(now)
        )

    # What holds for a person and what was done

    def standing(self, persons: Sequence[bytes]) -> Sequence[StandingRow]:
        """Return what holds for these persons in the order of (person, kind, about)."""
        wanted = set(persons)
        return [row for row in _by_key(self._tables.standing) if row.person in wanted]

    def consents(self, persons: Sequence[bytes]) -> Sequence[ConsentRow]:
        """Return consent events in the order they were appended."""
        wanted = set(persons)
        return [row for row in self.all_consents() if row.person in wanted]

    def consents_after(self, persons: Sequence[bytes], at: int) -> Sequence[ConsentRow]:
        """Return those consent events that stand after an instant, in the order of appending."""
        return [row for row in self.consents(persons) if row.at > at]

    def all_consents(self) -> Iterator[ConsentRow]:
        """Yield every consent event in the order they were appended."""
        yield from _by_key(self._tables.consents)

    def lapsing(self, at: int) -> Sequence[bytes]:
        """Return in order who ever gave a consent that ends by itself at or before `at`."""
        given = (row for row in self._tables.consents.values() if row.action == "give")
        return sorted({row.person for row in given if row.until is not None and row.until <= at})

    def holds(self, at: int) -> Sequence[HoldRow]:
        """Return the holds in force at `at`, oldest first."""
        live = [
            row
            for row in self._tables.holds.values()
            if row.placed_at <= at
            and (row.until is None or row.until > at)
            and (row.released_at is None or row.released_at > at)
        ]
        return sorted(live, key=lambda row: (row.placed_at, row.hold))

    def disclosures(self, persons: Sequence[bytes]) -> Sequence[DisclosureRow]:
        """Return disclosures about these persons, oldest first."""
        wanted = set(persons)
        return [row for row in self.all_disclosures() if row.person in wanted]

    def all_disclosures(self) -> Iterator[DisclosureRow]:
        """Yield every disclosure, oldest first."""
        rows = self._tables.disclosures.values()
        yield from sorted(rows, key=lambda row: (row.at, row.disclosure))

    def accesses(self, persons: Sequence[bytes]) -> Sequence[AccessRow]:
        """Return looks at these persons' records, oldest first."""
        wanted = set(persons)
        return [row for row in self.all_accesses() if row.person in wanted]

    def all_accesses(self) -> Iterator[AccessRow]:
        """Yield every look, oldest first."""
        yield from sorted(self._tables.accesses.values(), key=lambda row: (row.at, row.access))

    def refusals(self) -> Iterator[RefusalRow]:
        """Yield every refusal, oldest first."""
        yield from sorted(self._tables.refusals.values(), key=lambda row: (row.at, row.refusal))

    # Work

    def intents(self, *, open_only: bool = True) -> Sequence[IntentRow]:
        """Return intents, oldest first."""
        rows = sorted(self._tables.intents.values(), key=lambda row: (row.at, row.intent))
        return [row for row in rows if row.settled_at is None or not open_only]

    def plan(self, plan: bytes) -> PlanRow | None:
        """Return one plan."""
        return self._tables.plans.get(plan)

    def plans(self, *, unfinished_only: bool = True) -> Sequence[PlanRow]:
        """Return plans, oldest first."""
        rows = sorted(self._tables.plans.values(), key=lambda row: (row.at, row.plan))
        return [row for row in rows if row.state != "done" or not unfinished_only]

    # Evidence

    def facts(self, start: int, end: int) -> Sequence[FactRow]:
        """Return sequenced facts with start <= index < end, in the order of the index."""
        return [row for row in self._sequenced() if start <= (row.index or 0) < end]

    def facts_of(self, kind: str) -> Iterator[FactRow]:
        """Yield the facts of one kind in the order they were appended."""
        yield from (row for row in _by_key(self._tables.facts) if row.kind == kind)

    def tree_size(self) -> int:
        """Return the number of leaves that have an index, pruned ones included."""
        rows = self._sequenced()
        return (rows[-1].index or 0) + 1 if rows else self.first_fact()

    def first_fact(self) -> int:
        """Return the lowest index not pruned."""
        return int(self._tables.meta.get("first-fact", "0"))

    def node(self, level: int, index: int) -> bytes | None:
        """Return the hash of one complete subtree."""
        return self._tables.nodes.get((level, index))

    def frontier(self) -> Sequence[NodeRow]:
        """Return the compact range of the whole tree, left to right."""
        size, start, found = self.tree_size(), 0, []
        for level in reversed(range(size.bit_length())):
            if size >> level & 1:
                hash_ = self.node(level, start >> level)
                if hash_ is None:
                    raise corrupt("memory", f"the log lacks node {start >> level} of level {level}")
                found.append(NodeRow(level=level, index=start >> level, hash=hash_))
                start += 1 << level
        return found

    def checkpoints(self) -> Sequence[tuple[int, str, int]]:
        """Return (size, signed note, at), smallest tree first."""
        return list(_by_key(self._tables.checkpoints))

    # Policies and the shape of the store

    def policy(self, policy: str) -> PolicyRow | None:
        """Return one policy version."""
        return self._tables.policies.get(policy)

    def policies(self) -> Sequence[PolicyRow]:
        """Return policy versions in the order of publication."""
        rows = self._tables.policies.values()
        return sorted(rows, key=lambda row: (row.published_at, row.policy))

    def tables(self) -> Mapping[str, tuple[str, ...]]:
        """Return every table with its columns."""
        shapes = {
            name: tuple(column.name for column in fields(row)) for name, row in COLUMNS.items()
        }
        return shapes | {"meta": ("name", "value"), "checkpoints": ("size", "note", "at")}

    def _shown(self, person: bytes) -> bool:
        row = self._tables.persons.get(person)
        return row is not None and not row.hidden

    def _live(self) -> list[RecordRow]:
        return [*self.records(list(self._tables.records))]

    def _sequenced(self) -> list[FactRow]:
        rows = [row for row in self._tables.facts.values() if row.index is not None]
        return sorted(rows, key=lambda row: row.index or 0)


def _by_key(table: Mapping[K, R]) -> list[R]:
    return [table[key] for key in sorted(table)]


def _month(row: RecordRow) -> str:
    return "moving" if row.expires_at is None else f"{from_micros(row.expires_at):%Y-%m}"
