"""Coming in by an account elsewhere: told first what comes over, sent there, and back again.

For people and for staff, each under their own address. What a person allows is what they were
shown: without the page there is no permission (GDPR Art. 4(11), 7(1), 14).
"""

from __future__ import annotations

import re
from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from troth.engines.accounts.links import TERMS
from troth.engines.accounts.networks import ANSWER
from troth.engines.accounts.oidc import Provider
from troth.engines.accounts.sessions import Kind
from troth.engines.consents.events import NO_TEXT
from troth.errors import InputError, OutsideError, StateError
from troth.web.access import ANYONE, PERSON, Call, caller_of
from troth.web.elsewhere import (
    back_of,
    connections_of,
    failed,
    form_of,
    let_go,
    person_back,
    staff_back,
    state_cookie,
    state_name,
    told_words,
)
from troth.web.entering import BASES
from troth.web.form_words import label, short_notice
from troth.web.own_security import security_page
from troth.web.posted import Posted, go_to
from troth.web.rendering import language_of, page
from troth.web.site import Site

OPEN: Final = {"may": (ANYONE,)}
PASSWORD: Final = re.compile(
    r"pass(word|wort|phrase|code)|passwd|^pwd$|^pin$|secret", re.IGNORECASE
)
"""Names of fields by which a password of another service would come."""
MINE: Final = {"may": (PERSON,)}


def _provider(site: Site, key: str, kind: Kind) -> Provider:
    try:
        return site.doors.elsewhere.named(key, kind)
    except InputError:
        raise NotFoundException from None


def _told(site: Site, request: Call, provider: Provider) -> Response[str]:
    """Return the page that says what comes over, with the number that shows it was seen."""
    form, language = form_of(site, provider), language_of(request)
    names = [label(one, language) for one in form.fields.values()] if form else []
    notice = short_notice(site, form.key, language) if form else None
    asked = told_words(site, provider, form, language) if form else None
    text = asked.text if asked else NO_TEXT
    seen = site.doors.links.make("provider", site.now(), about=f"told/{provider.key}/{text}")
    return page(
        site, request, "account-with.html",
        provider=provider, names=names, notice=notice, seen=seen, asked=asked,
    )  # fmt: skip


def _sent(
    site: Site, request: Call, kind: Kind, provider: Provider,
    *, owner: bytes | None = None, about: str = "",
) -> Response[str]:  # fmt: skip
    """Return the page that leads to the provider.

    A page, not a redirect: the answer to a form goes nowhere but here (`form-action`).
    """
    try:
        start = site.doors.elsewhere.start(
            provider, kind, back_of(site, kind, provider), site.now(), owner=owner, about=about
        )
    except OutsideError:
        return failed(site, request, kind, provider, "with-unreachable")
    answer = page(site, request, "with-go.html", url=start.url, provider=provider.name)
    answer.status_code = 200
    seconds = int(TERMS["provider"].total_seconds())
    answer.set_cookie(state_cookie(site, kind, start.state, seconds))
    return answer


def _back(site: Site, request: Call, kind: Kind, provider: Provider, code: str) -> Response[str]:
    state = request.query_params.get("state", "")
    # A state that this browser was not given is somebody else's (RFC 9700, 4.7).
    if not state or not code or state != request.cookies.get(state_name(site, kind), ""):
        answer = failed(site, request, kind, provider)
    else:
        try:
            shown = site.doors.elsewhere.finish(
                provider, kind, back_of(site, kind, provider), state, code, site.now()
            )
        except OutsideError:
            return failed(site, request, kind, provider, "with-unreachable")
        if shown is None:
            answer = failed(site, request, kind, provider)
        elif kind == "staff":
            answer = staff_back(site, request, shown)
        else:
            answer = person_back(site, request, shown)
    answer.set_cookie(state_cookie(site, kind, "", 0))
    return answer


@get("/account/with/{key:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def tell(site: NamedDependency[Site], request: Call, key: FromPath[str]) -> Response[str]:
    """Say what comes over, from where, and where it can be changed there."""
    return _told(site, request, _provider(site, key, "person"))


@post("/account/with/{key:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def allow(
    site: NamedDependency[Site], request: Call, key: FromPath[str], data: Posted
) -> Response[str]:
    """Go to the provider, for whoever was told and allows it.

    Raises:
        InputError: `provider/password-not-accepted`.
        StateError: `provider/not-told`.
    """
    provider, caller = _provider(site, key, "person"), caller_of(request)
    if any(PASSWORD.search(name) for name in data):
        raise InputError(
            "provider/password-not-accepted", "a password of another service is not taken in",
            help="type it there and nowhere else",
        )  # fmt: skip
    seen = site.doors.links.use(data.get("seen", ""), "provider", site.now())
    if seen is None or not seen.about.startswith(f"told/{provider.key}/"):
        raise StateError(
            "provider/not-told", "what comes over was not shown before it was allowed",
            help="open the page again",
        )  # fmt: skip
    owner = caller.id if caller.kind == PERSON else None
    text = seen.about.rpartition("/")[2]
    return _sent(site, request, "person", provider, owner=owner, about=text)


@get("/account/with/{key:str}/back", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def back(site: NamedDependency[Site], request: Call, key: FromPath[str]) -> Response[str]:
    """Take a person who comes back from a provider."""
    provider = _provider(site, key, "person")
    if provider.sealed:
        # The answer stands where only the browser sees it; a form brings it, so that nothing of a
        # person is in an address.
        return page(site, request, "with-sealed.html", provider=provider.name, answer=ANSWER)
    return _back(site, request, "person", provider, request.query_params.get("code", ""))


@post("/account/with/{key:str}/back", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def sealed_back(
    site: NamedDependency[Site], request: Call, key: FromPath[str], data: Posted
) -> Response[str]:
    """Take a person whose browser brings the sealed answer of a provider."""
    provider = _provider(site, key, "person")
    if not provider.sealed:
        raise NotFoundException
    return _back(site, request, "person", provider, data.get(ANSWER, ""))


@post("/account/security/with/end", opt=MINE, sync_to_thread=True, include_in_schema=False)
def disconnect(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str]:
    """Let an account elsewhere go, as long as another way in is left."""
    if connections_of(site, request)["last_way"]:
        return security_page(site, request, wrong="with-last-way")
    let_go(site, caller_of(request).id, data.get("with", ""), site.now())
    return go_to(f"{BASES['person']}/security")


@post("/console/with/{key:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def staff_go(site: NamedDependency[Site], request: Call, key: FromPath[str]) -> Response[str]:
    """Go to the provider that knows the staff."""
    return _sent(site, request, "staff", _provider(site, key, "staff"))


@get("/console/with/{key:str}/back", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def staff_return(site: NamedDependency[Site], request: Call, key: FromPath[str]) -> Response[str]:
    """Take a member of staff who comes back from there."""
    provider, code = _provider(site, key, "staff"), request.query_params.get("code", "")
    return _back(site, request, "staff", provider, code)


ROUTES: Final = (tell, allow, back, sealed_back, disconnect, staff_go, staff_return)
