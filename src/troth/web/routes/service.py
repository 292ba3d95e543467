"""May this person use the service now: asked by the company's own systems on a person's behalf.

A proxy before the service asks here with the person's cookie at every request (*forward auth*) and
lets through what is answered with 204. Where the policy takes effect by acceptance, whoever has not
accepted the current version is sent to it; everything about their rights stays open to them
(GDPR Art. 7(4), 12(2)).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency

from troth.web.access import PERSON, Call, caller_of
from troth.web.rendering import page
from troth.web.site import Site


@get("/account/service", opt={"may": (PERSON,)}, sync_to_thread=True, include_in_schema=False)
def service(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Answer 204, or 403 with the way to the version that waits for an answer."""
    person, now = caller_of(request).id, site.now()
    versions, standing = site.platform.versions, site.platform.standing
    if versions.bound(person, standing.read(person, now), now) is None:
        return Response("", status_code=HTTPStatus.NO_CONTENT)
    answer = page(site, request, "account-service.html")
    answer.status_code = HTTPStatus.FORBIDDEN
    return answer


ROUTES: Final = (service,)
