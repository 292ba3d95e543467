"""SQLite and PostgreSQL against the memory model: the same work at random, the same answers.

Units of several steps, some of them broken off, on a small world of persons, so that keys collide,
holds meet sweeps and erased persons are written to again. After each unit every question the read
half can be asked is asked of both.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.storage import rows
from tests.storage.conformance import everything, grow
from tests.storage.rows import id_of
from tests.support.emptying import emptied
from troth.errors import TrothError
from troth.storage.memory import MemoryDataStore
from troth.storage.ports import DataStore, DataUnit
from troth.storage.sql.database import open_data_store
from troth.storage.sql.migrate import DATA

Step = Callable[[DataUnit], object]

# Two who are there from the start, and rarely two who may not be: a refusal ends its unit.
NAMES = st.sampled_from(["ann", "bob"] * 4 + ["cat", "dan"])
SMALL = st.integers(0, 12)
INSTANT = st.integers(0, 30)
CATEGORY = st.sampled_from(["contact", "calls"])
FIELD = st.sampled_from(["email", "phone", "recording"])
RULES = st.sampled_from([("accounts",), ("accounts", "idle"), ("idle",), ()])
MAYBE = st.none() | INSTANT


def about(name: str, kind: str = "person") -> bytes:
    return id_of(kind, name)


def gives(act: Callable[..., object], *drawn: st.SearchStrategy[object]) -> st.SearchStrategy[Step]:
    """Return steps that call `act(unit, …)` with what was drawn."""
    return st.tuples(*drawn).map(lambda values: lambda unit: act(unit, *values))


def add_record(
    unit: DataUnit, name: str, number: int, field: str, rules: tuple[str, ...], end: int, keep: int
) -> None:
    activity = unit.add_activity(
        rows.activity(field, category="calls" if field == "recording" else "contact", rules=rules)
    )
    row = rows.record(
        name,
        number,
        activity,
        expires_at=end if end < 25 else None,
        keep_until=keep if keep < 25 else None,
        rule=rules[0] if rules else "none",
        period=end // 10,
    )
    unit.add_records([row])


def retire(unit: DataUnit, field: str) -> int:
    return unit.update_activities(
        lambda row: replace(row, purposes=(), rules=("idle",)) if row.field == field else None
    )


def merge(unit: DataUnit, one: str, other: str) -> object:
    known = unit.person(about(one))
    return known and unit.update_person(replace(known, alias_of=about(other)))


STEPS: list[st.SearchStrategy[Step]] = [
    gives(lambda u, n, at: u.add_persons([rows.person(n, at=at)]), NAMES, INSTANT),
    gives(add_record, NAMES, SMALL, FIELD, RULES, INSTANT, INSTANT),
    gives(add_record, NAMES, SMALL, FIELD, RULES, INSTANT, INSTANT),
    gives(merge, NAMES, NAMES),
    gives(retire, FIELD),
    gives(lambda u, n: u.hide([about(n)]), NAMES),
    gives(lambda u, n, m: u.delete_persons([about(n), about(m)]), NAMES, NAMES),
    gives(lambda u, n, i: u.delete_records([(about(n), id_of("record", n, i))]), NAMES, SMALL),
    gives(
        lambda u, n, i, p: u.reseal_records(
            [(about(n), id_of("record", n, i), id_of("period", p), bytes([p]))]
        ),
        NAMES,
        SMALL,
        SMALL,
    ),
    gives(lambda u, now, limit: u.sweep_fixed(now, limit), INSTANT, SMALL),
    gives(
        lambda u, cut, now, limit: u.sweep_moving("idle", "last-contact", cut, now, limit),
        INSTANT,
        INSTANT,
        SMALL,
    ),
    gives(
        lambda u, n, i, at: u.set_expiry([(about(n), id_of("record", n, i), at, "accounts")]),
        NAMES,
        SMALL,
        MAYBE,
    ),
    gives(lambda u, n, at: u.touch([rows.clock(n, at)]), NAMES, INSTANT),
    gives(
        lambda u, n, m, at: u.touch([rows.clock(n, at), rows.clock(m, 20)]), NAMES, NAMES, INSTANT
    ),
    gives(lambda u, n, at: u.set_standing([rows.standing(n, since=at)]), NAMES, INSTANT),
    gives(lambda u, n: u.clear_standing(about(n), "objection", "newsletter"), NAMES),
    gives(lambda u, n, at: u.add_consents([rows.consent(n, at)]), NAMES, INSTANT),
    gives(
        lambda u, i, n, c, end: u.add_hold(rows.hold(f"h{i}", about=n, category=c, until=end)),
        SMALL,
        st.none() | NAMES,
        st.none() | CATEGORY,
        MAYBE,
    ),
    gives(lambda u, n: u.add_hold(rows.hold(f"claim-{n}", about=n)), NAMES),
    gives(lambda u, i, at: u.release_hold(f"h{i}", at), SMALL, INSTANT),
    gives(lambda u, n, i: u.add_disclosures([rows.disclosure(n, i)]), NAMES, SMALL),
    gives(lambda u, n, i: u.add_accesses([rows.access(n, i)]), NAMES, SMALL),
    gives(lambda u, i: u.open_intents([rows.intent(i)]), SMALL),
    gives(lambda u, i, at: u.settle_intents([rows.intent(i).intent], at), SMALL, INSTANT),
    gives(lambda u, at: u.delete_working_rows(at), INSTANT),
    gives(lambda u, i: grow(u, i), SMALL),
    gives(lambda u, i: u.prune_facts(i), SMALL),
]

ENDS = st.sampled_from([True] * 9 + [False])
UNIT = st.tuples(st.lists(st.one_of(STEPS), min_size=1, max_size=3), ENDS)
WORK = st.lists(UNIT, min_size=4, max_size=25)


class BrokenOffError(Exception):
    """The unit was left before its end."""


def did(store: DataStore, steps: list[Step], ends: bool) -> list[object]:
    """Run one unit; return what its steps gave, or the code of the refusal that ended it."""
    given_back: list[object] = []
    try:
        with store.unit() as unit:
            for step in steps:
                given_back.append(plain(step(unit)))
            if not ends:
                raise BrokenOffError
    except TrothError as refusal:
        given_back.append(refusal.code)
    except BrokenOffError:
        given_back.append("broken off")
    return given_back


def plain(value: object) -> object:
    return list(value) if isinstance(value, list | tuple) else value


def answers(store: DataStore) -> list[object]:
    """Return every answer, without the numbers a database gives and may skip."""
    with store.read() as reader:
        numbers = {n: row.field + str(row.rules) for n, row in reader.activities().items()}
        people = [about(name) for name in ("ann", "bob", "cat", "dan")]
        told = [strip(part, numbers) for part in everything(reader)]
        told += [reader.aliases(person) for person in people]
        told += [strip(list(reader.due_fixed(now, 5)), numbers) for now in (5, 15, 99)]
        told += [reader.count_due_by_month(), reader.count_records(), reader.held(people)]
        told += [reader.live_periods([id_of("period", n) for n in range(4)])]
        told += [strip(list(reader.sample_records(3, seed)), numbers) for seed in range(3)]
        told += [strip(list(reader.records_in_period(id_of("period", 1), 9)), numbers)]
        return told


def strip(part: object, numbers: dict[int, str]) -> object:
    if isinstance(part, dict):
        return sorted(numbers[number] for number in part)
    if not isinstance(part, list):
        return part
    return [numbered(row, numbers) for row in part]


def numbered(row: object, numbers: dict[int, str]) -> object:
    if hasattr(row, "sealed"):
        return (numbers[row.activity], replace(row, activity=0))  # type: ignore[attr-defined, type-var]  # a record
    for name in ("event", "seq"):
        if hasattr(row, name):
            return replace(row, **{name: 0})  # type: ignore[type-var]  # a numbered row
    return row


def compare(store: DataStore, work: list[tuple[list[Step], bool]]) -> None:
    model: DataStore = MemoryDataStore()
    people: list[Step] = [lambda unit: unit.add_persons([rows.person("ann"), rows.person("bob")])]
    for steps, ends in [(people, True), *work]:
        assert did(store, steps, ends) == did(model, steps, ends)
        assert answers(store) == answers(model)


@given(work=WORK)
@settings(max_examples=100)
def test_sqlite_answers_as_the_model_does(work: list[tuple[list[Step], bool]]) -> None:
    folder = tempfile.mkdtemp(prefix="troth-model-")
    store = open_data_store(str(Path(folder) / "data.db"), create=True)
    try:
        compare(store, work)
    finally:
        store.close()
        shutil.rmtree(folder)


@pytest.mark.postgres
def test_postgres_answers_as_the_model_does(postgres_pair: tuple[str, str]) -> None:
    store = open_data_store(postgres_pair[0], create=True)

    @given(work=WORK)
    @settings(max_examples=40)
    def run(work: list[tuple[list[Step], bool]]) -> None:
        emptied(postgres_pair[0], DATA)
        compare(store, work)

    try:
        run()
    finally:
        store.close()
