"""Headers that every answer carries, and the policy of what a page may load.

Nothing inline runs, nothing comes from elsewhere, nobody may frame a page (OWASP ASVS 5.0, 3.4).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Awaitable, Callable, Sequence

from litestar.enums import ScopeType
from litestar.types import Message, Scope

_POLICY = (
    "default-src 'none'",
    "img-src 'self' data:",
    "font-src 'self'",
    "script-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)

HSTS = "max-age=31536000; includeSubDomains"
"""RFC 6797; sent only where people reach the site by TLS."""


def content_policy(styles: Sequence[str] = ()) -> str:
    """Return the Content-Security-Policy; `styles` are inline sheets a page carries (CSP 3)."""
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
        for style in styles
    ]
    return "; ".join([*_POLICY, " ".join(["style-src 'self'", *hashes])])


def security_headers(*, secure: bool) -> dict[str, str]:
    """Return the headers of every answer; `secure` where the site is reached by TLS."""
    given = {
        "content-security-policy": content_policy(),
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "cache-control": "no-store",
    }
    if secure:
        given["strict-transport-security"] = HSTS
    return given


def before_send(*, secure: bool) -> Callable[[Message, Scope], Awaitable[None]]:
    """Return the hook that puts the headers on every answer, refusals and faults too.

    An answer that has a header of its own keeps it.
    """
    given = [(n.encode(), value.encode()) for n, value in security_headers(secure=secure).items()]

    async def add(message: Message, scope: Scope) -> None:
        if message["type"] == "http.response.start" and scope["type"] == ScopeType.HTTP:
            own = list(message["headers"])
            names = {name.lower() for name, _ in own}
            message["headers"] = own + [one for one in given if one[0] not in names]

    return add
