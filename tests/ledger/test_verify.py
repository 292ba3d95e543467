"""The offline check: silent about a sound log, exact about a broken one."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.definition import naive_path, naive_root
from troth.ledger import note as notes
from troth.ledger import tree
from troth.ledger.bundle import Bundle, decode_bundle, encode_bundle
from troth.ledger.checkpoint import Checkpoint, cosign, parse_checkpoint, sign_checkpoint
from troth.ledger.verify import Problem, verify_bundle, verify_entry

SEED, OTHER, WITNESS = bytes(range(32)), bytes(32), b"w" * 32
KEY = notes.public_key_of(SEED)
WITNESSES = {"witness.example": notes.public_key_of(WITNESS)}
ORIGIN = "example.com/log"
AT = datetime(2024, 5, 17, tzinfo=UTC)
VECTORS = Path(__file__).parents[1] / "vectors" / "ledger"


def head_of(entries: list[bytes], seed: bytes = SEED) -> str:
    """The signed head of a log of these entries."""
    return sign_checkpoint(
        Checkpoint(origin=ORIGIN, size=len(entries), root=naive_root(entries)), seed
    )


def export(entries: list[bytes], first: int = 0) -> Bundle:
    """What the log exports, with everything below `first` pruned."""
    leaves = [tree.leaf_hash(entry) for entry in entries]
    prefix = tree.CompactRange()
    prefix.extend(leaves[:first])
    head = head_of(entries)
    text = notes.parse_note(head).text
    line = cosign(text, name="witness.example", private_key=WITNESS, at=AT).line()
    return Bundle(
        origin=ORIGIN,
        public_key=KEY,
        checkpoint=head,
        entries=tuple(enumerate(entries))[first:],
        leaf_hashes=tuple(leaves[first:]),
        first_index=first,
        pruned_nodes=tuple(prefix.state()),
        cosignatures=(line,),
    )


def numbered(count: int) -> list[bytes]:
    """Entries that differ."""
    return [f"fact {number}".encode() for number in range(count)]


def codes(problems: list[Problem]) -> list[tuple[str, int | None]]:
    """The codes and places of what was found."""
    return [(one.code, one.index) for one in problems]


@given(count=st.integers(0, 60), data=st.data())
def test_a_sound_log_has_no_problem_however_much_was_pruned(
    count: int, data: st.DataObject
) -> None:
    entries = numbered(count)
    first = data.draw(st.integers(0, count))
    older = head_of(entries[: data.draw(st.integers(first, count))])
    bundle = export(entries, first)
    found = verify_bundle(
        decode_bundle(encode_bundle(bundle)),
        public_key=KEY,
        witness_keys=WITNESSES,
        older_checkpoint=older,
    )
    assert found == []


@given(count=st.integers(1, 60), data=st.data())
def test_an_altered_entry_is_named(count: int, data: st.DataObject) -> None:
    bundle = export(numbered(count), data.draw(st.integers(0, count - 1)))
    index, entry = data.draw(st.sampled_from(bundle.entries))
    altered = tuple((at, entry + b"!" if at == index else kept) for at, kept in bundle.entries)
    found = verify_bundle(replace(bundle, entries=altered))
    assert codes(found) == [("verify/altered-entry", index), ("verify/wrong-root", None)]
    assert found[1].message == "the entries do not build the signed root; the log's tiles do"


@given(count=st.integers(1, 60), data=st.data())
def test_an_entry_altered_together_with_its_tile_still_breaks_the_root(
    count: int, data: st.DataObject
) -> None:
    bundle = export(numbered(count))
    index = data.draw(st.integers(0, count - 1))
    entries, leaves = list(bundle.entries), list(bundle.leaf_hashes)
    entries[index] = (index, b"forged")
    leaves[index] = tree.leaf_hash(b"forged")
    older = head_of(numbered(count)[: data.draw(st.integers(0, count))])
    found = verify_bundle(
        replace(bundle, entries=tuple(entries), leaf_hashes=tuple(leaves)), older_checkpoint=older
    )
    wanted = [("verify/wrong-root", None)]
    if parse_checkpoint(notes.parse_note(older).text).size > index:
        wanted.append(("verify/rewritten", None))
    assert codes(found) == wanted


@given(count=st.integers(1, 60), data=st.data())
def test_a_missing_entry_is_named(count: int, data: st.DataObject) -> None:
    bundle = export(numbered(count))
    index = data.draw(st.integers(0, count - 1))
    entries = bundle.entries[:index] + bundle.entries[index + 1 :]
    leaves = bundle.leaf_hashes[:index] + bundle.leaf_hashes[index + 1 :]
    found = verify_bundle(replace(bundle, entries=entries, leaf_hashes=leaves))
    assert codes(found) == [("verify/missing-entry", index)]


def test_entries_doubled_swapped_or_beyond_the_tree_are_found() -> None:
    bundle = export(numbered(4))
    a, b, c, d = bundle.entries
    for entries, leaves, index in (
        ((a, a, b, c, d), 5, 0),
        ((a, c, b, d), 4, 2),
        ((a, b, c, d, (4, b"")), 5, 4),
    ):
        found = verify_bundle(replace(bundle, entries=entries, leaf_hashes=(bytes(32),) * leaves))
        assert codes(found)[0] == ("verify/missing-entry", index)


def test_a_head_that_claims_a_vast_log_is_answered_briefly() -> None:
    vast = sign_checkpoint(Checkpoint(origin=ORIGIN, size=1 << 60, root=bytes(32)), SEED)
    found = verify_bundle(replace(export(numbered(3)), checkpoint=vast))
    assert [one.index for one in found] == list(range(3, 1003))


@pytest.mark.parametrize(
    "changes",
    [
        {"pruned_nodes": ()},
        {"pruned_nodes": ((2, bytes(32)), (0, bytes(31)))},
        {"pruned_nodes": ((0, bytes(32)), (2, bytes(32)))},
        {"first_index": 9},
    ],
)
def test_a_pruned_prefix_that_is_not_covered_is_refused(changes: dict[str, object]) -> None:
    found = verify_bundle(replace(export(numbered(8), 5), **changes))
    assert ("verify/bad-prefix", None) in codes(found)


def test_a_forged_prefix_breaks_the_root() -> None:
    bundle = export(numbered(8), 5)
    forged = ((2, bytes(32)), bundle.pruned_nodes[1])
    assert codes(verify_bundle(replace(bundle, pruned_nodes=forged))) == [
        ("verify/wrong-root", None)
    ]


def test_leaf_hashes_that_are_too_few_are_found() -> None:
    bundle = export(numbered(4))
    found = verify_bundle(replace(bundle, leaf_hashes=bundle.leaf_hashes[:-1]))
    assert codes(found) == [("verify/leaf-hashes", None)]


def test_another_key_is_found_whether_named_or_used() -> None:
    bundle = export(numbered(4))
    found = verify_bundle(bundle, public_key=notes.public_key_of(OTHER))
    assert codes(found) == [("verify/other-key", None), ("checkpoint/unsigned", None)]
    resigned = replace(bundle, checkpoint=head_of(numbered(4), OTHER))
    assert codes(verify_bundle(resigned)) == [("checkpoint/unsigned", None)]


def test_a_key_that_is_none_is_a_problem_and_no_crash() -> None:
    bundle = replace(export(numbered(4)), public_key=b"short")
    assert codes(verify_bundle(bundle)) == [("note/bad-key", None)]


def test_a_witness_that_did_not_sign_is_named() -> None:
    bundle = export(numbered(4))
    assert verify_bundle(bundle, witness_keys=WITNESSES) == []
    for lines in ((), ("no signature",)):
        found = verify_bundle(replace(bundle, cosignatures=lines), witness_keys=WITNESSES)
        assert found[-1].code == "verify/no-cosignature"
        assert "witness.example" in found[-1].message
        assert len(found) == 1 + len(lines)


def test_a_cosignature_inside_the_note_counts_too() -> None:
    bundle = export(numbered(4))
    inside = replace(
        bundle, checkpoint=bundle.checkpoint + bundle.cosignatures[0] + "\n", cosignatures=()
    )
    assert verify_bundle(inside, witness_keys=WITNESSES) == []


def test_a_log_wholly_rewritten_and_signed_anew_is_caught_by_an_older_head() -> None:
    rewritten = export([b"rewritten", *numbered(5)[1:]])
    assert verify_bundle(rewritten) == []
    found = verify_bundle(rewritten, older_checkpoint=head_of(numbered(3)))
    assert codes(found) == [("verify/rewritten", None)]


def test_a_log_that_lost_its_end_is_caught_by_an_older_head() -> None:
    found = verify_bundle(export(numbered(3)), older_checkpoint=head_of(numbered(5)))
    assert codes(found) == [("verify/rolled-back", None)]


def test_an_older_head_from_before_the_pruning_cannot_be_compared_and_that_is_said() -> None:
    found = verify_bundle(export(numbered(8), 5), older_checkpoint=head_of(numbered(3)))
    assert codes(found) == [("verify/older-than-pruning", None)]


def test_an_older_head_that_is_not_signed_is_a_problem() -> None:
    found = verify_bundle(export(numbered(3)), older_checkpoint=head_of(numbered(2), OTHER))
    assert codes(found) == [("checkpoint/unsigned", None)]


def receipt(count: int, at: int, **changes: object) -> list[tuple[str, int | None]]:
    """Check the receipt of one entry, with something changed."""
    entries = numbered(count)
    claim: dict[str, object] = {
        "entry": entries[at],
        "index": at,
        "proof": naive_path(at, entries),
        "checkpoint": head_of(entries),
        "origin": ORIGIN,
        "public_key": KEY,
    }
    return codes(verify_entry(**(claim | changes)))


@given(count=st.integers(1, 60), data=st.data())
def test_a_kept_receipt_holds_and_any_change_to_it_is_found(
    count: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, count - 1))
    proof = naive_path(index, numbered(count))
    refused = [("verify/not-included", index)]
    assert receipt(count, index) == []
    assert receipt(count, index, entry=b"forged") == refused
    assert receipt(count, index, proof=[*proof, bytes(32)]) == refused
    assert receipt(count, index, index=count) == [("verify/no-such-entry", count)]
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        forged = [*proof[:at], bytes(32), *proof[at + 1 :]]
        assert receipt(count, index, proof=forged) == refused
        assert receipt(count, index, proof=proof[1:]) == refused
        assert receipt(count, index, index=(index + 1) % count)[0][0] == "verify/not-included"


def test_a_receipt_under_a_head_of_another_key_is_refused() -> None:
    found = receipt(4, 1, checkpoint=head_of(numbered(4), OTHER))
    assert found == [("checkpoint/unsigned", None)]


@pytest.mark.parametrize("path", sorted(VECTORS.glob("bundle-*.txt")), ids=lambda path: path.stem)
def test_each_bundle_vector_is_judged_as_its_header_says(path: Path) -> None:
    header, _, written = path.read_text().partition("\n---\n")
    want = header.rpartition("want: ")[2]
    found = verify_bundle(decode_bundle(written), witness_keys=WITNESSES)
    said = " ".join(one.code + ("" if one.index is None else f"@{one.index}") for one in found)
    assert said == ("" if want == "ok" else want)


def test_the_bundle_vectors_are_there() -> None:
    assert len(list(VECTORS.glob("bundle-*.txt"))) >= 7
