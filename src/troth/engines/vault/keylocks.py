"""Locks of shards in the one order everybody takes them, and what awaits an epoch.

DESIGN, D4.7. The shards that lost a key are listed in the key store, numbers and nothing secret, so
that a restart still knows which destroyed keys an older copy of the key store could bring back.

These functions run inside a unit that somebody else opened; they open none.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Final

from troth.engines.vault.keytree import KINDS, ROOT_LOCK, Shard, slices
from troth.storage.ports import KeyReader, KeyUnit

_PENDING: Final = "pending-epoch"


def hold(unit: KeyUnit, *, exclusive: Iterable[Shard], shared: Iterable[Shard]) -> None:
    """Take locks in the one order everybody takes them: the tree's, then by kind and number."""
    wanted = {**dict.fromkeys(shared, False), **dict.fromkeys(exclusive, True)}
    in_order = sorted(wanted.items(), key=lambda one: (one[0] != ROOT_LOCK, one[0]))
    for alone, group in groupby(in_order, key=lambda one: one[1]):
        take = unit.exclude if alone else unit.share
        take([shard for shard, _ in group])


def mark(unit: KeyUnit, shards: Iterable[Shard]) -> None:
    """Remember shards that lost a key; the caller holds ROOT_LOCK."""
    before = set(awaiting(unit))
    after = before | set(shards)
    if after != before:
        listed = b"".join(
            bytes([KINDS.index(kind)]) + number.to_bytes(2, "big") for kind, number in sorted(after)
        )
        unit.put_secret(_PENDING, listed)


def settle_pending(unit: KeyUnit) -> None:
    """Forget the shards that awaited an epoch: it is here. The caller holds ROOT_LOCK."""
    if unit.secret(_PENDING):
        unit.put_secret(_PENDING, b"")


def awaiting(reader: KeyReader) -> tuple[Shard, ...]:
    """Return the shards that lost a key and await an epoch; numbers, nothing secret."""
    listed = reader.secret(_PENDING) or b""
    return tuple((KINDS[one[0]], int.from_bytes(one[1:], "big")) for one in slices(listed, 3))
