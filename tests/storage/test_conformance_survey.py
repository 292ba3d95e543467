"""Figures over whole tables: every driver counts what the memory model counts.

The same random rows go into the driver and into the model; each question of `storage.survey` is
asked of both.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from tests.storage import rows
from tests.storage.rows import DAY, id_of
from troth.storage.memory import MemoryDataStore
from troth.storage.ports import DataReader, DataStore, DataUnit
from troth.storage.rows import (
    ClockRow,
    FactRow,
    HoldRow,
    NodeRow,
    RefusalRow,
    StandingRow,
)

NOW = 400 * DAY
LATE = NOW - DAY
PEOPLE = 25


def fill(store: DataStore, seed: int) -> list[int]:
    """Put random people, records, holds, clocks and refusals into a store."""
    dice = Random(seed)
    with store.unit() as unit:
        activities = [
            unit.add_activity(rows.activity(field, category=category))
            for field, category in (("email", "contact"), ("page", "usage"), ("cv", "candidate"))
        ]
        unit.add_persons([rows.person(n) for n in range(PEOPLE)])
        unit.add_persons([rows.person(f"other {n}", alias_of=n) for n in range(3)])
        for n in range(PEOPLE):
            records = [
                replace(
                    rows.record(
                        n,
                        number,
                        dice.choice(activities),
                        expires_at=dice.choice((None, dice.randrange(NOW + 50 * DAY))),
                        keep_until=dice.choice((None, None, dice.randrange(NOW + 50 * DAY))),
                        rule=dice.choice(("accounts", "usage")),
                    ),
                    collected_at=dice.randrange(NOW),
                )
                for number in range(dice.randrange(5))
            ]
            unit.add_records(records)
            if dice.random() < 0.5:
                at = dice.randrange(NOW)
                unit.touch([ClockRow(person=id_of("person", n), clock="last-activity", at=at)])
        unit.set_standing([standing(n, dice) for n in range(0, PEOPLE, 4)])
        for n in range(6):
            unit.add_hold(hold(n, dice))
        unit.add_refusals([refusal(n, dice) for n in range(20)])
        unit.hide([id_of("person", 4), id_of("person", 5)])
        log(unit, 7)
    return activities


def standing(number: int, dice: Random) -> StandingRow:
    return StandingRow(
        person=id_of("person", number),
        kind=dice.choice(("restriction", "minor")),
        about="",
        value="yes",
        since=dice.randrange(NOW),
        until=None,
    )


def hold(number: int, dice: Random) -> HoldRow:
    person = dice.choice((None, id_of("person", dice.randrange(PEOPLE))))
    categories = ("contact", "usage") if person is None else (None, "contact", "candidate")
    return HoldRow(
        hold=f"hold-{number}",
        person=person,
        category=dice.choice(categories),
        ground="claim",
        placed_at=dice.randrange(NOW + 5 * DAY),
        until=dice.choice((None, dice.randrange(NOW + 5 * DAY))),
        released_at=dice.choice((None, dice.randrange(NOW - 2 * DAY, NOW))),
    )


def refusal(number: int, dice: Random) -> RefusalRow:
    return RefusalRow(
        refusal=id_of("refusal", number),
        action="collect",
        subject=dice.choice(("signup", "import")),
        code=dice.choice(("MINOR", "SENSITIVE")),
        address="minors/age",
        at=number,
    )


def log(unit: DataUnit, facts: int) -> None:
    unit.append_facts(
        [
            FactRow(seq=0, index=None, kind="swept" if n % 2 else "looked", at=n, body=bytes([n]))
            for n in range(facts)
        ]
    )
    waiting = unit.unsequenced(facts)
    unit.place_facts(
        [(row.seq, n) for n, row in enumerate(waiting)],
        [NodeRow(level=0, index=n, hash=bytes([n]) * 32) for n in range(facts)],
    )


def answers(reader: DataReader, activities: list[int]) -> dict[str, object]:
    """Ask everything a survey can be asked."""
    some = activities[:2]
    return {
        "groups": list(reader.record_groups(LATE, NOW)),
        "moving": dict(reader.oldest_moving("last-activity", some, LATE, NOW)),
        "overdue": list(reader.overdue(some, NOW, LATE, NOW, 50)),
        "overdue, few": list(reader.overdue(activities, NOW, LATE, NOW, 3)),
        "overdue by clock": list(
            reader.overdue(activities, NOW // 2, LATE, NOW, 50, "last-activity")
        ),
        "ended": list(reader.ended("accounts", LATE, NOW, 50)),
        "bound": [one for chunk in reader.bound(some) for one in chunk],
        "bound to nothing": [one for chunk in reader.bound([]) for one in chunk],
        "persons": list(reader.person_ids()),
        "persons with records": list(reader.persons_with_records()),
        "periods": list(reader.periods_with_records()),
        "merged": dict(reader.merged()),
        "standing": list(reader.all_standing()),
        "refusals": list(reader.count_refusals().items()),
        "facts": list(reader.count_facts().items()),
        "nodes": [list(reader.nodes(0, 2, 5)), list(reader.nodes(0, 5, 99)), reader.nodes(3, 0, 9)],
    }


@pytest.mark.parametrize("seed", range(6))
def test_every_driver_surveys_as_the_model_does(data: DataStore, seed: int) -> None:
    model = MemoryDataStore()
    numbers, same = fill(data, seed), fill(model, seed)
    assert numbers == same
    with data.read() as reader, model.read() as plain:
        expected = answers(plain, same)
        found = answers(reader, numbers)
        for question, answer in expected.items():
            assert found[question] == answer, question
        assert expected["groups"]


def test_an_empty_store_has_nothing_to_survey(data: DataStore) -> None:
    with data.read() as reader:
        assert not reader.record_groups(LATE, NOW)
        assert not list(reader.bound([1]))
        assert not reader.oldest_moving("last-contact", [], LATE, NOW)
        assert not reader.overdue([], NOW, LATE, NOW, 9)
