"""Says who calls: by the cookie of a session, or by the token of a program.

The cookie is bound to this host, unreadable for scripts and not sent by other sites' forms (RFC
6265bis; OWASP ASVS 5.0, 3.3). A new token is given at every sign-in, so that one planted before it
opens nothing.
"""

from __future__ import annotations

from litestar import Litestar
from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, State
from litestar.handlers import HTTPRouteHandler
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from troth.engines.sessions import TERMS, Kind, token_hash
from troth.web.access import NOBODY, PERSON, STAFF, TOKEN, Caller
from troth.web.site import Site

PROGRAMS = "/api/"


def cookie_name(site: Site, kind: Kind) -> str:
    """Return the name of a session's cookie; `__Host-` binds it to this host under TLS."""
    return f"{'__Host-' if site.secure else ''}troth-{kind}"


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


class Callers(AbstractAuthenticationMiddleware):
    """Puts a `Caller` on every request."""

    async def authenticate_request(
        self, connection: ASGIConnection[HTTPRouteHandler, object, object, State]
    ) -> AuthenticationResult:
        """Return who calls; nobody, where nothing says so."""
        app: Litestar = connection.app
        site: Site = app.state.site
        silent = not connection.cookies and "authorization" not in connection.headers
        user = NOBODY if silent else await sync_to_thread(caller, site, connection)
        return AuthenticationResult(user=user, auth=None)


def caller(
    site: Site, connection: ASGIConnection[HTTPRouteHandler, object, object, State]
) -> Caller:
    """Return who calls, by what the request carries."""
    path = connection.url.path
    if path.startswith(PROGRAMS):
        return _program(site, connection.headers.get("authorization", ""))
    kind: Kind = "staff" if path.startswith("/console") else "person"
    token = connection.cookies.get(cookie_name(site, kind))
    found = site.doors.sessions.find(token, site.now()) if token else None
    if found is None or found.kind != kind:
        return NOBODY
    if kind == "person":
        return Caller(kind=PERSON, id=found.owner, session=token or "")
    member = site.doors.staff.find(found.owner)
    if member is None:
        return NOBODY
    return Caller(
        kind=STAFF, id=member.staff, name=member.login, grants=frozenset(member.roles),
        session=token or "",
    )  # fmt: skip


def _program(site: Site, header: str) -> Caller:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        return NOBODY
    with site.platform.data.read() as reader:
        row = reader.token(token_hash(token.strip()))
    if row is None or row.ended_at is not None:
        return NOBODY
    return Caller(kind=TOKEN, id=row.token[:16], name=row.name, grants=frozenset(row.roles))
