"""Keys: how a record's key is derived, how a key is wrapped, and in which shard it lives.

Every key is 32 bytes. A record's key comes from two keys that are both needed, the person's and the
period's, so destroying either makes the record unreadable wherever copies of it lie. Keys are
wrapped with AES-256-GCM (NIST SP 800-38D) under the key above them; what a wrapped key is for is
its `context`, and a key wrapped for one context does not open in another.

This room keeps no key, draws no nonce and opens no sealed record. Derivation is HKDF-SHA256 (RFC
5869) for one block of output, written out over HMAC because it runs once per record.

GDPR Art. 17, Art. 32(1)(a): erasure by destroying a key needs keys that nothing else can rebuild.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from troth.errors import InputError, StateError, TrothError
from troth.sealing import format as form

KEY_BYTES: Final = 32
WRAPPED_BYTES: Final = 1 + form.NONCE_BYTES + KEY_BYTES + form.TAG_BYTES
SHARDS: Final = 1024

_RECORD: Final = b"troth/record-key/v1\x00"
_SALT: Final = b"troth/commitment-salt/v1\x00"
_WRAP: Final = b"troth/wrapped-key/v1\x00"
_SHARD: Final = b"troth/shard/v1\x00"
_NO_SALT: Final = bytes(32)


def check_key(key: bytes) -> bytes:
    """Return `key` when it is 32 bytes.

    Raises:
        InputError: `keys/bad-length` otherwise.
    """
    if len(key) != KEY_BYTES:
        raise InputError("keys/bad-length", f"a key is {KEY_BYTES} bytes, this one has {len(key)}")
    return key


def record_key(person_key: bytes, period_key: bytes, record_id: bytes) -> bytes:
    """Return the 32-byte key of one record: HKDF-SHA256(person key ‖ period key, record id).

    Raises:
        InputError: `keys/bad-length` unless both keys are 32 bytes.
    """
    if len(person_key) != KEY_BYTES or len(period_key) != KEY_BYTES:
        raise InputError("keys/bad-length", f"person and period keys are {KEY_BYTES} bytes each")
    return _hkdf(person_key + period_key, _RECORD + record_id)


def commitment_salt(person_key: bytes, fact_id: bytes) -> bytes:
    """Return the 32-byte salt of one fact about a person; it dies with the person's key.

    Raises:
        InputError: `keys/bad-length` unless the key is 32 bytes.
    """
    return _hkdf(check_key(person_key), _SALT + fact_id)


class KeyEncryptionKey:
    """One wrapping key made ready, for wrapping many keys under it.

    Args:
        kek: The wrapping key, 32 bytes.

    Raises:
        InputError: `keys/bad-length`.
    """

    __slots__ = ("_cipher",)

    def __init__(self, kek: bytes) -> None:
        self._cipher = AESGCM(check_key(kek))

    def wrap(self, key: bytes, *, context: bytes, nonce: bytes) -> bytes:
        """Return `key` wrapped for `context`: 61 bytes.

        Raises:
            InputError: `keys/bad-length`, `seal/bad-nonce`.
        """
        form.check_nonce(nonce)
        return form.encode(nonce, self._cipher.encrypt(nonce, check_key(key), _WRAP + context))

    def unwrap(self, wrapped: bytes, *, context: bytes) -> bytes:
        """Return the key that was wrapped for `context`.

        Raises:
            StateError: `keys/malformed` for bytes that are no wrapped key, `keys/wrong-key` when
                the wrapping key or the context is another one, or the bytes were altered.
        """
        if len(wrapped) != WRAPPED_BYTES or wrapped[0] != form.FORMAT:
            raise StateError(
                "keys/malformed", f"a wrapped key has {WRAPPED_BYTES} bytes and format 1"
            )
        nonce, body = form.decode(wrapped)
        try:
            return self._cipher.decrypt(nonce, body, _WRAP + context)
        except InvalidTag:
            raise wrong_key() from None


def wrap(kek: bytes, key: bytes, *, context: bytes, nonce: bytes) -> bytes:
    """Return `key` wrapped under `kek` for `context`; see `KeyEncryptionKey.wrap`."""
    return KeyEncryptionKey(kek).wrap(key, context=context, nonce=nonce)


def unwrap(kek: bytes, wrapped: bytes, *, context: bytes) -> bytes:
    """Return the key wrapped under `kek` for `context`; see `KeyEncryptionKey.unwrap`."""
    return KeyEncryptionKey(kek).unwrap(wrapped, context=context)


def wrong_key() -> TrothError:
    """Return the error for bytes that this key does not open."""
    return StateError(
        "keys/wrong-key",
        "the key does not open these bytes",
        help="the key was renewed or destroyed, or the bytes belong to something else",
    )


def shard_of_person(person_id: bytes) -> int:
    """Return the shard, 0 to 1,023, whose key wraps this person's keys.

    The id is hashed first: ids that begin with a time would otherwise fill one shard after another.
    """
    return _top_ten_bits(hashlib.sha256(_SHARD + person_id).digest())


def shard_of_token(h: bytes) -> int:
    """Return the shard, 0 to 1,023, of an identifier's hash: its first ten bits.

    Raises:
        InputError: `keys/bad-length` for a hash of fewer than two bytes.
    """
    if len(h) < 2:
        raise InputError("keys/bad-length", "an identifier hash has at least two bytes")
    return _top_ten_bits(h)


def _top_ten_bits(digest: bytes) -> int:
    return (digest[0] << 2) | (digest[1] >> 6)


def _hkdf(material: bytes, info: bytes) -> bytes:
    # RFC 5869 2.2 and 2.3 with an empty salt and one block: extract, then expand once.
    pseudo_random = hmac.digest(_NO_SALT, material, "sha256")
    return hmac.digest(pseudo_random, info + b"\x01", "sha256")
