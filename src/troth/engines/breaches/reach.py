"""How many people and records a breach touches, counted from the data map and what is held.

A system touches the categories it is declared to hold; a recipient touches those people whose data
the ledger of disclosures shows it received; a category touches everybody of whom it is held. What
is named narrows: a system with a category means that category in that system.
GDPR Art. 33(3)(a): categories and approximate numbers of people and records.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from troth.policy.compiled import Policy
from troth.storage.ports import DataReader, DataStore


class Named(Protocol):
    """What a breach names."""

    @property
    def systems(self) -> tuple[str, ...]: ...
    @property
    def recipients(self) -> tuple[str, ...]: ...
    @property
    def categories(self) -> tuple[str, ...]: ...
    @property
    def aware_at(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """The data a breach reaches."""

    categories: frozenset[str]
    persons: frozenset[bytes]
    records: int


def touched(policy: Policy, data: DataStore, named: Named) -> Touched:
    """Return what is touched, of what is held now."""
    only = frozenset(named.categories)
    held = {one for key in named.systems for one in policy.systems[key].holds}
    with data.read() as reader:
        passed = _passed_on(reader, named, only)
        kinds = _narrowed(held, only) if named.systems else only
        if named.recipients and not named.systems:
            return passed
        numbers = [n for n, each in reader.activities().items() if each.category in kinds]
        persons = _roots(reader, reader.persons_under(numbers))
        records = _records(reader, numbers, named.aware_at)
    return Touched(
        categories=frozenset(kinds) | passed.categories,
        persons=persons | passed.persons,
        records=records + passed.records,
    )


def _passed_on(reader: DataReader, named: Named, only: frozenset[str]) -> Touched:
    rows = [
        row
        for row in (reader.all_disclosures() if named.recipients else ())
        if row.recipient in named.recipients and (not only or only.intersection(row.categories))
    ]
    kinds = {one for row in rows for one in row.categories if not only or one in only}
    return Touched(
        categories=frozenset(kinds),
        persons=_roots(reader, {row.person for row in rows}),
        records=sum(len(row.items) for row in rows),
    )


def _records(reader: DataReader, numbers: list[int], aware: int) -> int:
    wanted = frozenset(numbers)
    groups = reader.record_groups(aware, aware)
    return sum(each.records for each in groups if each.activity in wanted)


def _narrowed(held: set[str], only: frozenset[str]) -> frozenset[str]:
    return frozenset(held & only if only else held)


def _roots(reader: DataReader, found: Iterable[bytes]) -> frozenset[bytes]:
    """Return the persons whose aliases these are."""
    rows = reader.persons(sorted(found))
    return frozenset(row.alias_of or person for person, row in rows.items())
