"""What every call of the programming interface shares: its answers, its pages, its keys.

A call with an `Idempotency-Key` is done once: its outcome is kept for a day, without any value of a
person, and told again to whoever repeats it. A refusal changed nothing and is decided afresh. The
same key with other content is refused, since one of the two is a mistake.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any, Final, Protocol, TypeVar

import msgspec
from litestar import Response
from litestar.exceptions import NotFoundException
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter, QueryParameter

from troth.client import told
from troth.client.words import Sent, Told
from troth.core.periods import to_micros
from troth.engines.rights.register import Declined
from troth.errors import InputError, StateError, TrothError
from troth.storage.ports import DataUnit
from troth.storage.program_rows import ReplyRow
from troth.web.access import TOKEN, Call, caller_of
from troth.web.faults import PROBLEM
from troth.web.site import Site

T = TypeVar("T", bound=Told)

KEPT_FOR: Final = timedelta(days=1)
"""How long the outcome of a call with a key is told again."""
MICROSECOND: Final = timedelta(microseconds=1)
KEY: Final = re.compile(r"[!-~]{1,200}")

Limit = Annotated[int, QueryParameter(ge=1, le=200, description="How many at most.")]
Cursor = Annotated[
    str | None, QueryParameter(max_length=400, description="`next` of the page before.")
]
IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key", max_length=200, description="Makes a repeated call harmless."
    ),
]

SAID_NO: Final = ResponseSpec(
    data_container=told.Problem, media_type=PROBLEM, description="What is wrong (RFC 9457)."
)
NO: Final = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), SAID_NO)


def route(scope: str, tag: str, *, status: int | None = None) -> dict[str, Any]:
    """Return what every route of a scope says of itself; `status` where it is not the usual."""
    return {
        "status_code": status,
        "opt": {"may": (f"{TOKEN}:{scope}",)},
        "sync_to_thread": True,
        "security": [{"token": [scope]}],
        "responses": NO,
        "tags": [tag],
    }


def awaited(scope: str, tag: str) -> dict[str, Any]:
    """Return the same of a route that waits for its work without a thread."""
    return route(scope, tag) | {"sync_to_thread": None}


class Reasoned(Protocol):
    """A reason of the gate or of the policy."""

    @property
    def code(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def detail(self) -> str: ...
    @property
    def help(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a call led to.

    Attributes:
        kept: What is told to whoever repeats the call, where that differs: no value of a person.
    """

    content: Told
    status: int = HTTPStatus.CREATED
    kept: Told | None = None


def reasons_of(given: Sequence[Reasoned]) -> list[told.Reason]:
    """Return reasons as they are told."""
    return [
        told.Reason(code=one.code, address=one.address, detail=one.detail, help=one.help)
        for one in given
    ]


def refused(given: Sequence[Reasoned]) -> Outcome:
    """Return the answer where the policy, the law or the person says no."""
    reasons = reasons_of(given)
    problem = told.Problem(
        type="about:blank",
        title=reasons[0].detail,
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        code=reasons[0].code,
        detail=reasons[0].help,
        reasons=reasons,
    )
    return Outcome(content=problem, status=problem.status)


def declined(given: Declined) -> Outcome:
    """Return the answer where a request cannot take a step."""
    reason = told.Reason(code=given.code, address=given.address, detail=given.why, help=given.help)
    return refused([reason])


def respond(outcome: Outcome) -> Response[Any]:
    """Return an outcome as it is sent."""
    media = PROBLEM if isinstance(outcome.content, told.Problem) else "application/json"
    return Response(outcome.content, status_code=outcome.status, media_type=media)


def once(
    site: Site, request: Call, sent: Sent, act: Callable[[], Outcome], key: str | None
) -> Response[Any]:
    """Do what was asked, once for each key.

    Raises:
        InputError: `request/malformed-key`, `request/other-content`.
        StateError: `request/under-way`.
    """
    if key is None:
        return respond(act())
    row = reply_to(site, request, sent, key)
    data = site.platform.data
    with data.unit() as unit:
        first, known = claimed(unit, row)
    if not first:
        return again(known, row)
    try:
        outcome = act()
    except TrothError:
        # Everything of a unit happens or nothing: it may be tried again.
        with data.unit() as unit:
            keep(unit, row)
        raise
    with data.unit() as unit:
        keep(unit, settled(row, outcome))
    return respond(outcome)


def reply_to(site: Site, request: Call, sent: Sent, key: str) -> ReplyRow:
    """Return the row under which the outcome of a call with a key is kept, still without it.

    Raises:
        InputError: `request/malformed-key`.
    """
    if not KEY.fullmatch(key):
        raise InputError(
            "request/malformed-key", "an idempotency key has up to 200 visible characters of ASCII"
        )
    body = msgspec.json.encode(sent, order="sorted")
    return ReplyRow(
        call=hashlib.sha256(caller_of(request).id + key.encode()).digest(),
        sent=hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + body).digest(),
        status=0,
        answer="",
        at=to_micros(site.now()),
    )


def claimed(unit: DataUnit, row: ReplyRow) -> tuple[bool, ReplyRow | None]:
    """Claim a call that carries a key: whether it is the first, else what is kept of it."""
    before = unit.reply(row.call)
    # An outcome that is too old to be told again is as good as none.
    if before is not None and before.at <= row.at - KEPT_FOR // MICROSECOND:
        unit.delete_reply(row.call)
    first = unit.claim_reply(row)
    return first, None if first else unit.reply(row.call)


def keep(unit: DataUnit, row: ReplyRow) -> None:
    """Keep what a call led to; one that led to nothing (status 0) may be made again."""
    if row.status:
        unit.put_reply(row)
    else:
        unit.delete_reply(row.call)


def settled(row: ReplyRow, outcome: Outcome) -> ReplyRow:
    """Return the row with what is told to whoever repeats the call; a refusal leaves it without."""
    if outcome.status >= HTTPStatus.BAD_REQUEST:
        return row
    answer = msgspec.json.encode(outcome.kept or outcome.content).decode()
    return replace(row, status=int(outcome.status), answer=answer)


def again(known: ReplyRow | None, row: ReplyRow) -> Response[Any]:
    """Tell the outcome that is kept.

    Raises:
        InputError: `request/other-content`.
        StateError: `request/under-way`.
    """
    if known is None or (known.status == 0 and known.sent == row.sent):
        raise StateError(
            "request/under-way",
            "a call with this key is under way, or was cut short",
            help="ask again later; where it was cut short, look whether it was done",
        )
    if known.sent != row.sent:
        raise InputError(
            "request/other-content",
            "this key came with something else before",
            help="a key belongs to one call; choose another for another",
        )
    return Response(
        known.answer.encode(),
        status_code=known.status,
        media_type="application/json",
        headers={"idempotency-replayed": "true"},
    )


def tagged(request: Call, content: Told) -> Response[Any]:
    """Return an answer with its ETag, or `304` to whoever has it already (RFC 9110, 13.1.2)."""
    body = msgspec.json.encode(content)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    asked = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
    if tag in asked or f"W/{tag}" in asked:
        return Response(None, status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, status_code=HTTPStatus.OK, media_type="application/json", headers=headers)


def person_of(site: Site, written: str) -> bytes:
    """Return the id of somebody who is known here.

    Raises:
        InputError: `subject/unknown`.
    """
    person = bytes.fromhex(written)
    with site.platform.data.read() as reader:
        row = reader.person(person)
    if row is None or row.hidden:
        raise nobody_known()
    return person


def nobody_known() -> InputError:
    """Return the refusal of an id that nobody is known under."""
    return InputError("subject/unknown", "nobody is known under this id")


def person_at(site: Site, written: str) -> bytes:
    """Return the person of an address.

    Raises:
        NotFoundException: for an id of nobody, or what is no id.
    """
    if not re.fullmatch(r"[0-9a-f]{32}", written):
        raise NotFoundException("nothing here")
    try:
        return person_of(site, written)
    except InputError:
        raise NotFoundException("nothing here") from None


def write_cursor(last: Mapping[str, int | str]) -> str:
    """Return where a page ended, for the next one to begin."""
    return base64.urlsafe_b64encode(json.dumps(dict(last)).encode()).decode().rstrip("=")


def read_cursor(written: str | None, *names: str) -> tuple[int | str, ...] | None:
    """Return where the page before ended, or None for the first page.

    Raises:
        InputError: `request/malformed-cursor`.
    """
    if written is None:
        return None
    try:
        padded = written.encode("ascii") + b"=" * (-len(written) % 4)
        read = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        found = tuple(read[name] for name in names)
    except (ValueError, KeyError, TypeError, binascii.Error, RecursionError):
        found = ()
    if not found or not all(isinstance(one, int | str) for one in found):
        raise InputError(
            "request/malformed-cursor",
            "this is no cursor of ours",
            help="give `next` of the page before, as it came",
        )
    return found
