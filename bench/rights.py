"""Consent events, access answers and standing, each against the database by hand.

A consent is weighed, journalled, written with its fact; the bare contestant inserts the row. An
answer is assembled from the vault with everything Art. 15 asks for, recorded and logged; the bare
contestant selects plain rows and writes JSON. A standing is what a block of an application asks
before it runs; the bare contestant selects the person's rows.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from bench.measure import Stopwatch, alternate, settled
from bench.rows import Row, Target
from bench.stores import (
    AT_ONCE,
    RIGHTS,
    START,
    bare,
    data_file,
    folder,
    over_a_year,
    rows_of,
    shop,
    tables_like,
    taken,
)
from troth.assembly.platform import Platform, open_platform
from troth.engines.consents.consents import Given
from troth.engines.export.export import Pack
from troth.engines.intake.submission import Submission
from troth.rehearsal.clock import FakeClock

LATER = START + timedelta(days=370)
"""When everybody has come."""
BATCH = 1_000
TEXT = "cd" * 32
CONSENT = Given(purpose="newsletter", text_hash=TEXT)
VALUES = ("day", "over", "closing", "annual", "invoice")
FIELDS = {"day": "fixed", "over": "exceeded", "closing": "ended", "annual": "yearly",
          "invoice": "kept"}  # fmt: skip
SMALL = {1: (20, 1, 10), 10: (100, 3, 100), 100: (500, 10, 1_000)}
FULL = {1: (50, 1, 10), 10: (500, 10, 100), 100: (5_000, 100, 1_000)}
"""Single consents, batches of a thousand, and answers, a size."""
ASKED = 2_000
"""Standings read a round."""


def measure(sizes: tuple[int, ...], *, small: bool) -> Iterator[Row]:
    """Yield consents alone and in batches, answers, standing."""
    counts = SMALL if small else FULL
    for scale in sizes:
        yield _consents(scale, counts[scale][0], 1)
    for scale in sizes:
        yield _consents(scale, counts[scale][1], BATCH)
    for scale in sizes:
        yield _answers(scale, counts[scale][2])
    for scale in sizes:
        yield _standing(scale, counts[scale][2])
    urls = [os.environ.get(name) for name in ("TROTH_TEST_POSTGRES", "TROTH_TEST_POSTGRES_KEYS")]
    if all(urls):
        yield from _on_a_server(
            {scale: counts[scale][2] for scale in sizes}, str(urls[0]), str(urls[1])
        )


def people(
    platform: Platform,
    count: int,
    *forms: str,
    when: Callable[[int], datetime] = over_a_year,
) -> list[bytes]:
    """Let people open accounts, and hand in one value by each of some forms."""
    found: list[bytes] = []
    for first in range(0, count, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, count))
        arriving = [
            Submission(
                form="account",
                data={"email": f"person-{number}@example.org", "name": f"Person {number}"},
                received_at=when(number),
            )
            for number in numbers
        ]
        made = [answer.person for answer in taken(platform, arriving)]
        for form in forms:
            given = [
                Submission(
                    form=form,
                    data={FIELDS[form]: f"value {form}"},
                    received_at=when(number),
                    person=one,
                )
                for number, one in zip(numbers, made, strict=True)
            ]
            taken(platform, given)
        found += made
    return found


# -- consents -----------------------------------------------------------------------------------


def _consents(scale: int, batches: int, batch: int) -> Row:
    clock = FakeClock(START)
    with folder() as place, shop(place, clock, RIGHTS) as platform:
        persons = people(platform, BATCH)
        platform.consents.give(persons[0], CONSENT, clock.now())
        platform.data.clean_up()
        other = bare(place / "bare.db")
        tables_like(other, data_file(place), "consents")
        (sample,) = rows_of(data_file(place), "consents")[-1:]
        insert = f"INSERT INTO consents VALUES ({', '.join('?' * len(sample))})"
        ours, theirs = Stopwatch(), Stopwatch()
        with settled():
            for number in range(batches):
                given = [(persons[(number * batch + at) % BATCH], CONSENT) for at in range(batch)]
                first = 1 + number * batch
                rows = [(first + at, one, *sample[2:]) for at, (one, _) in enumerate(given)]
                with ours.lap():
                    if batch == 1:
                        platform.consents.give(*given[0], clock.now())
                    else:
                        platform.consents.give_many(given, clock.now())
                with theirs.lap():
                    other.execute("BEGIN IMMEDIATE")
                    other.executemany(insert, rows)
                    other.execute("COMMIT")
        other.close()
    single = batch == 1
    return Row(
        work="a consent with its evidence, " + ("alone" if single else "in batches of 1,000"),
        against="one durable INSERT" if single else "INSERTs in the same batches",
        scale=scale,
        size=f"{batches * batch:,} consents",
        units=batches * batch,
        ours=ours.total,
        theirs=theirs.total,
        target=Target("speed", 0.8 if single else 0.35),
        note="ours weighed, journalled in both copies of the key store, and with a fact",
    )


# -- answers ------------------------------------------------------------------------------------


def _answers(scale: int, count: int) -> Row:
    with folder() as place, shop(place, FakeClock(LATER), RIGHTS) as platform:
        persons = people(platform, count, *VALUES)
        platform.consents.give_many([(one, CONSENT) for one in persons], LATER)
        other = _plain(place, platform, persons)
        ours, theirs = Stopwatch(), Stopwatch()
        with ours.lap():
            packs = platform.export.assemble_many(persons, LATER)
            written = sum(len(pack.encode()) for pack in packs)
        with theirs.lap():
            bytes_there = sum(len(_answered(other, person)) for person in persons)
        other.close()
    if any(len(_data(pack)) != len(VALUES) + 2 for pack in packs):
        raise AssertionError("an answer lacks values")
    return Row(
        work="access answers, complete with Art. 15, from the vault",
        against="plain SELECTs and JSON",
        scale=scale,
        size=f"{count:,} answers",
        units=count,
        ours=ours.total,
        theirs=theirs.total,
        target=Target("speed", 0.3),
        note=f"{written / count:,.0f} bytes an answer, theirs {bytes_there / count:,.0f}; "
        "ours opened, with terms, recipients and rights, each look recorded and logged",
    )


def _plain(place: Path, platform: Platform, persons: list[bytes]) -> sqlite3.Connection:
    """Make the tables somebody would keep without a vault: values in the clear, as columns."""
    platform.data.clean_up()
    other = bare(place / "plain.db")
    tables_like(other, data_file(place), "consents", "disclosures")
    other.execute(
        "CREATE TABLE data (person BLOB, field TEXT, category TEXT, value TEXT, source TEXT,"
        " purposes TEXT, basis TEXT, collected_at INTEGER, delete_after INTEGER)"
    )
    other.execute("CREATE INDEX data_person ON data (person)")
    other.execute("BEGIN IMMEDIATE")
    for row in rows_of(data_file(place), "consents"):
        other.execute(f"INSERT INTO consents VALUES ({', '.join('?' * len(row))})", row)
    for pack, person in zip(platform.export.assemble_many(persons, LATER), persons, strict=True):
        for one in _data(pack):
            line = (
                person, one["field"], one["category"], one["value"], one["source"],
                " ".join(one["purposes"]), one["basis"], one["collected_at"], one["delete_after"],
            )  # fmt: skip
            other.execute(f"INSERT INTO data VALUES ({', '.join('?' * len(line))})", line)
    other.execute("COMMIT")
    return other


def _data(pack: Pack) -> list[Mapping[str, Any]]:
    data = pack.content["data"]
    return data if isinstance(data, list) else []


def _answered(other: sqlite3.Connection, person: bytes) -> bytes:
    columns = "field, category, value, source, purposes, basis, collected_at, delete_after"
    data = other.execute(f"SELECT {columns} FROM data WHERE person = ?", (person,)).fetchall()
    said = other.execute(
        "SELECT purpose, action, at, text_hash, method FROM consents WHERE person = ?", (person,)
    ).fetchall()
    shown = other.execute(
        "SELECT recipient, categories, at FROM disclosures WHERE person = ?", (person,)
    ).fetchall()
    return json.dumps(
        {
            "data": [dict(zip(columns.split(", "), line, strict=True)) for line in data],
            "consents": said,
            "recipients": shown,
        }
    ).encode()


# -- standing -----------------------------------------------------------------------------------


def _standing(scale: int, count: int) -> Row:
    with folder() as place, shop(place, FakeClock(START), RIGHTS) as platform:
        persons = _said(platform, count)
        watch = Stopwatch()
        for person in persons:
            platform.purposes.standing(person, START)
        with watch.lap():
            for number in range(ASKED):
                platform.purposes.standing(persons[number % count], START)
    return Row(
        work="a standing read again on SQLite",
        against="",
        scale=scale,
        size=f"of {count:,} persons",
        units=1,
        ours=watch.total.shared(ASKED),
        target=Target("seconds", 20e-6),
        note="checked each time by the database's own version",
    )


def _said(platform: Platform, count: int) -> list[bytes]:
    persons = people(platform, count)
    platform.consents.give_many([(one, CONSENT) for one in persons], START)
    for person in persons[::10]:
        platform.standing.object(person, "marketing", START)
    return persons


def _on_a_server(counts: Mapping[int, int], data: str, keys: str) -> Iterator[Row]:
    """Yield a row a size, on one empty store that grows."""
    plain = data.replace("+psycopg", "")
    with folder() as place, psycopg.connect(plain, autocommit=True) as other:
        platform = open_platform(
            data, keys, manifest=RIGHTS, clock=FakeClock(START), rehearsal=True,
            environment={"TROTH_ROOT_FILE": str(place / "root.key")},
        )  # fmt: skip
        try:
            for scale, count in counts.items():
                persons = _said(platform, count)
                yield _on_a_server_of(scale, platform, other, persons)
        finally:
            platform.close()


def _on_a_server_of(
    scale: int, platform: Platform, other: psycopg.Connection, persons: list[bytes]
) -> Row:
    count = len(persons)

    def ask(number: int) -> None:
        platform.purposes.standing(persons[number % count], START)

    def select(number: int) -> None:
        other.execute(
            "SELECT kind, about, value, since, until FROM standing WHERE person = %s",
            (persons[number % count],),
        ).fetchall()

    ours, theirs = alternate([ask, select], ASKED // 10)
    return Row(
        work="a standing read on PostgreSQL, in one statement",
        against="a bare SELECT of the person's rows",
        scale=scale,
        size=f"of {count:,} persons",
        units=1,
        ours=ours,
        theirs=theirs,
        target=Target("cost", 2),
        note="ours over the alias set, with the consents",
    )
