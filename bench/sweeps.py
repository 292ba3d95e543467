"""A sweep over every kind of rule, with holds, against the bare DELETE of the same rows.

Fixed periods, periods that must be exceeded, moving clocks, criteria that were met, a yearly purge;
one kind of record and one person in a hundred are held. The bare contestant is handed the ids of
what the sweep took, in a temporary table, and deletes them from a copy of the store's own table.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from bench.measure import Stopwatch, settled
from bench.rows import Row, Target
from bench.stores import (
    AT_ONCE,
    RIGHTS,
    START,
    bare,
    copied,
    data_file,
    folder,
    rows_of,
    shop,
    sync,
    taken,
)
from troth.assembly.platform import Platform
from troth.engines.consents.consents import Given
from troth.engines.intake.submission import Submission
from troth.rehearsal.clock import FakeClock

KINDS = {
    "day": "fixed", "over": "exceeded", "use": "moving", "closing": "ended", "annual": "yearly",
    "wish": "consented", "invoice": "kept",
}  # fmt: skip
"""Form → its one field; each field is governed by a rule of its own kind."""

SMALL = {1: 70, 10: 700, 100: 7_000}
FULL = {1: 1_400, 10: 14_000, 100: 140_000}
"""Records a size, a seventh of each kind."""
TEXT = "ab" * 32
CLOSED = START + timedelta(days=30)
SWEPT_AT = START + timedelta(days=400)


def measure(sizes: tuple[int, ...], *, small: bool) -> Iterator[Row]:
    """Yield one sweep a size."""
    counts = SMALL if small else FULL
    for scale in sizes:
        yield _swept(scale, counts[scale])


def _swept(scale: int, records: int) -> Row:
    clock = FakeClock(START)
    with folder() as place, shop(place, clock, RIGHTS) as platform:
        persons = _filled(platform, records)
        _happened(platform, clock, persons)
        platform.data.clean_up()
        rows = bare(place / "bare.db")
        copied(rows, data_file(place), "records")
        ours, theirs = Stopwatch(), Stopwatch()
        with settled(), ours.lap():
            report = platform.retention.sweep(SWEPT_AT)
        gone = _named(rows, place, platform)
        with theirs.lap():
            rows.execute("BEGIN IMMEDIATE")
            deleted = rows.execute(
                "DELETE FROM records WHERE (person, record) IN (SELECT person, record FROM gone)"
            ).rowcount
            rows.execute("COMMIT")
        rows.close()
    if not deleted == gone == report.total or len(report.by_rule) != len(KINDS) - 1:
        raise AssertionError(f"the sweep took {report.by_rule}, the statement {deleted}")
    return Row(
        work="a sweep over every kind of rule, with holds",
        against="bare DELETE of the same rows",
        scale=scale,
        size=f"{gone:,} of {records:,} records",
        units=gone,
        ours=ours.total,
        theirs=theirs.total,
        target=Target("speed", 0.8),
        note="the bare DELETE is told what is due; ours finds it, and writes facts and ends keys",
    )


def _filled(platform: Platform, records: int) -> list[bytes]:
    persons: list[bytes] = []
    for first in range(0, records, AT_ONCE):
        arriving = [_submission(number) for number in range(first, min(first + AT_ONCE, records))]
        persons += [answer.person for answer in taken(platform, arriving)]
    return persons


def _submission(number: int) -> Submission:
    form, field = list(KINDS.items())[number % len(KINDS)]
    consents = (Given(purpose="newsletter", text_hash=TEXT),) if form == "wish" else ()
    arrived: datetime = START + timedelta(minutes=number % 20_000)
    return Submission(
        form=form, data={field: f"value {number}"}, received_at=arrived, consents=consents
    )


def _happened(platform: Platform, clock: FakeClock, persons: Sequence[bytes]) -> None:
    clock.move_to(CLOSED)
    platform.retention.events(persons, "account-closed", CLOSED)
    platform.retention.events(persons, "consent-withdrawn", CLOSED)
    clock.move_to(SWEPT_AT)
    platform.retention.hold(ground="case-1", now=SWEPT_AT, category="kept")
    for person in persons[:: max(100, len(persons) // 100)]:
        platform.retention.hold(ground="case-2", now=SWEPT_AT, person=person)


def _named(rows: sqlite3.Connection, place: Path, platform: Platform) -> int:
    """Put the ids of what the sweep took into a temporary table; return how many."""
    platform.data.clean_up()
    left = {(row[0], row[1]) for row in rows_of(data_file(place), "records")}
    there = rows.execute("SELECT person, record FROM records").fetchall()
    gone = sorted(set(there) - left)
    rows.execute(
        "CREATE TEMP TABLE gone (person BLOB, record BLOB, PRIMARY KEY (person, record))"
        " WITHOUT ROWID"
    )
    rows.executemany("INSERT INTO gone VALUES (?, ?)", gone)
    sync(rows)
    return len(gone)
