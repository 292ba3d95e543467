"""Where a request comes from, behind proxies that say so: counted from the nearest, or not at all.

Each proxy adds the address it was called from at the end of `X-Forwarded-For`; whatever stands
before the entries of our own proxies was written by the visitor. Without a number of proxies the
header is never read, so nobody chooses the address they are counted by (OWASP ASVS 5.0, 4.1.3).
"""

from __future__ import annotations

from ipaddress import ip_address

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

HEADER = b"x-forwarded-for"


def visitor(header: str, proxies: int) -> str:
    """Return the address that the farthest of our own proxies was called from, or nothing.

    Args:
        header: Every value of `X-Forwarded-For`, joined by commas.
        proxies: How many proxies of ours stand before the site, at least 1.
    """
    entries = [one.strip() for one in header.split(",") if one.strip()]
    if len(entries) < proxies:
        return ""
    try:
        return str(ip_address(entries[-proxies]))
    except ValueError:
        return ""


def behind(proxies: int, inside: ASGIApp) -> ASGIApp:
    """Return an application that is told where its requests come from by so many proxies.

    A request that did not pass them all keeps the address it came from: the nearest proxy's.
    """

    async def outside(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await inside(scope, receive, send)
            return
        said = [value.decode("latin-1") for name, value in scope["headers"] if name == HEADER]
        found = visitor(",".join(said), proxies)
        if found:
            scope["client"] = (found, 0)
        await inside(scope, receive, send)

    return outside
