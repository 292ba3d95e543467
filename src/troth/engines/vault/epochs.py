"""Erasure epochs: what makes a destroyed key destroyed in older copies too.

An epoch re-makes the keys of the shards that lost one, wraps every shard key under a new root, and
overwrites the old root (DESIGN, D4.2). The order, and what a power cut leaves at each step:

1. `next` root written and synced. Left: the old marker, which the old root opens; `next` is unused.
2. One transaction of the key store: locks, re-made shard keys, re-wrapped live keys, re-made index
   rows, all shard keys under the new root, marker. Left: everything or nothing of it.
3. Promote: `next` becomes the root, the old bytes are overwritten. Left: whichever root opens the
   marker wins at the next start.

Two processes never promote blindly for each other: `settle_root` runs under the tree's lock, and
promotes only a `next` that opens the marker. With a root that cannot be overwritten an epoch still
renews the shards, and its report claims less.

GDPR Art. 17(1) and recital 26. What the claim rests on is said in `ASSUMPTIONS`.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final, Literal

from troth.core.periods import from_micros, to_micros
from troth.engines.vault.keylocks import awaiting, hold, settle_pending
from troth.engines.vault.keyring import Keyring, unwrap_person
from troth.engines.vault.keytree import (
    ROOT_LOCK,
    Shard,
    Tree,
    marker_check,
    period_context,
    person_context,
    person_shard,
    root_of,
    slices,
)
from troth.errors import StateError
from troth.sealing.format import ID_BYTES, NONCE_BYTES
from troth.sealing.keys import KEY_BYTES
from troth.storage.ports import KeyReader, KeyUnit
from troth.storage.rows import EpochRow, IndexRow

ASSUMPTIONS: Final = (
    "nobody copied the root key",
    "the storage kept no remnant of the 32 overwritten bytes",
)
"""What the strong claim rests on beyond this program's reach."""

_AT_ONCE: Final = 32
"""Shards re-made at a time, so that memory stays flat however many persons there are."""
_LAST: Final = "last-epoch"
_UNCLEAN: Final = "unclean"
_SUMMARY: Final = struct.Struct(">QIQ")


SPACING: Final = timedelta(minutes=5)
"""Epochs that nobody asked for run at most this often (DESIGN, D4.7)."""

Strength = Literal["every-copy", "live-stores"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochReport:
    """What an epoch did and what may be claimed since.

    Attributes:
        claim: `every-copy`: what was destroyed opens in no copy of data store or key store;
            `live-stores`: older copies open for whoever holds the root.
    """

    epoch: int
    shards: int
    keys: int
    at: datetime
    claim: Strength

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the claim rests on."""
        return ASSUMPTIONS if self.claim == "every-copy" else ()

    def words(self, root_until: date | None = None) -> str:
        """Return the claim as a sentence; `root_until` is when the root will be destroyed."""
        return words_of(self.claim, self.epoch, root_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """What can be said of destroyed keys today; `epoch` is None while they await one."""

    epoch: int | None
    text: str
    assumptions: tuple[str, ...]


class Epochs:
    """Makes epochs and settles roots; the only writer of the epoch marker after the first."""

    def __init__(self, *, keyring: Keyring) -> None:
        self._keyring = keyring
        self._entropy = keyring.entropy

    def make(self, now: datetime) -> EpochReport:
        """Re-make every shard that awaits an epoch, and the root. Safe to die in at any point.

        Raises:
            StateError: `keys/wrong-root` and its kin; nothing has changed then.
        """
        ring = self._keyring
        self.settle_root()
        with ring.store.unit() as unit:
            unit.exclude([ROOT_LOCK])
            promote_what_opens(ring, unit)
            tree = ring.tree(unit)
            touched = awaiting(unit)
            hold(unit, exclusive=touched, shared=())
            marker, fresh = self._next(tree, unit, now)
            renewed = self._renew(unit, tree, fresh, touched)
            settle_pending(unit)
            unit.put_secret(_UNCLEAN, b"1")
            unit.set_epoch(marker)
            summary = (marker.epoch, len(touched), renewed)
            unit.put_secret(_LAST, _SUMMARY.pack(*summary))
        ring.forget()
        self.settle_root()
        self.clean_up()
        return EpochReport(
            epoch=marker.epoch,
            shards=len(touched),
            keys=renewed,
            at=now,
            claim=self._strength,
        )

    def clean_up(self) -> None:
        """Let the key store remove deleted bytes from its files, and note that it did.

        Raises:
            OutsideError: `store/busy`; the claim stays pending then.
        """
        self._keyring.store.clean_up()
        with self._keyring.store.unit() as unit:
            if unit.secret(_UNCLEAN):
                unit.put_secret(_UNCLEAN, b"")

    def due(self, now: datetime) -> bool:
        """Whether something awaits an epoch and the last one is long enough ago."""
        with self._keyring.reading() as (reader, tree):
            waits = bool(awaiting(reader)) or bool(reader.secret(_UNCLEAN))
            return waits and now - from_micros(tree.marker.at) >= SPACING

    def claim(self, persons: Sequence[bytes]) -> Claimed:
        """Return what can be said of these persons' destroyed keys: pending, or since when.

        Another destruction in the same shard makes it pending again for a while: the claim may
        come late, never early.
        """
        shards = {person_shard(person) for person in persons}
        with self._keyring.reading() as (reader, tree):
            pending = not shards.isdisjoint(awaiting(reader)) or bool(reader.secret(_UNCLEAN))
            epoch = tree.marker.epoch
        if pending:
            return Claimed(
                epoch=None,
                text="pending: erased from the live stores, awaits an epoch",
                assumptions=(),
            )
        return Claimed(
            epoch=epoch,
            text=words_of(self._strength, epoch),
            assumptions=ASSUMPTIONS if self._strength == "every-copy" else (),
        )

    @property
    def _strength(self) -> Strength:
        return "every-copy" if self._keyring.root.can_overwrite else "live-stores"

    def last(self) -> tuple[int, int, int, int]:
        """Return the newest epoch as (epoch, shards, keys, at in microseconds)."""
        with self._keyring.reading() as (reader, tree):
            epoch, shards, keys = _last(reader)
            if epoch != tree.marker.epoch:
                epoch, shards, keys = tree.marker.epoch, 0, 0
            return epoch, shards, keys, tree.marker.at

    def settle_root(self) -> bool:
        """Let the root that opens the marker win; return whether an interrupted promotion ended."""
        ring = self._keyring
        with ring.store.unit() as unit:
            unit.exclude([ROOT_LOCK])
            return promote_what_opens(ring, unit)

    def _next(self, tree: Tree, unit: KeyUnit, now: datetime) -> tuple[EpochRow, Tree]:
        ring = self._keyring
        epoch = tree.marker.epoch + 1
        if ring.root.can_overwrite:
            root = self._entropy.bytes(KEY_BYTES)
            ring.root.prepare(root)
        else:
            kept = root_of(tree.marker, ring.root.candidates())
            if kept is None:  # the tree was opened with it a moment ago
                raise StateError("keys/wrong-root", "the root key changed while an epoch began")
            root = kept
        marker = EpochRow(epoch=epoch, check=marker_check(root, epoch), at=to_micros(now))
        return marker, Tree(marker=marker, root=root, wrapped={})

    def _renew(self, unit: KeyUnit, old: Tree, new: Tree, touched: Sequence[Shard]) -> int:
        """Wrap all shard keys under the new root, the touched ones re-made; return keys moved."""
        old.learn(unit.shard_keys())
        keys = dict(old.shard_keys())
        fresh = slices(self._entropy.bytes(KEY_BYTES * len(touched)), KEY_BYTES)
        keys |= {shard: key for shard, key in zip(touched, fresh, strict=True) if shard in keys}
        nonces = slices(self._entropy.bytes(NONCE_BYTES * len(keys)), NONCE_BYTES)
        wrapped = {
            shard: new.wrap_shard(shard, key, nonce)
            for (shard, key), nonce in zip(keys.items(), nonces, strict=True)
        }
        new.learn(wrapped)
        moved = 0
        for kind, move in (
            ("person", self._move_persons),
            ("period", self._move_periods),
            ("index", self._move_index),
        ):
            numbers = [number for name, number in touched if name == kind]
            for start in range(0, len(numbers), _AT_ONCE):
                moved += move(unit, old, new, numbers[start : start + _AT_ONCE])
        unit.put_shard_keys(wrapped)
        return moved

    def _move_persons(self, unit: KeyUnit, old: Tree, new: Tree, numbers: Sequence[int]) -> int:
        rows = unit.person_keys_in(numbers)
        made = []
        for row, nonce in zip(rows, self._nonces(len(rows)), strict=True):
            context = person_context(row.person)
            wrapped = new.kek(("person", row.shard)).wrap(
                unwrap_person(old, row), context=context, nonce=nonce
            )
            made.append(replace(row, wrapped=wrapped))
        if made:
            unit.put_person_keys(made)
        return len(made)

    def _move_periods(self, unit: KeyUnit, old: Tree, new: Tree, numbers: Sequence[int]) -> int:
        rows = unit.period_keys_in(numbers)
        made = []
        for row, nonce in zip(rows, self._nonces(len(rows)), strict=True):
            shard, context = ("period", row.shard), period_context(row.period)
            key = old.kek(shard).unwrap(row.wrapped, context=context)
            made.append(
                replace(row, wrapped=new.kek(shard).wrap(key, context=context, nonce=nonce))
            )
        if made:
            unit.put_period_keys(made)
        return len(made)

    def _move_index(self, unit: KeyUnit, old: Tree, new: Tree, numbers: Sequence[int]) -> int:
        rows = unit.index_in(numbers)
        size = ID_BYTES + NONCE_BYTES
        made = []
        for row, noise in zip(
            rows, slices(self._entropy.bytes(size * len(rows)), size), strict=True
        ):
            h, person = old.index(row.shard).open(row.sealed)
            again = new.index(row.shard).row(h, person, noise[ID_BYTES:])
            made.append(
                IndexRow(
                    token=again.token,
                    row=noise[:ID_BYTES],
                    shard=row.shard,
                    sealed=again.sealed,
                    status=row.status,
                )
            )
        if made:
            unit.replace_index([row.row for row in rows], made)
        return len(made)

    def _nonces(self, count: int) -> list[bytes]:
        return slices(self._entropy.bytes(NONCE_BYTES * count), NONCE_BYTES)


def words_of(strength: Strength, epoch: int, root_until: date | None = None) -> str:
    """Return a claim as a sentence; `root_until` is when a root beyond reach will be destroyed."""
    if strength == "every-copy":
        return f"unreadable in every copy since epoch {epoch}"
    until = "the root is destroyed" if root_until is None else root_until.isoformat()
    return (
        "erased from the live stores; older backups readable by whoever holds the root until "
        f"{until}"
    )


def promote_what_opens(ring: Keyring, unit: KeyUnit) -> bool:
    """Let the root that opens the marker win and the other go; the caller holds ROOT_LOCK.

    Returns whether an interrupted promotion was finished.
    """
    marker = unit.epoch()
    current = ring.root.current()
    if marker is None or (current is not None and root_of(marker, [current]) is not None):
        ring.root.discard()
        return False
    if root_of(marker, ring.root.candidates()) is None:
        # Says which of the two is wrong: no root at all, or another one.
        ring.forget()
        ring.tree(unit)
    ring.root.promote()
    return True


def _last(reader: KeyReader) -> tuple[int, int, int]:
    packed = reader.secret(_LAST)
    if packed is None:
        return 0, 0, 0
    epoch, shards, keys = _SUMMARY.unpack(packed)
    return int(epoch), int(shards), int(keys)
