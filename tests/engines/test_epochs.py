"""Epochs: what they re-make, what stays readable, and which root wins after a power cut."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.engines.grounds import START, Ground, SteppedClock, activity, new_record
from troth.assembly.entropy import SystemEntropy
from troth.assembly.foundation import Foundation, lay_foundation
from troth.core.names import Identifier
from troth.engines.vault.keytree import marker_check, root_of
from troth.errors import StateError
from troth.storage.memory import MemoryDataStore, MemoryKeyStore
from troth.storage.ports import KeyUnit
from troth.storage.rootfile import EnvironmentRoot, MemoryRoot
from troth.storage.rows import EpochRow, RecordRow

ANNA = Identifier("email", "anna@example.org")
BORIS = Identifier("email", "boris@example.org")


def people(laid: Foundation) -> tuple[list[bytes], list[RecordRow]]:
    persons = laid.identity.welcome([[ANNA], [BORIS]], START)
    with laid.data.unit() as unit:
        number = activity(unit)
        rows = laid.vault.put(unit, [new_record(laid, one, number, b"value") for one in persons])
    return persons, rows


def everything(reader: KeyUnit, persons: list[bytes]) -> set[bytes]:
    """Every wrapped key, token and sealed index row the key store holds for these persons."""
    shards = range(1024)
    found = set(reader.shard_keys().values())
    found |= {row.wrapped for row in reader.person_keys(persons).values()}
    index = list(reader.index_in(shards))
    return found | {row.token for row in index} | {row.sealed for row in index}


def test_the_marker_tells_its_root_from_every_other() -> None:
    marker = EpochRow(epoch=7, check=marker_check(b"r" * 32, 7), at=0)
    assert root_of(marker, [b"q" * 32, b"r" * 32]) == b"r" * 32
    assert root_of(marker, [b"q" * 32]) is None
    assert root_of(EpochRow(epoch=8, check=marker.check, at=0), [b"r" * 32]) is None


def test_an_epoch_leaves_the_living_readable_and_findable(laid: Foundation) -> None:
    (anna, boris), rows = people(laid)
    root = laid.root.current()
    laid.vault.destroy_persons([anna])
    report = laid.vault.epoch(START)
    assert (report.epoch, report.claim) == (1, "every-copy")
    assert laid.root.current() != root
    assert laid.vault.open_values(rows) == [None, b"value"]
    assert [one.person for one in laid.identity.find(BORIS)] == [boris]
    assert laid.identity.find(ANNA) == []


def test_touched_shards_are_made_anew_and_every_shard_key_is_wrapped_anew(
    laid: Foundation,
) -> None:
    (anna, boris), _ = people(laid)
    with laid.keys.unit() as unit:
        before = everything(unit, [anna, boris])
        untouched = unit.person_keys([boris])[boris].wrapped
    laid.vault.destroy_persons([anna])
    assert laid.keyring.pending() != ()
    laid.vault.epoch(START)
    assert laid.keyring.pending() == ()
    with laid.keys.unit() as unit:
        after = everything(unit, [boris])
    # Only what lies in shards nobody left may be as it was, and no shard key is.
    assert before & after <= {untouched} | {value for value in before if len(value) in (32, 77)}
    with laid.keys.read() as reader:
        assert not before & set(reader.shard_keys().values())


def test_an_old_copy_of_the_key_store_does_not_open_with_the_new_root(laid: Foundation) -> None:
    (anna, _), _ = people(laid)
    with laid.keyring.reading() as (reader, tree):
        old_shards = dict(reader.shard_keys())
    laid.vault.destroy_persons([anna])
    laid.vault.epoch(START)
    with laid.keyring.reading() as (_, tree):
        tree.learn(old_shards)
        for shard in old_shards:
            with pytest.raises(StateError):
                type(tree)(
                    marker=tree.marker, root=laid.root.current() or b"", wrapped=old_shards
                ).kek(shard)


def test_each_epoch_is_a_fact_once(ground: Ground) -> None:
    with ground.opened() as laid:
        people(laid)
        laid.vault.epoch(START)
        laid.vault.epoch(START)
    with ground.opened() as again, again.data.read() as reader:
        facts = [row.body for row in reader.facts_of("epoch")]
    assert len(facts) == 2
    assert b'"epoch":1' in facts[0]
    assert b'"epoch":2' in facts[1]


def test_the_claim_is_pending_until_the_epoch(laid: Foundation) -> None:
    (anna, _), _ = people(laid)
    laid.vault.destroy_persons([anna])
    assert laid.vault.claim([anna]).epoch is None
    assert laid.vault.claim([anna]).text.startswith("pending")
    laid.vault.epoch(START)
    claim = laid.vault.claim([anna])
    assert (claim.epoch, claim.text) == (1, "unreadable in every copy since epoch 1")
    assert "nobody copied the root key" in claim.assumptions


def test_epochs_nobody_asked_for_keep_their_distance(laid: Foundation) -> None:
    (anna, boris), _ = people(laid)
    assert not laid.vault.epoch_due(START + timedelta(hours=1))
    laid.vault.destroy_persons([anna])
    assert laid.vault.epoch_due(START + timedelta(hours=1))
    laid.vault.epoch(START + timedelta(hours=1))
    laid.vault.destroy_persons([boris])
    assert not laid.vault.epoch_due(START + timedelta(hours=1, minutes=4))
    assert laid.vault.epoch_due(START + timedelta(hours=1, minutes=5))


def test_a_root_out_of_reach_makes_the_claim_weaker() -> None:
    laid = lay_foundation(
        data=MemoryDataStore(),
        keys=MemoryKeyStore(),
        root=EnvironmentRoot("VHJvdGg6IGEgcm9vdCBmcm9tIHRoZSBvdXRzaWRlISE="),
        clock=SteppedClock(),
        entropy=SystemEntropy(),
    )
    (anna, _), rows = people(laid)
    laid.vault.destroy_persons([anna])
    report = laid.vault.epoch(START)
    assert report.claim == "live-stores"
    assert report.assumptions == ()
    assert report.words(START.date()) == (
        "erased from the live stores; older backups readable by whoever holds the root until "
        "2025-03-10"
    )
    assert laid.vault.claim([anna]).text.startswith("erased from the live stores; older backups")
    assert laid.vault.open_values(rows) == [None, b"value"]


def test_a_next_root_that_opens_nothing_is_dropped_at_the_start(ground: Ground) -> None:
    with ground.opened() as laid:
        _, rows = people(laid)
        # As a power cut between the first two steps of an epoch leaves it.
        laid.root.prepare(b"n" * 32)
    with ground.opened() as again:
        assert again.root.candidates() == [again.root.current()]
        assert again.vault.open_values(rows) == [b"value", b"value"]


def test_a_start_after_a_cut_promotion_goes_on_with_the_root_that_opens(ground: Ground) -> None:
    with ground.opened() as laid:
        _, rows = people(laid)
        kept = laid.root.current() or b""
        laid.vault.epoch(START)
        new = laid.root.current() or b""
        # As a power cut between the transaction and the rename leaves it.
        laid.root.prepare(kept)
        laid.root.promote()
        laid.root.prepare(new)
    with ground.opened() as again:
        assert again.root.current() == new
        assert again.root.candidates() == [new]
        assert again.vault.open_values(rows) == [b"value", b"value"]


def test_a_process_that_slept_through_an_epoch_wakes_up_to_it() -> None:
    stores = MemoryDataStore(), MemoryKeyStore(), MemoryRoot()

    def process() -> Foundation:
        return lay_foundation(
            data=stores[0],
            keys=stores[1],
            root=stores[2],
            clock=SteppedClock(),
            entropy=SystemEntropy(),
        )

    one, two = process(), process()
    (anna, boris), rows = people(one)
    assert two.vault.open_values(rows) == [b"value", b"value"]
    one.vault.destroy_persons([anna])
    one.vault.epoch(START)
    assert two.vault.open_values(rows) == [None, b"value"]
    two.identity.claim(boris, [ANNA], START)
    assert [one.person for one in one.identity.find(ANNA)] == [boris]
    with two.data.unit() as unit:
        made = two.vault.put(unit, [new_record(two, boris, rows[0].activity, b"late")])
    assert one.vault.open_values(made) == [b"late"]


def test_a_wrong_root_is_refused_and_changes_nothing(ground: Ground) -> None:
    with ground.opened() as laid:
        people(laid)
        right = laid.root.current() or b""
        laid.root.prepare(b"w" * 32)
        laid.root.promote()
    with pytest.raises(StateError) as refused:
        ground.open()
    assert refused.value.code == "keys/wrong-root"
    ground.root.prepare(right)
    ground.root.promote()
    with ground.opened() as again:
        assert again.vault.current_epoch == 0
