"""Sites of others: a register of them, and a page before each that says whose it is.

A link out says no more than that somebody came: its address is the manifest's, the same for all,
and no referrer goes with it. What is shown inside a page (a frame, a tag) is no link and is not
excused by this. GDPR Art. 5(1)(c), 12(1), 25; C-40/17.
"""

from __future__ import annotations

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from troth.policy.syntax.manifest import LinkedSite
from troth.web.access import ANYONE, Call
from troth.web.form_words import manifest_of
from troth.web.rendering import page
from troth.web.site import Site

OPEN = {"may": (ANYONE,)}


def _sites(site: Site) -> dict[str, LinkedSite]:
    settings = manifest_of(site).settings
    return {} if settings is None else dict(settings.links)


@get("/links", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def links(site: NamedDependency[Site], request: Call) -> Response[str]:
    """List the sites of others that pages link to, with the policy of each."""
    return page(site, request, "links.html", sites=_sites(site))


@get("/links/{key:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def leaving(site: NamedDependency[Site], request: Call, key: FromPath[str]) -> Response[str]:
    """Say whose the next site is before anybody goes there."""
    found = _sites(site).get(key)
    if found is None:
        raise NotFoundException
    return page(site, request, "links-one.html", one=found)


ROUTES = (links, leaving)
