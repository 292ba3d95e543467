"""Who may call what: every route says so itself, and one that does not is never served.

A route carries `opt={"may": ...}`. The application refuses to start with a route that is silent,
so that nothing is open by forgetting (OWASP ASVS 5.0, 8.2.1: access is denied by default).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from litestar import Litestar, Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.routes import HTTPRoute

ANYONE = "anyone"
PERSON = "person"
STAFF = "staff"
TOKEN = "token"
KINDS = (ANYONE, PERSON, STAFF, TOKEN)
"""Kinds of caller. `staff` and `token` may be narrowed: `staff:privacy`, `token:collect`."""


class Unready(Exception):
    """Somebody may, once they have a second factor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls, once a session or a token has said so.

    Attributes:
        kind: One of `KINDS`.
        id: Of the person, the member of staff or the token; empty for anybody.
        name: The login of staff, the name of a token.
        grants: Roles of staff, scopes of a token.
        session: The token of the session, to end it; never shown.
        unready: Whether staff have to make a second factor before anything else.
    """

    kind: str
    id: bytes = b""
    name: str = ""
    grants: frozenset[str] = frozenset()
    session: str = field(default="", repr=False)
    unready: bool = False


NOBODY = Caller(kind=ANYONE)


def allowed(may: tuple[str, ...], caller: Caller) -> bool:
    """Tell whether one of the rules of a route lets a caller in."""
    for rule in may:
        kind, _, grant = rule.partition(":")
        if kind == ANYONE or (kind == caller.kind and (not grant or grant in caller.grants)):
            return True
    return False


Connection = ASGIConnection[HTTPRouteHandler, object, object, State]
Call = Request[object, object, State]
"""A request as handlers of pages get it."""


def caller_of(connection: Connection) -> Caller:
    """Return who calls; nobody, until a session or a token said otherwise."""
    user = connection.scope.get("user")
    return user if isinstance(user, Caller) else NOBODY


async def guard(connection: Connection, handler: BaseRouteHandler) -> None:
    """Refuse a caller whom the route does not let in; a Litestar guard.

    It waits for nothing: the framework takes one that is not awaited to a thread each time.

    Raises:
        Unready: for who makes a second factor first; routes by which one is made let them in.
        NotAuthorizedException: for nobody in particular.
        PermissionDeniedException: for somebody who may not.
    """
    caller = caller_of(connection)
    may = handler.opt.get("may", ())
    if allowed(may, caller):
        if caller.unready and ANYONE not in may and not handler.opt.get("unready"):
            raise Unready
        return
    if caller.kind == ANYONE:
        raise NotAuthorizedException("sign in first")
    raise PermissionDeniedException("not for you")


def rules(app: Litestar) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Give method, path and rules of every route that is served."""
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for handler in route.route_handlers:
            for method in sorted(handler.http_methods):
                if method != "OPTIONS":
                    yield method, route.path, tuple(handler.opt.get("may", ()))


def check(app: Litestar) -> None:
    """Refuse an application with a route that does not say who may call it.

    Raises:
        LookupError: naming the routes.
    """
    silent = [
        f"{method} {path}"
        for method, path, may in rules(app)
        if not may or any(rule.partition(":")[0] not in KINDS for rule in may)
    ]
    if silent:
        raise LookupError(f"routes without a rule of access: {', '.join(silent)}")
