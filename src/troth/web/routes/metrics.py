"""`/metrics`: figures for Prometheus, for tokens of the scope `metrics`."""

from __future__ import annotations

from litestar import Response, get
from litestar.di import NamedDependency

from troth.web.figures import MEDIA, Figures, figures_text
from troth.web.site import Site


@get("/metrics", opt={"may": ("token:metrics",)}, sync_to_thread=True, include_in_schema=False)
def metrics(site: NamedDependency[Site], figures: NamedDependency[Figures]) -> Response[bytes]:
    """Give every figure of this process and of the store."""
    return Response(figures_text(site, figures), media_type=MEDIA)


ROUTES = (metrics,)
