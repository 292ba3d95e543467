"""The tree against its definition, another implementation, and known answers."""

import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.definition import naive_path, naive_proof, naive_reader, naive_root
from troth.errors import InputError
from troth.ledger import tree

ENTRIES = st.lists(st.binary(max_size=6), max_size=70)

# The eight inputs and nine roots that certificate transparency logs have long been tested with.
KNOWN_LEAVES = [
    bytes.fromhex(one)
    for one in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
KNOWN_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(9))
def test_the_known_roots_of_certificate_transparency_come_out(size: int) -> None:
    assert tree.root_from_leaves(KNOWN_LEAVES[:size]).hex() == KNOWN_ROOTS[size]


@given(entries=ENTRIES)
def test_growing_one_by_one_gives_the_root_of_the_definition(entries: list[bytes]) -> None:
    grown = tree.CompactRange()
    for entry in entries:
        grown.append(tree.leaf_hash(entry))
    assert (grown.size, grown.root()) == (len(entries), naive_root(entries))


@given(entries=ENTRIES, data=st.data())
def test_growing_in_batches_completes_the_same_nodes_as_one_by_one(
    entries: list[bytes], data: st.DataObject
) -> None:
    leaves = [tree.leaf_hash(entry) for entry in entries]
    cut = data.draw(st.integers(0, len(leaves)))
    batched, single = tree.CompactRange(), tree.CompactRange()
    nodes = batched.extend(leaves[:cut]) + batched.extend(leaves[cut:])
    ones = [node for leaf in leaves for node in single.append(leaf)]
    assert sorted(nodes) == sorted(ones)
    assert (batched.size, batched.state(), batched.root()) == (
        single.size,
        single.state(),
        single.root(),
    )


@given(entries=ENTRIES)
def test_every_complete_node_is_reported_once_and_is_that_of_the_definition(
    entries: list[bytes],
) -> None:
    nodes = tree.CompactRange().extend([tree.leaf_hash(entry) for entry in entries])
    read = naive_reader(entries)
    places = [(level, index) for level in range(8) for index in range(len(entries) >> level)]
    assert sorted(nodes) == [(*place, read(*place)) for place in places]


@given(entries=ENTRIES, more=ENTRIES)
def test_a_range_taken_up_from_its_state_grows_on(entries: list[bytes], more: list[bytes]) -> None:
    first = tree.CompactRange()
    first.extend([tree.leaf_hash(entry) for entry in entries])
    again = tree.CompactRange.from_state(first.state())
    again.extend([tree.leaf_hash(entry) for entry in more])
    assert (again.size, again.root()) == (len(entries + more), naive_root(entries + more))


@given(size=st.integers(0, 1 << 40))
def test_a_prefix_is_covered_by_the_levels_its_state_holds(size: int) -> None:
    state = [(level, bytes(32)) for level, _ in tree.prefix_nodes(size)]
    assert tree.CompactRange.from_state(state).size == size
    covered = 0
    for level, index in tree.prefix_nodes(size):
        assert index << level == covered
        covered += 1 << level


@pytest.mark.parametrize(
    "state",
    [
        [(0, bytes(31))],
        [(0, bytes(32)), (1, bytes(32))],
        [(1, bytes(32)), (1, bytes(32))],
        [(-1, bytes(32))],
        [(64, bytes(32))],
    ],
)
def test_a_state_that_no_tree_has_is_refused(state: list[tuple[int, bytes]]) -> None:
    with pytest.raises(InputError) as caught:
        tree.CompactRange.from_state(state)
    assert caught.value.code == "tree/bad-state"


@given(entries=ENTRIES, data=st.data())
def test_every_inclusion_proof_is_that_of_the_definition_and_verifies(
    entries: list[bytes], data: st.DataObject
) -> None:
    size = len(entries)
    if not size:
        return
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion_proof(index, size, naive_reader(entries))
    assert proof == naive_path(index, entries)
    assert tree.verify_inclusion(
        index=index,
        size=size,
        leaf=tree.leaf_hash(entries[index]),
        proof=proof,
        root=naive_root(entries),
    )


@given(entries=ENTRIES, data=st.data())
def test_every_consistency_proof_is_that_of_the_definition_and_verifies(
    entries: list[bytes], data: st.DataObject
) -> None:
    new = len(entries)
    old = data.draw(st.integers(0, new))
    proof = tree.consistency_proof(old, new, naive_reader(entries))
    assert proof == (naive_proof(old, entries) if old else [])
    assert tree.verify_consistency(
        old_size=old,
        new_size=new,
        old_root=naive_root(entries[:old]),
        new_root=naive_root(entries),
        proof=proof,
    )
    assert tree.root_at(old, naive_reader(entries)) == naive_root(entries[:old])


def spoil(data: st.DataObject, parts: list[bytes]) -> list[bytes]:
    """Change one byte of one part, or drop, double or add a part."""
    at = data.draw(st.integers(0, len(parts) - 1))
    how = data.draw(st.sampled_from(["flip", "drop", "double", "add"]))
    spoiled = list(parts)
    if how == "flip":
        digest = bytearray(parts[at])
        digest[data.draw(st.integers(0, 31))] ^= data.draw(st.integers(1, 255))
        spoiled[at] = bytes(digest)
    elif how == "drop":
        del spoiled[at]
    elif how == "double":
        spoiled.insert(at, parts[at])
    else:
        spoiled.append(bytes(32))
    return spoiled


@given(count=st.integers(2, 70), data=st.data())
def test_a_changed_inclusion_proof_fails(count: int, data: st.DataObject) -> None:
    entries = [bytes([number]) for number in range(count)]
    index = data.draw(st.integers(0, count - 1))
    root, leaf = naive_root(entries), tree.leaf_hash(entries[index])
    proof = spoil(data, naive_path(index, entries))
    assert not tree.verify_inclusion(index=index, size=count, leaf=leaf, proof=proof, root=root)


@given(count=st.integers(2, 70), data=st.data())
def test_an_inclusion_proof_holds_for_its_own_entry_place_and_root_only(
    count: int, data: st.DataObject
) -> None:
    entries = [bytes([number]) for number in range(count)]
    index, other = data.draw(
        st.lists(st.integers(0, count - 1), min_size=2, max_size=2, unique=True)
    )
    proof, root = naive_path(index, entries), naive_root(entries)
    leaf, wrong = tree.leaf_hash(entries[index]), tree.leaf_hash(entries[other])
    for place, entry, top in ((other, leaf, root), (index, wrong, root), (index, leaf, leaf)):
        assert not tree.verify_inclusion(index=place, size=count, leaf=entry, proof=proof, root=top)


@given(count=st.integers(1, 70), data=st.data())
def test_a_proof_for_a_tree_is_none_for_a_taller_one_with_that_root(
    count: int, data: st.DataObject
) -> None:
    entries = [bytes([number]) for number in range(count)]
    taller = data.draw(st.integers(2 * count, 300).filter(lambda size: size > 1))
    index, old = data.draw(st.integers(0, count - 1)), data.draw(st.integers(1, count))
    root = naive_root(entries)
    assert not tree.verify_inclusion(
        index=index,
        size=taller,
        leaf=tree.leaf_hash(entries[index]),
        proof=naive_path(index, entries),
        root=root,
    )
    assert not tree.verify_consistency(
        old_size=old,
        new_size=taller,
        old_root=naive_root(entries[:old]),
        new_root=root,
        proof=naive_proof(old, entries),
    )


@given(count=st.integers(2, 70), data=st.data())
def test_a_changed_consistency_proof_fails(count: int, data: st.DataObject) -> None:
    entries = [bytes([number]) for number in range(count)]
    old = data.draw(st.integers(1, count - 1))
    proof = spoil(data, naive_proof(old, entries))
    assert not tree.verify_consistency(
        old_size=old,
        new_size=count,
        old_root=naive_root(entries[:old]),
        new_root=naive_root(entries),
        proof=proof,
    )


@given(count=st.integers(1, 70), data=st.data())
def test_no_proof_leads_from_a_past_that_was_rewritten(count: int, data: st.DataObject) -> None:
    entries = [bytes([number]) for number in range(count)]
    old = data.draw(st.integers(1, count))
    past = list(entries[:old])
    past[data.draw(st.integers(0, old - 1))] += b"!"
    assert not tree.verify_consistency(
        old_size=old,
        new_size=count,
        old_root=naive_root(past),
        new_root=naive_root(entries),
        proof=naive_proof(old, entries),
    )


@pytest.mark.parametrize(
    ("old", "new", "proof"),
    [(2, 1, []), (-1, 1, []), (3, 5, []), (0, 5, [bytes(32)]), (5, 5, [bytes(32)])],
)
def test_a_consistency_claim_out_of_bounds_fails(old: int, new: int, proof: list[bytes]) -> None:
    entries = [bytes([number]) for number in range(5)]
    assert not tree.verify_consistency(
        old_size=old,
        new_size=new,
        old_root=naive_root(entries[: max(old, 0)]),
        new_root=naive_root(entries[:new]),
        proof=proof,
    )


def test_the_empty_past_must_have_the_root_of_nothing() -> None:
    assert not tree.verify_consistency(
        old_size=0, new_size=1, old_root=bytes(32), new_root=bytes(32), proof=[]
    )


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_an_entry_outside_the_tree_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(InputError) as caught:
        tree.inclusion_proof(index, size, naive_reader([]))
    assert caught.value.code == "tree/out-of-range"
    assert not tree.verify_inclusion(
        index=index, size=size, leaf=bytes(32), proof=[], root=bytes(32)
    )


@pytest.mark.parametrize(("old", "new"), [(-1, 3), (4, 3)])
def test_no_proof_leads_backwards(old: int, new: int) -> None:
    with pytest.raises(InputError) as caught:
        tree.consistency_proof(old, new, naive_reader([]))
    assert caught.value.code == "tree/out-of-range"


@given(count=st.integers(0, 70), data=st.data())
def test_after_pruning_every_later_proof_can_still_be_made(count: int, data: st.DataObject) -> None:
    entries = [bytes([number]) for number in range(count)]
    minimum = data.draw(st.integers(0, count))
    nodes = tree.CompactRange().extend([tree.leaf_hash(entry) for entry in entries])
    kept = {
        (level, index): digest
        for level, index, digest in nodes
        if tree.node_needed(level, index, minimum)
    }

    def read(level: int, index: int) -> bytes:
        return kept[level, index]

    below = [place for place in kept if (place[1] + 1) << place[0] <= minimum]
    assert sorted(below, reverse=True) == tree.prefix_nodes(minimum)
    old = data.draw(st.integers(minimum, count))
    assert tree.root_at(old, read) == naive_root(entries[:old])
    wanted = naive_proof(old, entries) if old else []
    assert tree.consistency_proof(old, count, read) == wanted
    if minimum < count:
        index = data.draw(st.integers(minimum, count - 1))
        assert tree.inclusion_proof(index, count, read) == naive_path(index, entries)


@given(entries=st.lists(st.binary(min_size=1, max_size=6), min_size=1, max_size=40))
def test_another_implementation_finds_the_same_roots(entries: list[bytes]) -> None:
    oracle = pymerkle.InmemoryTree(algorithm="sha256")
    grown = tree.CompactRange()
    for entry in entries:
        oracle.append_entry(entry)
        grown.append(tree.leaf_hash(entry))
        assert grown.root() == oracle.get_root()
