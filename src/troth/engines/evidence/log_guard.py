"""Refuses to go on with a log that was cut or altered, and to sign over it.

The last signed head is remembered in the key store, beside the key that signs: whoever can rewrite
the data store cannot rewrite that as well. Before another head is signed, and when a store is
opened, the log must continue the remembered head and every fact since must be what its leaf says.
Facts older than that are `prove`'s and the witness's to check: they are covered by signatures.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from troth.core.facts import decode
from troth.errors import StateError
from troth.ledger.tree import CompactRange, leaf_hash, prefix_nodes, root_at
from troth.storage.ports import DataReader, KeyStore
from troth.storage.rows import FactRow

_NAME: Final = "log-head"
_HEAD: Final = struct.Struct(">Q32s")
_CHUNK: Final = 10_000


@dataclass(frozen=True, slots=True)
class Head:
    """A signed head: how many facts, and the root over them."""

    size: int
    root: bytes


class HeadMemory:
    """The last signed head, kept in the key store."""

    def __init__(self, *, keys: KeyStore) -> None:
        self._keys = keys

    def last(self) -> Head | None:
        """Return the head signed last, or None before the first."""
        with self._keys.read() as reader:
            kept = reader.secret(_NAME)
        return Head(*_HEAD.unpack(kept)) if kept else None

    def remember(self, head: Head) -> None:
        """Keep a head; only after it was signed, or after a restore laid the log anew."""
        if self.last() != head:
            with self._keys.unit() as unit:
                unit.put_secret(_NAME, _HEAD.pack(head.size, head.root))


def check_log(reader: DataReader, last: Head | None) -> None:
    """Check that the stored log continues `last` and is sound from there on.

    Raises:
        StateError: `evidence/rolled-back` when facts that were signed are gone;
            `evidence/tampered` with the first fact that is not what was logged.
    """
    size, first = reader.tree_size(), reader.first_fact()
    begun = Head(0, CompactRange().root()) if last is None else last
    if size < begun.size:
        raise StateError(
            "evidence/rolled-back",
            f"the log has {size} facts, and {begun.size} were signed",
            help="restore the data store with its published log; `troth prove` says what is wrong",
        )
    # Nodes are only ever added, so one beyond the last fact had a fact that is gone.
    if reader.node(0, size) is not None:
        raise _tampered(size, "it is gone, and its place in the tree is still there")
    if begun.size > first and root_at(begun.size, _nodes(reader)) != begun.root:
        raise _tampered(begun.size, "the facts that were signed are not these")
    start = max(begun.size, first)
    grown = CompactRange.from_state(
        [(level, _nodes(reader)(level, index)) for level, index in prefix_nodes(start)]
    )
    for begin in range(start, size, _CHUNK):
        end = min(begin + _CHUNK, size)
        rows = reader.facts(begin, end)
        _check_rows(reader, rows, begin, end)
        grown.extend([leaf_hash(row.body) for row in rows])
    if [(node.level, node.hash) for node in reader.frontier()] != grown.state():
        raise _tampered(size, "the tree is not that of its facts")


def _check_rows(reader: DataReader, rows: Sequence[FactRow], begin: int, end: int) -> None:
    if [row.index for row in rows] != list(range(begin, end)):
        raise _tampered(begin, "a fact is missing")
    for place, row in enumerate(rows, begin):
        if reader.node(0, place) != leaf_hash(row.body):
            raise _tampered(place, "it is not what was logged")
        told = decode(row.body)
        if (told.kind, told.at) != (row.kind, row.at):
            raise _tampered(place, "its row says another kind or instant than its leaf")


def _nodes(reader: DataReader) -> Callable[[int, int], bytes]:
    def read_node(level: int, index: int) -> bytes:
        found = reader.node(level, index)
        if found is None:
            raise _tampered(index << level, "a node of the tree is missing")
        return found

    return read_node


def _tampered(index: int, why: str) -> StateError:
    return StateError(
        "evidence/tampered",
        f"the log was altered at fact {index}: {why}",
        help="nothing was written; `troth prove` lists everything that is wrong",
    )
