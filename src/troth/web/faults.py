"""How the site says no: a page for people, a problem document for programs.

Problem documents are RFC 9457. Neither ever repeats what was sent, nor tells more than the code of
what is wrong inside: the details go to the log, under a number the answer carries.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus

from litestar import Response
from litestar.exceptions import HTTPException, ValidationException

from troth.errors import InputError, OutsideError, StateError, TrothError
from troth.web.access import Call
from troth.web.rendering import page
from troth.web.site import Site
from troth.web.wording import messages

PROBLEM = "application/problem+json"
PROGRAMS = ("/api/", "/metrics", "/drp/", "/opendsr/")
Answer = Response[str] | Response[dict[str, object]]
log = logging.getLogger("troth.web")

_WORDS: Mapping[int, tuple[str, str]] = {
    400: ("request/malformed", "this could not be read"),
    401: ("request/sign-in", "sign in first"),
    403: ("request/not-allowed", "this is not open to you"),
    404: ("request/not-found", "there is nothing here"),
    405: ("request/wrong-method", "this address does not take that"),
    409: ("request/conflict", "this does not fit what is stored"),
    413: ("request/too-large", "this is larger than what is taken in"),
    415: ("request/wrong-type", "this kind of content is not taken in"),
    422: ("request/refused", "this was refused"),
    429: ("request/too-many", "too many requests; wait a moment"),
    503: ("service/unavailable", "this cannot be done right now; try again later"),
}
_UNKNOWN = ("service/fault", "something is wrong here; it was noted")


def status_of(error: TrothError) -> int:
    """Return the HTTP status that tells who is at fault."""
    if isinstance(error, InputError):
        return HTTPStatus.UNPROCESSABLE_ENTITY
    if isinstance(error, StateError):
        return HTTPStatus.CONFLICT
    return HTTPStatus.SERVICE_UNAVAILABLE


def on_refusal(request: Call, error: TrothError) -> Answer:
    """Answer an error of ours: its code, message and help, where it is the sender's to mend."""
    status = status_of(error)
    if isinstance(error, OutsideError):
        log.error("outside fault", extra={"code": error.code})
        code, message = _WORDS[status]
        return _answer(request, status, code, message, "")
    return _answer(request, status, error.code, error.message, error.help)


def on_http(request: Call, error: HTTPException) -> Answer:
    """Answer what the framework refused; of what was sent, only the names of fields are told."""
    code, message = _WORDS.get(error.status_code, _UNKNOWN)
    fields: list[str] = []
    if isinstance(error, ValidationException) and isinstance(error.extra, list):
        found = [one.get("key") for one in error.extra if isinstance(one, dict)]
        fields = [name for name in found if isinstance(name, str)]
    help = f"look at: {', '.join(fields)}" if fields else ""
    return _answer(request, error.status_code, code, message, help, dict(error.headers or {}))


def on_depth(request: Call, error: RecursionError) -> Answer:
    """Answer content that is nested deeper than anything that is read here."""
    code, message = _WORDS[HTTPStatus.BAD_REQUEST]
    return _answer(request, HTTPStatus.BAD_REQUEST, code, message, "it is nested too deeply")


def on_fault(request: Call, error: Exception) -> Answer:
    """Answer a fault of ours; its kind goes to the log, its words and values do not."""
    route = getattr(request.scope.get("route_handler"), "handler_name", "none")
    log.error("unexpected fault", extra={"kind": type(error).__name__, "handler": route})
    code, message = _UNKNOWN
    return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, code, message, "")


def _answer(
    request: Call,
    status: int,
    code: str,
    message: str,
    help: str,
    headers: dict[str, str] | None = None,
) -> Answer:
    if request.url.path.startswith(PROGRAMS):
        content: dict[str, object] = {
            "type": "about:blank",
            "title": message,
            "status": status,
            "code": code,
        }
        if help:
            content["detail"] = help
        return Response(content, status_code=status, media_type=PROBLEM, headers=headers)
    site: Site = request.app.state.site
    answer = page(
        site,
        request,
        "fault.html",
        status=status,
        code=code,
        message=message,
        help=help,
        known=messages("en"),
    )
    answer.status_code = status
    answer.headers.update(headers or {})
    return answer
