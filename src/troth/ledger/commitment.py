"""A commitment: a fact points to a person without naming one.

SHA-256 over a domain, a 32-byte salt, the person's id and the detail, each with its length before
it. The salt is derived from the person's key and is in no log. While it lives, whoever holds it can
show that the fact was about this person; once the key is destroyed the commitment is a
random-looking number and the log needs no rewriting. GDPR Art. 17 and Art. 5(2): erased, and still
accountable.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from troth.errors import InputError

SALT_BYTES: Final = 32

_SALTED: Final = b"troth/commitment/v1\x00" + SALT_BYTES.to_bytes(4, "big")
"""The domain, and the length of the salt that follows."""


def commit(salt: bytes, person_id: bytes, detail: bytes) -> bytes:
    """Return the 32-byte commitment to a person and a detail.

    Raises:
        InputError: `commitment/bad-salt` unless the salt is 32 bytes.
    """
    if len(salt) != SALT_BYTES:
        raise InputError("commitment/bad-salt", f"a salt is {SALT_BYTES} bytes")
    who, what = len(person_id).to_bytes(4, "big"), len(detail).to_bytes(4, "big")
    return hashlib.sha256(_SALTED + salt + who + person_id + what + detail).digest()


def check(commitment: bytes, salt: bytes, person_id: bytes, detail: bytes) -> bool:
    """Tell whether `commitment` was made from these; a wrong salt is a plain no."""
    if len(salt) != SALT_BYTES:
        return False
    return hmac.compare_digest(commitment, commit(salt, person_id, detail))
