"""May this person use the service now: asked by the company's own systems on a person's behalf.

A proxy before the service asks here with the person's cookie at every request (*forward auth*) and
lets through what is answered with 204. Where the policy takes effect by acceptance, whoever has not
accepted the current version is sent to it; everything about their rights stays open to them
(GDPR Art. 7(4), 12(2)). A text that shuts out whoever disagrees with any of it is kept to the
letter in mode `faithful` alone: such an agreement is no free one (EDPB Guidelines 05/2020, 38-41).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency

from troth.web.access import PERSON, Call, caller_of
from troth.web.form_words import manifest_of
from troth.web.rendering import page
from troth.web.site import Site


def shut_out(site: Site, person: bytes) -> bool:
    """Whether the text shuts out whoever disagrees, is kept to the letter, and they did."""
    faithful = site.platform.policy.mode == "faithful"
    claims = manifest_of(site).claims.values() if faithful else ()
    walled = any(said.kind == "consent-bundled" for said in claims)
    return walled and site.platform.acceptance.declined(person, site.now())


@get("/account/service", opt={"may": (PERSON,)}, sync_to_thread=True, include_in_schema=False)
def service(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Answer 204, or 403 with the way to the version that waits for an answer."""
    person, now = caller_of(request).id, site.now()
    versions, standing = site.platform.versions, site.platform.standing
    behind = versions.bound(person, standing.read(person, now), now) is not None
    if not behind and not shut_out(site, person):
        return Response("", status_code=HTTPStatus.NO_CONTENT)
    answer = page(site, request, "account-service.html")
    answer.status_code = HTTPStatus.FORBIDDEN
    return answer


ROUTES: Final = (service,)
