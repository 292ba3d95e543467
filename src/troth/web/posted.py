"""What a form sends: names and texts, each name once, and the way a page shows what is wrong.

What was sent is never repeated in an address or in the log; a password is never given back at all.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from litestar import Response
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect

from troth.web.access import Call

Posted = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
"""A form's fields; one that is sent twice is refused."""


def address_of(request: Call) -> str:
    """Return where a request comes from, for counting attempts and for nothing else."""
    return request.client.host if request.client else ""


def go_to(path: str) -> Redirect:
    """Return the answer to a form that was taken: look there (RFC 9110, 15.4.4)."""
    return Redirect(path, status_code=303)


def not_let_in(answer: Response[str], *, wrong: bool, wait: int) -> Response[str]:
    """Return the page of a sign-in with the status of what it says.

    Args:
        wrong: Whether login or password was wrong.
        wait: Seconds until the next attempt is looked at, where there were too many.
    """
    if wait:
        answer.status_code = HTTPStatus.TOO_MANY_REQUESTS
        answer.headers["retry-after"] = str(wait)
    elif wrong:
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return answer
