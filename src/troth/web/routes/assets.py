"""The sheet and the one script of the pages, from the package itself."""

from __future__ import annotations

from importlib.resources import files

from litestar.datastructures import CacheControlHeader
from litestar.static_files import create_static_files_router

from troth.web.access import ANYONE

ROUTES = (
    create_static_files_router(
        path="/static",
        directories=[str(files("troth.web") / "static")],
        opt={"may": (ANYONE,)},
        cache_control=CacheControlHeader(max_age=3600, public=True),
        include_in_schema=False,
    ),
)
