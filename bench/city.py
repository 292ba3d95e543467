"""A city of people with one record each: proved, swept, erased from, a month of it ended.

One load serves four measurements, in this order: prove (reads alone), erasure of one and of one
person in a hundred, the sweep of what has expired, the end of a month. The bare contestants work on
copies of the store's own tables, and on a key tree that does nothing else.
"""

from __future__ import annotations

import os
import random
import resource
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from bench.keytree import BareKeyTree
from bench.measure import Cost, Stopwatch, timed
from bench.rows import Row, Target
from bench.stores import (
    START,
    arrive,
    bare,
    copied,
    data_file,
    folder,
    micros,
    over_a_year,
    shop,
    sync,
)
from troth.assembly.platform import Platform
from troth.assembly.proof import prove_platform
from troth.core.facts import fact
from troth.core.names import Identifier
from troth.engines.vault.keytree import fixed_period
from troth.engines.vault.rows import NewRecord
from troth.rehearsal.clock import FakeClock
from troth.storage.rows import IntentRow

SMALL = {1: 300, 10: 3_000, 100: 30_000}
FULL = {1: 10_000, 10: 100_000, 100: 1_000_000}
"""Persons a size."""
AT_ONCE = 10_000
LAST_ARRIVAL = datetime(2026, 3, 2, tzinfo=UTC)
SWEPT_AT = datetime(2026, 5, 15, tzinfo=UTC)
MONTH = (2026, 6)
MONTH_OVER = datetime(2026, 7, 1, tzinfo=UTC)
RULE = "retention/notes"


def measure(sizes: tuple[int, ...], *, small: bool) -> Iterator[Row]:
    """Yield the rows of every measurement on each city."""
    for scale in sizes:
        persons = (SMALL if small else FULL)[scale]
        clock = FakeClock(START)
        with folder() as place, shop(place, clock) as platform:
            people = settle(platform, persons)
            clock.move_to(LAST_ARRIVAL)
            yield _proved(platform, scale, persons)
            yield from _erased(platform, place, scale, people)
            yield from _expired(platform, place, scale, persons)


def settle(platform: Platform, persons: int) -> list[bytes]:
    """Fill the city: known by an address each, one record each, over twelve months.

    Past the gate's questions, which `bench.inserts` measures: identity, vault and log are the same.
    """
    arrive(platform, 1)
    found: list[bytes] = []
    for first in range(0, persons, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, persons))
        addresses = [[Identifier("email", f"citizen-{n}@example.org")] for n in numbers]
        made = platform.identity.welcome(addresses, LAST_ARRIVAL)
        ids = [os.urandom(16) for _ in made]
        with platform.data.unit() as unit:
            platform.vault.put(
                unit,
                [
                    _record(person, record, number)
                    for person, record, number in zip(made, ids, numbers, strict=True)
                ],
            )
            # Each record is a submission of its own, and has its fact.
            platform.evidence.append(
                unit,
                *(
                    fact(
                        "collected",
                        micros(over_a_year(number)),
                        submission=record,
                        form="welcome",
                        policy=platform.policy.hash,
                        count=1,
                        commitment=bytes(32),
                    )
                    for record, number in zip(ids, numbers, strict=True)
                ),
            )
        found += made
    platform.evidence.checkpoint()
    platform.data.clean_up()
    platform.keys.clean_up()
    return found


def _record(person: bytes, record: bytes, number: int) -> NewRecord:
    collected = over_a_year(number)
    return NewRecord(
        person=person,
        record=record,
        submission=record,
        activity=1,
        field="email",
        value=b"citizen-%d@example.org" % number,
        collected_at=collected,
        expires_at=collected + timedelta(days=365),
        rule=RULE,
    )


# -- prove --------------------------------------------------------------------------------------


def _proved(platform: Platform, scale: int, persons: int) -> Row:
    before = _peak()
    watch = Stopwatch()
    with watch.lap():
        table = prove_platform(platform, platform.clock.now())
    broken = [promise.address for promise in table.broken]
    grown = (_peak() - before) / 1_024
    return Row(
        work="troth prove, metadata and log in full, 1,000 records opened",
        against="",
        scale=scale,
        size=f"{persons:,} records",
        units=persons,
        ours=watch.total,
        target=Target("seconds", 10),
        note=f"peak memory grew by {grown:.0f} MiB; broken: {', '.join(broken) or 'none'}",
    )


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


# -- erasure ------------------------------------------------------------------------------------


def _erased(platform: Platform, place: Path, scale: int, people: Sequence[bytes]) -> Iterator[Row]:
    chosen = random.Random(scale).sample(list(people), 2 + 2 * (len(people) // 100))
    share = len(people) // 100
    groups = (chosen[:1], chosen[2 : 2 + share])
    wholes = (chosen[1:2], chosen[2 + share :])
    tree = BareKeyTree(place)
    tree.load(people)
    platform.data.clean_up()
    rows = bare(place / "rows.db")
    copied(rows, data_file(place), "records", "persons")
    for group, whole in zip(groups, wholes, strict=True):
        size = f"{len(group):,} of {len(people):,} persons"
        theirs_keys = timed(partial(tree.erase, group))
        yield _keys_row(platform, group, scale, size, theirs_keys)
        yield _rows_row(platform, rows, group, scale, size)
        yield _whole_row(platform, whole, scale, size, theirs_keys)
    tree.close()
    rows.close()


def _keys_row(
    platform: Platform, group: Sequence[bytes], scale: int, size: str, theirs: Cost
) -> Row:
    now = platform.clock.now()
    with platform.data.unit() as unit:
        unit.hide(group)
        unit.open_intents(
            [IntentRow(intent=one, kind="erase", target=one, at=micros(now)) for one in group]
        )
    watch = Stopwatch()
    with watch.lap():
        platform.vault.destroy_persons(group)
        platform.vault.epoch(now)
    return Row(
        work=f"keys of {'one person' if len(group) == 1 else '1 person in 100'} with an epoch",
        against="bare key tree",
        scale=scale,
        size=size,
        units=1 if len(group) == 1 else len(group),
        ours=watch.total,
        theirs=theirs,
        target=Target("cost", 2),
        note="ours in two copies, with the blind index and the log",
    )


def _rows_row(
    platform: Platform, rows: sqlite3.Connection, group: Sequence[bytes], scale: int, size: str
) -> Row:
    watch, other = Stopwatch(), Stopwatch()
    with watch.lap(), platform.data.unit() as unit:
        unit.delete_persons(group)
        unit.settle_intents(group, micros(platform.clock.now()))
    with other.lap():
        rows.execute("BEGIN IMMEDIATE")
        rows.execute("CREATE TEMP TABLE gone (person BLOB PRIMARY KEY) WITHOUT ROWID")
        rows.executemany("INSERT INTO gone VALUES (?)", [(one,) for one in group])
        for table in ("records", "persons"):
            rows.execute(f"DELETE FROM {table} WHERE person IN (SELECT person FROM temp.gone)")
        rows.execute("DROP TABLE temp.gone")
        rows.execute("COMMIT")
    return Row(
        work=f"rows of {'one person' if len(group) == 1 else '1 person in 100'}",
        against="set-based DELETE of the same rows",
        scale=scale,
        size=size,
        units=len(group),
        ours=watch.total,
        theirs=other.total,
        target=Target("speed", 0.8),
        note="ours looks into every table that holds people",
    )


def _whole_row(
    platform: Platform, group: Sequence[bytes], scale: int, size: str, theirs: Cost
) -> Row:
    now = platform.clock.now()
    watch = Stopwatch()
    with watch.lap():
        plan = platform.erasure.plan(group, now)
        platform.erasure.carry_out(plan.plan, now)
        platform.vault.epoch(now)
        receipt = platform.erasure.receipt(plan.plan)
    if receipt.pending or receipt.found_again:
        raise AssertionError("an erasure left something or is still pending")
    return Row(
        work=f"whole erasure of {'one person' if len(group) == 1 else '1 person in 100'}: plan,"
        " keys, rows, search, epoch, receipt",
        against="bare key tree alone",
        scale=scale,
        size=size,
        units=len(group),
        ours=watch.total,
        theirs=theirs,
    )


# -- expiry -------------------------------------------------------------------------------------


def _expired(platform: Platform, place: Path, scale: int, persons: int) -> Iterator[Row]:
    rows = bare(place / "expiring.db")
    platform.data.clean_up()
    copied(rows, data_file(place), "records")
    yield _swept(platform, rows, scale, persons, SWEPT_AT, "retention sweep by expiry")
    with platform.data.read() as reader:
        period = fixed_period(RULE, *MONTH)
        some = reader.records_in_period(period, 100)
    watch = Stopwatch()
    with watch.lap():
        platform.vault.destroy_periods([period])
    if any(value is not None for value in platform.vault.open_values(some)):
        raise AssertionError("a record of the month can still be opened")
    yield Row(
        work="end of a month: unreadable",
        against="",
        scale=scale,
        size=f"a month of {persons:,} records",
        units=1,
        ours=watch.total,
        target=Target("seconds", 0.1),
    )
    yield _swept(platform, rows, scale, persons, MONTH_OVER, "end of a month: rows reclaimed")
    rows.close()


def _swept(
    platform: Platform,
    rows: sqlite3.Connection,
    scale: int,
    persons: int,
    now: datetime,
    work: str,
) -> Row:
    platform.data.clean_up()
    sync(rows)
    ours, theirs = Stopwatch(), Stopwatch()
    with ours.lap():
        report = platform.retention.sweep(now)
    with theirs.lap():
        gone = rows.execute("DELETE FROM records WHERE expires_at <= ?", (micros(now),)).rowcount
    if gone != report.total:
        raise AssertionError(f"the sweep took {report.total} records, the statement {gone}")
    return Row(
        work=work,
        against="bare DELETE by expiry",
        scale=scale,
        size=f"{gone:,} of {persons:,} records",
        units=max(gone, 1),
        ours=ours.total,
        theirs=theirs.total,
        target=Target("speed", 0.8),
        note="ours with the facts and the keys of the months that are over",
    )
