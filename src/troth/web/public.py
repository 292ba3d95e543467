"""Which pages everybody reads alike, and how their addresses are declared.

They only read: no session is looked up for them, no form is in them, and nobody's reading is
counted. RFC 9110, 9.3.2: what answers GET answers HEAD.
"""

from __future__ import annotations

from functools import partial

from litestar import route
from litestar.enums import HttpMethod

from troth.web.access import ANYONE

READ_ONLY = (
    r"^/$",
    r"^/(notice|changes|cookies|recipients|contact|documents)([/.]|$)",
    r"^/\.well-known/",
)
"""Paths that need neither a caller nor a token against forged forms: nothing there takes a POST."""

SAME_FOR_ALL = (r"^/$", r"^/(notice|cookies|recipients|contact)$")
"""Paths whose bytes lie ready, so that reading them is not rationed."""

public = partial(
    route,
    http_method=(HttpMethod.GET, HttpMethod.HEAD),
    status_code=200,
    opt={"may": (ANYONE,)},
    include_in_schema=False,
)
"""Declares such an address."""
