"""The memory model of the key store: wrapped keys, the blind index, the suppression list.

Locks of shards are empty here: units follow one another, so a writer and an epoch never meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from troth.storage.memory.tables import KeyTables
from troth.storage.refusals import duplicate
from troth.storage.rows import (
    EpochRow,
    IndexRow,
    JournalRow,
    PeriodKeyRow,
    PersonKeyRow,
    SuppressionRow,
)


class MemoryKeyReader:
    """Reads one state of the tables, which nobody changes while it is read."""

    def __init__(self, tables: KeyTables) -> None:
        self._tables = tables

    def epoch(self) -> EpochRow | None:
        """Return the epoch marker."""
        return self._tables.epoch.get(0)

    def shard_keys(self) -> Mapping[tuple[str, int], bytes]:
        """Return (kind, shard) → wrapped shard key, in that order."""
        return dict(sorted(self._tables.shard_keys.items()))

    def person_keys(self, persons: Sequence[bytes]) -> Mapping[bytes, PersonKeyRow]:
        """Return the keys of those persons that have one."""
        known = self._tables.person_keys
        return {person: known[person] for person in persons if person in known}

    def persons_with_keys(self) -> Iterator[bytes]:
        """Yield the ids of persons that have a key, in order."""
        yield from sorted(self._tables.person_keys)

    def period_keys(self, periods: Sequence[bytes]) -> Mapping[bytes, PeriodKeyRow]:
        """Return those period keys that exist."""
        known = self._tables.period_keys
        return {period: known[period] for period in periods if period in known}

    def all_period_keys(self) -> Iterator[PeriodKeyRow]:
        """Yield every period key in the order of the ids."""
        yield from (row for _, row in sorted(self._tables.period_keys.items()))

    def ended_periods(self, at: int) -> Sequence[PeriodKeyRow]:
        """Return the keys of shared periods that end at or before `at`, in the order of the ids."""
        return [
            row
            for row in self.all_period_keys()
            if row.person is None and row.expires_at is not None and row.expires_at <= at
        ]

    def own_periods(self, persons: Sequence[bytes]) -> Sequence[bytes]:
        """Return the periods that belong to these persons alone and have a key, in order."""
        wanted = set(persons)
        return [row.period for row in self.all_period_keys() if row.person in wanted]

    def periods_with_keys(self, periods: Sequence[bytes]) -> frozenset[bytes]:
        """Return those of `periods` that have a key."""
        return frozenset(periods) & self._tables.period_keys.keys()

    def find(self, tokens: Sequence[bytes]) -> Sequence[IndexRow]:
        """Return the index rows under these tokens, in the order of (token, row)."""
        wanted = set(tokens)
        rows = [row for row in self._tables.index.values() if row.token in wanted]
        return sorted(rows, key=lambda row: (row.token, row.row))

    def suppressed(self, token: bytes) -> SuppressionRow | None:
        """Return the suppression kept under a token."""
        return self._tables.suppressions.get(token)

    def all_suppressed(self) -> Iterator[SuppressionRow]:
        """Yield every suppression in the order of the tokens."""
        yield from (row for _, row in sorted(self._tables.suppressions.items()))

    def journal(self, since: int) -> Sequence[JournalRow]:
        """Return journal rows with `at` >= `since` in the order they were added."""
        return [row for _, row in sorted(self._tables.journal.items()) if row.at >= since]

    def secret(self, name: str) -> bytes | None:
        """Return a wrapped secret."""
        return self._tables.secrets.get(name)


class MemoryKeyUnit(MemoryKeyReader):
    """One transaction; the store swaps its tables in when it ends well."""

    def share(self, shards: Iterable[tuple[str, int]]) -> None:
        """Take the shared lock of these shards."""

    def exclude(self, shards: Iterable[tuple[str, int]]) -> None:
        """Take the exclusive lock of these shards."""

    def set_epoch(self, row: EpochRow) -> None:
        """Replace the epoch marker."""
        self._tables.epoch[0] = row

    def put_shard_keys(self, rows: Mapping[tuple[str, int], bytes]) -> None:
        """Put shard keys in place of older ones."""
        self._tables.shard_keys.update(rows)

    def put_person_keys(self, rows: Sequence[PersonKeyRow]) -> None:
        """Put person keys in place of older ones."""
        self._tables.person_keys.update({row.person: row for row in rows})

    def delete_person_keys(self, persons: Sequence[bytes]) -> int:
        """Destroy the keys of these persons; return how many there were."""
        return sum(self._tables.person_keys.pop(one, None) is not None for one in persons)

    def person_keys_in(self, shards: Sequence[int]) -> Sequence[PersonKeyRow]:
        """Return the person keys of these shards in the order of (shard, person)."""
        rows = [row for row in self._tables.person_keys.values() if row.shard in set(shards)]
        return sorted(rows, key=lambda row: (row.shard, row.person))

    def put_period_keys(self, rows: Sequence[PeriodKeyRow]) -> None:
        """Put period keys in place of older ones."""
        self._tables.period_keys.update({row.period: row for row in rows})

    def delete_period_keys(self, periods: Sequence[bytes]) -> int:
        """Destroy these period keys; return how many there were."""
        return sum(self._tables.period_keys.pop(one, None) is not None for one in periods)

    def delete_period_keys_of(self, persons: Sequence[bytes]) -> int:
        """Destroy the period keys that belong to these persons alone; return how many."""
        wanted = set(persons)
        rows = self._tables.period_keys.values()
        return self.delete_period_keys([row.period for row in rows if row.person in wanted])

    def period_keys_in(self, shards: Sequence[int]) -> Sequence[PeriodKeyRow]:
        """Return the period keys of these shards in the order of (shard, period)."""
        rows = [row for row in self._tables.period_keys.values() if row.shard in set(shards)]
        return sorted(rows, key=lambda row: (row.shard, row.period))

    def put_index(self, rows: Sequence[IndexRow]) -> None:
        """Put index rows in place of older ones with the same `row`."""
        self._tables.index.update({row.row: row for row in rows})

    def delete_index(self, rows: Sequence[bytes]) -> int:
        """Delete index rows by their `row` id; return how many there were."""
        return sum(self._tables.index.pop(one, None) is not None for one in rows)

    def index_in(self, shards: Sequence[int]) -> Sequence[IndexRow]:
        """Return the index rows of these shards in the order of (shard, row)."""
        rows = [row for row in self._tables.index.values() if row.shard in set(shards)]
        return sorted(rows, key=lambda row: (row.shard, row.row))

    def replace_index(self, gone: Sequence[bytes], made: Sequence[IndexRow]) -> None:
        """Delete rows and add new ones, as an epoch does."""
        self.delete_index(gone)
        fresh = {row.row: row for row in made}
        if len(fresh) != len(made) or fresh.keys() & self._tables.index.keys():
            raise duplicate("identifiers")
        self._tables.index.update(fresh)

    def put_suppression(self, row: SuppressionRow) -> None:
        """Keep a suppression; a newer one under the same token replaces it."""
        self._tables.suppressions[row.token] = row

    def delete_suppression(self, token: bytes) -> None:
        """Forget a suppression, if it is there."""
        self._tables.suppressions.pop(token, None)

    def put_secret(self, name: str, wrapped: bytes) -> None:
        """Keep a wrapped secret in place of an older one."""
        self._tables.secrets[name] = wrapped

    def add_journal(self, rows: Sequence[JournalRow]) -> None:
        """Append journal rows; `seq` is given here."""
        for row in rows:
            seq = self._tables.number("journal")
            self._tables.journal[seq] = replace(row, seq=seq)

    def delete_journal(self, persons: Sequence[bytes], before: int | None = None) -> int:
        """Delete the journal of these persons, and everything older than `before` if given."""
        wanted, journal = set(persons), self._tables.journal
        gone = [
            seq
            for seq, row in journal.items()
            if row.person in wanted or (before is not None and row.at < before)
        ]
        for seq in gone:
            del journal[seq]
        return len(gone)
