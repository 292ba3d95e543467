"""The blind index: finding a person by an identifier without keeping the identifier.

`h` is a keyed hash of the kind and the normalised identifier. A row holds a token, an HMAC of `h`
under its shard's key, and `h` with the person's id sealed under the same shard's key. Renewing a
shard's key re-makes its rows from the rows alone, so an older copy of the key store cannot answer
whether somebody was ever here. The two uses of a shard's key are kept apart by deriving one key for
each.

A suppression token (a kept "do not contact") has its own key and outlives the person's keys.

This room stores nothing, normalises nothing and never sees a record. Identifiers that can be
guessed by trying all of them (a birth date, a postcode) must not be given to it: GDPR recital 26.
"""

from __future__ import annotations

import hmac
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from troth.errors import InputError, StateError
from troth.sealing import format as form
from troth.sealing import keys

HASH_BYTES: Final = 32
TOKEN_BYTES: Final = 32
ROW_BYTES: Final = 1 + form.NONCE_BYTES + HASH_BYTES + form.ID_BYTES + form.TAG_BYTES

_IDENTIFIER: Final = b"troth/identifier/v1\x00"
_SUPPRESSION: Final = b"troth/suppression/v1\x00"
_TOKEN_KEY: Final = b"troth/index-token-key/v1"
_ROW_KEY: Final = b"troth/index-row-key/v1"
_ROW: Final = b"troth/index-row/v1"


class IndexRow(NamedTuple):
    """One row of the blind index: the token it is found by and the sealed rest."""

    token: bytes
    sealed: bytes


class ShardIndex:
    """One shard's index key made ready, for making or opening many rows.

    Args:
        shard_index_key: The shard's index key, 32 bytes.

    Raises:
        InputError: `keys/bad-length`.
    """

    __slots__ = ("_cipher", "_token_key")

    def __init__(self, shard_index_key: bytes) -> None:
        keys.check_key(shard_index_key)
        self._token_key = hmac.digest(shard_index_key, _TOKEN_KEY, "sha256")
        self._cipher = AESGCM(hmac.digest(shard_index_key, _ROW_KEY, "sha256"))

    def token(self, h: bytes) -> bytes:
        """Return the 32-byte token under which the row of `h` is found."""
        return hmac.digest(self._token_key, _checked(h), "sha256")

    def row(self, h: bytes, person_id: bytes, nonce: bytes) -> IndexRow:
        """Return the row that leads from `h` to a person.

        Raises:
            InputError: `index/bad-length` for a hash that is not 32 bytes or an id that is not 16;
                `seal/bad-nonce`.
        """
        if len(person_id) != form.ID_BYTES:
            raise InputError("index/bad-length", f"a person id is {form.ID_BYTES} bytes")
        form.check_nonce(nonce)
        token = self.token(h)
        return IndexRow(token, form.encode(nonce, self._cipher.encrypt(nonce, h + person_id, _ROW)))

    def open(self, sealed: bytes) -> tuple[bytes, bytes]:
        """Return the identifier hash and the person id of a sealed row.

        Raises:
            StateError: `index/malformed` for bytes that are no sealed row, `keys/wrong-key` when
                another shard key sealed it or it was altered.
        """
        if len(sealed) != ROW_BYTES or sealed[0] != form.FORMAT:
            raise StateError("index/malformed", f"an index row has {ROW_BYTES} bytes and format 1")
        nonce, body = form.decode(sealed)
        try:
            plain = self._cipher.decrypt(nonce, body, _ROW)
        except InvalidTag:
            raise keys.wrong_key() from None
        return plain[:HASH_BYTES], plain[HASH_BYTES:]


def identifier_hash(index_key: bytes, kind: str, normalised: str) -> bytes:
    """Return `h`, the 32-byte keyed hash of an identifier already in its normal form.

    Raises:
        InputError: `keys/bad-length`; `index/empty-identifier` for an empty kind or identifier.
    """
    return _keyed(index_key, _IDENTIFIER, kind, normalised)


def suppression_token(suppression_key: bytes, kind: str, normalised: str) -> bytes:
    """Return the 32-byte token of a kept refusal, under a key of its own.

    GDPR Art. 21(3): to go on obeying an objection, something must remain that knows the address.

    Raises:
        InputError: `keys/bad-length`; `index/empty-identifier`.
    """
    return _keyed(suppression_key, _SUPPRESSION, kind, normalised)


def token(shard_index_key: bytes, h: bytes) -> bytes:
    """Return the token under which the row of `h` is found; see `ShardIndex.token`."""
    return ShardIndex(shard_index_key).token(h)


def index_row(shard_index_key: bytes, h: bytes, person_id: bytes, nonce: bytes) -> IndexRow:
    """Return the row that leads from `h` to a person; see `ShardIndex.row`."""
    return ShardIndex(shard_index_key).row(h, person_id, nonce)


def open_index_row(shard_index_key: bytes, sealed: bytes) -> tuple[bytes, bytes]:
    """Return the identifier hash and the person id of a row; see `ShardIndex.open`."""
    return ShardIndex(shard_index_key).open(sealed)


def rewrap_index_row(
    old_shard_key: bytes, new_shard_key: bytes, sealed: bytes, nonce: bytes
) -> IndexRow:
    """Return the same row under a new shard key; needs no identifier in the clear.

    For many rows, open with one `ShardIndex` and make with another.

    Raises:
        StateError: `index/malformed`, `keys/wrong-key`.
    """
    h, person_id = ShardIndex(old_shard_key).open(sealed)
    return ShardIndex(new_shard_key).row(h, person_id, nonce)


def _checked(h: bytes) -> bytes:
    if len(h) != HASH_BYTES:
        raise InputError("index/bad-length", f"an identifier hash is {HASH_BYTES} bytes")
    return h


def _keyed(key: bytes, domain: bytes, kind: str, normalised: str) -> bytes:
    keys.check_key(key)
    name = kind.encode()
    if not name or not normalised:
        raise InputError("index/empty-identifier", "an identifier and its kind are not empty")
    # INVARIANT (no two spellings): the length keeps (`a`, `bc`) apart from (`ab`, `c`).
    body = domain + len(name).to_bytes(4, "big") + name + normalised.encode()
    return hmac.digest(key, body, "sha256")
