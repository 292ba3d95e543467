"""The first start of a pair of stores, and every start after it.

A key store, a data store and a root belong together: the marker says which root opens the key
store, and both stores carry the vault's id. Whatever does not fit is refused before anything is
written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from troth.core.periods import to_micros
from troth.engines.vault.epochs import promote_what_opens
from troth.engines.vault.keyring import Keyring
from troth.engines.vault.keytree import ROOT_LOCK, marker_check
from troth.errors import StateError
from troth.sealing.format import ID_BYTES
from troth.sealing.keys import KEY_BYTES
from troth.storage.ports import KeyReader, KeyUnit
from troth.storage.rows import EpochRow

_VAULT: Final = "vault"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocked:
    """An open key store: whose it is, and what this start found unfinished."""

    vault: bytes
    created: bool
    finished_epoch: bool


def unlock(keyring: Keyring, *, expected: bytes | None, now: datetime) -> Unlocked:
    """Open the key store that belongs to a data store, or make both's first keys.

    Args:
        keyring: The keys.
        expected: The vault's id in the data store, or None where that is new.
        now: Stamps the first marker.

    Raises:
        StateError: `keys/store-missing`, `keys/root-missing`, `keys/wrong-root`,
            `keys/wrong-store`, `store/data-missing`; nothing has changed then.
    """
    with keyring.store.read() as reader:
        marker, vault = reader.epoch(), reader.secret(_VAULT)
        if marker is not None:
            _fits(keyring, reader, vault, expected)
    if marker is None:
        if expected is not None:
            raise StateError(
                "keys/store-missing",
                "the key store of this data store is missing or empty",
                help="name the key store that belongs to this data store with --keys",
            )
        return _create(keyring, now)
    with keyring.store.unit() as unit:
        unit.exclude([ROOT_LOCK])
        finished = promote_what_opens(keyring, unit)
        found = unit.secret(_VAULT) or b""
    return Unlocked(vault=found, created=expected is None, finished_epoch=finished)


def _fits(keyring: Keyring, reader: KeyReader, vault: bytes | None, expected: bytes | None) -> None:
    keyring.tree(reader)
    if expected is None and next(iter(reader.persons_with_keys()), None) is not None:
        raise StateError(
            "store/data-missing",
            "the key store belongs to a data store that is not here",
            help="restore the data store from a backup, or name another key store with --keys",
        )
    if expected is not None and vault != expected:
        raise StateError(
            "keys/wrong-store",
            "the key store belongs to another data store",
            help="name the key store that belongs to this data store with --keys",
        )


def _create(keyring: Keyring, now: datetime) -> Unlocked:
    root = keyring.root.current()
    if root is None:
        if not keyring.root.can_overwrite:
            raise StateError(
                "keys/root-missing",
                "the root key is missing",
                help="set the root key, 32 random bytes in base64, or let a root key file be made",
            )
        root = keyring.entropy.bytes(KEY_BYTES)
        keyring.root.prepare(root)
        keyring.root.promote()
    vault = keyring.entropy.bytes(ID_BYTES)
    with keyring.store.unit() as unit:
        _begin(unit, root, vault, now)
    keyring.forget()
    return Unlocked(vault=vault, created=True, finished_epoch=False)


def _begin(unit: KeyUnit, root: bytes, vault: bytes, now: datetime) -> None:
    unit.exclude([ROOT_LOCK])
    if unit.epoch() is not None:
        raise StateError(
            "keys/store-busy", "another process is making this key store", help="try again"
        )
    unit.set_epoch(EpochRow(epoch=0, check=marker_check(root, 0), at=to_micros(now)))
    unit.put_secret(_VAULT, vault)
