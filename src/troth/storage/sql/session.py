"""Runs statements inside one transaction, on SQLite and PostgreSQL alike.

Statements are written once, with `?` for values. They go to the driver's own cursor: a statement
costs 2 µs there and 19 µs through an SQL toolkit's, and a unit of work runs a dozen. The toolkit
keeps the declared schema, the pool and the migrations.

A session may have an `also`: a second session on another database that repeats every write. Reads
come from the first alone.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeVar

import psycopg

from troth.errors import StateError
from troth.storage.sql.faults import Translated
from troth.storage.sql.shapes import Plain, Shape, Values

_CHANGED: Final = re.compile(r"(?:(INSERT INTO)|UPDATE|DELETE FROM) (\w+)")

R = TypeVar("R")
Line = tuple[Plain, ...]
Connection = sqlite3.Connection | psycopg.Connection[Line]

SMALL: Final = 400
"""Up to so many ids are written into a statement of SQLite; more go through a temporary table."""

COPIED: Final = 32
"""From so many rows on PostgreSQL's COPY is faster than a pipeline of INSERTs."""


class Session:
    """One open transaction.

    Args:
        connection: The driver's connection; whoever made the session commits or rolls back.
        also: A session that repeats every write.
        place: The store's address for faults. Empty: the driver's exceptions pass as they are.
    """

    def __init__(
        self, connection: Connection, also: Session | None = None, place: str = ""
    ) -> None:
        self._connection = connection
        # Two stores are often open at once: each says of itself what went wrong in it.
        self._translated = Translated(place)
        self._also = also
        self.postgres = not isinstance(connection, sqlite3.Connection)
        self._filled: list[object] = []
        self._streams = 0
        self.touched: set[str] = set()
        """Tables in which rows were changed or deleted, for `clean_up`."""

    def driver(self) -> Connection:
        """Return the driver's connection, for copies of the whole database."""
        return self._connection

    # Reading

    def lines(self, sql: str, values: Sequence[object] = ()) -> list[Line]:
        """Return every line of a result."""
        with self._translated:
            return self._execute(sql, values).fetchall()

    def line(self, sql: str, values: Sequence[object] = ()) -> Line | None:
        """Return the first line of a result, if it has one."""
        with self._translated:
            found: Line | None = self._execute(sql, values).fetchone()
        return found

    def number(self, sql: str, values: Sequence[object] = ()) -> int:
        """Return the one number a statement gives; nothing counts as 0."""
        found = self.line(sql, values)
        return 0 if found is None or found[0] is None else int(found[0])

    def stream(
        self, sql: str, values: Sequence[object] = (), chunk: int = 2_000
    ) -> Iterator[list[Line]]:
        """Yield a result in lists of at most `chunk` lines, with flat memory."""
        if isinstance(self._connection, sqlite3.Connection):
            with self._translated:
                cursor = self._connection.execute(sql, tuple(values))
            while found := self._fetched(cursor, chunk):
                yield found
            return
        # One is often read inside another, or left before its end: each has a name of its own.
        self._streams += 1
        cursor_of = self._connection.cursor
        with self._translated, cursor_of(name=f"stream_{self._streams}") as named:
            named.execute(_for_postgres(sql), values)
            while found := named.fetchmany(chunk):
                yield found

    def among(self, column: str, ids: Iterable[object]) -> tuple[str, Sequence[object]]:
        """Return a condition that `column` is one of `ids`, and the values it needs.

        On SQLite a large set lies in a temporary table until the next call, so the statement must
        have run before another large set is named.
        """
        wanted = list(dict.fromkeys(ids))
        if self.postgres:
            return f"{column} = ANY(?)", [wanted]
        if len(wanted) <= SMALL:
            return f"{column} IN ({', '.join('?' for _ in wanted)})", wanted
        self._fill(wanted)
        return f"{column} IN (SELECT id FROM temp.wanted)", []

    # Writing

    def run(self, sql: str, values: Sequence[object] = ()) -> int:
        """Run one writing statement; return how many rows it touched."""
        if self._also is not None:
            self._also.run(sql, values)
        self._note(sql)
        with self._translated:
            return self._execute(sql, values).rowcount

    def returning(self, sql: str, values: Sequence[object] = ()) -> list[Line]:
        """Run one writing statement that returns lines."""
        if self._also is not None:
            self._also.returning(sql, values)
        self._note(sql)
        with self._translated:
            return self._execute(sql, values).fetchall()

    def run_among(self, start: str, column: str, ids: Iterable[object]) -> int:
        """Run one writing statement for the rows whose `column` is one of `ids`."""
        wanted = list(ids)
        if self._also is not None:
            self._also.run_among(start, column, wanted)
        self._note(start)
        condition, values = self.among(column, wanted)
        with self._translated:
            return self._execute(f"{start} WHERE {condition}", values).rowcount

    def many(self, sql: str, values: Sequence[Values]) -> int:
        """Run one writing statement for many sets of values; return how many rows it touched."""
        if not values:
            return 0
        if self._also is not None:
            self._also.many(sql, values)
        self._note(sql)
        with self._translated:
            if isinstance(self._connection, sqlite3.Connection):
                return self._connection.executemany(sql, values).rowcount
            cursor = self._connection.cursor()
            cursor.executemany(_for_postgres(sql), values)
            return cursor.rowcount

    def insert(self, shape: Shape[R], rows: Sequence[R]) -> None:
        """Add new rows.

        Raises:
            The driver's integrity error when a key is taken.
        """
        values = shape.values(rows)
        if isinstance(self._connection, sqlite3.Connection) or len(values) < COPIED:
            self.many(shape.insert, values)
            return
        if self._also is not None:
            self._also.insert(shape, rows)
        columns = ", ".join(shape.written_columns)
        copy = f"COPY {shape.table} ({columns}) FROM STDIN (FORMAT BINARY)"
        cursor_of = self._connection.cursor
        with self._translated, cursor_of() as cursor, cursor.copy(copy.encode()) as target:
            target.set_types(shape.types)
            for line in values:
                target.write_row(line)

    def put(self, shape: Shape[R], rows: Sequence[R]) -> None:
        """Write rows in place of older ones with their keys."""
        # Sorted, so that two units which write the same rows never wait for one another in a ring.
        keys = [shape.written_columns.index(name) for name in shape.key]
        values = sorted(shape.values(rows), key=lambda line: [_sortable(line[at]) for at in keys])
        self.many(shape.upsert, values)

    def replace(self, shape: Shape[R], rows: Sequence[R]) -> bool:
        """Replace rows found by their keys; return whether every one was there."""
        return self.many(shape.update, shape.updated(rows)) == len(rows)

    def lock(self, space: int, *, shared: bool = False, keys: Sequence[int] = (0,)) -> None:
        """Take advisory locks of PostgreSQL until the transaction ends, in the order of the keys.

        On SQLite the writer holds the whole store, so there is nothing to take.
        """
        if self._also is not None:
            self._also.lock(space, shared=shared, keys=keys)
        if self.postgres and keys:
            kind = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
            chosen = sorted(set(keys))
            sql = f"SELECT {kind}({int(space)}, k) FROM unnest(?::int4[]) AS k"
            with self._translated:
                self._execute(sql, [chosen])

    def _execute(self, sql: str, values: Sequence[object]) -> sqlite3.Cursor:
        if isinstance(self._connection, sqlite3.Connection):
            return self._connection.execute(sql, tuple(values))
        return self._connection.execute(_for_postgres(sql), values)  # type: ignore[return-value] # alike

    def _fetched(self, cursor: sqlite3.Cursor, chunk: int) -> list[Line]:
        with self._translated:
            return cursor.fetchmany(chunk)

    def _note(self, sql: str) -> None:
        changed = _CHANGED.match(sql)
        if changed is not None and (changed[1] is None or "DO UPDATE" in sql):
            self.touched.add(changed[2])

    def _fill(self, ids: list[object]) -> None:
        if ids == self._filled:
            return
        if not isinstance(self._connection, sqlite3.Connection):
            raise StateError("store/fault", "temporary tables are a matter of the file database")
        lines = [(one,) for one in ids]
        with self._translated:
            self._connection.execute("DELETE FROM temp.wanted")
            self._connection.executemany("INSERT INTO temp.wanted (id) VALUES (?)", lines)
        self._filled = ids


def _for_postgres(sql: str) -> bytes:
    return sql.replace("%", "%%").replace("?", "%s").encode()


def _sortable(value: Plain) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
