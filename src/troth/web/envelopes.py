"""What a link carries sealed, so that the store need not know it: the address it was sent to.

An address that nobody has shown yet is kept nowhere. It travels in the link itself, sealed under
the site's secret and bound to the link's token, and comes back when the link is followed. A code
comes from the secret too: the page that shows it and the link it belongs to share no more than a
number.

GDPR Art. 5(1)(c), 25; NIST SP 800-38D (AES-GCM).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from troth.engines.rights.packages import new_code
from troth.web.site import Site

_NONCE: Final = 12
_APART: Final = "~"


def _key(site: Site, use: str) -> bytes:
    return hmac.digest(site.secret, f"envelope/{use}".encode(), hashlib.sha256)


def seal(site: Site, token: str, address: str) -> str:
    """Return a token together with the address it is sent to."""
    nonce = site.platform.entropy.bytes(_NONCE)
    sealed = AESGCM(_key(site, "address")).encrypt(nonce, address.encode(), token.encode())
    return token + _APART + base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")


def open_sealed(site: Site, carried: str) -> tuple[str, str] | None:
    """Return the token and the address of what a link carried; None where it was altered."""
    token, _, sealed = carried.partition(_APART)
    try:
        raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        given = AESGCM(_key(site, "address")).decrypt(raw[:_NONCE], raw[_NONCE:], token.encode())
    except (InvalidTag, ValueError, binascii.Error):
        return None
    return token, given.decode()


def code_for(site: Site, number: str) -> str:
    """Return the code that belongs to a link made with a number; the number alone says nothing."""
    return new_code(hmac.digest(_key(site, "code"), number.encode(), hashlib.sha256))
