"""The key store's tables: wrapped keys, the blind index, the suppression list, the journal.

Deleting a key here is what erases a person; the statements that do it touch the key and nothing
else, and on SQLite its bytes are overwritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from troth.storage.rows import (
    EpochRow,
    IndexRow,
    JournalRow,
    PeriodKeyRow,
    PersonKeyRow,
    SuppressionRow,
)
from troth.storage.sql import shapes
from troth.storage.sql.session import Session
from troth.storage.sql.shapes import Plain, Shape

R = TypeVar("R")

# DESIGN D4.7: one space of advisory locks a kind of shard, one lock a shard.
_SPACES: Final[Mapping[str, int]] = {
    "person": 0x54726F11,
    "index": 0x54726F12,
    "period": 0x54726F13,
}
_OTHER_SPACE: Final = 0x54726F1F


class SqlKeyReader:
    """The read half, on one snapshot."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def epoch(self) -> EpochRow | None:
        """Return the epoch marker."""
        line = self._session.line("SELECT epoch, opens, at FROM epochs WHERE marker = 0")
        if line is None or not isinstance(line[1], bytes):
            return None
        return EpochRow(epoch=int(line[0] or 0), check=line[1], at=int(line[2] or 0))

    def shard_keys(self) -> Mapping[tuple[str, int], bytes]:
        """Return (kind, shard) → wrapped shard key, in that order."""
        sql = "SELECT kind, shard, wrapped FROM shard_keys ORDER BY kind, shard"
        return {
            (str(kind), int(shard or 0)): wrapped
            for kind, shard, wrapped in self._session.lines(sql)
            if isinstance(wrapped, bytes)
        }

    def person_keys(self, persons: Sequence[bytes]) -> Mapping[bytes, PersonKeyRow]:
        """Return the keys of those persons that have one."""
        rows = self._among(shapes.PERSON_KEYS, "person", persons)
        return {row.person: row for row in rows}

    def persons_with_keys(self) -> Iterator[bytes]:
        """Yield the ids of persons that have a key, in order."""
        for lines in self._session.stream("SELECT person FROM person_keys ORDER BY person"):
            yield from (line[0] for line in lines if isinstance(line[0], bytes))

    def period_keys(self, periods: Sequence[bytes]) -> Mapping[bytes, PeriodKeyRow]:
        """Return those period keys that exist."""
        rows = self._among(shapes.PERIOD_KEYS, "period", periods)
        return {row.period: row for row in rows}

    def all_period_keys(self) -> Iterator[PeriodKeyRow]:
        """Yield every period key in the order of the ids."""
        for lines in self._session.stream(f"{shapes.PERIOD_KEYS.select} ORDER BY period"):
            yield from shapes.PERIOD_KEYS.rows(lines)

    def ended_periods(self, at: int) -> Sequence[PeriodKeyRow]:
        """Return the keys of shared periods that end at or before `at`, in the order of the ids."""
        ended = "WHERE person IS NULL AND expires_at <= ? ORDER BY period"
        lines = self._session.lines(f"{shapes.PERIOD_KEYS.select} {ended}", (at,))
        return shapes.PERIOD_KEYS.rows(lines)

    def own_periods(self, persons: Sequence[bytes]) -> Sequence[bytes]:
        """Return the periods that belong to these persons alone and have a key, in order."""
        return sorted(self._periods("person", persons))

    def periods_with_keys(self, periods: Sequence[bytes]) -> frozenset[bytes]:
        """Return those of `periods` that have a key."""
        return frozenset(self._periods("period", periods))

    def find(self, tokens: Sequence[bytes]) -> Sequence[IndexRow]:
        """Return the index rows under these tokens, in the order of (token, row)."""
        return self._among(shapes.IDENTIFIERS, "token", tokens, "ORDER BY token, entry")

    def suppressed(self, token: bytes) -> SuppressionRow | None:
        """Return the suppression kept under a token."""
        line = self._session.line(f"{shapes.SUPPRESSIONS.select} WHERE token = ?", (token,))
        return None if line is None else shapes.SUPPRESSIONS.row(line)

    def all_suppressed(self) -> Iterator[SuppressionRow]:
        """Yield every suppression in the order of the tokens."""
        for lines in self._session.stream(f"{shapes.SUPPRESSIONS.select} ORDER BY token"):
            yield from shapes.SUPPRESSIONS.rows(lines)

    def journal(self, since: int) -> Sequence[JournalRow]:
        """Return journal rows with `at` >= `since` in the order they were added."""
        sql = f"{shapes.JOURNAL.select} WHERE at >= ? ORDER BY seq"
        return shapes.JOURNAL.rows(self._session.lines(sql, (since,)))

    def secret(self, name: str) -> bytes | None:
        """Return a wrapped secret."""
        line = self._session.line("SELECT wrapped FROM secrets WHERE name = ?", (name,))
        return line[0] if line is not None and isinstance(line[0], bytes) else None

    def _periods(self, column: str, ids: Sequence[bytes]) -> list[bytes]:
        condition, values = self._session.among(column, ids)
        lines = self._session.lines(f"SELECT period FROM period_keys WHERE {condition}", values)
        return [line[0] for line in lines if isinstance(line[0], bytes)]

    def _among(
        self, shape: Shape[R], column: str, ids: Sequence[Plain], order: str = ""
    ) -> list[R]:
        condition, values = self._session.among(column, ids)
        return shape.rows(self._session.lines(f"{shape.select} WHERE {condition} {order}", values))


class SqlKeyUnit(SqlKeyReader):
    """One transaction."""

    def share(self, shards: Iterable[tuple[str, int]]) -> None:
        """Take the shared lock of these shards: writers may go together, an epoch waits."""
        self._lock(shards, shared=True)

    def exclude(self, shards: Iterable[tuple[str, int]]) -> None:
        """Take the exclusive lock of these shards: an epoch is about to re-make them."""
        self._lock(shards, shared=False)

    def set_epoch(self, row: EpochRow) -> None:
        """Replace the epoch marker."""
        self._session.run(
            "INSERT INTO epochs (marker, epoch, opens, at) VALUES (0, ?, ?, ?)"
            " ON CONFLICT (marker) DO UPDATE"
            " SET epoch = excluded.epoch, opens = excluded.opens, at = excluded.at",
            (row.epoch, row.check, row.at),
        )

    def put_shard_keys(self, rows: Mapping[tuple[str, int], bytes]) -> None:
        """Put shard keys in place of older ones."""
        self._session.many(
            "INSERT INTO shard_keys (kind, shard, wrapped) VALUES (?, ?, ?)"
            " ON CONFLICT (kind, shard) DO UPDATE SET wrapped = excluded.wrapped",
            [(kind, shard, wrapped) for (kind, shard), wrapped in sorted(rows.items())],
        )

    def put_person_keys(self, rows: Sequence[PersonKeyRow]) -> None:
        """Put person keys in place of older ones."""
        self._session.put(shapes.PERSON_KEYS, rows)

    def delete_person_keys(self, persons: Sequence[bytes]) -> int:
        """Destroy the keys of these persons; return how many there were."""
        return self._session.run_among("DELETE FROM person_keys", "person", persons)

    def person_keys_in(self, shards: Sequence[int]) -> Sequence[PersonKeyRow]:
        """Return the person keys of these shards in the order of (shard, person)."""
        return self._among(shapes.PERSON_KEYS, "shard", shards, "ORDER BY shard, person")

    def put_period_keys(self, rows: Sequence[PeriodKeyRow]) -> None:
        """Put period keys in place of older ones."""
        self._session.put(shapes.PERIOD_KEYS, rows)

    def delete_period_keys(self, periods: Sequence[bytes]) -> int:
        """Destroy these period keys; return how many there were."""
        return self._session.run_among("DELETE FROM period_keys", "period", periods)

    def delete_period_keys_of(self, persons: Sequence[bytes]) -> int:
        """Destroy the period keys that belong to these persons alone; return how many."""
        return self._session.run_among("DELETE FROM period_keys", "person", persons)

    def period_keys_in(self, shards: Sequence[int]) -> Sequence[PeriodKeyRow]:
        """Return the period keys of these shards in the order of (shard, period)."""
        return self._among(shapes.PERIOD_KEYS, "shard", shards, "ORDER BY shard, period")

    def put_index(self, rows: Sequence[IndexRow]) -> None:
        """Put index rows in place of older ones with the same `row`."""
        self._session.put(shapes.IDENTIFIERS, rows)

    def delete_index(self, rows: Sequence[bytes]) -> int:
        """Delete index rows by their `row` id; return how many there were."""
        return self._session.run_among("DELETE FROM identifiers", "entry", rows)

    def index_in(self, shards: Sequence[int]) -> Sequence[IndexRow]:
        """Return the index rows of these shards in the order of (shard, row)."""
        return self._among(shapes.IDENTIFIERS, "shard", shards, "ORDER BY shard, entry")

    def replace_index(self, gone: Sequence[bytes], made: Sequence[IndexRow]) -> None:
        """Delete rows and add new ones, as an epoch does."""
        self.delete_index(gone)
        self._session.insert(shapes.IDENTIFIERS, made)

    def put_suppression(self, row: SuppressionRow) -> None:
        """Keep a suppression; a newer one under the same token replaces it."""
        self._session.put(shapes.SUPPRESSIONS, [row])

    def delete_suppression(self, token: bytes) -> None:
        """Forget a suppression, if it is there."""
        self._session.run("DELETE FROM suppressions WHERE token = ?", (token,))

    def put_secret(self, name: str, wrapped: bytes) -> None:
        """Keep a wrapped secret in place of an older one."""
        self._session.run(
            "INSERT INTO secrets (name, wrapped) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET wrapped = excluded.wrapped",
            (name, wrapped),
        )

    def add_journal(self, rows: Sequence[JournalRow]) -> None:
        """Append journal rows; `seq` is given by the database."""
        self._session.insert(shapes.JOURNAL, rows)

    def delete_journal(self, persons: Sequence[bytes], before: int | None = None) -> int:
        """Delete the journal of these persons, and everything older than `before` if given."""
        gone = self._session.run_among("DELETE FROM journal", "person", persons)
        if before is not None:
            gone += self._session.run("DELETE FROM journal WHERE at < ?", (before,))
        return gone

    def _lock(self, shards: Iterable[tuple[str, int]], *, shared: bool) -> None:
        by_space: dict[int, list[int]] = {}
        for kind, shard in shards:
            by_space.setdefault(_SPACES.get(kind, _OTHER_SPACE), []).append(shard)
        for space, chosen in sorted(by_space.items()):
            self._session.lock(space, shared=shared, keys=chosen)
