"""Backups of the data store: one file, consistent, and put back whole or not at all.

SQLite copies its own pages through its online backup, never file by file. PostgreSQL's tables are
written as its binary COPY in one snapshot, so no program beside the driver is needed:

    magic line
    {"revision": …, "tables": [{"table": …, "columns": […]}, …]} line
    for each table: chunks, a length of four bytes (big-endian) and as many bytes; length 0 ends
    SHA-256 of all bytes before it

A backup holds ciphertext and metadata; what it lacks is the key store, which has no backups.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import IO, Final

import psycopg

from troth.errors import OutsideError
from troth.storage.refusals import exists, missing, not_a_backup
from troth.storage.sql import migrate
from troth.storage.sql.faults import translate
from troth.storage.sql.transactions import Database

MAGIC: Final = b"troth postgres backup 1\n"
_DIGEST: Final = 32
_PIECE: Final = 1 << 20


def backup(database: Database, target: str) -> None:
    """Write a consistent copy of the whole store to a new file.

    Raises:
        InputError: `store/exists`.
        OutsideError: `store/full`, `store/read-only` and what the database raises.
    """
    path = Path(target)
    if path.exists():
        raise exists(target)
    part = path.with_name(path.name + ".part")
    try:
        if database.postgres:
            _export(database, part)
        else:
            _copy_pages(database, part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(path)
    except sqlite3.Error as fault:
        raise translate(fault, target) from fault
    except OSError as fault:
        reason = (fault.strerror or "unknown reason").lower()
        raise OutsideError(
            "store/full" if fault.errno == 28 else "store/read-only",
            f"the backup cannot be written: {reason}",
            place=target,
        ) from fault
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def load(database: Database, source: str) -> None:
    """Replace the whole store by a backup.

    Raises:
        OutsideError: `store/missing`, `store/not-a-backup`, `store/newer-schema`.
    """
    if not Path(source).is_file():
        raise missing(source)
    if database.postgres:
        _import(database, source)
    else:
        _put_back_pages(database, source)
    database.bring_up(create=False)


def _copy_pages(database: Database, part: Path) -> None:
    with database.reading() as session, closing(sqlite3.connect(part)) as target:
        os.chmod(part, 0o600)
        inner = session.driver()
        if isinstance(inner, sqlite3.Connection):
            inner.backup(target)
        # One file that can be carried alone, without a log beside it.
        target.execute("PRAGMA journal_mode = DELETE")


def _put_back_pages(database: Database, source: str) -> None:
    with closing(sqlite3.connect(f"{Path(source).absolute().as_uri()}?mode=ro", uri=True)) as copy:
        try:
            sound = copy.execute("PRAGMA quick_check").fetchone() == ("ok",)
            found = copy.execute(f"SELECT version_num FROM {database.line.version_table}")
            revision = found.fetchone()
        except sqlite3.Error as fault:
            raise not_a_backup(source) from fault
        if not sound or revision is None:
            raise not_a_backup(source)
        if not database.line.knows(revision[0]):
            raise migrate.newer(source)
        with database.quiet() as connection:
            if isinstance(connection, sqlite3.Connection):
                copy.backup(connection)


def _export(database: Database, part: Path) -> None:
    with database.reading() as session, part.open("xb") as file:
        os.chmod(part, 0o600)
        connection = session.driver()
        if isinstance(connection, sqlite3.Connection):
            return
        tables = [
            {"table": name, "columns": list(columns)}
            for name, columns in database.tables(session).items()
            if name != database.line.version_table
        ]
        head = json.dumps({"revision": database.line.head, "tables": tables})
        seal = hashlib.sha256()
        for piece in (MAGIC, head.encode() + b"\n"):
            seal.update(piece)
            file.write(piece)
        for table in tables:
            for piece in _table_pieces(connection, str(table["table"]), list(table["columns"])):
                framed = len(piece).to_bytes(4, "big") + piece
                seal.update(framed)
                file.write(framed)
        file.write(seal.digest())


def _table_pieces(
    connection: psycopg.Connection[tuple[str | int | bytes | None, ...]],
    table: str,
    columns: list[str],
) -> Iterator[bytes]:
    copy = f"COPY {table} ({', '.join(columns)}) TO STDOUT (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(copy.encode()) as pieces:
        for piece in pieces:
            yield bytes(piece)
    yield b""


def _import(database: Database, source: str) -> None:
    with Path(source).open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC or not _whole(file):
            raise not_a_backup(source)
        file.seek(len(MAGIC))
        head = json.loads(file.readline())
        if not database.line.knows(head["revision"]):
            raise migrate.newer(source)
        with database.rebuilding(head["revision"]) as connection, connection.cursor() as cursor:
            for table in head["tables"]:
                columns = ", ".join(table["columns"])
                copy = f"COPY {table['table']} ({columns}) FROM STDIN (FORMAT BINARY)"
                with cursor.copy(copy.encode()) as target:
                    while length := int.from_bytes(file.read(4), "big"):
                        target.write(file.read(length))
            for column in (c for t in database.line.declared.tables.values() for c in t.columns):
                if column.autoincrement is True:
                    name, table = column.name, column.table.name
                    cursor.execute(
                        f"SELECT setval(pg_get_serial_sequence('{table}', '{name}'),"
                        f" coalesce(max({name}), 0) + 1, false) FROM {table}".encode()
                    )


def _whole(file: IO[bytes]) -> bool:
    size = file.seek(0, os.SEEK_END) - _DIGEST
    file.seek(0)
    seal = hashlib.sha256()
    while size > 0 and (piece := file.read(min(_PIECE, size))):
        seal.update(piece)
        size -= len(piece)
    return size == 0 and file.read() == seal.digest()
