"""Hands out what everybody reads alike, and tells who has it already so.

These pages know no caller and set no cookie, save for the language that a link asked for; so
anybody may keep them: they carry an entity tag, the day of their version and leave to be kept for a
minute (RFC 9110, 9111).
"""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime

from litestar import Response
from litestar.concurrency import sync_to_thread
from litestar.enums import MediaType

from troth.web.access import Call
from troth.web.press import Key, Make, Printed
from troth.web.rendering import keep_language, language_of
from troth.web.site import Site

MINUTE = "max-age=60"


async def printed(
    site: Site, request: Call, key: Key, make: Make, *, media: str = MediaType.HTML
) -> Response[bytes]:
    """Answer with a page that is the same for everybody.

    Args:
        key: What tells this page from others of the same version and language.
        make: Called the first time somebody asks.
    """
    now, language, press = site.now(), language_of(request), site.press
    told = press.library.glance(now)
    if told is None:
        told = await sync_to_thread(press.library.current, now)
    # What comes next is told on the pages of what is: the newest version counts too.
    whole: Key = (told.row.version, press.library.versions()[-1].row.version, language, *key)
    page = press.find(whole)
    if page is None:
        page = await sync_to_thread(press.print, whole, told, language, make, media)
    return hand_out(site, request, page)


def hand_out(site: Site, request: Call, page: Printed) -> Response[bytes]:
    """Return a printed page, or say that the reader has it already."""
    packed = "gzip" in request.headers.get("accept-encoding", "")
    tag = f'"{page.tag}{"-gz" if packed else ""}"'
    headers = {
        "etag": tag,
        "last-modified": format_datetime(page.modified, usegmt=True),
        "cache-control": f"public, {MINUTE}",
        "content-language": page.language,
        "vary": "Accept-Encoding, Accept-Language, Cookie",
    }
    if _known(request, tag, page.modified):
        return Response(b"", status_code=304, headers=headers, media_type=page.media)
    if packed:
        headers["content-encoding"] = "gzip"
    answer = Response(page.packed if packed else page.body, headers=headers, media_type=page.media)
    if keep_language(site, request, answer):
        # A cookie is one reader's own, so no cache between may keep this answer.
        answer.headers["cache-control"] = f"private, {MINUTE}"
    return answer


def _known(request: Call, tag: str, modified: datetime) -> bool:
    """Whether the reader has the page: by its tag, or else by its day (RFC 9110, 13.2.2)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return any(each.strip().removeprefix("W/") in (tag, "*") for each in tags.split(","))
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
        return modified <= since
    except (TypeError, ValueError):
        return False
