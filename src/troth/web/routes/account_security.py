"""One's own password and sessions: seen, changed and ended by people and by staff themselves.

A new password ends every other session (OWASP ASVS 5.0, 7.4.3). Second factors and passkeys stand
on the same page and have files of their own.
"""

from __future__ import annotations

from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from troth.engines.accounts.sessions import Kind
from troth.errors import InputError
from troth.web.access import Call, Caller, caller_of
from troth.web.callers import session_cookie
from troth.web.entering import BASES
from troth.web.happened import note
from troth.web.own_security import security_page
from troth.web.posted import Posted, address_of, go_to
from troth.web.rendering import language_of
from troth.web.site import Site


def _knows(site: Site, kind: Kind, caller: Caller, password: str) -> bool:
    if kind == "staff":
        return site.doors.staff.sign_in(caller.name, password) is not None
    return site.doors.accounts.is_password(caller.id, password)


def _changed(site: Site, request: Call, kind: Kind, data: dict[str, str]) -> Response[str]:
    caller, now, password = caller_of(request), site.now(), data.get("password", "")
    counted, where = f"change/{caller.id.hex()}", address_of(request)
    if site.doors.attempts.wait(counted, where, now):
        return security_page(site, request, field="old", wrong="account-old-wait")
    if not _knows(site, kind, caller, data.get("old", "")):
        site.doors.attempts.failed(counted, where, now)
        return security_page(site, request, field="old", wrong="account-old-wrong")
    if password != data.get("again", ""):
        return security_page(site, request, field="password", wrong="password-differ")
    try:
        if kind == "staff":
            site.doors.staff.set_password(caller.id, password)
        else:
            site.doors.accounts.set_password(caller.id, password)
    except InputError as refused:
        code = refused.code.replace("/", "-")
        return security_page(site, request, field="password", wrong=code)
    note(site, kind, caller.id, "password-changed", language=language_of(request))
    answer = go_to(f"{BASES[kind]}/security")
    token = site.doors.sessions.begin(kind, caller.id, now)
    answer.set_cookie(session_cookie(site, kind, token))
    return answer


def _ended(site: Site, request: Call, kind: Kind, named: str) -> Response[str]:
    caller = caller_of(request)
    if named:
        site.doors.sessions.end_one(caller.id, named)
    else:
        site.doors.sessions.end_others(caller.id, but=caller.session)
    note(site, kind, caller.id, "sessions-ended")
    return go_to(f"{BASES[kind]}/security")


def _own(kind: Kind) -> tuple[HTTPRouteHandler, ...]:
    at, mine = f"{BASES[kind]}/security", {"may": (kind,), "unready": True}

    @get(at, opt=mine, sync_to_thread=True, include_in_schema=False)
    def security(site: NamedDependency[Site], request: Call) -> Response[str]:
        """Show how one signs in, and where one is signed in."""
        return security_page(site, request)

    @post(f"{at}/password", opt=mine, sync_to_thread=True, include_in_schema=False)
    def change_password(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str]:
        """Set a new password for whoever knows the old one."""
        return _changed(site, request, kind, data)

    @post(f"{at}/end", opt=mine, sync_to_thread=True, include_in_schema=False)
    def end_sessions(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str]:
        """End one session, or every one but this."""
        return _ended(site, request, kind, data.get("session", ""))

    return security, change_password, end_sessions


ROUTES: Final = (*_own("person"), *_own("staff"))
