"""The Merkle tree of the evidence log: hashes, growth and proofs.

RFC 6962 2.1 and RFC 9162 2.1 with SHA-256. A *node* is a complete subtree, named by its level (0 is
a leaf) and its index on that level: node (l, i) covers the entries from i * 2^l up to (i + 1) *
2^l. Nodes never change once complete, so a store keeps them and hands them out again through
`read_node`.

The writer keeps only a `CompactRange`: the few complete subtrees that cover the log so far. Pruning
a prefix of the log keeps the compact range of that prefix; `node_needed` says which nodes those
are.

This room reads no store and signs nothing. `troth.ledger.verify` shares none of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from troth.errors import InputError

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()

Node = tuple[int, int, bytes]
ReadNode = Callable[[int, int], bytes]

_sha256 = hashlib.sha256


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry (RFC 6962 2.1: prefix 0x00)."""
    return _sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node from its two children (RFC 6962 2.1: prefix 0x01)."""
    return _sha256(b"\x01" + left + right).digest()


class CompactRange:
    """The complete subtrees that cover the first `size` entries, largest first.

    INVARIANT (one subtree for each set bit): the levels held are exactly the set bits of `size`.
    """

    __slots__ = ("_pending", "size")

    def __init__(self) -> None:
        self.size = 0
        self._pending: dict[int, bytes] = {}

    @classmethod
    def from_state(cls, state: Iterable[tuple[int, bytes]]) -> CompactRange:
        """Return the range that `state` describes; its size follows from the levels.

        Raises:
            InputError: `tree/bad-state` unless levels fall strictly and hashes have 32 bytes.
        """
        built = cls()
        above = 64
        for level, digest in state:
            if not 0 <= level < above or len(digest) != HASH_BYTES:
                raise InputError(
                    "tree/bad-state", "levels fall strictly from 63 and hashes are 32 bytes"
                )
            built._pending[level] = digest
            built.size += 1 << level
            above = level
        return built

    def state(self) -> list[tuple[int, bytes]]:
        """Return the subtrees as (level, hash), largest first; `from_state` takes them back."""
        return sorted(self._pending.items(), reverse=True)

    def append(self, leaf: bytes) -> list[Node]:
        """Add one leaf hash and return the nodes it completed, the leaf first."""
        index = self.size
        completed: list[Node] = [(0, index, leaf)]
        pending = self._pending
        digest, level = leaf, 0
        while index & 1:
            digest = _sha256(b"\x01" + pending.pop(level) + digest).digest()
            level += 1
            index >>= 1
            completed.append((level, index, digest))
        pending[level] = digest
        self.size += 1
        return completed

    def extend(self, leaves: Sequence[bytes]) -> list[Node]:
        """Add many leaf hashes and return the nodes they completed, level by level."""
        completed: list[Node] = []
        current = list(leaves)
        level, first = 0, self.size
        while current:
            completed += [(level, index, digest) for index, digest in enumerate(current, first)]
            if first & 1:
                current.insert(0, self._pending.pop(level))
            if len(current) & 1:
                self._pending[level] = current.pop()
            pairs = iter(current)
            current = [
                _sha256(b"\x01" + one + two).digest() for one, two in zip(pairs, pairs, strict=True)
            ]
            first >>= 1
            level += 1
        self.size += len(leaves)
        return completed

    def root(self) -> bytes:
        """Return the root of the tree over all entries so far."""
        ordered = [self._pending[level] for level in sorted(self._pending)]
        if not ordered:
            return EMPTY_ROOT
        digest = ordered[0]
        for left in ordered[1:]:
            digest = node_hash(left, digest)
        return digest


def root_from_leaves(entries: Iterable[bytes]) -> bytes:
    """Return the root of the tree over these entries."""
    grown = CompactRange()
    grown.extend([leaf_hash(entry) for entry in entries])
    return grown.root()


def root_at(size: int, read_node: ReadNode) -> bytes:
    """Return the root of the tree over the first `size` entries, from stored nodes."""
    return _range_root(0, size, read_node) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, read_node: ReadNode) -> list[bytes]:
    """Return the proof that entry `index` is in the tree of `size` entries (RFC 9162 2.1.3.1).

    Raises:
        InputError: `tree/out-of-range` unless 0 <= index < size.
    """
    if not 0 <= index < size:
        raise InputError("tree/out-of-range", f"entry {index} is not in a tree of {size}")
    low, high = 0, size
    path: list[bytes] = []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_range_root(middle, high, read_node))
            high = middle
        else:
            path.append(_range_root(low, middle, read_node))
            low = middle
    path.reverse()
    return path


def consistency_proof(old_size: int, new_size: int, read_node: ReadNode) -> list[bytes]:
    """Return the proof that the new tree begins with the old one (RFC 9162 2.1.4.1).

    The proof from an empty tree, and from a tree to itself, is empty.

    Raises:
        InputError: `tree/out-of-range` unless 0 <= old_size <= new_size.
    """
    if not 0 <= old_size <= new_size:
        raise InputError("tree/out-of-range", f"no proof leads from {old_size} to {new_size}")
    if old_size in (0, new_size):
        return []
    low, high, whole = 0, new_size, True
    path: list[bytes] = []
    while old_size != high:
        middle = low + _split(high - low)
        if old_size <= middle:
            path.append(_range_root(middle, high, read_node))
            high = middle
        else:
            path.append(_range_root(low, middle, read_node))
            low, whole = middle, False
    if not whole:
        path.append(_range_root(low, high, read_node))
    path.reverse()
    return path


def verify_inclusion(
    *, index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> bool:
    """Tell whether `proof` leads from a leaf hash to `root` (RFC 9162 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    fn, sn, digest = index, size - 1, leaf
    for step in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            digest = node_hash(step, digest)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            digest = node_hash(digest, step)
        fn >>= 1
        sn >>= 1
    return sn == 0 and digest == root


def verify_consistency(
    *, old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Tell whether `proof` shows the new tree to begin with the old one (RFC 9162 2.1.4.2)."""
    if not 0 <= old_size <= new_size:
        return False
    if old_size == new_size:
        return not proof and old_root == new_root
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    return _walk_consistency(old_size, new_size, path) == (old_root, new_root)


def _walk_consistency(
    old_size: int, new_size: int, path: list[bytes]
) -> tuple[bytes, bytes] | None:
    """Return the two roots that a consistency path leads to, or None when its length is wrong."""
    fn, sn = old_size - 1, new_size - 1
    while fn & 1:
        fn >>= 1
        sn >>= 1
    fr = sr = path[0]
    for step in path[1:]:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            fr, sr = node_hash(step, fr), node_hash(step, sr)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            sr = node_hash(sr, step)
        fn >>= 1
        sn >>= 1
    return (fr, sr) if sn == 0 else None


def prefix_nodes(size: int) -> list[tuple[int, int]]:
    """Return the (level, index) of the complete subtrees that cover the first `size` entries."""
    return [
        (level, (size >> level) - 1)
        for level in range(size.bit_length() - 1, -1, -1)
        if size >> level & 1
    ]


def node_needed(level: int, index: int, minimum_index: int) -> bool:
    """Tell whether a node must stay when entries below `minimum_index` are pruned.

    With the nodes that stay, every proof about entries and trees from `minimum_index` on can
    still be made; a node goes when its parent lies wholly in the pruned prefix.
    """
    return ((index >> 1) + 1) << (level + 1) > minimum_index


def _split(width: int) -> int:
    """Return the largest power of two smaller than `width`, which is at least 2."""
    return 1 << ((width - 1).bit_length() - 1)


def _range_root(low: int, high: int, read_node: ReadNode) -> bytes:
    """Return the hash over entries low..high, where low is a multiple of the width's top bit."""
    width = high - low
    if width & (width - 1) == 0:
        level = width.bit_length() - 1
        return read_node(level, low >> level)
    middle = low + _split(width)
    return node_hash(_range_root(low, middle, read_node), _range_root(middle, high, read_node))
