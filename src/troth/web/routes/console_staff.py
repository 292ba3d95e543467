"""Staff: who may come in, in which roles; the threshold of four eyes; for admins alone.

The one-time link of a newcomer is shown once, as the answer to the deed, and is nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from troth.engines.staff.admission import CONSOLE_ROLES
from troth.errors import InputError, StateError
from troth.policy.question import Reason
from troth.web.access import Call, caller_of
from troth.web.console import ADMIN, console_page, id_of
from troth.web.posted import Posted, go_to
from troth.web.routes.console_requests import eyes_of
from troth.web.site import Site

HERE: Final = "/console/staff"


def _page(
    site: Site,
    request: Call,
    *,
    wrong: InputError | StateError | None = None,
    refused: Reason | None = None,
    link: str = "",
) -> Response[str]:
    status = HTTPStatus.OK if wrong is None else HTTPStatus.UNPROCESSABLE_ENTITY
    if refused is not None:
        full = refused.code == "LIMIT"
        status = HTTPStatus.CONFLICT if full else HTTPStatus.FORBIDDEN
    return console_page(
        site,
        request,
        "staff.html",
        status=status,
        refused=refused,
        everybody=site.doors.staff.everybody(),
        roles=site.doors.staff.roles,
        meanings=CONSOLE_ROLES,
        threshold=eyes_of(site).threshold,
        wrong=wrong,
        link=link,
    )


def _roles(data: Mapping[str, str]) -> list[str]:
    return sorted(name.removeprefix("role-") for name in data if name.startswith("role-"))


def _own(site: Site, request: Call, staff: bytes, roles: list[str]) -> None:
    """Refuse to take the key from under one's own feet.

    Raises:
        InputError: `staff/own-admin`.
    """
    if staff == caller_of(request).id and "admin" not in roles:
        raise InputError(
            "staff/own-admin",
            "nobody takes the role `admin` from themselves",
            help="ask another admin",
        )


@get(HERE, opt={"may": ADMIN}, sync_to_thread=True, include_in_schema=False)
def staff(site: NamedDependency[Site], request: Call) -> Response[str]:
    """List everybody with their roles, those who left too."""
    return _page(site, request)


@post(HERE, opt={"may": ADMIN}, sync_to_thread=True, include_in_schema=False)
def add(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str]:
    """Let somebody in, and show the link by which they set their password."""
    try:
        row = site.doors.staff.add(data.get("login", "").strip(), _roles(data), site.now())
    except (InputError, StateError) as refused:
        return _page(site, request, wrong=refused)
    if isinstance(row, Reason):
        return _page(site, request, refused=row)
    token = site.doors.links.make("staff-start", site.now(), owner=row.staff)
    return _page(site, request, link=f"{site.address}/console/start/{token}")


@post(f"{HERE}/four-eyes", opt={"may": ADMIN}, sync_to_thread=True, include_in_schema=False)
def four_eyes(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str] | Redirect:
    """Set above how many records an erasure needs a second person."""
    written = data.get("records", "").strip()
    try:
        eyes_of(site).set_threshold(int(written) if written.isdecimal() else -1, site.now())
    except InputError as refused:
        return _page(site, request, wrong=refused)
    return go_to(HERE)


@post(
    HERE + "/{wanted:str}/roles", opt={"may": ADMIN}, sync_to_thread=True, include_in_schema=False
)
def give(
    site: NamedDependency[Site], request: Call, wanted: FromPath[str], data: Posted
) -> Response[str] | Redirect:
    """Set somebody's roles; they hold from the next page on."""
    try:
        _own(site, request, id_of(wanted), _roles(data))
        given = site.doors.staff.give(id_of(wanted), _roles(data), site.now())
    except (InputError, StateError) as refused:
        return _page(site, request, wrong=refused)
    if isinstance(given, Reason):
        return _page(site, request, refused=given)
    return go_to(HERE)


@post(HERE + "/{wanted:str}/end", opt={"may": ADMIN}, sync_to_thread=True, include_in_schema=False)
def end(
    site: NamedDependency[Site], request: Call, wanted: FromPath[str]
) -> Response[str] | Redirect:
    """Let somebody in no longer; their sessions end at once."""
    try:
        _own(site, request, id_of(wanted), [])
        site.doors.staff.end(id_of(wanted), site.now())
    except InputError as refused:
        return _page(site, request, wrong=refused)
    return go_to(HERE)


ROUTES = (staff, add, four_eyes, give, end)
