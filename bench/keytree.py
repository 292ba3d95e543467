"""A bare key tree: what erasing with an epoch costs when nothing else is done.

One file, a root of 32 bytes beside it, 1,024 shard keys, one wrapped key a person. An erasure
deletes the keys; the epoch re-makes each touched shard's key, wraps its live keys anew, wraps every
shard key under a new root, and overwrites the old root. No second copy, no index, no periods, no
log: the floor under what `engines.vault.epochs` does.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench.stores import bare

SHARDS = 1_024
_NONCE = 12


class BareKeyTree:
    """Keys of persons under shard keys under a root."""

    def __init__(self, place: Path) -> None:
        self._root_file = place / "bare.root"
        self._db = bare(place / "bare-keys.db")
        self._db.execute("CREATE TABLE shards (shard INTEGER PRIMARY KEY, wrapped BLOB NOT NULL)")
        self._db.execute(
            "CREATE TABLE keys (person BLOB PRIMARY KEY, shard INTEGER NOT NULL,"
            " wrapped BLOB NOT NULL) WITHOUT ROWID"
        )
        self._db.execute("CREATE INDEX keys_shard ON keys (shard)")
        self._shards = {number: os.urandom(32) for number in range(SHARDS)}
        self._db.execute("BEGIN IMMEDIATE")
        self._new_root()

    def load(self, persons: Iterable[bytes]) -> None:
        """Give each person a key."""
        opened = {number: AESGCM(key) for number, key in self._shards.items()}
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(
            "INSERT INTO keys VALUES (?, ?, ?)",
            (
                (person, shard_of(person), _wrap(opened[shard_of(person)], person, os.urandom(32)))
                for person in sorted(persons)
            ),
        )
        self._db.execute("COMMIT")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def erase(self, persons: Sequence[bytes]) -> None:
        """Destroy the keys of these persons and make an epoch."""
        run = self._db.execute
        run("BEGIN IMMEDIATE")
        self._db.executemany("DELETE FROM keys WHERE person = ?", [(one,) for one in persons])
        run("COMMIT")
        run("BEGIN IMMEDIATE")
        for number in sorted({shard_of(person) for person in persons}):
            old, key = AESGCM(self._shards[number]), os.urandom(32)
            new = AESGCM(key)
            rows = run("SELECT person, wrapped FROM keys WHERE shard = ?", (number,)).fetchall()
            self._db.executemany(
                "UPDATE keys SET wrapped = ? WHERE person = ?",
                [
                    (_wrap(new, person, old.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], person)),
                     person)
                    for person, wrapped in rows
                ],
            )  # fmt: skip
            self._shards[number] = key
        self._new_root()
        run("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def key_of(self, person: bytes) -> bytes | None:
        """Return a person's key, or None when it was destroyed."""
        sql = "SELECT wrapped FROM keys WHERE person = ?"
        found = self._db.execute(sql, (person,)).fetchone()
        if found is None:
            return None
        sealer = AESGCM(self._shards[shard_of(person)])
        return sealer.decrypt(found[0][:_NONCE], found[0][_NONCE:], person)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _new_root(self) -> None:
        root = os.urandom(32)
        following = self._root_file.with_suffix(".next")
        _written(following, root)
        sealer = AESGCM(root)
        self._db.executemany(
            "INSERT OR REPLACE INTO shards VALUES (?, ?)",
            [(n, _wrap(sealer, n.to_bytes(2, "big"), key)) for n, key in self._shards.items()],
        )
        self._db.execute("COMMIT")
        if self._root_file.exists():
            _written(self._root_file, bytes(32))
        following.rename(self._root_file)
        folder = os.open(self._root_file.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def shard_of(person: bytes) -> int:
    """Return the shard of a person."""
    return int.from_bytes(person[:2], "big") % SHARDS


def _wrap(sealer: AESGCM, context: bytes, key: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + sealer.encrypt(nonce, key, context)


def _written(file: Path, content: bytes) -> None:
    with file.open("r+b" if file.exists() else "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
