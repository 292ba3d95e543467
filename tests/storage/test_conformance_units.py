"""Units of work, persons and erasure: what every driver does alike.

The contract of `storage.ports` on the memory model, on SQLite and on PostgreSQL; where no server
can be had, the last is skipped and said so.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from tests.storage import rows
from tests.storage.conformance import everything, refused
from tests.storage.rows import ANN, BOB, id_of
from troth.errors import TrothError
from troth.storage.ports import DataStore, DataUnit
from troth.storage.sql.database import open_data_store

# Units


def test_a_unit_is_seen_from_outside_only_after_it_ends_well(data: DataStore) -> None:
    with data.unit() as unit:
        unit.set_meta("kind", "real")
        assert unit.meta("kind") == "real"
        with data.read() as reader:
            assert reader.meta("kind") is None
    with data.read() as reader:
        assert reader.meta("kind") == "real"


def test_a_unit_that_fails_leaves_nothing(peopled: DataStore) -> None:
    with peopled.read() as reader:
        before = everything(reader)

    def act(unit: DataUnit) -> None:
        unit.delete_persons([ANN])
        unit.add_persons([rows.person("eve")])
        unit.append_facts([rows.fact(1)])
        unit.set_meta("kind", "real")
        unit.add_activity(rows.activity("phone"))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), peopled.unit() as unit:
        act(unit)
    with peopled.read() as reader:
        assert everything(reader) == before


def test_a_unit_that_was_refused_leaves_nothing(peopled: DataStore) -> None:
    def act(unit: DataUnit) -> None:
        unit.set_meta("kind", "real")
        unit.add_persons([rows.person("ann")])

    refused("store/duplicate", peopled, act)
    with peopled.read() as reader:
        assert reader.meta("kind") is None


def test_a_reader_keeps_the_snapshot_it_began_with(peopled: DataStore) -> None:
    with peopled.read() as reader:
        before = reader.records([ANN])
        with peopled.unit() as unit:
            unit.delete_persons([ANN])
        assert reader.records([ANN]) == before
    with peopled.read() as reader:
        assert reader.records([ANN]) == []


def test_a_unit_inside_a_unit_is_refused_and_the_outer_one_goes_on(data: DataStore) -> None:
    with data.unit() as unit:
        with pytest.raises(TrothError) as fault, data.unit():
            pass
        assert fault.value.code == "store/nested-unit"
        unit.set_meta("kind", "real")
    with data.read() as reader:
        assert reader.meta("kind") == "real"


def test_threads_take_turns_and_nothing_is_lost(data: DataStore) -> None:
    with data.unit() as unit:
        unit.add_persons([rows.person("ann")])

    def work(number: int) -> None:
        for step in range(10):
            with data.unit() as unit:
                unit.add_consents([rows.consent("ann", number * 100 + step)])
                unit.touch([rows.clock("ann", number * 100 + step)])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with data.read() as reader:
        events = reader.consents([ANN])
        assert sorted(row.at for row in events) == sorted(
            n * 100 + s for n in range(6) for s in range(10)
        )
        assert [row.at for row in reader.clocks([ANN])] == [509]


def test_the_version_changes_with_every_write(data: DataStore) -> None:
    seen = [data.version()]
    for kind in ("real", "synthetic", "real"):
        with data.unit() as unit:
            unit.set_meta("kind", kind)
        seen.append(data.version())
    assert len(set(seen)) == len(seen)


def test_the_version_of_a_store_of_its_own_does_not_change_with_a_read(tmp_path: Path) -> None:
    # A PostgreSQL cluster counts its neighbours' transactions too: there a version may move.
    store = open_data_store(str(tmp_path / "own.db"), create=True)
    before = store.version()
    with store.read() as reader:
        reader.count_records()
    assert store.version() == before
    store.close()


# Persons


def test_persons_come_back_as_they_were_written(data: DataStore) -> None:
    ann = replace(rows.person("ann"), accepted="c" * 64, state="account")
    bob = rows.person("bob", alias_of="ann")
    with data.unit() as unit:
        unit.add_persons([bob, ann])
    with data.read() as reader:
        assert reader.person(ANN) == ann
        assert reader.person(id_of("nobody")) is None
        assert reader.persons([BOB, id_of("nobody"), ANN, ANN]) == {ANN: ann, BOB: bob}
        assert list(reader.all_persons()) == sorted([ann, bob], key=lambda row: row.person)


def test_a_changed_person_is_changed_and_an_unknown_one_refused(data: DataStore) -> None:
    with data.unit() as unit:
        unit.add_persons([rows.person("ann")])
        unit.update_person(replace(rows.person("ann"), state="confirmed"))
    with data.read() as reader:
        assert reader.persons([ANN])[ANN].state == "confirmed"
    refused("store/unknown", data, lambda unit: unit.update_person(rows.person("eve")))


def test_an_alias_of_nobody_is_refused(data: DataStore) -> None:
    eve = rows.person("eve", alias_of="nobody")
    refused("store/unknown-reference", data, lambda unit: unit.add_persons([eve]))


def test_the_alias_set_is_the_same_from_each_of_its_members(data: DataStore) -> None:
    family = ["ann", "bob", "cat", "dan"]
    with data.unit() as unit:
        unit.add_persons([rows.person("ann"), rows.person("eve")])
        unit.add_persons([rows.person("bob", alias_of="ann"), rows.person("cat", alias_of="ann")])
        unit.add_persons([rows.person("dan", alias_of="cat")])
    everybody = tuple(sorted(id_of("person", name) for name in family))
    with data.read() as reader:
        assert {reader.aliases(id_of("person", name)) for name in family} == {everybody}
        assert reader.aliases(id_of("person", "eve")) == (id_of("person", "eve"),)


def test_a_hidden_persons_records_are_returned_by_no_read(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.touch([rows.clock("ann", 1)])
        unit.hide([ANN])
    with peopled.read() as reader:
        hidden = reader.person(ANN)
        assert hidden is not None
        assert hidden.hidden
        assert {row.person for row in reader.records([ANN, BOB])} == {BOB}
        assert reader.record(id_of("record", "ann", 1)) is None
        assert {row.person for part in reader.all_records() for row in part} == {BOB}
        assert reader.count_records() == 5
        assert {row.person for row in reader.sample_records(10, 1)} == {BOB}
        assert {row.person for row in reader.due_fixed(99, 99)} == {BOB}
        assert sum(reader.count_due_by_month().values()) == 5
        period = id_of("period", "period")
        assert {row.person for row in reader.records_in_period(period, 99)} == {BOB}
        assert reader.held([ANN])["records"] == 5
    with peopled.unit() as unit:
        assert {gone[0] for gone in unit.sweep_fixed(99, 99)} == {BOB}
        assert unit.sweep_moving("idle", "last-contact", 5, 9, 99) == []


def test_an_erasure_takes_everything_under_the_person_and_nothing_else(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.add_persons([rows.person("cat", alias_of="ann")])
        for name in ("ann", "bob"):
            unit.touch([rows.clock(name, 4), rows.clock(name, 4, clock="last-activity")])
            unit.set_standing([rows.standing(name)])
            unit.add_consents([rows.consent(name, 1), rows.consent(name, 2)])
            unit.add_hold(rows.hold(f"claim-{name}", about=name))
            unit.add_disclosures([rows.disclosure(name, 1)])
            unit.add_accesses([rows.access(name, 1), rows.access(name, 2)])
            unit.put_notices([rows.notice(name)])
        unit.append_facts([rows.fact(1)])
    with peopled.unit() as unit:
        gone = unit.delete_persons([ANN, id_of("nobody")])
    assert gone == {
        "records": 5,
        "clocks": 2,
        "standing": 1,
        "consents": 2,
        "holds": 1,
        "disclosures": 1,
        "accesses": 2,
        "notices": 1,
        "persons": 1,
    }
    with peopled.unit() as unit:
        assert unit.held([ANN]) == dict.fromkeys(unit.held([ANN]), 0)
        assert unit.held([BOB]) == {
            "persons": 1,
            "records": 5,
            "clocks": 2,
            "standing": 1,
            "consents": 2,
            "disclosures": 1,
            "accesses": 2,
            "notices": 1,
        }
        assert [row.hold for row in unit.holds(1)] == ["claim-bob"]
        assert unit.persons([id_of("person", "cat")])[id_of("person", "cat")].alias_of is None
        assert len(unit.unsequenced(9)) == 1


def test_a_thousand_persons_are_erased_in_one_call(data: DataStore) -> None:
    names = range(1_500)
    with data.unit() as unit:
        unit.add_persons([rows.person(name) for name in names])
        number = unit.add_activity(rows.activity())
        unit.add_records([rows.record(name, n, number) for name in names for n in (0, 1)])
    gone = [id_of("person", name) for name in names if name % 3]
    with data.unit() as unit:
        assert len(unit.records(gone)) == 2_000
        counts = unit.delete_persons(gone)
        assert (counts["persons"], counts["records"]) == (1_000, 2_000)
        assert unit.count_records() == 1_000
        assert {row.person for row in unit.all_persons()} == {
            id_of("person", name) for name in names if not name % 3
        }
