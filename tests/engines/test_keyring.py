"""The keyring: keys are bound to what they are for, and many hands make one key."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from tests.engines.grounds import START, Ground, activity, new_record
from troth.assembly.foundation import Foundation
from troth.core.names import Identifier
from troth.engines.vault.intents import Orphan
from troth.engines.vault.keyring import NewPeriod, NewPersonKey
from troth.engines.vault.keytree import end_of_month, fixed_period, moving_period
from troth.errors import StateError
from troth.storage.rows import PersonRow

OVER = START + timedelta(minutes=2)


def test_a_persons_key_in_another_persons_row_does_not_open(laid: Foundation) -> None:
    one, two = laid.vault.create_persons(2, START)
    with laid.keys.unit() as unit:
        rows = unit.person_keys([one, two])
        unit.put_person_keys([replace(rows[two], wrapped=rows[one].wrapped, shard=rows[one].shard)])
    with pytest.raises(StateError) as refused:
        laid.keyring.person_keys([two])
    assert refused.value.code == "keys/wrong-key"


def test_a_period_is_named_by_its_rule_and_month_or_by_its_rule_and_person() -> None:
    assert fixed_period("retention/a", 2025, 12) != fixed_period("retention/a", 2026, 12)
    assert fixed_period("retention/a", 2025, 12) != fixed_period("retention/b", 2025, 12)
    assert moving_period("retention/a", b"1" * 16) != moving_period("retention/a", b"2" * 16)
    assert end_of_month(2025, 12).isoformat() == "2026-01-01T00:00:00+00:00"
    assert end_of_month(2026, 1).isoformat() == "2026-02-01T00:00:00+00:00"


def test_a_secret_is_made_once_and_outlives_epochs(ground: Ground) -> None:
    with ground.opened() as laid:
        secret = laid.keyring.secret("log")
        assert len(secret) == 32
        assert laid.keyring.secret("index") != secret
        laid.vault.epoch(START)
    with ground.opened() as again:
        assert again.keyring.secret("log") == secret


def test_destroying_twice_is_destroying_once(laid: Foundation) -> None:
    person = laid.vault.create_persons(1, START)
    assert laid.vault.destroy_persons(person).persons == 1
    assert laid.vault.destroy_persons(person).persons == 0
    assert laid.vault.destroy_periods([bytes(16)]).periods == 0


def together(*work: Callable[[], object]) -> list[object]:
    """Run functions in threads of their own at the same time; return what they return."""
    found: list[object] = [None] * len(work)
    faults: list[BaseException] = []
    gate = threading.Barrier(len(work))

    def run(number: int) -> None:
        try:
            gate.wait()
            found[number] = work[number]()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    return found


def test_two_makers_of_one_periods_key_get_the_same_key(ground: Ground) -> None:
    with ground.opened() as one, ground.opened() as two:
        for number in range(5):
            period = NewPeriod(period=bytes([number] * 16), expires_at=1, person=None)
            first, second = together(
                partial(one.keyring.make_periods, [period]),
                partial(two.keyring.make_periods, [period]),
            )
            assert first == second


def test_writers_and_epochs_at_the_same_time_lose_nothing(ground: Ground) -> None:
    """People arrive, claim and go while epochs run in another process's place."""
    with ground.opened() as one, ground.opened() as two:
        with one.data.unit() as unit:
            number = activity(unit)
        arrived: list[tuple[bytes, str]] = []

        def write() -> None:
            for n in range(8):
                name = f"person-{n}"
                person = two.identity.welcome([[Identifier("account", name)]], START)[0]
                two.identity.claim(person, [Identifier("account", f"{name}-again")], START)
                with two.data.unit() as unit:
                    two.vault.put(unit, [new_record(two, person, number, name.encode())])
                arrived.append((person, name))

        def renew() -> None:
            for _ in range(4):
                gone = one.identity.welcome([[Identifier("account", "gone")]], START)
                one.vault.destroy_persons(gone)
                with one.data.unit() as unit:
                    unit.delete_persons(gone)
                one.keyring.forget()
                one.vault.epoch(START)

        together(write, renew)
        for person, name in arrived:
            with one.data.read() as reader:
                rows = reader.records([person])
            assert one.vault.open_values(rows) == [name.encode()]
            for claimed in (name, f"{name}-again"):
                found = one.identity.find(Identifier("account", claimed))
                assert [each.person for each in found] == [person]
        assert one.identity.find(Identifier("account", "gone")) == []
        assert one.vault.current_epoch == 4


def test_a_key_without_a_person_and_a_person_without_a_key_are_orphans(laid: Foundation) -> None:
    keyed, unkeyed = b"k" * 16, b"u" * 16
    laid.keyring.make_persons([NewPersonKey(person=keyed, key=b"x" * 32)])
    with laid.data.unit() as unit:
        unit.add_persons([PersonRow(person=unkeyed, created_at=0)])
    assert laid.vault.intents.orphans() == [
        Orphan("key-without-person", keyed),
        Orphan("person-without-key", unkeyed),
    ]


def test_an_open_intent_explains_what_would_be_an_orphan_until_it_is_settled(
    laid: Foundation,
) -> None:
    newcomers = laid.vault.announce([()], START)
    assert laid.vault.intents.orphans() == []
    assert laid.vault.settle(START).waiting == 1
    settled = laid.vault.settle(OVER)
    assert (settled.undone, settled.finished, settled.waiting) == (1, 0, 0)
    assert laid.keyring.person_keys(newcomers.persons) == {}
    assert laid.vault.intents.orphans() == []


def test_a_slow_writer_whose_intent_was_undone_takes_nothing_down(laid: Foundation) -> None:
    newcomers = laid.vault.announce([()], START)
    laid.vault.settle(OVER)
    with pytest.raises(StateError) as refused, laid.data.unit() as unit:
        laid.vault.admit(unit, newcomers)
    assert refused.value.code == "vault/too-late"
    with laid.data.read() as reader:
        assert list(reader.all_persons()) == []
    assert laid.vault.intents.orphans() == []


def test_a_person_whose_intent_was_left_open_is_settled_and_kept(laid: Foundation) -> None:
    newcomers = laid.vault.announce([()], START)
    with laid.data.unit() as unit:
        # As a writer leaves it that was killed after its unit and before anything else.
        unit.add_persons([PersonRow(person=newcomers.persons[0], created_at=0)])
    settled = laid.vault.settle(OVER)
    assert (settled.undone, settled.finished) == (0, 1)
    assert laid.keyring.person_keys(newcomers.persons) != {}
