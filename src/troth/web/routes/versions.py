"""Every version of the notice that was ever in effect, and what each of them changed.

Old versions stay readable as they were: what somebody was told when they gave their data is what
counts for it (GDPR Art. 5(2), 12(1)). What changed is said promise by promise, the worst first.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from litestar import Response
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from troth.assembly.ruling import Told
from troth.core.periods import from_micros
from troth.policy.differences.page import Edition, atom
from troth.policy.pages.as_html import targets
from troth.policy.pages.page import Page
from troth.web.access import Call
from troth.web.handing import printed
from troth.web.public import public
from troth.web.rendering import document, language_of, render
from troth.web.site import Site
from troth.web.telling import next_version, stand, worst_first

FEED = "application/atom+xml"
STYLE = ("<style>", "</style>")


@public("/changes")
async def changes(site: NamedDependency[Site], request: Call) -> Response[bytes]:
    """List every version, newest first, with what it changed."""
    return await printed(site, request, ("changes",), partial(_changes, site))


def _changes(site: Site, told: Told, language: str) -> str:
    versions = [
        (stand(each, language), each.row.version == told.row.version, worst_first(each.found))
        for each in reversed(site.press.library.versions())
    ]
    return render(
        site, "centre/changes.html", language=language, path="/changes", versions=versions,
        now=told.row.version,
    )  # fmt: skip


@public("/changes.atom")
async def feed(site: NamedDependency[Site], request: Call) -> Response[bytes]:
    """Give the versions as a feed (RFC 4287)."""
    return await printed(site, request, ("feed",), partial(_feed, site), media=FEED)


def _feed(site: Site, told: Told, language: str) -> str:
    versions = [
        (
            Edition(
                label=f"version {each.row.version}",
                dated=each.row.dated,
                published_at=from_micros(each.row.published_at),
            ),
            each.found,
        )
        for each in site.press.library.versions()
    ]
    return atom(told.policy.controller.name, f"{site.address}/changes", versions)


@public("/changes/{version:int}")
async def difference(
    site: NamedDependency[Site], request: Call, version: FromPath[int]
) -> Response[bytes]:
    """Lay a version beside the one before, sentence by sentence."""
    return await printed(
        site, request, ("difference", version), partial(_difference, site, version)
    )


def _difference(site: Site, version: int, told: Told, language: str) -> str:
    library = site.press.library
    new = _numbered(site, version)
    old = library.before(new)
    if old is None:
        raise NotFoundException
    found = worst_first(library.compared(old, new, language))
    return render(
        site,
        "centre/difference.html",
        language=language,
        path=f"/changes/{version}",
        old=stand(old, language),
        new=stand(new, language),
        found=found,
        parts=_titles(library.page(old, "full", language), library.page(new, "full", language)),
    )


def _titles(*pages: Page) -> Mapping[str, str]:
    """Return the headings under which the parts of a manifest are told."""
    return {section.key: section.title.plain for page in pages for section in page.sections}


@public("/notice/{version:int}")
async def earlier(
    site: NamedDependency[Site], request: Call, version: FromPath[int]
) -> Response[bytes]:
    """Show the notice of one version."""
    return await printed(site, request, ("notice", version), partial(_earlier, site, version))


def _earlier(site: Site, version: int, told: Told, language: str) -> str:
    library = site.press.library
    shown = _numbered(site, version)
    text = library.page(shown, "full", language)
    return render(
        site,
        "centre/notice.html",
        language=language,
        path=f"/notice/{version}",
        text=text,
        targets=targets(text, text.anchors()),
        layer="full",
        stand=stand(shown, language),
        coming=next_version(library, shown, language),
        earlier={
            "now": told.row.version,
            "first": library.before(shown) is None,
            "kept": bool(library.kept(shown, language)),
        },
    )


@public("/notice/{version:int}/as-published")
async def as_published(
    site: NamedDependency[Site], request: Call, version: FromPath[int]
) -> Response[str]:
    """Give the page that was kept when a version was published, to the byte."""
    language = language_of(request)
    await sync_to_thread(site.press.library.current, site.now())
    body = await sync_to_thread(site.press.library.kept, _numbered(site, version), language)
    if not body:
        raise NotFoundException
    style = body.partition(STYLE[0])[2].partition(STYLE[1])[0]
    return document(body, language, styles=[style])


def _numbered(site: Site, version: int) -> Told:
    found = site.press.library.numbered(version)
    if found is None:
        raise NotFoundException
    return found


ROUTES = (changes, feed, difference, earlier, as_published)
