"""The write half of the data store's memory model: one transaction on a copy of the tables.

Refuses what a database refuses: a second row under one key, a row about nobody. A unit that ends in
an error is thrown away whole.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from troth.storage.memory.data_reads import MemoryDataReader
from troth.storage.memory.dossiers import MemoryDossierWrites
from troth.storage.memory.messages import MemoryMessageWrites
from troth.storage.memory.programs import MemoryProgramWrites
from troth.storage.memory.requests import MemoryRequestWrites
from troth.storage.memory.signin import MemorySignInWrites
from troth.storage.memory.versions import MemoryVersionWrites
from troth.storage.refusals import duplicate, hold_without_scope, unknown, unknown_reference
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

K = TypeVar("K")
R = TypeVar("R")


class MemoryDataUnit(
    MemoryDataReader,
    MemoryRequestWrites,
    MemorySignInWrites,
    MemoryVersionWrites,
    MemoryProgramWrites,
    MemoryDossierWrites,
    MemoryMessageWrites,
):
    """One transaction; the store swaps its tables in when it ends well."""

    def set_meta(self, name: str, value: str) -> None:
        """Keep a setting of the store."""
        self._tables.meta[name] = value

    # Persons

    def add_persons(self, rows: Sequence[PersonRow]) -> None:
        """Add new persons."""
        _insert(self._tables.persons, {row.person: row for row in rows}, len(rows), "persons")
        for row in rows:
            if row.alias_of is not None:
                self._demand([row.alias_of], "persons")

    def update_person(self, row: PersonRow) -> None:
        """Replace a person's row."""
        if row.person not in self._tables.persons:
            raise unknown("persons")
        if row.alias_of is not None:
            self._demand([row.alias_of], "persons")
        self._tables.persons[row.person] = row

    def hide(self, persons: Sequence[bytes]) -> None:
        """Let no read return these persons' records from now on."""
        known = self._tables.persons
        known.update({one: replace(known[one], hidden=True) for one in persons if one in known})

    # Activities and records

    def add_activity(self, row: ActivityRow) -> int:
        """Return the number of the activity with this content, made on first sight."""
        activities = self._tables.activities
        for number, known in sorted(activities.items()):
            if replace(known, activity=0) == replace(row, activity=0):
                return number
        number = self._tables.number("activities")
        activities[number] = replace(row, activity=number)
        return number

    def update_activities(self, change: Callable[[ActivityRow], ActivityRow | None]) -> int:
        """Replace every activity for which `change` returns a row; return how many."""
        made = {number: change(row) for number, row in sorted(self._tables.activities.items())}
        changed = {number: row for number, row in made.items() if row is not None}
        for number, row in changed.items():
            self._tables.activities[number] = replace(row, activity=number)
        return len(changed)

    def add_records(self, rows: Sequence[RecordRow]) -> None:
        """Add new records of known persons under known activities."""
        self._demand([row.person for row in rows], "records")
        if not {row.activity for row in rows} <= self._tables.activities.keys():
            raise unknown_reference("records")
        by_person = _by_person(rows)
        if sum(len(made) for made in by_person.values()) != len(rows):
            raise duplicate("records")
        for person, made in by_person.items():
            held = self._tables.records.get(person, {})
            if held.keys() & made.keys():
                raise duplicate("records")
            self._tables.records[person] = {**held, **made}

    def replace_records(self, rows: Sequence[RecordRow]) -> None:
        """Replace records, found by (person, record)."""
        if not {row.activity for row in rows} <= self._tables.activities.keys():
            raise unknown_reference("records")
        for person, made in _by_person(rows).items():
            held = self._tables.records.get(person, {})
            if not made.keys() <= held.keys():
                raise unknown("records")
            self._tables.records[person] = {**held, **made}

    def reseal_records(self, rows: Sequence[tuple[bytes, bytes, bytes, bytes]]) -> None:
        """Put (person, record, period, sealed) in place; nothing else of a record changes."""
        for person, record, period, sealed in rows:
            held = self._tables.records.get(person, {})
            if record not in held:
                raise unknown("records")
            made = replace(held[record], period=period, sealed=sealed)
            self._tables.records[person] = {**held, record: made}

    def delete_records(self, keys: Sequence[tuple[bytes, bytes]]) -> int:
        """Delete by (person, record), hidden or not; return how many went."""
        gone: dict[bytes, set[bytes]] = {}
        for person, record in keys:
            gone.setdefault(person, set()).add(record)
        count = 0
        for person, records in gone.items():
            held = self._tables.records.get(person, {})
            left = {record: row for record, row in held.items() if record not in records}
            count += len(held) - len(left)
            self._tables.records[person] = left
        return count

    def delete_persons(self, persons: Sequence[bytes]) -> Mapping[str, int]:
        """Delete these persons and everything held under them; return table → rows deleted."""
        tables, gone = self._tables, set(persons)
        records = sum(len(tables.records.pop(person, {})) for person in gone)
        counts = {
            "records": records,
            "clocks": _drop(tables.clocks, (k for k in tables.clocks if k[0] in gone)),
            "standing": _drop(tables.standing, (k for k in tables.standing if k[0] in gone)),
        }
        for name in ("consents", "holds", "disclosures", "accesses"):
            rows = getattr(tables, name)
            counts[name] = _drop(rows, (k for k, row in rows.items() if row.person in gone))
        counts["notices"] = _drop(tables.notices, (k for k in tables.notices if k[1] in gone))
        self._forget_requesters(gone)
        self._forget_parties(gone)
        self._forget_in_dossiers(gone)
        self._forget_in_messages(gone)
        self.forget_sign_ins(gone)
        counts["persons"] = _drop(tables.persons, (k for k in tables.persons if k in gone))
        for row in list(tables.persons.values()):
            if row.alias_of in gone:
                tables.persons[row.person] = replace(row, alias_of=None)
        return counts

    def sweep_fixed(
        self, now: int, limit: int, sparing: Sequence[str] = ()
    ) -> Sequence[tuple[bytes, bytes, str]]:
        """Delete up to `limit` due records; return (person, record, rule) in the order of ids."""
        due = [row for row in self.due_fixed(now, self.count_records()) if row.rule not in sparing]
        due = due[:limit]
        self.delete_records([(row.person, row.record) for row in due])
        return sorted((row.person, row.record, row.rule) for row in due)

    def sweep_moving(
        self, rule: str, clock: str, cutoff: int, now: int, limit: int
    ) -> Sequence[tuple[bytes, bytes, str]]:
        """Delete records under a moving rule whose clock stands at or before `cutoff`."""
        due = self.due_moving(rule, clock, cutoff, now, limit)
        self.delete_records([(row.person, row.record) for row in due])
        return sorted((row.person, row.record, rule) for row in due)

    def set_expiry(self, rows: Sequence[tuple[bytes, bytes, int | None, str]]) -> None:
        """Set (person, record, expires_at, rule); what is gone meanwhile stays gone."""
        for person, record, expires_at, rule in rows:
            held = self._tables.records.get(person, {})
            if record in held:
                made = replace(held[record], expires_at=expires_at, rule=rule)
                self._tables.records[person] = {**held, record: made}

    def touch(self, rows: Sequence[ClockRow]) -> None:
        """Move clocks forward, never back."""
        self._demand([row.person for row in rows], "clocks")
        clocks = self._tables.clocks
        for row in rows:
            known = clocks.get((row.person, row.clock))
            if known is None or known.at < row.at:
                clocks[row.person, row.clock] = row

    # What holds for a person and what was done

    def set_standing(self, rows: Sequence[StandingRow]) -> None:
        """Set what holds; the newest row for (person, kind, about) stays."""
        self._demand([row.person for row in rows], "standing")
        self._tables.standing.update({(row.person, row.kind, row.about): row for row in rows})

    def clear_standing(self, person: bytes, kind: str, about: str) -> None:
        """Remove one row of standing, if it is there."""
        self._tables.standing.pop((person, kind, about), None)

    def add_consents(self, rows: Sequence[ConsentRow]) -> None:
        """Append consent events; `event` is given here."""
        self._demand([row.person for row in rows], "consents")
        for row in rows:
            event = self._tables.number("consents")
            self._tables.consents[event] = replace(row, event=event)

    def add_hold(self, row: HoldRow) -> None:
        """Place a hold on a person, a category, or both."""
        if row.person is None and row.category is None:
            raise hold_without_scope()
        self._demand([] if row.person is None else [row.person], "holds")
        _insert(self._tables.holds, {row.hold: row}, 1, "holds")

    def release_hold(self, hold: str, at: int) -> None:
        """End a hold at an instant."""
        if hold not in self._tables.holds:
            raise unknown("holds")
        self._tables.holds[hold] = replace(self._tables.holds[hold], released_at=at)

    def add_disclosures(self, rows: Sequence[DisclosureRow]) -> None:
        """Add disclosures about known persons."""
        self._demand([row.person for row in rows], "disclosures")
        made = {row.disclosure: row for row in rows}
        _insert(self._tables.disclosures, made, len(rows), "disclosures")

    def add_accesses(self, rows: Sequence[AccessRow]) -> None:
        """Add looks at known persons' records."""
        self._demand([row.person for row in rows], "accesses")
        _insert(self._tables.accesses, {row.access: row for row in rows}, len(rows), "accesses")

    def add_refusals(self, rows: Sequence[RefusalRow]) -> None:
        """Add what the gate refused."""
        _insert(self._tables.refusals, {row.refusal: row for row in rows}, len(rows), "refusals")

    # Work

    def open_intents(self, rows: Sequence[IntentRow]) -> None:
        """Write down what is about to be done in the other store."""
        _insert(self._tables.intents, {row.intent: row for row in rows}, len(rows), "intents")

    def settle_intents(self, intents: Sequence[bytes], at: int) -> None:
        """Mark open intents as settled; the first instant stays."""
        for intent in intents:
            row = self._tables.intents.get(intent)
            if row is not None and row.settled_at is None:
                self._tables.intents[intent] = replace(row, settled_at=at)

    def save_plan(self, row: PlanRow) -> None:
        """Keep a plan with the step it has reached."""
        self._tables.plans[row.plan] = row

    def delete_working_rows(self, settled_before: int) -> int:
        """Delete intents settled and done plans made before an instant; return how many."""
        intents, plans = self._tables.intents, self._tables.plans
        settled = (
            key
            for key, row in intents.items()
            if row.settled_at is not None and row.settled_at < settled_before
        )
        done = (
            key for key, row in plans.items() if row.state == "done" and row.at < settled_before
        )
        return _drop(intents, settled) + _drop(plans, done)

    # Evidence and policies

    def append_facts(self, rows: Sequence[FactRow]) -> None:
        """Append facts; `seq` is given here."""
        placed = {row.index for row in rows if row.index is not None}
        taken = {row.index for row in self._tables.facts.values()} if placed else set()
        if placed & taken:
            raise duplicate("facts")
        for row in rows:
            seq = self._tables.number("facts")
            self._tables.facts[seq] = replace(row, seq=seq)

    def unsequenced(self, limit: int) -> Sequence[FactRow]:
        """Return the oldest facts without a tree index."""
        rows = (row for _, row in sorted(self._tables.facts.items()) if row.index is None)
        return [row for row, _ in zip(rows, range(limit), strict=False)]

    def place_facts(self, rows: Sequence[tuple[int, int]], nodes: Sequence[NodeRow]) -> None:
        """Give (seq, index) and store the completed nodes."""
        taken = {row.index for row in self._tables.facts.values()}
        for seq, index in rows:
            if seq not in self._tables.facts:
                raise unknown("facts")
            if index in taken:
                raise duplicate("facts")
            taken.add(index)
            self._tables.facts[seq] = replace(self._tables.facts[seq], index=index)
        made = {(row.level, row.index): row.hash for row in nodes}
        _insert(self._tables.nodes, made, len(nodes), "nodes")

    def save_checkpoint(self, size: int, note: str, at: int) -> None:
        """Keep a signed note; a newer note for the same size replaces the older."""
        self._tables.checkpoints[size] = (size, note, at)

    def prune_facts(self, below: int) -> int:
        """Forget bodies below an index, and nodes that no later proof or kept tile needs."""
        facts, nodes = self._tables.facts, self._tables.nodes
        below = max(self.first_fact(), min(below, self.tree_size()))
        gone = _drop(
            facts, (k for k, r in facts.items() if r.index is not None and r.index < below)
        )
        _drop(nodes, (k for k in nodes if _spent(*k, below)))
        self._tables.meta["first-fact"] = str(below)
        return gone

    def add_policy(self, row: PolicyRow) -> None:
        """Keep a policy version."""
        _insert(self._tables.policies, {row.policy: row}, 1, "policies")

    def _demand(self, persons: Collection[bytes], table: str) -> None:
        if not self._tables.persons.keys() >= set(persons):
            raise unknown_reference(table)


def _insert(table: dict[K, R], made: Mapping[K, R], count: int, name: str) -> None:
    if len(made) != count or table.keys() & made.keys():
        raise duplicate(name)
    table.update(made)


def _drop(table: dict[K, R], keys: Iterable[K]) -> int:
    gone = list(keys)
    for key in gone:
        del table[key]
    return len(gone)


def _by_person(rows: Sequence[RecordRow]) -> dict[bytes, dict[bytes, RecordRow]]:
    made: dict[bytes, dict[bytes, RecordRow]] = {}
    for row in rows:
        made.setdefault(row.person, {})[row.record] = row
    return made


def _spent(level: int, index: int, below: int) -> bool:
    """Whether a node proves nothing at or above `below` and is in no tile that is still served."""
    proven = ((index >> 1) + 1) << (level + 1) <= below
    served = level % 8 == 0 and ((index >> 8) + 1) << (level + 8) > below
    return proven and not served
