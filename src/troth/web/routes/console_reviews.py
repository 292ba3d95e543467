"""Reviews of access: what each of the staff may reach, looked at again by somebody else.

GDPR Art. 5(2), 32(1)(d) and (4).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from troth.engines.staff.admission import CONSOLE_ROLES
from troth.errors import InputError
from troth.policy.question import Reason
from troth.web.access import Call, caller_of
from troth.web.console import REVIEWS, console_page, id_of, names_of
from troth.web.form_words import spelt
from troth.web.posted import Posted, go_to
from troth.web.rendering import language_of
from troth.web.site import Site

HERE: Final = "/console/reviews"
MANY: Final = 100
"""How many past reviews the page shows."""


def _page(
    site: Site, request: Call, *, refused: Reason | None = None, wrong: InputError | None = None
) -> Response[str]:
    reviews, every = site.doors.reviews, site.platform.policy.access.review_every
    status = HTTPStatus.OK if wrong is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return console_page(
        site,
        request,
        "reviews.html",
        status=status if refused is None else HTTPStatus.FORBIDDEN,
        found=reviews.listed(site.now()),
        history=list(reversed(reviews.history()))[:MANY],
        every=None if every is None else spelt(language_of(request), every),
        meanings=CONSOLE_ROLES,
        names=names_of(site),
        refused=refused,
        wrong=wrong,
    )


@get(HERE, opt={"may": REVIEWS}, sync_to_thread=True, include_in_schema=False)
def reviews(site: NamedDependency[Site], request: Call) -> Response[str]:
    """List who may reach what, what is overdue first."""
    return _page(site, request)


@post(HERE + "/{wanted:str}", opt={"may": REVIEWS}, sync_to_thread=True, include_in_schema=False)
def review(
    site: NamedDependency[Site], request: Call, wanted: FromPath[str], data: Posted
) -> Response[str] | Redirect:
    """Approve what somebody may reach, but for what is not ticked any more."""
    person = site.doors.staff.find(id_of(wanted))
    kept = {name.removeprefix("keep-") for name in data if name.startswith("keep-")}
    withdrawn = [] if person is None else [role for role in person.roles if role not in kept]
    try:
        made = site.doors.reviews.decide(
            id_of(wanted), caller_of(request).id, withdrawn, site.now()
        )
    except InputError as fault:
        return _page(site, request, wrong=fault)
    return _page(site, request, refused=made) if isinstance(made, Reason) else go_to(HERE)


ROUTES: Final = (reviews, review)
