"""Brings a store's tables to the form this program knows, when the store is opened.

Alembic's migrations lie in `migrations/data` and `migrations/keys`, one line of revisions a store.
All of them run in one transaction, under a lock, so that two programs that open a new store at once
make it once. A store with a revision unknown here was made by a newer program and is refused
untouched.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Final

import sqlalchemy
from sqlalchemy import Connection, MetaData

from troth.errors import OutsideError
from troth.storage.refusals import missing
from troth.storage.sql import key_schema, request_schema, schema

_FOLDER: Final = Path(__file__).with_name("migrations")
_LOCK: Final = 0x74726F74


@dataclass(frozen=True)
class Line:
    """One store's declared tables and revisions, and the table that names the one reached."""

    name: str
    declared: MetaData
    version_table: str

    @property
    def folder(self) -> Path:
        """Return where the migrations lie."""
        return _FOLDER / self.name

    @cached_property
    def revisions(self) -> tuple[str, ...]:
        """Return the names of the revisions, oldest first: migrations are numbered by their files.

        A test compares them with what the migrations say of themselves.
        """
        numbers = sorted(one.name[:4] for one in (self.folder / "versions").glob("[0-9]*.py"))
        return tuple(f"{self.name}_{number}" for number in numbers)

    @property
    def head(self) -> str:
        """Return the newest revision."""
        return self.revisions[-1]

    def knows(self, revision: str) -> bool:
        """Whether a revision is one of this line."""
        return revision in self.revisions


DATA: Final = Line("data", request_schema.REQUESTS.metadata, schema.VERSION_TABLE)
KEYS: Final = Line("keys", key_schema.KEYS, key_schema.VERSION_TABLE)


def bring_up(connection: Connection, line: Line, *, create: bool, place: str) -> None:
    """Make or renew the tables inside the caller's transaction.

    Args:
        connection: In a transaction that nobody else writes in.
        line: Which store it is.
        create: Whether tables may be made in an empty database.
        place: The address, for errors.

    Raises:
        OutsideError: `store/missing` where there are no tables and none may be made,
            `store/newer-schema`, `store/foreign` for a database that is something else's.
    """
    reached = revision_of(connection, line)
    if reached == line.head:
        return
    if reached is None:
        _check_empty(connection, line, create=create, place=place)
    elif not line.knows(reached):
        raise newer(place)
    run(connection, line, line.head)


def revision_of(connection: Connection, line: Line) -> str | None:
    """Return the revision a database has reached, or None."""
    if not sqlalchemy.inspect(connection).has_table(line.version_table):
        return None
    found = connection.exec_driver_sql(f"SELECT version_num FROM {line.version_table}").scalar()
    return None if found is None else str(found)


def run(connection: Connection, line: Line, target: str) -> None:
    """Run the migrations up to a revision inside the caller's transaction."""
    # Fetched when one is due: most starts find the newest tables, and do without 12 MB of modules.
    migrating = import_module("troth.storage.sql.migrating")
    migrating.run(connection, line.folder, line.version_table, target)


def drop(connection: Connection, line: Line) -> None:
    """Drop the store's tables inside the caller's transaction, as before a restore."""
    line.declared.drop_all(connection)
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {line.version_table}")


def lock(connection: Connection) -> None:
    """Let no other program make the same tables until the transaction ends (PostgreSQL)."""
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


def newer(place: str) -> OutsideError:
    """Return the error for a store of a newer program."""
    return OutsideError(
        "store/newer-schema",
        "the store was made by a newer version of this program",
        help="install that version or a later one; nothing was changed",
        place=place,
    )


def _check_empty(connection: Connection, line: Line, *, create: bool, place: str) -> None:
    known = {
        table for each in (DATA, KEYS) for table in (*each.declared.tables, each.version_table)
    }
    others = set(sqlalchemy.inspect(connection).get_table_names()) - known
    if others:
        raise OutsideError(
            "store/foreign",
            f"the database holds tables of something else, such as `{min(others)}`",
            help=f"give the {line.name} store a database of its own",
            place=place,
        )
    if not create:
        raise missing(place)
