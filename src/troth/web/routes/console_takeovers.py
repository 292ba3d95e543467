"""Takeovers in the console: deals, and the document by which the duties were taken on.

The parcel itself is made at the terminal: its key never passes a browser.
GDPR Art. 5(1)(b), (f), 26-28.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect

from troth.assembly.dossiers import reorganisation
from troth.core.periods import to_micros
from troth.engines.reorganisation.reorganisation import DEAL, OBLIGED, Terms
from troth.errors import InputError
from troth.web.access import Call, caller_of
from troth.web.console import console_page, declined_as, id_of, identity, names_of
from troth.web.dossier_pages import hash_of, instant_in, told_counts
from troth.web.posted import Posted, go_to
from troth.web.site import Site

HERE: Final = "/console/takeovers"
DESK: Final = ("staff:legal",)
Sent = Annotated[dict[str, Any], Body(media_type=RequestEncodingType.MULTI_PART)]


def _page(
    site: Site,
    request: Call,
    wrong: InputError | None = None,
    sent: Mapping[str, str] | None = None,
) -> Response[str]:
    recipients = site.platform.policy.recipients
    desk = reorganisation(site.platform)
    found = list(reversed(desk.listed()))
    return console_page(
        site,
        request,
        "takeovers.html",
        status=HTTPStatus.OK if wrong is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        found=found,
        told={one.row.dossier: told_counts(desk.persons(one.row.dossier)) for one in found},
        assignees=[one for _, one in sorted(recipients.items()) if DEAL in one.needs],
        obliged={key for key, one in recipients.items() if OBLIGED in one.needs},
        names=names_of(site),
        declined=None if wrong is None else declined_as(wrong),
        sent=sent or {},
    )  # fmt: skip


@get(HERE, opt={"may": DESK}, sync_to_thread=True, include_in_schema=False)
def takeovers(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Show every deal, and take in another."""
    return _page(site, request)


@post(HERE, opt={"may": DESK}, sync_to_thread=True, include_in_schema=False)
def open_(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str] | Redirect:
    """Write a deal down."""
    now = site.now()
    try:
        terms = Terms(
            assignee=data.get("assignee", ""),
            party=data.get("party", ""),
            closing=to_micros(instant_in(site, data.get("closing", "")) or now),
        )
        reorganisation(site.platform).open(terms, now, who=identity(caller_of(request)))
    except InputError as fault:
        return _page(site, request, fault, data)
    return go_to(HERE)


@post(
    HERE + "/{wanted:str}/accept",
    opt={"may": DESK},
    sync_to_thread=True,
    include_in_schema=False,
)
def accept(
    site: NamedDependency[Site], request: Call, wanted: FromPath[str], data: Sent
) -> Response[str] | Redirect:
    """Record the document by which the assignee took every duty on."""
    who, named = identity(caller_of(request)), hash_of(data.get("document"))
    try:
        reorganisation(site.platform).accept(id_of(wanted), named, site.now(), who=who)
    except InputError as fault:
        return _page(site, request, fault)
    return go_to(HERE)


ROUTES = (takeovers, open_, accept)
