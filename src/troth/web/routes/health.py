"""Is it alive, and can it do its work: for load balancers and monitors."""

from __future__ import annotations

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Response

from troth.web.access import ANYONE
from troth.web.site import Site


@get("/health/live", opt={"may": (ANYONE,)}, sync_to_thread=False, include_in_schema=False)
def live() -> dict[str, str]:
    """Answer as long as the process runs."""
    return {"status": "alive"}


@get("/health/ready", opt={"may": (ANYONE,)}, sync_to_thread=True, include_in_schema=False)
def ready(site: NamedDependency[Site]) -> Response[dict[str, str]]:
    """Answer well when the stores answer.

    Raises:
        OutsideError: when they do not.
    """
    with site.platform.data.read() as reader:
        reader.policies()
    return Response({"status": "ready", "policy": site.platform.policy.hash})


ROUTES = (live, ready)
