"""A person's password and sessions: seen, changed and ended by themselves.

A new password ends every other session (OWASP ASVS 5.0, 7.4.3). Of a session no more is known than
when it began and was last used: no address, no browser.
"""

from __future__ import annotations

from http import HTTPStatus
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from litestar import Response, get, post
from litestar.di import NamedDependency

from troth.core.periods import from_micros
from troth.engines.sessions import token_hash
from troth.errors import InputError
from troth.web.access import PERSON, Call, caller_of
from troth.web.callers import session_cookie
from troth.web.posted import Posted, address_of, go_to
from troth.web.rendering import language_of, page
from troth.web.site import Site

MINE = {"may": (PERSON,)}
HERE = "/account/security"


def _show(site: Site, request: Call, field: str = "", wrong: str = "") -> Response[str]:
    caller, language = caller_of(request), language_of(request)
    zone = ZoneInfo(site.platform.policy.controller.timezone)
    mine = token_hash(caller.session)

    def when(micros: int) -> str:
        return format_datetime(from_micros(micros).astimezone(zone), "medium", locale=language)

    sessions = [
        {
            "id": row.token.hex(),
            "began": when(row.opened_at),
            "seen": when(row.seen_at),
            "mine": row.token == mine,
        }
        for row in site.doors.sessions.of(caller.id)
    ]
    answer = page(
        site, request, "account-security.html", sessions=sessions, field=field, wrong=wrong
    )
    if wrong:
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return answer


@get(HERE, opt=MINE, sync_to_thread=True, include_in_schema=False)
def security(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Show the sessions, and the form for a new password."""
    return _show(site, request)


@post(f"{HERE}/password", opt=MINE, sync_to_thread=True, include_in_schema=False)
def change_password(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str]:
    """Set a new password for whoever knows the old one."""
    caller, now, password = caller_of(request), site.now(), data.get("password", "")
    counted, where = f"change/{caller.id.hex()}", address_of(request)
    if site.doors.attempts.wait(counted, where, now):
        return _show(site, request, "old", "account-old-wait")
    if not site.doors.accounts.is_password(caller.id, data.get("old", "")):
        site.doors.attempts.failed(counted, where, now)
        return _show(site, request, "old", "account-old-wrong")
    if password != data.get("again", ""):
        return _show(site, request, "password", "password-differ")
    try:
        site.doors.accounts.set_password(caller.id, password)
    except InputError as refused:
        return _show(site, request, "password", refused.code.replace("/", "-"))
    answer = go_to(HERE)
    token = site.doors.sessions.begin("person", caller.id, now)
    answer.set_cookie(session_cookie(site, "person", token))
    return answer


@post(f"{HERE}/end", opt=MINE, sync_to_thread=True, include_in_schema=False)
def end_sessions(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str]:
    """End one session, or every one but this."""
    caller = caller_of(request)
    named = data.get("session", "")
    if named:
        site.doors.sessions.end_one(caller.id, named)
    else:
        site.doors.sessions.end_others(caller.id, but=caller.session)
    return go_to(HERE)


ROUTES = (security, change_password, end_sessions)
