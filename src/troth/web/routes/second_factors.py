"""A second factor: asked for at sign-in, set up, given new codes for recovery, and ended.

The same pages for people and for staff, each under their own address.
RFC 6238; OWASP ASVS 5.0, 6.5.
"""

from __future__ import annotations

from http import HTTPStatus
from importlib import import_module
from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from troth.engines.accounts.happenings import What
from troth.engines.accounts.sessions import Kind
from troth.errors import StateError
from troth.web.access import ANYONE, STAFF, Call, caller_of
from troth.web.entering import (
    BASES,
    half_way,
    is_fresh,
    name_of,
    owner_called,
    place_of,
    second_step,
)
from troth.web.happened import note, owner_of
from troth.web.own_security import security_page
from troth.web.posted import Posted, address_of, go_to, not_let_in
from troth.web.rendering import language_of, page
from troth.web.site import Site

OPEN: Final = {"may": (ANYONE,)}


def _ask(site: Site, request: Call, kind: Kind, *, wrong: str = "", wait: int = 0) -> Response[str]:
    base = BASES[kind]
    answer = page(site, request, "factor-code.html", base=base, wrong=wrong, wait=wait)
    return not_let_in(answer, wrong=bool(wrong), wait=wait)


def _take(site: Site, request: Call, kind: Kind, code: str) -> Response[str]:
    between = half_way(site, request, kind)
    if between is None:
        return go_to(f"{BASES[kind]}/sign-in")
    token, id = between
    owner, now, where = owner_of(site, kind, id), site.now(), address_of(request)
    codes = site.doors.factors.codes_left(owner)
    # Counted by who they are: a password that is known buys no more guesses than this.
    counted = f"factor/{owner.id.hex()}"
    wait = site.doors.attempts.wait(counted, where, now)
    if wait:
        return _ask(site, request, kind, wrong="sign-in-wait", wait=wait)
    if not site.doors.factors.passes(owner, code, now):
        site.doors.attempts.failed(counted, where, now)
        note(site, kind, id, "refused-factor")
        return _ask(site, request, kind, wrong="factor-wrong")
    site.doors.attempts.passed(counted, where)
    if site.doors.factors.codes_left(owner) < codes:
        note(site, kind, id, "code-used")
    return second_step(site, kind, token) or go_to(f"{BASES[kind]}/sign-in")


def _note(site: Site, request: Call, what: What) -> None:
    caller = caller_of(request)
    kind: Kind = "staff" if caller.kind == STAFF else "person"
    note(site, kind, caller.id, what, language=language_of(request))


def _shown(site: Site, request: Call, *, wrong: str = "") -> Response[str]:
    caller = caller_of(request)
    owner = owner_called(site, caller)
    try:
        offer = site.doors.factors.offer(
            owner, issuer=place_of(site).name, name=name_of(site, caller)
        )
    except StateError:
        return go_to(f"{BASES[owner.kind]}/security")
    # A picture in the page itself: the secret is in no address that a log could hold.
    # Fetched for whoever sets a second factor up; a site at rest does without it.
    picture: str = (
        import_module("segno")
        .make(offer.uri, error="m", micro=False)
        .svg_data_uri(scale=5, border=4)
    )
    secret = " ".join(offer.secret[at : at + 4] for at in range(0, len(offer.secret), 4))
    answer = page(
        site, request, "factor-new.html", base=BASES[owner.kind], secret=secret, picture=picture,
        uri=offer.uri, wrong=wrong,
    )  # fmt: skip
    if wrong:
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return answer


def _confirmed(site: Site, request: Call, code: str) -> Response[str]:
    caller, now, where = caller_of(request), site.now(), address_of(request)
    owner = owner_called(site, caller)
    codes = site.doors.factors.confirm(owner, code, now)
    if codes is None:
        return _shown(site, request, wrong="factor-wrong")
    # Whoever came in without it goes out (OWASP ASVS 5.0, 7.4.3).
    site.doors.sessions.end_others(caller.id, but=caller.session)
    _note(site, request, "factor-on")
    site.doors.attempts.passed(f"factor/{owner.id.hex()}", where)
    return security_page(site, request, codes=codes)


def _changed(site: Site, request: Call, code: str, change: str) -> Response[str]:
    """End a factor, or make new codes for recovery, for whoever shows a code of it."""
    owner, now, where = owner_called(site, caller_of(request)), site.now(), address_of(request)
    counted = f"factor/{owner.id.hex()}"
    if site.doors.attempts.wait(counted, where, now):
        return security_page(site, request, field="code", wrong="account-old-wait")
    if not site.doors.factors.passes(owner, code, now):
        site.doors.attempts.failed(counted, where, now)
        return security_page(site, request, field="code", wrong="factor-wrong")
    if change == "codes":
        codes = site.doors.factors.renew_codes(owner)
        _note(site, request, "codes-renewed")
        return security_page(site, request, codes=codes)
    site.doors.factors.end(owner)
    _note(site, request, "factor-ended")
    return go_to(f"{BASES[owner.kind]}/security")


def _begun(site: Site, request: Call) -> Response[str]:
    caller = caller_of(request)
    if not is_fresh(site, caller):
        return security_page(site, request, wrong="factor-not-fresh")
    owner = owner_called(site, caller)
    site.doors.factors.begin(owner)
    return go_to(f"{BASES[owner.kind]}/security/factor")


def _asked_at_sign_in(kind: Kind) -> tuple[HTTPRouteHandler, ...]:
    at = f"{BASES[kind]}/code"

    @get(at, opt=OPEN, sync_to_thread=True, include_in_schema=False)
    def ask(site: NamedDependency[Site], request: Call) -> Response[str]:
        """Ask for the code, of whoever showed a first factor."""
        if half_way(site, request, kind) is None:
            return go_to(f"{BASES[kind]}/sign-in")
        return _ask(site, request, kind)

    @post(at, opt=OPEN, sync_to_thread=True, include_in_schema=False)
    def take(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str]:
        """Let in by a code of the authenticator, or by one for recovery."""
        return _take(site, request, kind, data.get("code", ""))

    return ask, take


def _set_up(kind: Kind) -> tuple[HTTPRouteHandler, ...]:
    at, mine = f"{BASES[kind]}/security/factor", {"may": (kind,), "unready": True}

    @post(at, opt=mine, sync_to_thread=True, include_in_schema=False)
    def begin(site: NamedDependency[Site], request: Call) -> Response[str]:
        """Make a secret that waits for its first code."""
        return _begun(site, request)

    @get(at, opt=mine, sync_to_thread=True, include_in_schema=False)
    def show(site: NamedDependency[Site], request: Call) -> Response[str]:
        """Show the secret, while it waits."""
        return _shown(site, request)

    @post(f"{at}/confirm", opt=mine, sync_to_thread=True, include_in_schema=False)
    def confirm(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str]:
        """Put it into use by a first code; show the codes for recovery once."""
        return _confirmed(site, request, data.get("code", ""))

    @post(f"{at}/codes", opt=mine, sync_to_thread=True, include_in_schema=False)
    def renew(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str]:
        """Make new codes for recovery; older ones end."""
        return _changed(site, request, data.get("code", ""), "codes")

    @post(f"{at}/end", opt=mine, sync_to_thread=True, include_in_schema=False)
    def end(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str]:
        """End the second factor."""
        return _changed(site, request, data.get("code", ""), "end")

    return begin, show, confirm, renew, end


ROUTES: Final = (
    *_asked_at_sign_in("person"),
    *_set_up("person"),
    *_asked_at_sign_in("staff"),
    *_set_up("staff"),
)
