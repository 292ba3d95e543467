"""Stores to measure on: Troth's own, opened as a program opens them, and bare SQLite beside it.

The bare tables are made from the statements that the store's own file reports, with the same
settings of durability, cache and overwriting, so that a ratio speaks of what Troth adds and of
nothing else.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from troth.assembly.platform import Platform, open_platform
from troth.core.periods import to_micros
from troth.engines.intake.submission import Receipt, Submission
from troth.rehearsal.clock import FakeClock

MANIFEST = Path(__file__).with_name("shop.yaml")
RIGHTS = Path(__file__).with_name("rights.yaml")
START = datetime(2025, 3, 3, 9, tzinfo=UTC)
NOTE = "The parcel came on time, but the box was open and one of the two lamps is missing. "
AT_ONCE = 5_000

SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32768",
)
"""The settings of the store itself."""


@contextmanager
def folder() -> Iterator[Path]:
    """Give a directory that is gone afterwards."""
    with TemporaryDirectory(prefix="troth-bench-") as made:
        yield Path(made)


@contextmanager
def shop(
    place: Path, clock: FakeClock | None = None, manifest: Path = MANIFEST
) -> Iterator[Platform]:
    """Open a platform on an empty store; by default the clock stands at `START`."""
    platform = open_platform(
        str(place / "shop.db"),
        manifest=manifest,
        clock=clock or FakeClock(START),
        environment={},
        rehearsal=True,
    )
    try:
        yield platform
    finally:
        platform.close()


def data_file(place: Path) -> Path:
    """Return the file of the store's data."""
    return place / "shop.db"


def note(number: int) -> str:
    """Return a customer's note of about a hundred characters."""
    return f"{NOTE}{number:012d}"


def arrive(
    platform: Platform, persons: int, collected: Callable[[int], datetime] | None = None
) -> list[bytes]:
    """Let new people write through the gate, one record each; return their ids."""
    found: list[bytes] = []
    for first in range(0, persons, AT_ONCE):
        arriving = [
            Submission(
                form="welcome",
                data={"email": f"customer-{number}@example.org"},
                received_at=START if collected is None else collected(number),
            )
            for number in range(first, min(first + AT_ONCE, persons))
        ]
        found += [answer.person for answer in taken(platform, arriving)]
    return found


def taken(platform: Platform, submissions: Sequence[Submission]) -> list[Receipt]:
    """Send submissions to the gate in one batch; every one must be taken in."""
    answers = platform.intake.receive_many(submissions)
    receipts = [answer for answer in answers if isinstance(answer, Receipt)]
    if len(receipts) != len(answers):
        raise AssertionError("the gate refused what it must take in")
    return receipts


def over_a_year(number: int) -> datetime:
    """Return an instant of arrival; arrivals are spread evenly over twelve months."""
    return START + timedelta(days=number % 360, minutes=number % 599)


# -- bare SQLite --------------------------------------------------------------------------------


def bare(file: Path) -> sqlite3.Connection:
    """Open a bare database with the store's settings; transactions are begun by hand."""
    connection = sqlite3.connect(file, isolation_level=None)
    for setting in SETTINGS:
        connection.execute(setting)
    return connection


def tables_like(connection: sqlite3.Connection, source: Path, *names: str) -> None:
    """Make tables as they are in the store's file, with their indexes, empty."""
    with sqlite3.connect(source) as there:
        for kind in ("table", "index"):
            for (sql,) in there.execute(
                "SELECT sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL"
                f" AND tbl_name IN ({', '.join('?' for _ in names)})",
                (kind, *names),
            ):
                connection.execute(sql)
    there.close()


def copied(connection: sqlite3.Connection, source: Path, *names: str) -> None:
    """Make tables as they are in the store's file, with their rows."""
    tables_like(connection, source, *names)
    connection.execute("ATTACH ? AS there", (str(source),))
    connection.execute("BEGIN IMMEDIATE")
    for name in names:
        connection.execute(f"INSERT INTO main.{name} SELECT * FROM there.{name}")
    connection.execute("COMMIT")
    connection.execute("DETACH there")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def rows_of(source: Path, name: str) -> list[tuple[object, ...]]:
    """Return every row of a table of a file."""
    connection = sqlite3.connect(source)
    try:
        return connection.execute(f"SELECT * FROM {name}").fetchall()
    finally:
        connection.close()


def sync(connection: sqlite3.Connection) -> None:
    """Move the write-ahead log into the file, so that both contestants begin alike."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def micros(instant: datetime) -> int:
    """Return an instant as the store writes it."""
    return to_micros(instant)
