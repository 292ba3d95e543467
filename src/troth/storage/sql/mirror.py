"""The key store's second copy: the same units in two databases, one after the other (DESIGN, D4.1).

Both transactions do the same writes; the first database commits, then the second. Whoever dies in
between, or finds no room for the second, leaves it one unit behind. A counter in each tells which
is the newer; before the next unit, and when the stores are opened, the newer is copied over the
older, table by table, in one transaction. A copy is the latest state and never an archive: what
was destroyed in one is destroyed in the other.

Every unit takes the second database's lock first, so whoever holds it is alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Table

from troth.errors import OutsideError
from troth.storage.sql.session import Session
from troth.storage.sql.transactions import Database

_LOCK: Final = 0x54726F21
_COUNT: Final = (
    "INSERT INTO units (marker, done) VALUES (0, 1)"
    " ON CONFLICT (marker) DO UPDATE SET done = units.done + 1"
)


@contextmanager
def unit(first: Database, second: Database) -> Iterator[Session]:
    """Open a unit on the first database that is repeated in the second.

    Raises:
        OutsideError: when either cannot be begun, or the first cannot be committed. A second copy
            that fails after that is mended before the next unit, which fails if it cannot be.
    """
    kept: list[bool] = []
    try:
        with _alike(first, second, kept) as session:
            session.run(_COUNT)
            yield session
    except OutsideError:
        if not kept:
            raise


@contextmanager
def _alike(first: Database, second: Database, kept: list[bool]) -> Iterator[Session]:
    """Open both transactions where the copies are alike, after mending them where they are not.

    `kept` gets an entry when the first has been committed.
    """
    while True:
        with second.writing() as copy:
            with first.writing(also=copy) as session:
                session.lock(_LOCK)
                # Looked at under the locks of both: nobody can change either from here on.
                alike = _age(session) == _age(copy)
                if alike:
                    yield session
            if alike:
                kept.append(True)
        if alike:
            return
        repair(first, second)


def repair(first: Database, second: Database) -> bool:
    """Copy the newer of two copies over the older; return whether there was anything to do."""
    with first.reading() as one, second.reading() as two:
        if _age(one) == _age(two):
            return False
    with second.writing() as copy:
        copy.lock(_LOCK)
        with first.reading() as session:
            if _age(session) > _age(copy):
                _copy(first, session, copy)
                return True
        with first.writing() as session:
            if _age(session) < _age(copy):
                _copy(first, copy, session)
    return True


def _age(session: Session) -> tuple[int, int]:
    line = session.line(
        "SELECT (SELECT max(epoch) FROM epochs), (SELECT max(done) FROM units)"
    ) or (0, 0)
    return int(line[0] or 0), int(line[1] or 0)


def _copy(database: Database, source: Session, target: Session) -> None:
    tables = database.line.declared.sorted_tables
    for table in reversed(tables):
        target.run(f"DELETE FROM {table.name}")
    for table in tables:
        _copy_table(table, source, target)


def _copy_table(table: Table, source: Session, target: Session) -> None:
    names: Sequence[str] = [column.name for column in table.columns]
    listed, marks = ", ".join(names), ", ".join("?" for _ in names)
    for lines in source.stream(f"SELECT {listed} FROM {table.name}"):
        target.many(f"INSERT INTO {table.name} ({listed}) VALUES ({marks})", lines)
    counted = next((c.name for c in table.columns if c.autoincrement is True), None)
    if target.postgres and counted is not None:
        target.lines(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', '{counted}'),"
            f" coalesce(max({counted}), 0) + 1, false) FROM {table.name}"
        )
