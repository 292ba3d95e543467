"""The log, policies and backups: what every driver does alike.

The contract of `storage.ports` on the memory model, on SQLite and on PostgreSQL; where no server
can be had, the last is skipped and said so.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.storage import rows
from tests.storage.conformance import everything, grow, node, refused
from tests.storage.rows import ANN
from troth.errors import TrothError
from troth.storage.ports import DataStore

# Evidence


def test_facts_get_their_index_in_the_order_they_were_appended(data: DataStore) -> None:
    with data.unit() as unit:
        unit.append_facts([rows.fact(1), rows.fact(2, kind="looked")])
        unit.append_facts([rows.fact(3)])
        assert [row.at for row in unit.unsequenced(2)] == [1, 2]
        waiting = unit.unsequenced(9)
        assert [row.index for row in waiting] == [None] * 3
        assert (unit.tree_size(), unit.facts(0, 9), unit.frontier()) == (0, [], [])
        unit.place_facts([(row.seq, n) for n, row in enumerate(waiting)], [node(0, 0), node(1, 0)])
    with data.read() as reader:
        assert reader.tree_size() == 3
        assert [(row.index, row.at) for row in reader.facts(0, 2)] == [(0, 1), (1, 2)]
        assert [row.body for row in reader.facts(2, 9)] == [b"fact 3"]
        assert [row.at for row in reader.facts_of("refused")] == [1, 3]
        assert reader.node(1, 0) == node(1, 0).hash
        assert reader.node(1, 7) is None


def test_an_index_is_given_once_and_only_to_a_fact(data: DataStore) -> None:
    with data.unit() as unit:
        unit.append_facts([rows.fact(1), rows.fact(2)])
        first, second = unit.unsequenced(2)
        unit.place_facts([(first.seq, 0)], [])
    refused("store/duplicate", data, lambda unit: unit.place_facts([(second.seq, 0)], []))
    refused("store/unknown", data, lambda unit: unit.place_facts([(second.seq + 9, 1)], []))


def test_the_frontier_is_the_compact_range_of_the_tree(data: DataStore) -> None:
    with data.unit() as unit:
        grow(unit, 13)
    with data.read() as reader:
        assert list(reader.frontier()) == [node(3, 0), node(2, 2), node(0, 12)]


@pytest.mark.parametrize("below", [0, 1, 5, 8, 13, 256, 300, 512, 600, 9_999])
def test_pruning_keeps_every_node_that_a_proof_of_the_rest_needs(
    data: DataStore, below: int
) -> None:
    size = 600
    with data.unit() as unit:
        grow(unit, size)
    cut = min(below, size)
    with data.unit() as unit:
        assert unit.prune_facts(below) == cut
    with data.read() as reader:
        assert (reader.first_fact(), reader.tree_size()) == (cut, size)
        assert [row.index for row in reader.facts(0, size)] == list(range(cut, size))
        assert reader.frontier()
        for leaf in range(cut, size, 7):
            for level in range(size.bit_length()):
                sibling = (leaf >> level) ^ 1
                if (sibling + 1) << level <= size:
                    assert reader.node(level, sibling) is not None
        # C2SP tlog-tiles: a tile that is still served is served whole.
        for tile in range(cut // 256, size // 256):
            assert all(reader.node(0, index) for index in range(tile * 256, tile * 256 + 256))
        if cut >= 512:
            assert reader.node(0, 0) is None


def test_a_tree_that_was_pruned_to_its_end_still_grows(data: DataStore) -> None:
    with data.unit() as unit:
        grow(unit, 6)
        unit.prune_facts(6)
        assert (unit.tree_size(), list(unit.facts(0, 9))) == (6, [])
        grow(unit, 2)
        assert (unit.tree_size(), unit.first_fact()) == (8, 6)
        assert list(unit.frontier()) == [node(3, 0)]
        assert unit.prune_facts(2) == 0
        assert unit.first_fact() == 6


def test_a_newer_note_for_a_size_replaces_the_older(data: DataStore) -> None:
    with data.unit() as unit:
        unit.save_checkpoint(8, "second", 2)
        unit.save_checkpoint(5, "first", 1)
        unit.save_checkpoint(8, "second, witnessed", 3)
    with data.read() as reader:
        assert reader.checkpoints() == [(5, "first", 1), (8, "second, witnessed", 3)]


# Policies and the shape


def test_policies_come_in_the_order_of_publication(data: DataStore) -> None:
    with data.unit() as unit:
        unit.add_policy(rows.policy("later", at=9))
        unit.add_policy(rows.policy("first", at=1))
    with data.read() as reader:
        assert [row.name for row in reader.policies()] == ["first", "later"]
        assert reader.policy(rows.policy("later").policy) == rows.policy("later", at=9)
        assert reader.policy("f" * 64) is None


def test_the_store_reports_its_tables(data: DataStore) -> None:
    with data.read() as reader:
        tables = reader.tables()
    assert tables["records"][:3] == ("person", "record", "submission")
    assert {"persons", "consents", "holds", "facts", "policies"} <= tables.keys()


# Backups


def test_a_backup_puts_everything_back_as_it_was(peopled: DataStore, tmp_path: Path) -> None:
    target = str(tmp_path / "copy")
    with peopled.unit() as unit:
        unit.add_consents([rows.consent("ann", 1)])
        unit.set_standing([rows.standing("ann")])
        unit.add_accesses([rows.access("ann", 1)])
        unit.add_policy(rows.policy())
        grow(unit, 5)
    with peopled.read() as reader:
        before = everything(reader)
    peopled.backup(target)
    with peopled.unit() as unit:
        unit.delete_persons([ANN])
        unit.add_persons([rows.person("eve")])
        grow(unit, 2)
    peopled.load_backup(target)
    with peopled.read() as reader:
        assert everything(reader) == before
    with peopled.unit() as unit:
        unit.add_consents([rows.consent("bob", 7)])
        grow(unit, 1)
        assert [row.at for row in unit.all_consents()] == [1, 7]
        assert unit.tree_size() == 6
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith("copy")] == ["copy"]


def test_a_backup_overwrites_nothing(peopled: DataStore, tmp_path: Path) -> None:
    target = tmp_path / "copy"
    target.write_bytes(b"precious")
    with pytest.raises(TrothError) as fault:
        peopled.backup(str(target))
    assert fault.value.code == "store/exists"
    assert target.read_bytes() == b"precious"


@pytest.mark.parametrize("damage", ["cut", "flipped", "text", "missing"])
def test_a_damaged_backup_changes_nothing(peopled: DataStore, tmp_path: Path, damage: str) -> None:
    target = tmp_path / "copy"
    with peopled.unit() as unit:
        unit.add_policy(replace(rows.policy(), manifest="x" * 50_000))
    peopled.backup(str(target))
    body = target.read_bytes()
    if damage == "missing":
        target.unlink()
    else:
        half = len(body) // 2
        target.write_bytes(
            {
                "cut": body[:half],
                "flipped": bytes([body[0] ^ 1]) + body[1:half] + b"\xff\x00{" + body[half + 3 :],
                "text": b"not a backup at all\n" * 300,
            }[damage]
        )
    with peopled.read() as reader:
        before = everything(reader)
    with pytest.raises(TrothError) as fault:
        peopled.load_backup(str(target))
    assert fault.value.code == ("store/missing" if damage == "missing" else "store/not-a-backup")
    with peopled.read() as reader:
        assert everything(reader) == before
