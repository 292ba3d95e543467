"""Letting people and staff in: a second factor where there is one, then a session.

Between the two steps a browser holds a token of its own, which opens nothing but the second step
(OWASP ASVS 5.0, 6.3.3, 7.2.4). Whoever came in by a passkey has shown two factors already.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from litestar.datastructures import Cookie
from litestar.response import Redirect

from troth.core.periods import to_micros
from troth.engines.accounts.happenings import What
from troth.engines.accounts.links import TERMS
from troth.engines.accounts.passkeys import Place
from troth.engines.accounts.sessions import Kind, token_hash
from troth.engines.accounts.totp import Owner
from troth.web.access import Call, Caller
from troth.web.callers import cookie_name, ended_cookie, session_cookie
from troth.web.happened import note, owner_of
from troth.web.posted import go_to
from troth.web.readiness import demanded, has_passkey
from troth.web.site import Site

BASES: Final[Mapping[Kind, str]] = {"person": "/account", "staff": "/console"}
FRESH: Final = timedelta(minutes=15)
"""How long after signing in one may change how one signs in (OWASP ASVS 5.0, 7.5.1)."""


CLEARED: Final = '"cache", "storage"'
"""What a browser forgets when somebody signs out (W3C Clear Site Data)."""


def owner_called(site: Site, caller: Caller) -> Owner:
    """Return the owner behind a caller of one's own pages."""
    return owner_of(site, "staff" if caller.kind == "staff" else "person", caller.id)


def place_of(site: Site) -> Place:
    """Return the site as authenticators know it."""
    return Place(origin=site.address, name=site.platform.policy.controller.name)


def name_of(site: Site, caller: Caller) -> str:
    """Return what an account is called in an authenticator; it is shown to its owner alone."""
    if caller.kind == "staff":
        return caller.name
    address = site.doors.accounts.address(caller.id)
    return site.platform.policy.controller.name if address is None else address.value


def is_fresh(site: Site, caller: Caller) -> bool:
    """Tell whether somebody signed in a short while ago."""
    mine = token_hash(caller.session)
    since = to_micros(site.now() - FRESH)
    return any(
        row.token == mine and row.opened_at > since for row in site.doors.sessions.of(caller.id)
    )


def first_step(site: Site, kind: Kind, id: bytes, how: What = "signed-in") -> Redirect:
    """Let in whoever showed a first factor, or ask for the second where there is one.

    Args:
        how: What it is written down as.
    """
    owner, now = owner_of(site, kind, id), site.now()
    has = kind == "staff" or site.doors.accounts.of(id) is not None
    if not has or site.doors.factors.state(owner) != "on":
        member = site.doors.staff.find(id) if kind == "staff" else None
        if member is not None and demanded(site, member) and has_passkey(site, member):
            return go_to(f"{BASES[kind]}/sign-in?by=passkey")
        return enter(site, kind, id, how)
    token = site.doors.links.make("second-factor", now, owner=id, about=kind)
    answer = go_to(f"{BASES[kind]}/code")
    answer.set_cookie(_half(site, kind, token, int(TERMS["second-factor"].total_seconds())))
    return answer


def enter(site: Site, kind: Kind, id: bytes, how: What = "signed-in") -> Redirect:
    """Begin a session: with a new token, whatever the browser held before."""
    note(site, kind, id, how)
    if kind == "person":
        site.platform.acceptance.visited(id, site.now())
    answer = go_to(BASES[kind])
    answer.set_cookie(session_cookie(site, kind, site.doors.sessions.begin(kind, id, site.now())))
    return answer


def half_way(site: Site, request: Call, kind: Kind) -> tuple[str, bytes] | None:
    """Return the token and the owner of somebody between the two steps; None for anybody else."""
    token = request.cookies.get(_half_name(site, kind), "")
    opened = site.doors.links.look(token, "second-factor", site.now()) if token else None
    if opened is None or opened.about != kind or opened.owner is None:
        return None
    return token, opened.owner


def second_step(site: Site, kind: Kind, token: str) -> Redirect | None:
    """Let in whoever showed the second factor; None where the first was used up meanwhile."""
    opened = site.doors.links.use(token, "second-factor", site.now())
    if opened is None or opened.owner is None:
        return None
    if kind == "staff" and site.doors.staff.find(opened.owner) is None:
        return None
    answer = enter(site, kind, opened.owner, "signed-in-factor")
    answer.set_cookie(_half(site, kind, "", 0))
    return answer


def _half_name(site: Site, kind: Kind) -> str:
    return f"{cookie_name(site, kind)}-half"


def _half(site: Site, kind: Kind, token: str, seconds: int) -> Cookie:
    return Cookie(
        key=_half_name(site, kind), value=token, max_age=seconds, path="/", secure=site.secure,
        httponly=True, samesite="lax",
    )  # fmt: skip


def left(site: Site, kind: Kind) -> Redirect:
    """Return the answer to who signed out: no cookie, and nothing of theirs in the browser.

    Cookies are not cleared at once: the same browser may hold a session of the other kind, and the
    language that was chosen (OWASP ASVS 5.0, 14.3.1).
    """
    answer = go_to(f"{BASES[kind]}/sign-in")
    answer.set_cookie(ended_cookie(site, kind))
    answer.headers["clear-site-data"] = CLEARED
    return answer
