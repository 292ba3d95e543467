"""Says who calls: by the cookie of a session, or by the token of a program.

The cookie is bound to this host, unreadable for scripts and not sent by other sites' forms (RFC
6265bis; OWASP ASVS 5.0, 3.3). A new token is given at every sign-in, so that one planted before it
opens nothing.
"""

from __future__ import annotations

from litestar import Litestar
from litestar.concurrency import sync_to_thread
from litestar.datastructures import Cookie
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from troth.assembly.programs import build_tokens
from troth.engines.accounts.sessions import TERMS, Kind
from troth.web.access import NOBODY, PERSON, STAFF, TOKEN, Caller, Connection
from troth.web.site import Site

PROGRAMS = ("/api/", "/metrics")
"""Where programs call, with a token and without cookies."""


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

    async def authenticate_request(self, connection: Connection) -> AuthenticationResult:
        """Return who calls; nobody, where nothing says so."""
        app: Litestar = connection.app
        site: Site = app.state.site
        # Only who shows something is looked up in the store; other cookies say nothing.
        shown = _kind(connection)
        silent = (
            "authorization" not in connection.headers
            if shown is None
            else cookie_name(site, shown) not in connection.cookies
        )
        user = NOBODY if silent else await sync_to_thread(caller, site, connection)
        return AuthenticationResult(user=user, auth=None)


def caller(site: Site, connection: Connection) -> Caller:
    """Return who calls, by what the request carries."""
    kind = _kind(connection)
    if kind is None:
        return _program(site, connection.headers.get("authorization", ""))
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


def _kind(connection: Connection) -> Kind | None:
    """Return whose session an address is for; None where programs show a token."""
    path = connection.url.path
    if path.startswith(PROGRAMS):
        return None
    return "staff" if path.startswith("/console") else "person"


def _program(site: Site, header: str) -> Caller:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token:
        return NOBODY
    row = build_tokens(site.platform).find(token.strip(), site.now())
    if row is None:
        return NOBODY
    return Caller(kind=TOKEN, id=row.token[:16], name=row.name, grants=frozenset(row.roles))
