"""What was said and done about persons: what every driver does alike.

The contract of `storage.ports` on the memory model, on SQLite and on PostgreSQL; where no server
can be had, the last is skipped and said so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.storage import rows
from tests.storage.conformance import refused
from tests.storage.rows import ANN, BOB, id_of
from troth.storage.ports import DataStore, DataUnit

# Standing and history


def test_standing_is_set_replaced_and_cleared(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.set_standing([rows.standing("ann"), rows.standing("ann", "restriction", "")])
        unit.set_standing([rows.standing("ann", since=4), rows.standing("ann", since=5)])
        assert unit.standing([ANN, BOB]) == [
            rows.standing("ann", since=5),
            rows.standing("ann", "restriction", ""),
        ]
        unit.clear_standing(ANN, "objection", "newsletter")
        unit.clear_standing(ANN, "objection", "never-set")
        assert [row.kind for row in unit.standing([ANN])] == ["restriction"]


def test_consents_come_in_the_order_they_were_appended(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.add_consents([rows.consent("ann", 9), rows.consent("bob", 1)])
        unit.add_consents([rows.consent("ann", 3)])
        found = unit.consents([ANN])
        assert [row.at for row in found] == [9, 3]
        assert found[0].event < found[1].event
        assert replace(found[0], event=0) == rows.consent("ann", 9)
        assert [row.at for row in unit.all_consents()] == [9, 1, 3]
        assert [row.at for row in unit.consents_after([ANN], 2)] == [9, 3]
        assert [row.at for row in unit.consents_after([ANN], 3)] == [9]
        assert unit.consents_after([BOB], 1) == unit.consents_after([], 0) == []


def test_disclosures_looks_and_refusals_come_oldest_first(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.add_disclosures([rows.disclosure("ann", 1, at=9), rows.disclosure("ann", 2, at=3)])
        unit.add_disclosures([rows.disclosure("bob", 3, at=5)])
        unit.add_accesses([rows.access("bob", 1, at=9), rows.access("ann", 2, at=3, allowed=False)])
        unit.add_refusals([rows.refusal(1, at=4), rows.refusal(2, at=2)])
    with peopled.read() as reader:
        assert reader.disclosures([ANN]) == [
            rows.disclosure("ann", 2, at=3),
            rows.disclosure("ann", 1, at=9),
        ]
        assert [row.at for row in reader.all_disclosures()] == [3, 5, 9]
        assert reader.accesses([ANN]) == [rows.access("ann", 2, at=3, allowed=False)]
        assert [row.at for row in reader.all_accesses()] == [3, 9]
        assert list(reader.refusals()) == [rows.refusal(2, at=2), rows.refusal(1, at=4)]


def test_those_whose_consent_ends_by_itself_are_found_without_the_others(data: DataStore) -> None:
    with data.unit() as unit:
        unit.add_persons([rows.person(name) for name in ("ann", "bob", "cat", "dan")])
        unit.add_consents([replace(rows.consent("bob", 1), until=7), rows.consent("ann", 1)])
        unit.add_consents([replace(rows.consent("bob", 2), until=8, purpose="calls")])
        unit.add_consents([replace(rows.consent("cat", 1), until=9)])
        unit.add_consents([replace(rows.consent("dan", 1), until=5, action="record-only")])
        assert unit.lapsing(6) == []
        assert unit.lapsing(8) == [BOB]
        assert unit.lapsing(9) == sorted([BOB, id_of("person", "cat")])


@pytest.mark.parametrize(
    "act",
    [
        lambda unit: unit.touch([rows.clock("eve", 1)]),
        lambda unit: unit.set_standing([rows.standing("eve")]),
        lambda unit: unit.add_consents([rows.consent("eve", 1)]),
        lambda unit: unit.add_hold(rows.hold("h", about="eve")),
        lambda unit: unit.add_disclosures([rows.disclosure("eve", 1)]),
        lambda unit: unit.add_accesses([rows.access("eve", 1)]),
    ],
)
def test_nothing_is_written_about_nobody(
    data: DataStore, act: Callable[[DataUnit], object]
) -> None:
    refused("store/unknown-reference", data, act)


@pytest.mark.parametrize(
    "act",
    [
        lambda unit: unit.add_persons([rows.person("eve")]),
        lambda unit: unit.add_hold(rows.hold("h", category="contact")),
        lambda unit: unit.add_disclosures([rows.disclosure("ann", 1)]),
        lambda unit: unit.add_accesses([rows.access("ann", 1)]),
        lambda unit: unit.add_refusals([rows.refusal(1)]),
        lambda unit: unit.open_intents([rows.intent(1)]),
        lambda unit: unit.add_policy(rows.policy()),
    ],
)
def test_nothing_is_written_twice_under_one_key(
    data: DataStore, act: Callable[[DataUnit], object]
) -> None:
    with data.unit() as unit:
        unit.add_persons([rows.person("ann")])
        act(unit)
    refused("store/duplicate", data, act)


# Work


def test_an_intent_is_open_until_it_is_settled(data: DataStore) -> None:
    with data.unit() as unit:
        unit.open_intents([rows.intent(1, at=5), rows.intent(2, at=3)])
        unit.settle_intents([rows.intent(1).intent, id_of("unknown")], 8)
        unit.settle_intents([rows.intent(1).intent], 9)
    with data.read() as reader:
        assert reader.intents() == [rows.intent(2, at=3)]
        settled = replace(rows.intent(1, at=5), settled_at=8)
        assert reader.intents(open_only=False) == [rows.intent(2, at=3), settled]


def test_a_plan_is_kept_with_the_step_it_reached(data: DataStore) -> None:
    with data.unit() as unit:
        unit.save_plan(rows.plan(1, at=5))
        unit.save_plan(rows.plan(2, at=3, state="done"))
        unit.save_plan(rows.plan(1, at=5, state="running", step="rows"))
    with data.read() as reader:
        assert reader.plan(rows.plan(1).plan) == rows.plan(1, at=5, state="running", step="rows")
        assert reader.plan(id_of("unknown")) is None
        assert [row.at for row in reader.plans()] == [5]
        assert [row.at for row in reader.plans(unfinished_only=False)] == [3, 5]


def test_only_finished_work_is_pruned(data: DataStore) -> None:
    with data.unit() as unit:
        unit.open_intents([rows.intent(n) for n in range(3)])
        unit.settle_intents([rows.intent(0).intent], 5)
        unit.settle_intents([rows.intent(1).intent], 6)
        unit.save_plan(rows.plan(1, at=5, state="done"))
        unit.save_plan(rows.plan(2, at=6, state="done"))
        unit.save_plan(rows.plan(3, at=1, state="running"))
        assert unit.delete_working_rows(6) == 2
        assert {row.settled_at for row in unit.intents(open_only=False)} == {6, None}
        assert [row.at for row in unit.plans(unfinished_only=False)] == [1, 6]


def test_a_standing_read_at_once_is_that_of_the_whole_alias_set(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.add_persons([rows.person("sue", alias_of="ann"), rows.person("sid", alias_of="sue")])
        unit.set_standing([rows.standing("ann"), rows.standing("sid", "restriction", "")])
        unit.set_standing([rows.standing("bob")])
        unit.add_consents([rows.consent("sue", 9), rows.consent("bob", 1), rows.consent("ann", 3)])
    with peopled.read() as reader:
        family = reader.aliases(ANN)
        wanted = (list(reader.standing(family)), list(reader.consents(family)))
    assert len(wanted[0]) == len(wanted[1]) == 2
    for person in family:
        holds, said = peopled.standing_of(person)
        assert (list(holds), list(said)) == wanted
    assert [list(one) for one in peopled.standing_of(id_of("person", "nobody"))] == [[], []]


def test_a_standing_read_at_once_is_the_newest_each_time(peopled: DataStore) -> None:
    for since in range(1, 8):
        with peopled.unit() as unit:
            unit.set_standing([rows.standing("ann", since=since)])
        assert [row.since for row in peopled.standing_of(ANN)[0]] == [since]
