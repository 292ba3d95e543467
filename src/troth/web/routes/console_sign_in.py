"""Staff come in: by login and password, and for the first time by a one-time link; and go out.

A wrong login and a wrong password get the same answer in the same time (OWASP ASVS 5.0, 6.3.8).
"""

from __future__ import annotations

from http import HTTPStatus

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from troth.errors import InputError
from troth.web.access import ANYONE, STAFF, Call, caller_of
from troth.web.entering import first_step, left
from troth.web.happened import note, note_refused
from troth.web.posted import Posted, address_of, not_let_in
from troth.web.rendering import page
from troth.web.site import Site

OPEN = {"may": (ANYONE,)}
MINE = {"may": (STAFF,), "unready": True}


def _form(
    site: Site, request: Call, *, login: str = "", wrong: str = "", wait: int = 0
) -> Response[str]:
    answer = page(
        site, request, "console-sign-in.html", login=login, wrong=wrong, wait=wait,
        providers=site.doors.elsewhere.offered("staff"),
    )  # fmt: skip
    return not_let_in(answer, wrong=bool(wrong), wait=wait)


@get("/console/sign-in", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def sign_in_form(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Ask for login and password; or for the passkey of who has no other second factor."""
    by_passkey = request.query_params.get("by") == "passkey"
    return _form(site, request, wrong="sign-in-by-passkey" if by_passkey else "")


@post("/console/sign-in", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def sign_in(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str] | Redirect:
    """Let a member of staff in."""
    login, now = data.get("login", "").strip(), site.now()
    counted, address = f"staff/{login}", address_of(request)
    wait = site.doors.attempts.wait(counted, address, now)
    if wait:
        return _form(site, request, login=login, wrong="sign-in-wait", wait=wait)
    member = site.doors.staff.sign_in(login, data.get("password", ""))
    if member is None:
        site.doors.attempts.failed(counted, address, now)
        note_refused(site, "staff", login)
        return _form(site, request, login=login, wrong="sign-in-wrong")
    site.doors.attempts.passed(counted, address)
    return first_step(site, "staff", member.staff)


def refused(site: Site, request: Call, wrong: str) -> Response[str]:
    """Return the page for whoever tried another way in and was not let in."""
    return _form(site, request, wrong=wrong)


def _login_of(site: Site, token: str) -> tuple[str, ...]:
    opened = site.doors.links.look(token, "staff-start", site.now())
    member = None if opened is None else site.doors.staff.find(opened.owner or b"")
    return () if member is None else (member.login,)


def _start(site: Site, request: Call, token: str, wrong: str = "") -> Response[str]:
    opened = site.doors.links.look(token, "staff-start", site.now())
    member = None if opened is None else site.doors.staff.find(opened.owner or b"")
    answer = page(
        site,
        request,
        "console-start.html",
        login="" if member is None else member.login,
        wrong=wrong,
    )
    if member is None:
        answer.status_code = HTTPStatus.GONE
    elif wrong:
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return answer


@get("/console/start/{token:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def start_form(site: NamedDependency[Site], request: Call, token: FromPath[str]) -> Response[str]:
    """Ask for the first password; looking does not use the link up."""
    return _start(site, request, token)


@post("/console/start/{token:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def start(
    site: NamedDependency[Site], request: Call, token: FromPath[str], data: Posted
) -> Response[str] | Redirect:
    """Set the first password, or a new one, and let in."""
    password = data.get("password", "")
    try:
        # Judged before the link is used up: who mistypes keeps it.
        site.doors.passwords.judge(password, _login_of(site, token))
    except InputError as refused:
        return _start(site, request, token, refused.code)
    if password != data.get("again", ""):
        return _start(site, request, token, "password/differ")
    opened = site.doors.links.use(token, "staff-start", site.now())
    if opened is None or site.doors.staff.find(opened.owner or b"") is None:
        return _start(site, request, token)
    staff = opened.owner or b""
    site.doors.staff.set_password(staff, password)
    note(site, "staff", staff, "password-changed")
    return first_step(site, "staff", staff)


@post("/console/sign-out", opt=MINE, sync_to_thread=True, include_in_schema=False)
def sign_out(site: NamedDependency[Site], request: Call) -> Redirect:
    """End the session, here and in the store."""
    caller = caller_of(request)
    site.doors.sessions.end(caller.session)
    note(site, "staff", caller.id, "signed-out")
    return left(site, "staff")


ROUTES = (sign_in_form, sign_in, start_form, start, sign_out)
