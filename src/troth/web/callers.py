"""Says who calls: by the cookie of a session, or by the token of a program.

The cookie is bound to this host, unreadable for scripts and not sent by other sites' forms (RFC
6265bis; OWASP ASVS 5.0, 3.3). A new token is given at every sign-in, so that one planted before it
opens nothing.
"""

from __future__ import annotations

import re
from typing import Final

from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from troth.engines.accounts.sessions import TERMS, Kind
from troth.web.access import NOBODY, PERSON, STAFF, TOKEN, Caller, Connection
from troth.web.machines import DOORS
from troth.web.public import READ_ONLY
from troth.web.readiness import unready
from troth.web.site import Site

PROGRAMS = ("/api/", "/metrics", *DOORS)
"""Where programs call, with a token and without cookies."""
ALIKE: Final = re.compile("|".join(("^/health", "^/static", *READ_ONLY)))
"""What is the same for everybody: nobody is looked for there."""


def prefix(site: Site) -> str:
    """Return how the name of a cookie begins: `__Host-` binds it to this host under TLS."""
    return "__Host-" if site.secure else ""


def cookie_name(site: Site, kind: Kind) -> str:
    """Return the name of a session's cookie."""
    return f"{prefix(site)}troth-{kind}"


def session_cookie(site: Site, kind: Kind, token: str) -> Cookie:
    """Return the cookie that carries a session."""
    return Cookie(
        key=cookie_name(site, kind),
        value=token,
        max_age=int(TERMS[kind].longest.total_seconds()),
        path="/",
        secure=site.secure,
        httponly=True,
        samesite="lax",
    )


def ended_cookie(site: Site, kind: Kind) -> Cookie:
    """Return the cookie that takes a session out of a browser."""
    return Cookie(
        key=cookie_name(site, kind), value="", max_age=0, path="/", secure=site.secure,
        httponly=True, samesite="lax",
    )  # fmt: skip


class Callers:
    """An application that is told by `user` in the scope who calls."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with who calls; nobody, where nothing says so."""
        if scope["type"] == ScopeType.HTTP and not ALIKE.search(scope["path"]):
            scope["user"] = await self._caller(ASGIConnection(scope))
        await self._app(scope, receive, send)

    async def _caller(self, connection: Connection) -> Caller:
        kind = _kind(connection.scope["path"])
        if kind is None:
            return await _program(self._site, connection.headers.get("authorization", ""))
        # Only who shows something is looked up in the store; other cookies say nothing.
        token = connection.cookies.get(cookie_name(self._site, kind))
        return await sync_to_thread(_known, self._site, kind, token) if token else NOBODY


def _known(site: Site, kind: Kind, token: str) -> Caller:
    found = site.doors.sessions.find(token, site.now())
    if found is None or found.kind != kind:
        return NOBODY
    if kind == "person":
        return Caller(kind=PERSON, id=found.owner, session=token)
    member = site.doors.staff.find(found.owner)
    if member is None:
        return NOBODY
    return Caller(
        kind=STAFF, id=member.staff, name=member.login, grants=frozenset(member.roles),
        session=token, unready=unready(site, member),
    )  # fmt: skip


def _kind(path: str) -> Kind | None:
    """Return whose session an address is for; None where programs show a token."""
    if path.startswith(PROGRAMS):
        return None
    return "staff" if path.startswith("/console") else "person"


async def _program(site: Site, header: str) -> Caller:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        return NOBODY
    row = await site.showing.ask(token.strip())
    if row is None:
        return NOBODY
    return Caller(kind=TOKEN, id=row.token[:16], name=row.name, grants=frozenset(row.roles))
