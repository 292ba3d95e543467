"""What a database says went wrong, in the words of the house.

Every exception of a driver becomes a `TrothError` at the door it came through; nothing above
`storage` knows what SQLite or PostgreSQL raise. The unit it happened in is rolled back first.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Final

import psycopg
import sqlalchemy.exc

from troth.errors import OutsideError, TrothError
from troth.storage.refusals import corrupt, duplicate, missing, unknown_reference

_TABLE = re.compile(r"constraint failed: (\w+)")

_SQLITE: Final[Mapping[int, str]] = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_CANTOPEN: "missing",
    sqlite3.SQLITE_CORRUPT: "corrupt",
    sqlite3.SQLITE_NOTADB: "corrupt",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_PERM: "read-only",
    sqlite3.SQLITE_AUTH: "read-only",
}

_OF_DRIVERS: Final = (sqlite3.Error, psycopg.Error, sqlalchemy.exc.SQLAlchemyError)

_OF_THE_DISK: Final = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)

_NO_ROOM: Final = 1 << 20
"""With less free bytes a write-ahead log and its index of 32 KiB may find no room."""

# Classes and codes of PostgreSQL, appendix A; the longest prefix that fits wins.
_POSTGRES: Final[Mapping[str, str]] = {
    "53100": "full",
    "55P03": "locked",
    "40": "locked",
    "57014": "locked",
    "3D000": "missing",
    "XX001": "corrupt",
    "XX002": "corrupt",
    "25006": "read-only",
    "42501": "read-only",
    "08": "unreachable",
    "28": "unreachable",
    "57P": "unreachable",
    "53300": "unreachable",
}

_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "full": ("there is no room left on the disk", "make room and try again; nothing was changed"),
    "locked": ("another program holds the store", "try again; nothing was changed"),
    "read-only": (
        "the store may not be written",
        "check who owns the file and its folder, whether the disk may be written, and the role",
    ),
    "unreachable": ("the database does not answer", "check that the server runs and the address"),
}


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Raise what a driver raises inside as a `TrothError` about `place`."""
    try:
        yield
    except _OF_DRIVERS as fault:
        raise translate(fault, place) from fault


class Translated:
    """As `translated`, for each statement: entered often, so it costs next to nothing.

    Args:
        place: The store the statements go to. Empty: what a driver raises passes as it is.
    """

    __slots__ = ("_place",)

    def __init__(self, place: str) -> None:
        self._place = place

    def __enter__(self) -> None:
        """Begin a statement."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Translate what the statement raised."""
        if self._place and isinstance(fault, _OF_DRIVERS):
            raise translate(fault, self._place) from fault


def translate(fault: Exception, place: str) -> TrothError:
    """Return the error for what a driver raised."""
    inner = fault.orig if isinstance(fault, sqlalchemy.exc.DBAPIError) else fault
    if isinstance(inner, sqlite3.Error):
        return _of_sqlite(inner, place)
    if isinstance(inner, psycopg.Error):
        return _of_postgres(inner, place)
    return _fault("locked" if isinstance(fault, sqlalchemy.exc.TimeoutError) else "", fault, place)


def _of_sqlite(fault: sqlite3.Error, place: str) -> TrothError:
    if isinstance(fault, sqlite3.IntegrityError):
        table = _TABLE.search(str(fault))
        if table is None:
            return unknown_reference("a table")
        return duplicate(table[1])
    # The lowest byte is the primary result code, the rest says more than a reader can use.
    primary = (getattr(fault, "sqlite_errorcode", None) or 0) & 0xFF
    file = _file_of(place)
    if primary in _OF_THE_DISK and file is not None and _is_full(file):
        # SQLite says FULL of a page it cannot add; a log or an index it cannot begin is only IOERR.
        return _fault("full", fault, place)
    if primary == sqlite3.SQLITE_CANTOPEN and file is not None and file.exists():
        return _fault("read-only", fault, place)
    return _fault(_SQLITE.get(primary, ""), fault, place)


def _file_of(place: str) -> Path | None:
    """Return the file an address of SQLite names; a bare path is its own address."""
    if place.startswith("sqlite:"):
        return Path(place.removeprefix("sqlite:///").split("?", 1)[0])
    return None if "://" in place else Path(place)


def _is_full(file: Path) -> bool:
    with suppress(OSError, ValueError):
        disk = os.statvfs(file.parent)
        # Some file systems count no files and report none free of none.
        return disk.f_bavail * disk.f_frsize < _NO_ROOM or (disk.f_files > 0 and not disk.f_favail)
    return False


def _of_postgres(fault: psycopg.Error, place: str) -> TrothError:
    if isinstance(fault, psycopg.errors.UniqueViolation):
        return duplicate(fault.diag.table_name or "a table")
    if isinstance(fault, psycopg.errors.ForeignKeyViolation):
        return unknown_reference(fault.diag.table_name or "a table")
    state = fault.sqlstate or ("08" if isinstance(fault, psycopg.OperationalError) else "")
    if "does not exist" in str(fault) and fault.sqlstate is None:
        state = "3D000"
    prefixes = (state[:length] for length in range(len(state), 1, -1))
    return _fault(next((_POSTGRES[p] for p in prefixes if p in _POSTGRES), ""), fault, place)


def _fault(kind: str, fault: Exception, place: str) -> TrothError:
    if kind == "missing":
        return missing(place)
    if kind == "corrupt":
        return corrupt(place, "the database is damaged, or no database of this program")
    if kind in _WORDS:
        message, help_ = _WORDS[kind]
        return OutsideError(f"store/{kind}", message, help=help_, place=place)
    # Only the class: a driver's message may quote a row.
    name = type(fault).__name__
    return OutsideError("store/fault", f"the database failed with `{name}`", place=place)
