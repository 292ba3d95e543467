"""The privacy centre: what the company does with data, whom to ask, and where to complain.

Everything said here comes from the version of the policy in effect (GDPR Art. 12(1), 13, 14, 77);
the pages only lay it out.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from babel import Locale
from litestar import Response
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler

from troth.assembly.notices import notice_layers
from troth.assembly.notices import render as render_notice
from troth.assembly.ruling import Told
from troth.policy.pages.as_html import targets
from troth.policy.pages.page import Page
from troth.web.access import Call
from troth.web.handing import printed
from troth.web.public import public
from troth.web.rendering import render
from troth.web.site import Site
from troth.web.telling import next_version, stand

LAYERS: Final = ("rights", "recruitment")
"""Layers of the notice under its own address; others have a better known one."""

TEXTS: Final = {"md": "text/markdown", "json": "application/json"}
"""The notice in other forms: for keeping and for programs."""

WHO_TO_ASK: Final = ("controller", "disputes")
"""Parts of the notice that say whom to write to."""

COMPLAINT: Final = "complaint"
"""The part that says that there is an authority to complain to."""

AUTHORITIES: Final = "supervisory-authority"


@public("/")
async def start(site: NamedDependency[Site], request: Call) -> Response[bytes]:
    """Say in one screen what is done with data, and lead to everything else."""
    return await printed(site, request, ("start",), partial(_start, site))


def _start(site: Site, told: Told, language: str) -> str:
    library = site.press.library
    full = library.page(told, "full", language)
    text = library.page(told, "summary", language)
    (summary,) = (section for section in text.sections if section.key == "summary")
    return render(
        site,
        "centre/start.html",
        language=language,
        path="/",
        text=text,
        rows=[row for block in summary.blocks for row in block.rows],
        targets=targets(text, full.anchors()),
        layers=notice_layers(told.loaded),
        forms=any(name.startswith("form:") for name in notice_layers(told.loaded)),
        stand=stand(told, language),
    )


@public("/notice")
async def notice(site: NamedDependency[Site], request: Call) -> Response[bytes]:
    """Show the notice in full."""
    return await printed(site, request, ("notice",), partial(_layer, site, "full", "/notice"))


def text_route(form: str) -> HTTPRouteHandler:
    """Return the address of the notice in another form."""

    @public(f"/notice.{form}", name=f"notice-{form}")
    async def text(site: NamedDependency[Site], request: Call) -> Response[bytes]:
        make = partial(_text, site, form)
        return await printed(site, request, ("notice", form), make, media=TEXTS[form])

    return text


def _text(site: Site, form: str, told: Told, language: str) -> str:
    return render_notice(site.press.library.page(told, "full", language), form)


@public("/cookies")
async def cookies(site: NamedDependency[Site], request: Call) -> Response[bytes]:
    """Show the cookie policy (ePrivacy Directive Art. 5(3))."""
    return await printed(site, request, ("cookies",), partial(_layer, site, "cookies", "/cookies"))


@public("/recipients")
async def recipients(site: NamedDependency[Site], request: Call) -> Response[bytes]:
    """Show who receives data, and where (GDPR Art. 13(1)(e), (f))."""
    make = partial(_layer, site, "recipients", "/recipients")
    return await printed(site, request, ("recipients",), make)


def layer_route(name: str) -> HTTPRouteHandler:
    """Return the address of one layer of the notice."""

    @public(f"/notice/{name}", name=f"notice-{name}")
    async def layer(site: NamedDependency[Site], request: Call) -> Response[bytes]:
        return await printed(
            site, request, ("notice", name), partial(_layer, site, name, f"/notice/{name}")
        )

    return layer


def _layer(site: Site, layer: str, path: str, told: Told, language: str) -> str:
    if layer not in notice_layers(told.loaded):
        raise NotFoundException
    text = site.press.library.page(told, layer, language)
    return render(
        site,
        "centre/notice.html",
        language=language,
        path=path,
        text=text,
        targets=targets(text, text.anchors()),
        layer=layer,
        stand=stand(told, language),
        coming=next_version(site.press.library, told, language),
        earlier=None,
    )


@public("/contact")
async def contact(site: NamedDependency[Site], request: Call) -> Response[bytes]:
    """Say whom to write to, and which authority hears a complaint."""
    asked = request.query_params.get("country", "")
    known = asked if asked in _authorities(site) else ""
    return await printed(site, request, ("contact", known), partial(_contact, site, known))


def _contact(site: Site, country: str, told: Told, language: str) -> str:
    full = site.press.library.page(told, "full", language)
    names = Locale.parse(language).territories
    authorities = [
        (code, str(names.get(code, code)), authority)
        for code, authority in _authorities(site).items()
    ]
    return render(
        site,
        "centre/contact.html",
        language=language,
        path="/contact",
        text=_parts(full, *WHO_TO_ASK),
        email=told.policy.controller.email,
        heard=any(section.key == COMPLAINT for section in full.sections),
        authorities=sorted(authorities, key=lambda each: each[1]),
        country=country,
        query=f"country={country}&" if country else "",
    )


def _authorities(site: Site) -> dict[str, str]:
    # GDPR Art. 77(1): in the Member State of residence, of work, or of the infringement.
    found = site.book.under(AUTHORITIES, site.now().date())
    return {code: str(figure.value) for code, figure in found.items()}


def _parts(page: Page, *keys: str) -> Page:
    """Return a page with some of its sections only."""
    return replace(page, sections=tuple(each for each in page.sections if each.key in keys))


ROUTES = (
    start,
    notice,
    *map(text_route, TEXTS),
    *map(layer_route, LAYERS),
    cookies,
    recipients,
    contact,
)
