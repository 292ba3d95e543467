"""The figures over whole tables that checks ask for, as comprehensions over dictionaries.

The SQL driver must give the same answers in the same order (`storage.survey`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from troth.storage.memory.tables import DataTables
from troth.storage.rows import RecordRow, StandingRow
from troth.storage.survey import Bound, Overdue, Past, RecordGroup

AT_ONCE = 5_000


class MemorySurvey:
    """Surveys one state of the tables."""

    _tables: DataTables

    def record_groups(self, at: int, now: int) -> Sequence[RecordGroup]:
        """Return the records in groups, in the order of (activity, rule, dated)."""
        rows = sorted(self._visible(), key=_group)
        return [
            _figures(key, list(members), self._free_between(at, now))
            for key, members in groupby(rows, key=_group)
        ]

    def oldest_moving(
        self, clock: str, activities: Sequence[int], at: int, now: int
    ) -> Mapping[int, int]:
        """Return activity → the earliest last sign of life among its free records."""
        found: dict[int, int] = {}
        for row in self._free_under(activities, at, now):
            began = self._began(row, clock)
            found[row.activity] = min(found.get(row.activity, began), began)
        return dict(sorted(found.items()))

    def overdue(
        self, activities: Sequence[int], latest: int, at: int, now: int, limit: int, clock: str = ""
    ) -> Sequence[Overdue]:
        """Return free records of these activities that began at or before `latest`."""
        found = [
            Overdue(row.record, self._began(row, clock))
            for row in self._free_under(activities, at, now)
        ]
        return _oldest([one for one in found if one.since <= latest], limit)

    def ended(self, rule: str, at: int, now: int, limit: int) -> Sequence[Overdue]:
        """Return free records under `rule` whose stored end is at or before `at`."""
        free = self._free_between(at, now)
        found = [
            Overdue(row.record, row.expires_at)
            for row in self._visible()
            if row.rule == rule and row.expires_at is not None and row.expires_at <= at
            if row.record in free
        ]
        return _oldest(found, limit)

    def past_end(self, rule: str, at: int, limit: int) -> Sequence[Past]:
        """Return records under `rule` whose stored end is at or before `at`."""
        found = [
            Past(row.record, row.expires_at, row.keep_until)
            for row in self._visible()
            if row.rule == rule and row.expires_at is not None and row.expires_at <= at
        ]
        return sorted(found, key=lambda one: (one.ended, one.record))[:limit]

    def bound(self, activities: Sequence[int]) -> Iterator[Sequence[Bound]]:
        """Yield every person with records under these activities, clustered by person."""
        first: dict[tuple[bytes, int], int] = {}
        for row in self._visible():
            if row.activity in activities:
                key = (row.person, row.activity)
                first[key] = min(first.get(key, row.collected_at), row.collected_at)
        found = [Bound(*key, began) for key, began in sorted(first.items())]
        for start in range(0, len(found), AT_ONCE):
            yield found[start : start + AT_ONCE]

    def person_ids(self) -> Iterator[bytes]:
        """Yield every person's id in order."""
        yield from sorted(self._tables.persons)

    def persons_with_records(self) -> Iterator[bytes]:
        """Yield in order the persons that records lie under."""
        yield from sorted(person for person, rows in self._tables.records.items() if rows)

    def periods_with_records(self) -> Iterator[bytes]:
        """Yield in order the periods that records are sealed under."""
        held = self._tables.records.values()
        yield from sorted({row.period for rows in held for row in rows.values()})

    def merged(self) -> Mapping[bytes, bytes]:
        """Return person → the person this one was merged into."""
        rows = sorted(self._tables.persons.values(), key=lambda row: row.person)
        return {row.person: row.alias_of for row in rows if row.alias_of is not None}

    def all_standing(self) -> Iterator[StandingRow]:
        """Yield everything that holds for anybody."""
        yield from (row for _, row in sorted(self._tables.standing.items()))

    def count_refusals(self) -> Mapping[tuple[str, str, str, str], int]:
        """Return (action, subject, code, address) → refusals."""
        rows = self._tables.refusals.values()
        counted = Counter((row.action, row.subject, row.code, row.address) for row in rows)
        return dict(sorted(counted.items()))

    def count_facts(self) -> Mapping[str, int]:
        """Return kind → facts that are kept."""
        return dict(sorted(Counter(row.kind for row in self._tables.facts.values()).items()))

    def nodes(self, level: int, start: int, end: int) -> Sequence[tuple[int, bytes]]:
        """Return (index, hash) of the stored nodes of a part of a level."""
        return sorted(
            (index, hash_)
            for (at, index), hash_ in self._tables.nodes.items()
            if at == level and start <= index < end
        )

    def _visible(self) -> list[RecordRow]:
        persons = self._tables.persons
        return [
            row
            for person, rows in sorted(self._tables.records.items())
            if person in persons and not persons[person].hidden
            for row in rows.values()
        ]

    def _free_between(self, at: int, now: int) -> frozenset[bytes]:
        holds = [
            hold
            for hold in self._tables.holds.values()
            if hold.placed_at <= now
            and (hold.until is None or hold.until > at)
            and (hold.released_at is None or hold.released_at > at)
        ]
        families = self._families()
        return frozenset(
            row.record
            for row in self._visible()
            if (row.keep_until is None or row.keep_until <= at)
            and not any(
                (hold.person is None or hold.person in families.get(row.person, {row.person}))
                and hold.category in (None, self._tables.activities[row.activity].category)
                for hold in holds
            )
        )

    def _families(self) -> dict[bytes, set[bytes]]:
        """Return person → everybody merged with them, for who was merged."""
        found: dict[bytes, set[bytes]] = {}
        for one in self._tables.persons.values():
            if one.alias_of is not None:
                both = found.get(one.person, {one.person}) | found.get(one.alias_of, {one.alias_of})
                found.update(dict.fromkeys(both, both))
        return found

    def _free_under(self, activities: Sequence[int], at: int, now: int) -> list[RecordRow]:
        free, wanted = self._free_between(at, now), set(activities)
        return [row for row in self._visible() if row.activity in wanted and row.record in free]

    def _began(self, row: RecordRow, clock: str) -> int:
        sign = self._tables.clocks.get((row.person, clock))
        return row.collected_at if sign is None else max(row.collected_at, sign.at)


def _group(row: RecordRow) -> tuple[int, str, bool]:
    return row.activity, row.rule, row.expires_at is not None


def _figures(
    key: tuple[int, str, bool], rows: Sequence[RecordRow], free: frozenset[bytes]
) -> RecordGroup:
    loose = [row for row in rows if row.record in free]
    ends = [row.expires_at for row in loose if row.expires_at is not None]
    return RecordGroup(
        activity=key[0],
        rule=key[1],
        dated=key[2],
        records=len(rows),
        free=len(loose),
        first_collected=min((row.collected_at for row in loose), default=None),
        first_end=min(ends, default=None),
        last_collected=max(row.collected_at for row in rows),
    )


def _oldest(found: Sequence[Overdue], limit: int) -> list[Overdue]:
    return sorted(found, key=lambda one: (one.since, one.record))[:limit]
