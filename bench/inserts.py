"""Storing a record through the gate, sealed and evidenced, against a bare INSERT of the same rows.

The gate's whole way: the form's fields read, sensitive words searched, the decision, the term, the
seal, the row, the clock and the fact. The bare contestant writes the sealed rows it is given into a
table with the same columns and indexes. The people are known; a row about newcomers informs.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Stopwatch
from bench.rows import Row, Target
from bench.stores import (
    START,
    arrive,
    bare,
    data_file,
    folder,
    note,
    rows_of,
    shop,
    tables_like,
    taken,
)
from troth.assembly.platform import Platform
from troth.engines.intake.submission import Submission

BATCH = 1_000
INSERT = f"INSERT INTO records VALUES ({', '.join('?' * 11)})"
SMALL = {1: (20, 1), 10: (200, 4), 100: (1_000, 20)}
FULL = {1: (50, 1), 10: (500, 10), 100: (5_000, 100)}
"""Single records, and batches of a thousand, a size; a fifth as many batches of newcomers."""


def measure(sizes: tuple[int, ...], *, small: bool) -> Iterator[Row]:
    """Yield the rows of single and of batched inserts."""
    counts = SMALL if small else FULL
    for scale in sizes:
        yield _measured(scale, counts[scale][0], 1)
    for scale in sizes:
        yield _measured(scale, counts[scale][1], BATCH)
    for scale in sizes:
        yield _newcomers(scale, max(1, counts[scale][1] // 5))


def _measured(scale: int, batches: int, batch: int) -> Row:
    with folder() as place, shop(place) as platform:
        persons = arrive(platform, BATCH)
        rows = _spare_rows(batches * batch)
        bare_store = _bare_beside(place, platform)
        ours, theirs = Stopwatch(), Stopwatch()
        taken(platform, [_submission(persons[0], 0)])
        for number in range(batches):
            given = [_submission(persons[at % BATCH], number * batch + at) for at in range(batch)]
            if batch == 1:
                given = [_submission(persons[number % BATCH], number)]
            with ours.lap():
                taken(platform, given)
            with theirs.lap():
                _insert(bare_store, rows[number * batch : (number + 1) * batch])
        bare_store.close()
    single = batch == 1
    return Row(
        work="a record through the gate, " + ("alone" if single else "in batches of 1,000"),
        against="one durable INSERT" if single else "INSERTs in the same batches",
        scale=scale,
        size=f"{batches * batch:,} records",
        units=batches * batch,
        ours=ours.total,
        theirs=theirs.total,
        target=Target("speed", 0.8 if single else 0.35),
    )


def _newcomers(scale: int, batches: int) -> Row:
    with folder() as place, shop(place) as platform:
        arrive(platform, 1)
        watch = Stopwatch()
        for _ in range(batches):
            with watch.lap():
                arrive(platform, BATCH)
    return Row(
        work="a person nobody knew, with keys, index and record, in batches of 1,000",
        against="",
        scale=scale,
        size=f"{batches * BATCH:,} persons",
        units=batches * BATCH,
        ours=watch.total,
    )


def _submission(person: bytes, number: int) -> Submission:
    return Submission(form="note", data={"note": note(number)}, received_at=START, person=person)


def _spare_rows(count: int) -> list[tuple[object, ...]]:
    """Return sealed rows like those the gate writes, made by a gate of its own."""
    with folder() as place:
        with shop(place) as platform:
            persons = arrive(platform, BATCH)
            for first in range(0, count, BATCH):
                numbers = range(first, min(first + BATCH, count))
                taken(platform, [_submission(persons[at % BATCH], at) for at in numbers])
            platform.data.clean_up()
        return rows_of(data_file(place), "records")[-count:]


def _bare_beside(place: Path, platform: Platform) -> sqlite3.Connection:
    platform.data.clean_up()
    connection = bare(place / "bare.db")
    tables_like(connection, data_file(place), "records")
    return connection


def _insert(connection: sqlite3.Connection, rows: list[tuple[object, ...]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(INSERT, rows)
    connection.execute("COMMIT")
