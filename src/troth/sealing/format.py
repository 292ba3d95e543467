"""The bytes of a sealed record, format 1: strict, versioned, with one spelling.

A sealed value is `version (1) | nonce (12) | ciphertext and tag (16 or more)`. It is bound to what
it belongs to by associated data that is stored nowhere: vault, person, record, field and the format
version. Purpose, policy and expiry are left out on purpose: they change, and a change must not mean
sealing again.

This room never decrypts and never guesses: bytes that are not exactly of this form are refused. The
layout is described for strangers in `docs/formats/sealed-record.md`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from troth.errors import InputError, StateError

FORMAT: Final = 1
ID_BYTES: Final = 16
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
FIELD_LIMIT: Final = 0xFFFF

_VERSION: Final = bytes([FORMAT])
_SHORTEST: Final = 1 + NONCE_BYTES + TAG_BYTES
_AD: Final = struct.Struct(">BH16sH16sH16sH")


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociatedData:
    """What a sealed value belongs to; three 16-byte ids and the field's name."""

    vault: bytes
    person: bytes
    record: bytes
    field: str

    def encode(self) -> bytes:
        """Return the one byte string that stands for these four, each with its length before it.

        Raises:
            InputError: `seal/bad-id` for an id that is not 16 bytes, `seal/bad-field` for a field
                name that is empty or longer than 65,535 bytes.
        """
        name = self.field.encode()
        if not len(self.vault) == len(self.person) == len(self.record) == ID_BYTES:
            raise InputError("seal/bad-id", "vault, person and record ids are 16 bytes each")
        if not 0 < len(name) <= FIELD_LIMIT:
            raise InputError("seal/bad-field", "a field name has 1 to 65,535 bytes")
        return (
            _AD.pack(
                FORMAT,
                ID_BYTES,
                self.vault,
                ID_BYTES,
                self.person,
                ID_BYTES,
                self.record,
                len(name),
            )
            + name
        )


def encode(nonce: bytes, ciphertext: bytes) -> bytes:
    """Return the sealed form of a 12-byte nonce and a ciphertext that ends in its tag.

    Raises:
        InputError: `seal/bad-nonce` for a nonce that is not 12 bytes.
    """
    return _VERSION + check_nonce(nonce) + ciphertext


def check_nonce(nonce: bytes) -> bytes:
    """Return `nonce` when it is 12 bytes.

    Raises:
        InputError: `seal/bad-nonce` otherwise.
    """
    if len(nonce) != NONCE_BYTES:
        raise InputError("seal/bad-nonce", f"a nonce is {NONCE_BYTES} bytes")
    return nonce


def decode(sealed: bytes) -> tuple[bytes, bytes]:
    """Return the nonce and the ciphertext of a sealed value.

    Raises:
        StateError: `seal/malformed` for another version or fewer than 29 bytes.
    """
    if len(sealed) < _SHORTEST:
        raise StateError(
            "seal/malformed",
            f"a sealed value has at least {_SHORTEST} bytes, this one has {len(sealed)}",
        )
    if sealed[0] != FORMAT:
        raise StateError(
            "seal/malformed",
            f"sealed format `{sealed[0]}` is not known",
            help=f"this version reads format {FORMAT}",
        )
    return sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
