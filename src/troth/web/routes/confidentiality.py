"""Confidentiality settings: who may see which value of an account, and the page of what is open.

Only where the policy promises them (`accounts.confidentiality-settings`). The page is never stored
by anybody on the way, so that what is taken back is gone with the next look at it.
"""

from __future__ import annotations

from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath

from troth.engines.accounts.confidentiality import LEVELS, Confidentiality
from troth.web.access import ANYONE, PERSON, Call, caller_of
from troth.web.form_words import label, manifest_of
from troth.web.posted import Posted, go_to
from troth.web.rendering import language_of, page
from troth.web.site import Site

MINE: Final = {"may": (PERSON,)}
OPEN: Final = {"may": (ANYONE,)}
HERE: Final = "/account/confidentiality"


def offered(site: Site) -> bool:
    """Tell whether the policy promises these settings."""
    said = manifest_of(site).accounts
    return said is not None and bool(said.confidentiality_settings)


def settings_of(site: Site) -> Confidentiality:
    """Return the settings of a policy that promises them.

    Raises:
        NotFoundException: for any other.
    """
    form = site.doors.accounts.form
    if form is None or not offered(site):
        raise NotFoundException
    platform = site.platform
    return Confidentiality(
        form=form, data=platform.data, vault=platform.vault, standing=platform.standing,
        links=site.doors.links,
    )  # fmt: skip


def _words(site: Site, request: Call, names: list[str]) -> dict[str, str]:
    form = site.doors.accounts.form
    language = language_of(request)
    return {} if form is None else {name: label(form.fields[name], language) for name in names}


@get(HERE, opt=MINE, sync_to_thread=True, include_in_schema=False)
def show(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Show who may see what."""
    settings, person = settings_of(site), caller_of(request).id
    levels = settings.levels(person)
    anything = any(level != "private" for level in levels.values())
    return page(
        site, request, "account-confidentiality.html", levels=LEVELS,
        labels=_words(site, request, list(settings.fields)),
        chosen={name: levels.get(name, "private") for name in settings.fields},
        public=f"/people/{settings.page(person, site.now())}" if anything else "",
    )  # fmt: skip


@post(HERE, opt=MINE, sync_to_thread=True, include_in_schema=False)
def change(site: NamedDependency[Site], request: Call, data: Posted) -> Response[str]:
    """Set what was chosen; it holds at once."""
    settings, person = settings_of(site), caller_of(request).id
    for name in settings.fields:
        if f"level-{name}" in data:
            settings.set(person, name, data[f"level-{name}"], site.now(), by=person)
    return go_to(HERE)


@get("/people/{token:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def profile(site: NamedDependency[Site], request: Call, token: FromPath[str]) -> Response[str]:
    """Show what somebody opened to whoever looks."""
    settings = settings_of(site)
    seen = settings.seen(token, site.now(), registered=caller_of(request).kind == PERSON)
    if seen is None or not seen[1]:
        raise NotFoundException
    names = _words(site, request, sorted(seen[1]))
    return page(
        site, request, "account-public.html",
        values=[(names[name], value) for name, value in sorted(seen[1].items())],
    )  # fmt: skip


@get("/people/{token:str}/{field:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def one_value(
    site: NamedDependency[Site], request: Call, token: FromPath[str], field: FromPath[str]
) -> Response[str]:
    """Show one value, where it is open.

    Raises:
        NotFoundException: where there is no such page or field, or it was taken back.
        PermissionDeniedException: where it was never opened.
    """
    settings = settings_of(site)
    seen = settings.seen(token, site.now(), registered=caller_of(request).kind == PERSON)
    if seen is None or field not in settings.fields:
        raise NotFoundException
    person, values = seen
    if field in values:
        names = _words(site, request, [field])
        return page(site, request, "account-public.html", values=[(names[field], values[field])])
    if field in settings.levels(person):
        raise NotFoundException
    raise PermissionDeniedException("not open to you")


ROUTES: Final = (show, change, profile, one_value)
