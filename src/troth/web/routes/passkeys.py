"""Passkeys: made and ended on one's own page, and used to come in.

A browser asks for a challenge by the small script of these pages and hands the answer back in an
ordinary form. The same for people and for staff, each under their own address.
"""

from __future__ import annotations

from typing import Final

from litestar import MediaType, Response, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from troth.engines.accounts.happenings import What
from troth.engines.accounts.sessions import Kind
from troth.engines.accounts.totp import Owner
from troth.web.access import ANYONE, Call, caller_of
from troth.web.entering import BASES, enter, is_fresh, name_of, owner_called, place_of
from troth.web.happened import note
from troth.web.own_security import security_page
from troth.web.posted import Posted, go_to
from troth.web.rendering import language_of
from troth.web.routes import console_sign_in, sign_in
from troth.web.site import Site

OPEN: Final = {"may": (ANYONE,)}


def _options(text: str) -> Response[str]:
    return Response(text, media_type=MediaType.JSON, status_code=200)


def _note(site: Site, request: Call, owner: Owner, what: What, named: str = "") -> None:
    id, language = caller_of(request).id, language_of(request)
    note(site, owner.kind, id, what, language=language, credential=named)


def _made(site: Site, request: Call, answer: str) -> Response[str]:
    caller = caller_of(request)
    owner = owner_called(site, caller)
    if not is_fresh(site, caller):
        return security_page(site, request, wrong="factor-not-fresh")
    if not site.doors.passkeys.make(place_of(site), owner, answer, site.now()):
        return security_page(site, request, wrong="passkey-failed")
    _note(site, request, owner, "passkey-made")
    return go_to(f"{BASES[owner.kind]}/security")


def _ended(site: Site, request: Call, named: str) -> Response[str]:
    caller = caller_of(request)
    owner = owner_called(site, caller)
    if not is_fresh(site, caller):
        return security_page(site, request, wrong="factor-not-fresh")
    if site.doors.passkeys.end(owner, named):
        _note(site, request, owner, "passkey-ended", named)
    return go_to(f"{BASES[owner.kind]}/security")


def _entered(site: Site, request: Call, kind: Kind, answer: str) -> Response[str]:
    id = site.doors.passkeys.sign_in(place_of(site), kind, answer, site.now())
    if id is not None and (kind == "person" or site.doors.staff.find(id) is not None):
        return enter(site, kind, id, "signed-in-passkey")
    if kind == "staff":
        return console_sign_in.refused(site, request, "passkey-failed")
    return sign_in.refused(site, request, "passkey-failed")


def _sign_in(kind: Kind) -> tuple[HTTPRouteHandler, ...]:
    at = f"{BASES[kind]}/passkey"

    @post(f"{at}/options", opt=OPEN, sync_to_thread=True, include_in_schema=False)
    def options(site: NamedDependency[Site]) -> Response[str]:
        """Give a challenge to whoever wants to come in."""
        return _options(site.doors.passkeys.ask_to_sign_in(place_of(site), kind, site.now()))

    @post(at, opt=OPEN, sync_to_thread=True, include_in_schema=False)
    def use(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str]:
        """Let in by a passkey."""
        return _entered(site, request, kind, data.get("credential", ""))

    return options, use


def _own(kind: Kind) -> tuple[HTTPRouteHandler, ...]:
    at, mine = f"{BASES[kind]}/security/passkeys", {"may": (kind,), "unready": True}

    @post(f"{at}/options", opt=mine, sync_to_thread=True, include_in_schema=False)
    def options(site: NamedDependency[Site], request: Call) -> Response[str]:
        """Give what a browser needs to make a passkey."""
        caller = caller_of(request)
        return _options(
            site.doors.passkeys.ask_to_make(
                place_of(site), owner_called(site, caller), name_of(site, caller), site.now()
            )
        )

    @post(at, opt=mine, sync_to_thread=True, include_in_schema=False)
    def make(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str]:
        """Take a new passkey."""
        return _made(site, request, data.get("credential", ""))

    @post(f"{at}/end", opt=mine, sync_to_thread=True, include_in_schema=False)
    def end(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str]:
        """End one passkey."""
        return _ended(site, request, data.get("passkey", ""))

    return options, make, end


ROUTES: Final = (*_sign_in("person"), *_own("person"), *_sign_in("staff"), *_own("staff"))
