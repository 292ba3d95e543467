"""Asking for one's rights: which, for whom, and showing that the address is one's own.

The answer is the same whether or not somebody is known here; what is known decides only what
happens beside it. Nobody is asked for a copy of an identity document.

GDPR Art. 12(2), 12(6), 15-22; OWASP ASVS 5.0, 6.3.8 (no enumeration).
"""

from __future__ import annotations

from http import HTTPStatus

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, TooManyRequestsException
from litestar.params import FromPath
from litestar.response import Redirect

from troth.core.names import Identifier, normalise
from troth.core.requests import RIGHTS, WITHOUT_PROOF, Right
from troth.engines.rights.opening import Opening
from troth.engines.rights.proof import Ladder
from troth.engines.rights.register import Declined
from troth.web.access import ANYONE, PERSON, Call, caller_of
from troth.web.asking import Filled, offered, places, read_form, subjects
from troth.web.days import written_day
from troth.web.envelopes import open_sealed, seal
from troth.web.posted import Posted, go_to
from troth.web.rendering import language_of, page
from troth.web.request_letters import send_letter, status_address
from troth.web.site import Site

OPEN = {"may": (ANYONE,)}
FIELDS = ("about", "email", "who", "subject", "mandate", "residence")
"""What the form of a request asks for."""


def ladder(site: Site) -> Ladder:
    """Return what leads a request to its person."""
    platform = site.platform
    return Ladder(requests=platform.requests, identity=platform.identity, data=platform.data)


def _right(site: Site, name: str) -> Right:
    for right in RIGHTS:
        if right == name and right in offered(site.platform.policy):
            return right
    raise NotFoundException


@get("/requests/new", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def choose(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Show every right that can be asked for, in plain words."""
    return page(site, request, "requests-new.html", rights=offered(site.platform.policy))


def _form(
    site: Site, request: Call, right: Right, filled: Filled | None, given: dict[str, str]
) -> Response[str]:
    wrong = () if filled is None else filled.wrong
    answer = page(
        site,
        request,
        "requests-ask.html",
        right=right,
        subjects=subjects(site.platform.policy, right),
        known=_SPOKEN,
        places=places(site.book, language_of(request), site.now().date()),
        proof=right not in WITHOUT_PROOF,
        given={field: given.get(field, "") for field in FIELDS},
        wrong={**dict.fromkeys(FIELDS, ""), **dict(wrong)},
        order=wrong,
    )
    if wrong:
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return answer


_SPOKEN = frozenset(
    ("", "*", "marketing", "accuracy-contested", "unlawful", "needed-for-claims",
     "objection-pending", "purpose-fulfilled", "inaccurate", "misleading", "incomplete")
)  # fmt: skip
"""What a request can be about that has words of its own; the rest is named as in the policy."""


@get("/requests/new/{name:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def ask_form(site: NamedDependency[Site], request: Call, name: FromPath[str]) -> Response[str]:
    """Show the form for one right."""
    return _form(site, request, _right(site, name), None, {})


@post("/requests/new/{name:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def ask(
    site: NamedDependency[Site], request: Call, name: FromPath[str], data: Posted
) -> Response[str] | Redirect:
    """Take a request in; from an account it is verified at once, else a link is sent."""
    right, now = _right(site, name), site.now()
    caller = caller_of(request)
    if caller.kind == PERSON:
        return _from_account(site, request, right, caller.id, data)
    known = [code for code, _ in places(site.book, "en", now.date())]
    filled = read_form(site.platform.policy, right, data, known, now)
    if filled.opening is None or filled.address is None:
        return _form(site, request, right, filled, data)
    opening, address, language = filled.opening, filled.address, language_of(request)
    _not_too_often(site, address)
    about = filled.about or address
    opened = site.platform.requests.open(opening, now, identifier=about)
    # What a person's standing alone forbids is told by nobody here: the page stays the same.
    if not isinstance(opened, Declined):
        row = opened.row.request
        site.post.run(lambda: _follow_up(site, row, right, address, language))
    return go_to("/requests/sent")


def _not_too_often(site: Site, address: Identifier) -> None:
    """Refuse to write to one address again and again, whoever asks for it.

    Raises:
        TooManyRequestsException: with how long to wait.
    """
    counted, now = f"request/{address.value}", site.now()
    wait = site.doors.attempts.wait(counted, counted, now)
    if wait:
        raise TooManyRequestsException(headers={"retry-after": str(wait)})
    site.doors.attempts.failed(counted, counted, now)


def _follow_up(
    site: Site, request: bytes, right: Right, address: Identifier, language: str
) -> None:
    """Do beside the answer what depends on who is known: stop what must stop, send the link."""
    now = site.now()
    ladder(site).at_once(request, now)
    token = site.doors.links.make("verify-request", now, owner=request)
    link = f"{site.address}/requests/verify/{seal(site, token, address.value)}"
    send_letter(site, address.value, language, "verify", link, request=request, right=right)


def _from_account(
    site: Site, request: Call, right: Right, person: bytes, data: dict[str, str]
) -> Response[str] | Redirect:
    about, now = data.get("about", ""), site.now()
    if about and about not in subjects(site.platform.policy, right):
        filled = Filled(
            opening=None, address=None, about=None, wrong=(("about", "request-wrong-choice"),)
        )
        return _form(site, request, right, filled, data)
    opening = Opening(
        asked=right, about=about, received_at=now, person=person, channel="account", session=True
    )
    opened = site.platform.requests.open(opening, now)
    if isinstance(opened, Declined):
        filled = Filled(opening=None, address=None, about=None, wrong=(("", "request-declined"),))
        return _form(site, request, right, filled, data)
    return go_to(status_address(site, opened.row.request))


@get("/requests/sent", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def sent(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Say that a link is on its way; the same for everybody."""
    return page(site, request, "requests-sent.html", contact=site.platform.policy.controller.email)


@get("/requests/verify/{carried:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def verify_form(
    site: NamedDependency[Site], request: Call, carried: FromPath[str]
) -> Response[str]:
    """Ask whether it was them; looking does not use the link up."""
    found = open_sealed(site, carried)
    looked = None
    if found is not None:
        looked = site.doors.links.look(found[0], "verify-request", site.now())
    if looked is None or looked.owner is None:
        return _over(site, request)
    shown = site.platform.requests.show(looked.owner, site.now())
    return page(
        site,
        request,
        "requests-verify.html",
        row=shown.entry.row,
        day=written_day(shown.entry.received.date(), language_of(request)),
    )


@post("/requests/verify/{carried:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def verify(
    site: NamedDependency[Site], request: Call, carried: FromPath[str]
) -> Response[str] | Redirect:
    """Note that an address was shown, and lead to the request's own page."""
    found, now = open_sealed(site, carried), site.now()
    used = None if found is None else site.doors.links.use(found[0], "verify-request", now)
    if found is None or used is None or used.owner is None:
        return _over(site, request)
    address = normalise("email", found[1])
    ladder(site).followed(used.owner, address, now)
    where = status_address(site, used.owner)
    right = site.platform.requests.show(used.owner, now).entry.row.asked
    send_letter(
        site, address.value, language_of(request), "receipt", site.address + where,
        request=used.owner, right=right,
    )  # fmt: skip
    return go_to(where)


def _over(site: Site, request: Call) -> Response[str]:
    answer = page(site, request, "requests-over.html")
    answer.status_code = HTTPStatus.GONE
    return answer


ROUTES = (choose, ask_form, ask, sent, verify_form, verify)
