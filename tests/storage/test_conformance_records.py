"""Activities, records and sweeps: what every driver does alike.

The contract of `storage.ports` on the memory model, on SQLite and on PostgreSQL; where no server
can be had, the last is skipped and said so.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.storage import rows
from tests.storage.conformance import refused
from tests.storage.rows import ANN, BOB, id_of
from troth.storage.ports import DataStore
from troth.storage.rows import HoldRow, StandingRow


def numbers(found: list[tuple[bytes, bytes, str]], name: str) -> list[int]:
    ids = {id_of("record", name, n): n for n in range(9)}
    return sorted(ids[record] for _, record, _ in found if record in ids)


# Activities


def test_the_same_activity_has_the_same_number(data: DataStore) -> None:
    with data.unit() as unit:
        first = unit.add_activity(rows.activity("email"))
        second = unit.add_activity(rows.activity("phone"))
        assert unit.add_activity(rows.activity("email")) == first
    with data.unit() as unit:
        assert unit.add_activity(replace(rows.activity("phone"), activity=77)) == second
        assert first != second
        assert unit.activity(first) == replace(rows.activity("email"), activity=first)
        assert unit.activity(99) is None
        assert list(unit.activities()) == sorted([first, second])


def test_changing_a_purpose_changes_one_row(data: DataStore) -> None:
    with data.unit() as unit:
        email = unit.add_activity(rows.activity("email", rules=("accounts",)))
        unit.add_activity(rows.activity("phone"))
        changed = unit.update_activities(
            lambda row: (
                replace(row, purposes=("support",), rules=("idle",))
                if row.field == "email"
                else None
            )
        )
        assert changed == 1
    with data.unit() as unit:
        assert unit.activities()[email].purposes == ("support",)
        assert unit.add_activity(unit.activities()[email]) == email
        assert unit.add_activity(rows.activity("email", rules=("accounts",))) != email


def test_a_changed_activity_is_swept_by_its_new_rules(data: DataStore) -> None:
    with data.unit() as unit:
        unit.add_persons([rows.person("ann")])
        number = unit.add_activity(rows.activity(rules=("accounts",)))
        unit.add_records([rows.record("ann", 1, number)])
        unit.touch([rows.clock("ann", 5)])
        unit.update_activities(lambda row: replace(row, rules=("idle", "accounts")))
        assert unit.sweep_moving("other", "last-contact", 5, 9, 9) == []
        assert len(unit.sweep_moving("idle", "last-contact", 5, 9, 9)) == 1


# Records


def test_records_come_back_as_they_were_written_clustered_by_person(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        extra = replace(
            rows.record("ann", 8, 1, keep_until=9, rule="x", expires_at=-5), purpose_note="note"
        )
        unit.add_records([extra])
    with peopled.read() as reader:
        found = reader.records([BOB, ANN, ANN])
        assert [(row.person, row.record) for row in found] == sorted(
            (row.person, row.record) for row in found
        )
        assert len(found) == 11
        assert extra in found
        assert reader.record(extra.record) == extra
        assert reader.records([]) == []
        parts = list(reader.all_records(chunk=4))
        assert [len(part) for part in parts] == [4, 4, 3]
        assert [row for part in parts for row in part] == list(found)
        assert reader.count_records() == 11


def test_records_of_nobody_or_of_no_activity_are_refused(peopled: DataStore) -> None:
    refused("store/unknown-reference", peopled, lambda u: u.add_records([rows.record("eve", 1, 1)]))
    refused(
        "store/unknown-reference", peopled, lambda u: u.add_records([rows.record("ann", 7, 99)])
    )
    refused("store/duplicate", peopled, lambda u: u.add_records([rows.record("ann", 1, 1)]))


def test_a_replaced_record_is_replaced_and_an_unknown_one_refused(peopled: DataStore) -> None:
    changed = replace(rows.record("ann", 1, 1), sealed=b"new", keep_until=44)
    with peopled.unit() as unit:
        unit.replace_records([changed])
    with peopled.read() as reader:
        assert reader.record(changed.record) == changed
    unknown = rows.record("ann", 77, 1)
    refused("store/unknown", peopled, lambda unit: unit.replace_records([changed, unknown]))


def test_records_are_deleted_by_their_keys(peopled: DataStore) -> None:
    keys = [(ANN, id_of("record", "ann", n)) for n in (0, 1, 1, 77)]
    with peopled.unit() as unit:
        unit.hide([ANN])
        assert unit.delete_records(keys) == 2
        assert unit.delete_records([]) == 0
        assert unit.held([ANN])["records"] == 3


def test_a_sample_depends_on_the_seed_alone_and_holds_no_record_twice(peopled: DataStore) -> None:
    with peopled.read() as reader:
        for seed in range(20):
            sample = reader.sample_records(6, seed)
            assert len({row.record for row in sample}) == 6
            assert reader.sample_records(6, seed) == sample
        assert len(reader.sample_records(99, 1)) == 10
        assert len({tuple(reader.sample_records(3, seed)) for seed in range(20)}) > 1


def test_live_periods_are_those_a_record_uses(peopled: DataStore) -> None:
    used, unused = id_of("period", "period"), id_of("period", "other")
    with peopled.unit() as unit:
        assert unit.live_periods([used, unused]) == {used}
        assert len(unit.records_in_period(used, 3)) == 3
        unit.hide([ANN, BOB])
        assert unit.live_periods([used]) == {used}
        unit.delete_persons([ANN, BOB])
        assert unit.live_periods([used, unused]) == frozenset()


def test_a_record_sealed_again_keeps_all_but_its_period_and_its_bytes(peopled: DataStore) -> None:
    period, sealed = id_of("period", "later"), b"sealed again"
    with peopled.unit() as unit:
        unit.touch([rows.clock("ann", 5)])
        before = {row.record: row for row in unit.records([ANN, BOB])}
        chosen = [row for row in before.values() if row.record != id_of("record", "ann", 0)]
        unit.reseal_records([])
        unit.reseal_records([(row.person, row.record, period, sealed) for row in chosen])
    with peopled.read() as reader:
        after = {row.record: row for row in reader.records([ANN, BOB])}
        assert after == {
            record: replace(row, period=period, sealed=sealed) if row in chosen else row
            for record, row in before.items()
        }
        assert {row.record for row in reader.records_in_period(period, 99)} == {
            row.record for row in chosen
        }
    lost = (ANN, id_of("record", "ann", 77), period, sealed)
    refused("store/unknown", peopled, lambda unit: unit.reseal_records([lost]))


# Sweeps


def test_a_sweep_takes_what_is_due_oldest_first_up_to_its_limit(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        assert unit.sweep_fixed(9, 99) == []
        plan = [(row.person, row.record) for row in unit.due_fixed(11, 3)]
        swept = unit.sweep_fixed(11, 3)
        assert sorted(plan) == [(person, record) for person, record, _ in swept]
        assert {record for _, record in plan} > {id_of("record", n, 0) for n in ("ann", "bob")}
        assert len(unit.sweep_fixed(11, 99)) == 1
        assert unit.count_records() == 6
        assert len(unit.sweep_fixed(10**15, 99)) == 2


def test_a_sweep_names_the_rule_of_each_record(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.set_expiry([(ANN, id_of("record", "ann", 3), 3, "calls/for")])
        assert unit.sweep_fixed(3, 9) == [(ANN, id_of("record", "ann", 3), "calls/for")]


@pytest.mark.parametrize(
    ("hold", "swept_of_ann", "swept_of_bob"),
    [
        (rows.hold("h", about="ann"), [], [0, 1, 2]),
        (rows.hold("h", category="contact"), [], []),
        (rows.hold("h", category="calls"), [0, 1, 2], [0, 1, 2]),
        (rows.hold("h", about="ann", category="contact"), [], [0, 1, 2]),
        (rows.hold("h", about="ann", category="calls"), [0, 1, 2], [0, 1, 2]),
        (rows.hold("h", about="ann", until=99), [0, 1, 2], [0, 1, 2]),
        (rows.hold("h", about="ann", until=100), [], [0, 1, 2]),
        (rows.hold("h", about="ann", placed_at=99), [], [0, 1, 2]),
        (rows.hold("h", about="ann", placed_at=100), [0, 1, 2], [0, 1, 2]),
    ],
)
def test_a_hold_stops_exactly_what_it_names_while_it_is_in_force(
    peopled: DataStore, hold: HoldRow, swept_of_ann: list[int], swept_of_bob: list[int]
) -> None:
    with peopled.unit() as unit:
        unit.add_hold(hold)
        unit.touch([rows.clock("ann", 5), rows.clock("bob", 5)])
        due = [(row.person, row.record, row.rule) for row in unit.due_fixed(99, 99)]
        assert numbers(due, "ann") == swept_of_ann
        found = list(unit.sweep_fixed(99, 99))
        assert (numbers(found, "ann"), numbers(found, "bob")) == (swept_of_ann, swept_of_bob)
        moving = list(unit.sweep_moving("idle", "last-contact", 5, 99, 99))
        assert moving == []


@pytest.mark.parametrize("about", ["ann", "bob"])
@pytest.mark.parametrize("category", [None, "contact"])
def test_a_hold_on_one_of_several_merged_persons_stops_what_is_held_of_all(
    peopled: DataStore, about: str, category: str | None
) -> None:
    with peopled.unit() as unit:
        merged = unit.person(BOB)
        assert merged is not None
        unit.update_person(replace(merged, alias_of=ANN))
        unit.add_hold(rows.hold("h", about=about, category=category))
        unit.touch([rows.clock("ann", 5), rows.clock("bob", 5)])
        assert unit.due_fixed(99, 99) == []
        assert unit.sweep_fixed(99, 99) == []
        assert unit.ended("rule", 99, 99, 99) == []
        free = [group.free for group in unit.record_groups(99, 99) if group.dated]
        assert free[0] == 0


def test_what_is_due_can_be_asked_by_rule_and_spared_by_rule(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.set_expiry([(ANN, id_of("record", "ann", 3), 3, "calls/for")])
        all_due = list(unit.due_fixed(99, 99))
        calls = [row for row in all_due if row.rule == "calls/for"]
        assert unit.due_of(["calls/for"], 99, 99) == calls
        assert len(unit.due_of([row.rule for row in all_due], 99, 2)) == 2
        assert unit.due_of([], 99, 99) == []
        unit.touch([rows.clock("ann", 5), rows.clock("bob", 5)])
        rest = {row.record for row in all_due} - {row.record for row in calls}
        assert {record for _, record, _ in unit.sweep_fixed(99, 99, ["calls/for"])} == rest
        assert list(unit.due_fixed(99, 99)) == calls


def test_a_duty_that_has_ended_is_counted_by_what_it_kept(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        row = unit.record(id_of("record", "ann", 0))
        assert row is not None
        unit.replace_records([replace(row, keep_until=60)])
        assert unit.ended_duties(59) == {}
        assert unit.ended_duties(60) == {row.activity: 1}


def test_what_is_past_its_end_is_listed_whatever_keeps_it(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.add_hold(rows.hold("h", about="ann"))
        row = unit.record(id_of("record", "ann", 0))
        assert row is not None
        unit.replace_records([replace(row, keep_until=60)])
        past = unit.past_end(row.rule, 11, 99)
        assert [one.ended for one in past] == [10, 10, 11, 11]
        assert {one.record: one.kept_until for one in past}[row.record] == 60
        assert len(unit.past_end(row.rule, 11, 3)) == 3
        assert unit.past_end("other", 99, 99) == []


def test_what_a_moving_rule_would_delete_is_what_it_deletes(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.touch([rows.clock("ann", 5), rows.clock("bob", 7)])
        rules = {rule for one in unit.activities().values() for rule in one.rules}
        asked = [(rule, cutoff) for rule in sorted(rules) for cutoff in (4, 5, 10**15)]
        for rule, cutoff in asked:
            due = unit.due_moving(rule, "last-contact", cutoff, 99, 3)
            gone = unit.sweep_moving(rule, "last-contact", cutoff, 99, 3)
            assert sorted((r.person, r.record, rule) for r in due) == list(gone)


def test_what_holds_of_one_kind_is_found_for_everybody(peopled: DataStore) -> None:
    kinds = [("ann", "obligation", "t-1", 5, None), ("bob", "obligation", "t-2", 5, 9),
             ("bob", "restriction", "", 5, None)]  # fmt: skip
    made = [
        StandingRow(person=id_of("person", w), kind=k, about=a, value="yes", since=s, until=u)
        for w, k, a, s, u in kinds
    ]
    with peopled.unit() as unit:
        unit.set_standing(made)
        assert set(unit.standing_like("obligation", 5)) == {made[0], made[1]}
        assert list(unit.standing_like("obligation", 9)) == [made[0]]
        assert list(unit.standing_like("obligation", 4)) == []


def test_a_released_hold_stops_nothing_from_that_instant(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.add_hold(rows.hold("claim", about="ann"))
        unit.release_hold("claim", 50)
        assert [row.hold for row in unit.holds(49)] == ["claim"]
        assert unit.holds(50) == []
        assert numbers(list(unit.sweep_fixed(49, 99)), "ann") == []
        assert numbers(list(unit.sweep_fixed(50, 99)), "ann") == [0, 1, 2]
    refused("store/unknown", peopled, lambda unit: unit.release_hold("nothing", 1))


def test_a_hold_on_everything_is_refused(data: DataStore) -> None:
    refused("store/hold-without-scope", data, lambda unit: unit.add_hold(rows.hold("all")))


def test_a_legal_keep_stops_a_sweep_until_it_ends(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.replace_records([rows.record("ann", 0, 1, expires_at=10, keep_until=60)])
        assert numbers(list(unit.sweep_fixed(59, 99)), "ann") == [1, 2]
        assert numbers(list(unit.sweep_fixed(60, 99)), "ann") == [0]


def test_a_moving_sweep_takes_what_its_rule_governs_of_persons_whose_clock_stopped(
    peopled: DataStore,
) -> None:
    with peopled.unit() as unit:
        unit.touch([rows.clock("ann", 5), rows.clock("bob", 6)])
        unit.touch([rows.clock("bob", 1, clock="last-activity")])
        unit.replace_records([rows.record("ann", 1, 1, keep_until=50)])
        swept = unit.sweep_moving("idle", "last-contact", 5, 20, 1)
        swept = [*swept, *unit.sweep_moving("idle", "last-contact", 5, 20, 99)]
        assert {rule for *_, rule in swept} == {"idle"}
        # Records 3 and 4 are of an activity that the rule does not govern; 1 is kept.
        assert numbers(swept, "ann") == [0, 2]
        assert numbers(swept, "bob") == []
        assert unit.sweep_moving("idle", "last-contact", 4, 99, 99) == []
        later = unit.sweep_moving("idle", "last-contact", 6, 50, 99)
        assert (numbers(list(later), "ann"), numbers(list(later), "bob")) == ([1], [0, 1, 2])


def test_a_clock_never_moves_back(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.touch([rows.clock("ann", 5), rows.clock("ann", 3), rows.clock("ann", 4)])
        unit.touch([rows.clock("ann", 2)])
        assert unit.clocks([ANN, BOB]) == [rows.clock("ann", 5)]
        unit.touch([rows.clock("ann", 9), rows.clock("ann", 1, clock="last-activity")])
        assert [row.at for row in unit.clocks([ANN])] == [1, 9]


def test_expiry_is_set_on_records_that_are_still_there(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.set_expiry(
            [
                (ANN, id_of("record", "ann", 0), None, "idle"),
                (ANN, id_of("record", "ann", 3), 7, "calls/for"),
                (ANN, id_of("record", "ann", 77), 7, "calls/for"),
            ]
        )
        found = {row.record: (row.expires_at, row.rule) for row in unit.records([ANN])}
    assert found[id_of("record", "ann", 0)] == (None, "idle")
    assert found[id_of("record", "ann", 3)] == (7, "calls/for")
    assert len(found) == 5


def test_records_are_counted_by_the_month_they_expire_in(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.set_expiry([(ANN, id_of("record", "ann", 0), 40 * rows.DAY, "accounts")])
        assert unit.count_due_by_month() == {
            ("1970-01", "accounts"): 5,
            ("1970-02", "accounts"): 1,
            ("moving", "calls"): 4,
        }
        unit.set_expiry([(ANN, id_of("record", "ann", 0), 31 * rows.DAY - 1, "accounts")])
        assert unit.count_due_by_month()["1970-01", "accounts"] == 6
