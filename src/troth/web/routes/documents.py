"""Documents beside the policy, for everybody to download: the newest version, or an earlier one.

What is served is byte by byte what the register holds, and says its hash (RFC 9530), so that a
customer can tell which text was agreed. GDPR Art. 28(9).
"""

from __future__ import annotations

import base64
from typing import Final
from urllib.parse import quote

from litestar import Response
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from troth.engines.documents.documents import Edition
from troth.errors import InputError
from troth.web.public import public
from troth.web.site import Site

MEDIA: Final = {
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
"""By the end of a file's name; any other is bytes."""


@public("/documents/{name:str}")
async def newest(site: NamedDependency[Site], name: FromPath[str]) -> Response[bytes]:
    """Give the newest version of a document."""
    return await sync_to_thread(_handed, site, name, None)


@public("/documents/{name:str}/{version:int}")
async def numbered(
    site: NamedDependency[Site], name: FromPath[str], version: FromPath[int]
) -> Response[bytes]:
    """Give one version of a document; what was agreed stays readable."""
    return await sync_to_thread(_handed, site, name, version)


def _handed(site: Site, name: str, version: int | None) -> Response[bytes]:
    documents = site.platform.documents
    try:
        found = documents.edition(name, version)
    except InputError:
        raise NotFoundException from None
    if not found.public:
        raise NotFoundException
    body = documents.body(found)
    return Response(body, headers=_headers(found), media_type=_media(found))


def _headers(found: Edition) -> dict[str, str]:
    digest = base64.b64encode(bytes.fromhex(found.sha256)).decode()
    return {
        "etag": f'"{found.sha256}"',
        "repr-digest": f"sha-256=:{digest}:",
        "content-disposition": f"attachment; filename*=UTF-8''{quote(found.file)}",
        "cache-control": "public, max-age=60",
    }


def _media(found: Edition) -> str:
    return MEDIA.get(found.file.rpartition(".")[2].lower(), "application/octet-stream")


ROUTES = (newest, numbered)
