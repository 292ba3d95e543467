"""The listener without TLS beside a site with it: sends readers on, and takes nothing in.

A form that was sent in the clear is refused unread: to send it on would say it was well done
(RFC 6797, 7.2; OWASP ASVS 5.0, 4.1.2). Nothing of a request is kept, logged or answered with.
"""

from __future__ import annotations

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

READING = ("GET", "HEAD")


def sends_on(address: str) -> ASGIApp:
    """Return an application that leads every reader to the same path under `address`.

    Args:
        address: Scheme and host of the site by TLS, without a slash at the end.
    """

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            return
        reading = scope["method"] in READING
        # The path as it came, never as it reads: what is in it stays coded.
        path = scope["raw_path"].decode("latin-1")
        query = scope["query_string"].decode("latin-1")
        # Two slashes at the start would name another host.
        where = f"{address}/{path.lstrip('/')}{f'?{query}' if query else ''}"
        headers = [(b"content-length", b"0"), (b"cache-control", b"no-store")]
        if reading:
            headers.append((b"location", where.encode("latin-1")))
        await send(
            {"type": "http.response.start", "status": 308 if reading else 403, "headers": headers}
        )
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return answer
