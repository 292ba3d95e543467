"""The offline check of an exported log, from the definition of the tree.

It shares no hashing, no growth and no proof code with the rooms that write the log: the root of a
tree is computed here as RFC 6962 2.1 defines it, from the entries themselves. It reads signed
notes, because that is what it is given, and nothing else: no store, no clock, no network.

Every problem is reported at once. One that can be pinned to an entry names its index; one that
cannot says so. What the check can *not* see: a log whose owner rewrote everything and signed it
anew looks sound by itself. Only an older tree head or a witness's cosignature tells, so pass them
in.
"""

from __future__ import annotations

import hashlib
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from troth.errors import TrothError
from troth.ledger import note as notes
from troth.ledger.bundle import Bundle
from troth.ledger.checkpoint import Checkpoint, verify_checkpoint, verify_cosignature

MISSING_NAMED: Final = 1000  # a head that claims 2^60 entries must not fill the memory with names


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong: a stable code, words, and the entry's index when it is known."""

    code: str
    message: str
    index: int | None = None


def verify_bundle(
    bundle: Bundle,
    *,
    public_key: bytes | None = None,
    witness_keys: Mapping[str, bytes] | None = None,
    older_checkpoint: str | None = None,
) -> list[Problem]:
    """Return everything that is wrong with a bundle; an empty list when nothing is.

    Args:
        bundle: The exported log.
        public_key: The log's key as known from elsewhere; None trusts the one in the bundle.
        witness_keys: Names and Ed25519 keys of witnesses, all of which must have cosigned.
        older_checkpoint: A signed head of this log kept from before; the log must begin with it.
    """
    key = bundle.public_key if public_key is None else public_key
    problems: list[Problem] = []
    if key != bundle.public_key:
        problems.append(Problem(code="verify/other-key", message="the bundle names another key"))
    head = _head(bundle.checkpoint, bundle.origin, key, problems)
    if head is None:
        return problems
    problems += _check_order(bundle, head)
    problems += _check_witnesses(bundle, witness_keys or {})
    leaves = [_leaf(data) for _, data in bundle.entries]
    altered = _check_leaves(bundle, leaves)
    problems += altered
    if any(one.code in ("verify/missing-entry", "verify/bad-prefix") for one in problems):
        return problems
    older = None
    if older_checkpoint is not None:
        older = _head(older_checkpoint, bundle.origin, key, problems)
    return problems + _check_roots(bundle, head, older, leaves, bool(altered))


def verify_entry(
    *,
    entry: bytes,
    index: int,
    proof: Sequence[bytes],
    checkpoint: str,
    origin: str,
    public_key: bytes,
) -> list[Problem]:
    """Return what is wrong with the claim that one entry stands in a log; empty when it does.

    This is what somebody who was erased can still show with a kept receipt.

    Args:
        entry: The entry's bytes.
        index: Its place in the log.
        proof: The hashes beside its way up, from the leaf to the root.
        checkpoint: The signed note of the tree head.
        origin: The log's origin.
        public_key: The log's Ed25519 key, 32 bytes.
    """
    problems: list[Problem] = []
    head = _head(checkpoint, origin, public_key, problems)
    if head is None:
        return problems
    if not 0 <= index < head.size:
        code, message = "verify/no-such-entry", f"the log has {head.size} entries under this head"
    elif _climb(_leaf(entry), index, head.size, proof) != head.root:
        code, message = "verify/not-included", f"the proof does not lead from entry {index} up"
    else:
        return []
    return [Problem(code=code, message=message, index=index)]


def _climb(leaf: bytes, index: int, width: int, proof: Sequence[bytes]) -> bytes | None:
    """Return the root that a leaf and the hashes beside its way lead to (RFC 6962 2.1.1)."""
    if width == 1 or not proof:
        return leaf if width == 1 and not proof else None
    half = 1 << ((width - 1).bit_length() - 1)
    if index < half:
        inner = _climb(leaf, index, half, proof[:-1])
        return None if inner is None else hashlib.sha256(b"\x01" + inner + proof[-1]).digest()
    inner = _climb(leaf, index - half, width - half, proof[:-1])
    return None if inner is None else hashlib.sha256(b"\x01" + proof[-1] + inner).digest()


def _head(written: str, origin: str, key: bytes, problems: list[Problem]) -> Checkpoint | None:
    """Return the tree head of a note, or note why it cannot be trusted."""
    try:
        return verify_checkpoint(written, origin=origin, public_key=key)
    except TrothError as error:
        problems.append(Problem(code=error.code, message=error.message))
        return None


def _check_order(bundle: Bundle, head: Checkpoint) -> list[Problem]:
    """Every index from the first kept one up to the tree's size stands there once, in order."""
    if bundle.first_index > head.size or not _covers(bundle.pruned_nodes, bundle.first_index):
        return [
            Problem(
                code="verify/bad-prefix",
                message="the node hashes given do not cover the entries that were pruned",
            )
        ]
    due = range(bundle.first_index, head.size)
    given = [index for index, _ in bundle.entries]
    if len(given) == len(due) and all(map(operator.eq, given, due)):
        return []
    known = set(given)
    missing = list(islice((index for index in due if index not in known), MISSING_NAMED))
    found = [
        Problem(code="verify/missing-entry", message=f"entry {index} is missing", index=index)
        for index in missing
    ]
    if not missing:
        found.append(
            Problem(
                code="verify/missing-entry",
                message="entries are doubled, out of order or beyond the tree",
                index=_first_difference(given, due),
            )
        )
    return found


def _check_leaves(bundle: Bundle, leaves: Sequence[bytes]) -> list[Problem]:
    """Each entry hashes to what its tile holds."""
    if len(bundle.leaf_hashes) != len(leaves):
        return [
            Problem(
                code="verify/leaf-hashes",
                message=f"{len(leaves)} entries come with {len(bundle.leaf_hashes)} leaf hashes",
            )
        ]
    return [
        Problem(
            code="verify/altered-entry",
            message=f"entry {index} does not hash to what the log's tile holds",
            index=index,
        )
        for (index, _), leaf, kept in zip(bundle.entries, leaves, bundle.leaf_hashes, strict=True)
        if leaf != kept
    ]


def _check_witnesses(bundle: Bundle, witness_keys: Mapping[str, bytes]) -> list[Problem]:
    """Each witness asked for has cosigned this very text."""
    text = notes.parse_note(bundle.checkpoint).text
    given: list[notes.Signature] = list(notes.parse_note(bundle.checkpoint).signatures)
    found: list[Problem] = []
    for line in bundle.cosignatures:
        try:
            given.append(notes.parse_signature(line))
        except TrothError as error:
            found.append(Problem(code=error.code, message=error.message))
    for name, key in witness_keys.items():
        if not any(verify_cosignature(text, one, name=name, public_key=key) for one in given):
            found.append(
                Problem(
                    code="verify/no-cosignature",
                    message=f"the witness `{name}` has not signed this tree head",
                )
            )
    return found


def _check_roots(
    bundle: Bundle,
    head: Checkpoint,
    older: Checkpoint | None,
    leaves: Sequence[bytes],
    altered: bool,
) -> list[Problem]:
    """The entries build the signed root, and begin with the older head if there is one."""
    found: list[Problem] = []
    tree = _Definition(bundle.first_index, bundle.pruned_nodes, leaves)
    if tree.root(head.size) != head.root:
        found.append(Problem(code="verify/wrong-root", message=_blame(bundle, head, altered)))
    if older is None:
        return found
    if older.size > head.size:
        found.append(
            Problem(
                code="verify/rolled-back",
                message=f"an older head has {older.size} entries, this one has {head.size}",
            )
        )
    elif older.size < bundle.first_index:
        found.append(
            Problem(
                code="verify/older-than-pruning",
                message=f"entries up to {bundle.first_index} were pruned after the older head",
            )
        )
    elif tree.root(older.size) != older.root:
        found.append(
            Problem(
                code="verify/rewritten",
                message=f"the first {older.size} entries are not those of the older head",
            )
        )
    return found


def _blame(bundle: Bundle, head: Checkpoint, altered: bool) -> str:
    """Say whether the tiles or only the entries depart from the signed root."""
    kept = _Definition(bundle.first_index, bundle.pruned_nodes, bundle.leaf_hashes)
    whole = len(bundle.leaf_hashes) == len(bundle.entries)
    if altered and whole and kept.root(head.size) == head.root:
        return "the entries do not build the signed root; the log's tiles do"
    return "neither entries nor tiles build the signed root"


def _covers(nodes: Sequence[tuple[int, bytes]], size: int) -> bool:
    """Tell whether these nodes are the complete subtrees over the first `size` entries."""
    due = [level for level in range(size.bit_length() - 1, -1, -1) if size >> level & 1]
    return [level for level, _ in nodes] == due and all(len(digest) == 32 for _, digest in nodes)


def _first_difference(given: Sequence[int], due: Sequence[int]) -> int | None:
    for one, other in zip(given, due, strict=False):
        if one != other:
            return one
    return given[len(due)] if len(given) > len(due) else None


def _leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


class _Definition:
    """The Merkle tree hash of RFC 6962 2.1, over entries of which a prefix may be pruned."""

    def __init__(
        self, first: int, nodes: Sequence[tuple[int, bytes]], leaves: Sequence[bytes]
    ) -> None:
        self._first = first
        self._leaves = leaves
        self._given: dict[tuple[int, int], bytes] = {}
        at = 0
        for level, digest in nodes:
            self._given[at, at + (1 << level)] = digest
            at += 1 << level

    def root(self, size: int) -> bytes:
        """Return the root over the first `size` entries, at least as many as were pruned."""
        return self._hash(0, size) if size else hashlib.sha256(b"").digest()

    def _hash(self, low: int, high: int) -> bytes:
        given = self._given.get((low, high))
        if given is not None:
            return given
        width = high - low
        if width == 1:
            return self._leaves[low - self._first]
        half = 1 << ((width - 1).bit_length() - 1)  # the largest power of two below the width
        both = self._hash(low, low + half) + self._hash(low + half, high)
        return hashlib.sha256(b"\x01" + both).digest()
