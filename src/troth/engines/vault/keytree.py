"""The key tree at one epoch: the root opens shard keys, shard keys open everything else.

`Tree` is what one process has unlocked so far. It is bound to one epoch marker and thrown away when
the marker changes, so a re-made shard key is never used again. Wrapped keys are bound to what they
are for: a person's key moved to another person's row does not open.

This room reads no store, writes no store and keeps no person's key. DESIGN, D4.2; the layout for
strangers is `docs/formats/keys.md`.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from troth.core.periods import from_micros
from troth.errors import StateError
from troth.sealing.index import ShardIndex
from troth.sealing.keys import WRAPPED_BYTES, KeyEncryptionKey, shard_of_person
from troth.storage.rows import EpochRow

Shard = tuple[str, int]
"""A kind of key (`person`, `index`, `period`, `secret`) and a number from 0 to 1,023."""

ROOT_LOCK: Final[Shard] = ("root", 0)
"""Held by whoever changes the tree itself: epochs, destructions, makers of new shard keys."""
SECRETS: Final[Shard] = ("secret", 0)
KINDS: Final = ("index", "period", "person", "secret")

_CHECK: Final = b"troth/epoch/v1\x00"
_FIXED: Final = b"troth/period/fixed/v1\x00"
_MOVING: Final = b"troth/period/moving/v1\x00"
_SPARE: Final = b"troth/spare/v1\x00"


def marker_check(root: bytes, epoch: int) -> bytes:
    """Return the 32-byte check value by which the root of an epoch is told from another."""
    return hmac.digest(root, _CHECK + epoch.to_bytes(8, "big"), "sha256")


def root_of(marker: EpochRow, candidates: Sequence[bytes]) -> bytes | None:
    """Return the one of these roots that opens the marker, or None."""
    for root in candidates:
        if hmac.compare_digest(marker_check(root, marker.epoch), marker.check):
            return root
    return None


def person_context(person: bytes) -> bytes:
    """Return what a person's key is wrapped for."""
    return b"person/" + person


def period_context(period: bytes) -> bytes:
    """Return what a period's key is wrapped for."""
    return b"period/" + period


def shard_context(shard: Shard) -> bytes:
    """Return what a shard's key is wrapped for."""
    return b"shard/" + shard[0].encode() + b"/" + shard[1].to_bytes(2, "big")


def person_shard(person: bytes) -> Shard:
    """Return the shard whose key wraps this person's key."""
    return ("person", shard_of_person(person))


def period_shard(period: bytes) -> Shard:
    """Return the shard whose key wraps this period's key."""
    return ("period", shard_of_person(period))


def fixed_period(rule: str, year: int, month: int) -> bytes:
    """Return the 16-byte id of the period shared by all records of a rule that end in a month."""
    return hashlib.sha256(_FIXED + f"{rule}\x00{year:04d}-{month:02d}".encode()).digest()[:16]


def moving_period(rule: str, person: bytes) -> bytes:
    """Return the 16-byte id of a person's own period under a rule without a fixed end."""
    return hashlib.sha256(_MOVING + person + rule.encode()).digest()[:16]


def spare_id(intent: bytes, person: bytes) -> bytes:
    """Return the 16-byte id under which a person's next key waits while a rekey is under way."""
    return hashlib.sha256(_SPARE + intent + person).digest()[:16]


def month_of(micros: int) -> tuple[int, int]:
    """Return the UTC year and month of an instant in microseconds."""
    at = from_micros(micros)
    return at.year, at.month


def end_of_month(year: int, month: int) -> datetime:
    """Return the first instant after a UTC month: when its period key is due for destruction."""
    return datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)


class Tree:
    """What one process has unlocked of the tree at one epoch.

    Args:
        marker: The epoch marker that `root` opens.
        root: The root key, 32 bytes.
        wrapped: Shard → wrapped shard key, as stored.
    """

    __slots__ = ("_indexes", "_keks", "_more", "_root", "_wrapped", "marker")

    def __init__(self, *, marker: EpochRow, root: bytes, wrapped: Mapping[Shard, bytes]) -> None:
        self.marker = marker
        self._root = KeyEncryptionKey(root)
        self._wrapped = dict(wrapped)
        self._keks: dict[Shard, KeyEncryptionKey] = {}
        self._indexes: dict[int, ShardIndex] = {}
        self._more: Callable[[], Mapping[Shard, bytes]] | None = None

    def seen_by(self, more: Callable[[], Mapping[Shard, bytes]]) -> Tree:
        """Return this tree for one reader of the store, who is asked for shards made elsewhere.

        What is unlocked is shared with this tree.
        """
        seen = object.__new__(Tree)
        seen.marker, seen._root, seen._wrapped = self.marker, self._root, self._wrapped
        seen._keks, seen._indexes, seen._more = self._keks, self._indexes, more
        return seen

    def stands_at(self, marker: EpochRow | None) -> bool:
        """Whether this is still the tree of the store's epoch."""
        return marker is not None and marker.check == self.marker.check

    def learn(self, wrapped: Mapping[Shard, bytes]) -> None:
        """Take in shard keys that were made after this tree was read, in the same epoch."""
        self._wrapped.update(wrapped)

    def missing(self, shards: Sequence[Shard]) -> list[Shard]:
        """Return those of `shards` that have no key yet."""
        return [shard for shard in shards if shard not in self._wrapped]

    def shard_keys(self) -> Mapping[Shard, bytes]:
        """Return every shard key, unwrapped; only an epoch needs them all.

        Raises:
            StateError: `keys/wrong-key` when one was wrapped under another root.
        """
        return {shard: self._open(shard) for shard in self._wrapped}

    def kek(self, shard: Shard) -> KeyEncryptionKey:
        """Return the shard's wrapping key, ready for use.

        Raises:
            StateError: `keys/no-shard` when the shard has no key, `keys/wrong-key`.
        """
        known = self._keks.get(shard)
        if known is None:
            known = self._keks[shard] = KeyEncryptionKey(self._open(shard))
        return known

    def index(self, number: int) -> ShardIndex:
        """Return the index shard's key, ready for use.

        Raises:
            StateError: `keys/no-shard`, `keys/wrong-key`.
        """
        known = self._indexes.get(number)
        if known is None:
            known = self._indexes[number] = ShardIndex(self._open(("index", number)))
        return known

    def has(self, shard: Shard) -> bool:
        """Whether the shard has a key."""
        if shard not in self._wrapped and self._more is not None:
            # Another process may have made it in this same epoch; asked once a reader.
            more, self._more = self._more, None
            self._wrapped.update(more())
        return shard in self._wrapped

    def wrap_shard(self, shard: Shard, key: bytes, nonce: bytes) -> bytes:
        """Return a shard key wrapped under this tree's root."""
        return self._root.wrap(key, context=shard_context(shard), nonce=nonce)

    def _open(self, shard: Shard) -> bytes:
        if not self.has(shard):
            raise StateError("keys/no-shard", f"the {shard[0]} shard {shard[1]} has no key")
        return self._root.unwrap(self._wrapped[shard], context=shard_context(shard))


def seal_hashes(person_key: bytes, hashes: Sequence[bytes], nonces: Sequence[bytes]) -> bytes:
    """Return a person's list of identifier hashes, each wrapped under the person's own key.

    It dies with the person's key, and lets an erasure find the index rows before that.
    """
    kek = KeyEncryptionKey(person_key)
    return b"".join(
        kek.wrap(one, context=b"identifiers", nonce=nonce)
        for one, nonce in zip(hashes, nonces, strict=True)
    )


def open_hashes(person_key: bytes, sealed: bytes) -> list[bytes]:
    """Return the identifier hashes of a person, 32 bytes each.

    Raises:
        StateError: `keys/malformed`, `keys/wrong-key`.
    """
    kek = KeyEncryptionKey(person_key)
    return [
        kek.unwrap(sealed[start : start + WRAPPED_BYTES], context=b"identifiers")
        for start in range(0, len(sealed), WRAPPED_BYTES)
    ]


def slices(noise: bytes, size: int) -> list[bytes]:
    """Cut one draw of randomness into parts of `size` bytes."""
    return [noise[start : start + size] for start in range(0, len(noise), size)]
