"""One database behind a store: how it is opened, locked, kept durable and left.

SQLite: write-ahead log, every commit synced, deleted bytes overwritten, one writer at a time,
snapshot reads. PostgreSQL: READ COMMITTED for units, REPEATABLE READ for reads. What a driver
raises leaves here as a `TrothError`; what a unit did before it is rolled back.
"""

from __future__ import annotations

import errno
import hashlib
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import psycopg
import sqlalchemy
from sqlalchemy import URL, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import PoolProxiedConnection

from troth.errors import InputError, OutsideError, TrothError
from troth.storage.refusals import missing
from troth.storage.sql import migrate
from troth.storage.sql.faults import translated
from troth.storage.sql.session import Connection, Line, Session
from troth.storage.turn import Turn

_PATIENCE: Final = 10.0
"""Seconds to wait for another program's lock; `?timeout=` in the address of a file changes it."""

_TRIES: Final = 100
"""How often the change to a write-ahead log is tried while others open the same new file."""

_PRAGMAS: Final = (
    "PRAGMA synchronous = FULL",
    # GDPR Art. 17: a deleted row's bytes are overwritten, not only forgotten.
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cache_size = -32768",
    "CREATE TEMP TABLE IF NOT EXISTS wanted (id PRIMARY KEY) WITHOUT ROWID",
)


class Database:
    """An open database with the tables of one line of migrations.

    Args:
        url: `sqlite:///path`, a path, or `postgresql://…`.
        line: The tables it holds, or will hold.
        create: Whether it may be made where there is none.

    Raises:
        InputError: `store/unknown-kind`.
        OutsideError: `store/missing`, `store/corrupt`, `store/locked`, `store/full`,
            `store/read-only`, `store/unreachable`, `store/newer-schema`, `store/foreign`.
    """

    def __init__(self, url: str, line: migrate.Line, *, create: bool) -> None:
        address = address_of(url)
        self.url = address.render_as_string(hide_password=False)
        self.place = address.render_as_string(hide_password=True)
        self.line = line
        self.postgres = address.get_backend_name() == "postgresql"
        self.path = None if self.postgres else Path(str(address.database))
        self._touched: set[str] = set()
        self._turn = Turn(many=self.postgres)
        self._watcher: PoolProxiedConnection | None = None
        self._writer: PoolProxiedConnection | None = None
        self._watching = threading.Lock()
        made = self._make_file(create=create)
        self.engine = _engine(address, postgres=self.postgres)
        try:
            with translated(self.place):
                self.bring_up(create=create)
        except BaseException:
            self.engine.dispose()
            if made and self.path is not None:
                _remove(self.path)
            raise

    def bring_up(self, *, create: bool) -> None:
        """Make or renew the tables where the database is not at the newest revision."""
        with self.engine.connect() as connection:
            reached = migrate.revision_of(connection, self.line)
        if reached != self.line.head:
            with self.engine.connect() as connection:
                if self.postgres:
                    migrate.lock(connection)
                else:
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                migrate.bring_up(connection, self.line, create=create, place=self.place)
                connection.commit()
        if not self.postgres:
            # Only now: it changes the file, and another program's file is left as it is.
            with self._borrowed() as inner:
                _log_ahead(Session(inner))

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a transaction on one snapshot that writes nothing."""
        with translated(self.place), self._borrowed() as connection:
            if isinstance(connection, sqlite3.Connection):
                connection.execute("BEGIN")
            else:
                _set(connection, psycopg.IsolationLevel.REPEATABLE_READ, read_only=True)
            try:
                yield Session(connection, place=self.place)
            finally:
                with suppress(sqlite3.Error, psycopg.Error):
                    connection.rollback()

    @contextmanager
    def writing(self, also: Session | None = None) -> Iterator[Session]:
        """Open a transaction that commits when the block ends well and is undone otherwise."""
        with self._turn.taken(), translated(self.place), self._writing() as connection:
            if isinstance(connection, sqlite3.Connection):
                connection.execute("BEGIN IMMEDIATE")
            else:
                _set(connection, psycopg.IsolationLevel.READ_COMMITTED, read_only=False)
            session = Session(connection, also, self.place)
            try:
                yield session
                connection.commit()
            except BaseException:
                with suppress(sqlite3.Error, psycopg.Error):
                    connection.rollback()
                raise
            self._touched |= session.touched

    @contextmanager
    def quiet(self) -> Iterator[Connection]:
        """Lend a connection outside any transaction while no unit of this process is open."""
        with self._turn.taken(), translated(self.place), self._borrowed() as connection:
            if isinstance(connection, sqlite3.Connection):
                yield connection
                return
            connection.autocommit = True
            try:
                yield connection
            finally:
                connection.autocommit = False

    @contextmanager
    def rebuilding(self, revision: str) -> Iterator[psycopg.Connection[Line]]:
        """Open a transaction of PostgreSQL in which the tables are empty and at `revision`."""
        with self._turn.taken(), translated(self.place), self.engine.connect() as connection:
            # The pool lends connections as their last borrower left them, perhaps read-only.
            driver = _postgres(connection.connection)
            _set(driver, psycopg.IsolationLevel.READ_COMMITTED, read_only=False)
            migrate.lock(connection)
            migrate.drop(connection, self.line)
            migrate.run(connection, self.line, revision)
            yield driver
            connection.commit()

    def version(self) -> int:
        """Return a number that changes when anything was written."""
        with self._watching, translated(self.place):
            if self.postgres:
                with self._borrowed() as connection:
                    found = Session(connection).line("SELECT pg_current_snapshot()::text")
                    connection.rollback()
                digest = hashlib.sha256(str(found).encode()).digest()
                return int.from_bytes(digest[:8], "big")
            # A connection that never writes, so that every writer is another one to it.
            return self._watched().number("PRAGMA data_version")

    def ask(self, sql: str, values: Sequence[object]) -> list[Line]:
        """Run one reading statement, on PostgreSQL outside any transaction: one round trip."""
        if not self.postgres:
            with self.reading() as session:
                return session.lines(sql, values)
        with self._watching, translated(self.place):
            try:
                return self._watched().lines(sql, values)
            except psycopg.OperationalError:
                # The server let go of a connection that may have waited for days.
                self._let_go()
                return self._watched().lines(sql, values)

    def _watched(self) -> Session:
        if self._watcher is None:
            self._watcher = self.engine.raw_connection()
            if self.postgres:
                _postgres(self._watcher).autocommit = True
        return Session(_driver(self._watcher))

    def _let_go(self) -> None:
        if self._watcher is not None:
            # Not back to the pool: it is broken, or it commits by itself.
            self._watcher.invalidate()
        self._watcher = None

    def clean_up(self) -> None:
        """Leave no deleted bytes behind that the database can remove.

        Raises:
            OutsideError: `store/busy` when a reader still needs the old bytes.
        """
        with self.quiet() as connection:
            session = Session(connection)
            if self.postgres:
                for table in sorted(self._touched):
                    session.run(f"VACUUM {table}")
                with suppress(psycopg.errors.InsufficientPrivilege):
                    session.run("CHECKPOINT")
                self._touched.clear()
            elif session.number("PRAGMA wal_checkpoint(TRUNCATE)"):
                raise OutsideError(
                    "store/busy",
                    "a reader still holds deleted bytes in the write-ahead log",
                    help="try again when other programs have let go of the store",
                    place=self.place,
                )

    def tables(self, session: Session) -> dict[str, tuple[str, ...]]:
        """Return table → columns as the database itself reports them."""
        if self.postgres:
            lines = session.lines(
                "SELECT table_name, column_name FROM information_schema.columns"
                " WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position"
            )
        else:
            lines = session.lines(
                "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c"
                " WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid"
            )
        found: dict[str, tuple[str, ...]] = {}
        for table, column in lines:
            found[str(table)] = (*found.get(str(table), ()), str(column))
        return found

    def close(self) -> None:
        """Let go of every connection."""
        with suppress(sqlite3.Error, psycopg.Error):
            self._let_go()
        self._watcher = None
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
        self.engine.dispose()

    @contextmanager
    def _borrowed(self) -> Iterator[Connection]:
        lent = self.engine.raw_connection()
        try:
            yield _driver(lent)
        finally:
            lent.close()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Lend the connection that writes; where one thread writes at a time, it is kept for that.

        The pool's own work on lending and taking back costs as much as three small statements.
        """
        if self.postgres:
            with self._borrowed() as connection:
                yield connection
            return
        if self._writer is None:
            self._writer = self.engine.raw_connection()
        try:
            yield _driver(self._writer)
        except BaseException:
            # Whatever state a fault has left it in: the pool sets it right or throws it away.
            lent, self._writer = self._writer, None
            lent.close()
            raise

    def _make_file(self, *, create: bool) -> bool:
        if self.path is None or self.path.exists():
            return False
        if not create:
            raise missing(self.place)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):
                os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
                return True
            return False
        except OSError as fault:
            raise OutsideError(
                "store/full" if fault.errno == errno.ENOSPC else "store/read-only",
                f"no store can be made here: {(fault.strerror or 'unknown reason').lower()}",
                place=self.place,
            ) from fault


def address_of(url: str) -> URL:
    """Read the address of a store.

    Raises:
        InputError: `store/unknown-kind`.
    """
    if "://" not in url:
        return URL.create("sqlite", database=url)
    with suppress(sqlalchemy.exc.ArgumentError):
        address = make_url(url)
        kind = address.get_backend_name()
        if kind in ("postgresql", "postgres"):
            return address.set(drivername="postgresql+psycopg")
        if kind == "sqlite" and address.database not in (None, "", ":memory:"):
            return address
    raise InputError(
        "store/unknown-kind",
        "a store lies in a file of SQLite or in a database of PostgreSQL",
        help="give a path, `sqlite:///path` or `postgresql://host/name`",
    )


def _engine(address: URL, *, postgres: bool) -> sqlalchemy.Engine:
    if postgres:
        return sqlalchemy.create_engine(address, pool_size=8, max_overflow=24, pool_pre_ping=True)
    patience = {} if "timeout" in address.query else {"timeout": _PATIENCE}
    engine = sqlalchemy.create_engine(
        address,
        pool_size=8,
        max_overflow=24,
        connect_args={"check_same_thread": False, **patience},
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    # Transactions are begun by hand, as IMMEDIATE or deferred.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _log_ahead(session: Session) -> None:
    for last in (*[False] * _TRIES, True):
        if session.line("PRAGMA journal_mode") == ("wal",):
            return
        try:
            session.lines("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if last:
                raise
            # SQLite does not wait here for another program that opens the file; the lock does.
            session.lines("BEGIN IMMEDIATE")
            session.lines("ROLLBACK")


def _driver(lent: PoolProxiedConnection) -> Connection:
    inner = lent.driver_connection
    if not isinstance(inner, sqlite3.Connection | psycopg.Connection):
        raise TrothError("store/fault", "the pool lent no connection")
    return inner


def _postgres(lent: PoolProxiedConnection) -> psycopg.Connection[Line]:
    inner = _driver(lent)
    if isinstance(inner, sqlite3.Connection):
        raise TrothError("store/fault", "this is a matter of the server database")
    return inner


def _set(
    connection: psycopg.Connection[Line],
    level: psycopg.IsolationLevel,
    *,
    read_only: bool,
) -> None:
    if connection.isolation_level != level:
        connection.isolation_level = level
    if connection.read_only != read_only:
        connection.read_only = read_only


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
