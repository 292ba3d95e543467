"""Links of messages that one click answers: confirming a consent, and getting no more messages.

A visit changes nothing, since programs look at every link of a message; a button does. The one
click of RFC 8058 is a POST by the mail provider, without cookie and without a page: it is carried
out at once and answered without a redirect.
"""

from __future__ import annotations

from http import HTTPStatus

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from troth.web.access import ANYONE, Call
from troth.web.form_words import phrase, word
from troth.web.invitations import invitations
from troth.web.posted import go_to
from troth.web.rendering import language_of, page
from troth.web.site import Site

OPEN = {"may": (ANYONE,)}
ONE_CLICK = {"may": (ANYONE,), "one_click": True}
OURS = "button"
"""What the button of the page sends, and no mail provider does."""


def _page(site: Site, request: Call, template: str, purpose: str, state: str) -> Response[str]:
    answer = page(site, request, template, purpose=purpose, state=state)
    if state == "over":
        answer.status_code = HTTPStatus.GONE
    return answer


@get("/unsubscribe/{token:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def leaving(site: NamedDependency[Site], request: Call, token: FromPath[str]) -> Response[str]:
    """Show a button, or that it is done already; looking never unsubscribes."""
    found = invitations(site).leaving(token, site.now())
    if found is None:
        return _page(site, request, "unsubscribe.html", "", "over")
    invited, stopped = found
    purpose = word(language_of(request), "purposes", *invited.purposes)
    return _page(site, request, "unsubscribe.html", purpose, "done" if stopped else "ask")


@post("/unsubscribe/{token:str}", opt=ONE_CLICK, sync_to_thread=True, include_in_schema=False)
def leave(
    site: NamedDependency[Site], request: Call, token: FromPath[str]
) -> Response[str] | Redirect:
    """Stop the messages, now."""
    done = invitations(site).leave(token, site.now())
    if request.query_params.get("by") == OURS:
        return go_to(f"/unsubscribe/{token}")
    # RFC 8058, 3.2: the answer to a mail provider is no redirect.
    words = "unsubscribed" if done else "this link opens nothing any more"
    return Response(
        words,
        media_type="text/plain",
        status_code=HTTPStatus.OK if done else HTTPStatus.GONE,
    )


@get("/confirm/{token:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def confirming(site: NamedDependency[Site], request: Call, token: FromPath[str]) -> Response[str]:
    """Show what the link confirms, and a button."""
    found = invitations(site).waiting(token, site.now())
    if found is None:
        return _page(site, request, "confirm-consent.html", "", "over")
    purpose = phrase(language_of(request), "purposes", *found.purposes)
    return _page(site, request, "confirm-consent.html", purpose, "ask")


@post("/confirm/{token:str}", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def confirm(
    site: NamedDependency[Site], request: Call, token: FromPath[str]
) -> Response[str] | Redirect:
    """Confirm: from here on the consent stands."""
    if invitations(site).confirm(token, site.now()) is None:
        return _page(site, request, "confirm-consent.html", "", "over")
    return go_to("/confirmed")


@get("/confirmed", opt=OPEN, sync_to_thread=True, include_in_schema=False)
def confirmed(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Say that it stands."""
    return _page(site, request, "confirm-consent.html", "", "done")


ROUTES = (leaving, leave, confirming, confirm, confirmed)
