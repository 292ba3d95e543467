"""`/api/v1`: who looks after a person, by a position that is used once and forgotten."""

from __future__ import annotations

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, JSONBody

from troth.client import sent, told
from troth.engines.representatives.representatives import Offices, Representatives
from troth.policy.syntax.manifest import Representatives as SetUp
from troth.web.api import Outcome, person_at, respond, route
from troth.web.form_words import manifest_of
from troth.web.site import Site


@post(
    "/api/v1/subjects/{person:str}/representative",
    **route("collect", "people", status=200),
    summary="Assign the nearest representative",
)
def assign(
    site: NamedDependency[Site], person: FromPath[str], data: JSONBody[sent.Nearby]
) -> Response[told.Representative]:
    """Assign whoever is nearest, where the position may be used; else the one named for that."""
    known, settings = person_at(site, person), manifest_of(site).settings
    setup = None if settings is None else settings.representatives
    if setup is None:
        raise NotFoundException("this site has no representatives")
    near = (
        None if data.latitude is None or data.longitude is None else (data.latitude, data.longitude)
    )
    found = _desk(site, setup).assign(known, near, data.shown, site.now())
    office = setup.offices.get(found.representative)
    return respond(
        Outcome(
            content=told.Representative(
                person=known.hex(),
                representative=found.representative,
                name=found.representative if office is None else office.name,
                reasons=[
                    told.Reason(code=r.code, address=r.address, detail=r.detail, help=r.help)
                    for r in found.against
                ],
            ),
            status=200,
        )
    )


def _desk(site: Site, setup: SetUp) -> Representatives:
    return Representatives(
        policy=site.platform.policy,
        data=site.platform.data,
        standing=site.platform.standing,
        offices=Offices(
            purpose=setup.purpose,
            default=setup.default,
            places={key: (one.latitude, one.longitude) for key, one in setup.offices.items()},
        ),
    )


ROUTES = (assign,)
