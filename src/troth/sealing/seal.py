"""Seal a value and open it again, bound to what it belongs to.

AES-256-GCM (NIST SP 800-38D) with a nonce the caller draws at random and associated data from
`AssociatedData`. A sealed value moved to another person, record, field or vault does not open.

This room knows no key store and no policy; only the vault engine imports it, so that there is one
place where plaintext and storage meet. One record key seals a handful of fields, far below the
2^32 messages that SP 800-38D 8.3 allows with random nonces.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from troth.errors import StateError
from troth.sealing import format as form
from troth.sealing.keys import check_key


def seal(key: bytes, plaintext: bytes, ad: form.AssociatedData, nonce: bytes) -> bytes:
    """Return `plaintext` sealed under a 32-byte key with a 12-byte nonce never used with it before.

    Raises:
        InputError: `keys/bad-length`, `seal/bad-nonce`, `seal/bad-id`, `seal/bad-field`.
    """
    cipher = AESGCM(check_key(key))
    form.check_nonce(nonce)
    return form.encode(nonce, cipher.encrypt(nonce, plaintext, ad.encode()))


def unseal(key: bytes, sealed: bytes, ad: form.AssociatedData) -> bytes:
    """Return the plaintext of a sealed value.

    Raises:
        StateError: `seal/malformed` for bytes of another form; `seal/cannot-open` when the key or
            what it is bound to is another, or the bytes were altered.
        InputError: `keys/bad-length`, `seal/bad-id`, `seal/bad-field`.
    """
    nonce, ciphertext = form.decode(sealed)
    try:
        return AESGCM(check_key(key)).decrypt(nonce, ciphertext, ad.encode())
    except InvalidTag:
        raise _cannot_open() from None


def seal_again(
    sealed: bytes, *, old: bytes, new: bytes, ad: form.AssociatedData, nonce: bytes
) -> bytes:
    """Return a sealed value under another 32-byte key; what it is bound to stays.

    Raises:
        StateError, InputError: as `unseal` and `seal`.
    """
    before, ciphertext = form.decode(sealed)
    bound = ad.encode()
    try:
        plaintext = AESGCM(check_key(old)).decrypt(before, ciphertext, bound)
    except InvalidTag:
        raise _cannot_open() from None
    return form.encode(nonce, AESGCM(check_key(new)).encrypt(nonce, plaintext, bound))


def _cannot_open() -> StateError:
    return StateError(
        "seal/cannot-open",
        "the sealed value does not open",
        help="its key was destroyed, it belongs to something else, or it was altered",
    )
