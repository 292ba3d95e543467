"""`/api/v1`: rights requests, opened, shown, listed and led to their answer.

A step is the console's step and obeys the same rules: an erasure above the threshold is carried out
only with the word of a second person.
"""

from __future__ import annotations

import re

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Raw

from troth.client import sent, told
from troth.core.periods import from_micros
from troth.core.requests import possible
from troth.engines.rights.course import Answered
from troth.engines.rights.opening import Opening
from troth.engines.rights.register import Declined, Entry
from troth.engines.rights.requests import Shown
from troth.engines.subjects.finding import identifier_in
from troth.errors import InputError, StateError
from troth.web.access import Call, caller_of
from troth.web.api import (
    Cursor,
    IdempotencyKey,
    Limit,
    Outcome,
    declined,
    once,
    person_of,
    read_cursor,
    respond,
    route,
    tagged,
    write_cursor,
)
from troth.web.console import identity
from troth.web.request_letters import tell_answered
from troth.web.routes.console_requests import eyes_of, plan_of
from troth.web.routes.console_steps import STEPS, erases
from troth.web.site import Site

TAG = "requests"


@post("/api/v1/requests", **route("requests", TAG), summary="Open a rights request")
def open_(
    site: NamedDependency[Site],
    request: Call,
    data: JSONBody[sent.RequestOpening],
    idempotency_key: IdempotencyKey = None,
) -> Response[told.Request]:
    """Write a request down; its term runs from its first arrival at any channel."""
    return once(site, request, data, lambda: _opened(site, request, data), idempotency_key)


@get("/api/v1/requests", **route("requests", TAG), summary="List rights requests")
def list_(
    site: NamedDependency[Site],
    everything: FromQuery[bool] = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response[told.RequestPage]:
    """List open requests, the first due first; with `everything` those that are over, too."""
    entries = site.platform.requests.listed(open_only=not everything)
    ordered = sorted(entries, key=_place)
    after = read_cursor(cursor, "due", "request")
    if after is not None:
        due, name = after
        if not isinstance(due, int):
            raise InputError("request/malformed-cursor", "this is no cursor of ours")
        ordered = [one for one in ordered if _place(one) > (due, str(name))]
    page = ordered[:limit]
    more = len(ordered) > limit
    found = [site.platform.requests.show(one.row.request, site.now()) for one in page]
    following = None
    if more:
        due, name = _place(page[-1])
        following = write_cursor({"due": due, "request": name})
    items = [_request(one, history=False) for one in found]
    return respond(Outcome(content=told.RequestPage(items=items, next=following), status=200))


@get("/api/v1/requests/{wanted:str}", **route("requests", TAG), summary="Show a rights request")
def show(
    site: NamedDependency[Site], request: Call, wanted: FromPath[str]
) -> Response[told.Request]:
    """Show where a request stands, its dates with their derivation, and what happened."""
    return tagged(request, _request(_shown(site, wanted)))


@post(
    "/api/v1/requests/{wanted:str}/steps",
    **route("requests", TAG, status=200),
    summary="Take a step of a rights request",
)
def steps(
    site: NamedDependency[Site],
    request: Call,
    wanted: FromPath[str],
    data: JSONBody[sent.Step],
    idempotency_key: IdempotencyKey = None,
) -> Response[told.Stepped]:
    """Take one step: verify, proceed, suspend, resume, extend, refuse, answer and so on."""
    shown = _shown(site, wanted)
    return once(site, request, data, lambda: _stepped(site, request, shown, data), idempotency_key)


def _place(entry: Entry) -> tuple[int, str]:
    return entry.row.due_at, entry.row.request.hex()


def _shown(site: Site, wanted: str) -> Shown:
    if not re.fullmatch(r"[0-9a-f]{32}", wanted):
        raise NotFoundException("nothing here")
    try:
        return site.platform.requests.show(bytes.fromhex(wanted), site.now())
    except (InputError, StateError):
        raise NotFoundException("nothing here") from None


def _opened(site: Site, request: Call, data: sent.RequestOpening) -> Outcome:
    if (data.person is None) == (data.identifier is None):
        raise InputError(
            "requests/who", "a request is of a person or of whoever has an identifier",
            help="give either `person` or `identifier`",
        )  # fmt: skip
    now = site.now()
    opening = Opening(
        asked=data.right,
        about=data.about,
        person=None if data.person is None else person_of(site, data.person),
        asker=data.by,
        mandate=data.mandate,
        channel=data.channel,
        received_at=data.received or now,
        residence=data.residence,
    )
    identifier = None if data.identifier is None else identifier_in(data.identifier)
    entry = site.platform.requests.open(opening, now, identifier=identifier)
    if isinstance(entry, Declined):
        return declined(entry)
    return Outcome(content=_request(site.platform.requests.show(entry.row.request, now)))


def _stepped(site: Site, request: Call, shown: Shown, data: sent.Step) -> Outcome:
    taken, caller = STEPS.get(data.step), caller_of(request)
    asked = shown.entry.row.request
    if taken is None:
        return declined(
            Declined(
                code="NO_SUCH_STEP", why="there is no such step", help=", ".join(sorted(STEPS))
            )
        )
    # GDPR Art. 32(1)(b): what cannot be undone needs the word of a second person, of programs too.
    plan = plan_of(site, shown.entry) if erases(data.step, shown.entry) else None
    lacking = None if plan is None else eyes_of(site).lacking(asked, plan, caller.id)
    if lacking is not None:
        return declined(lacking)
    done = taken(site.platform.requests, asked, data.detail, site.now(), identity(caller))
    if isinstance(done, Declined):
        return declined(done)
    after = _request(site.platform.requests.show(asked, site.now()))
    if not isinstance(done, Answered):
        return Outcome(content=told.Stepped(request=after), status=200)
    tell_answered(site, asked)
    answer = told.Stepped(request=after, answer=Raw(done.answer.encode()))
    return Outcome(content=answer, status=200, kept=told.Stepped(request=after))


def _request(shown: Shown, *, history: bool = True) -> told.Request:
    row, dates = shown.entry.row, shown.dates
    return told.Request(
        request=row.request.hex(),
        right=row.asked,
        about=row.about,
        by=row.asker,
        channel=row.channel,
        state=row.state,
        verification=row.verification,
        outcome=row.outcome,
        ground=row.ground,
        received=shown.entry.received,
        safe=dates.safe,
        statutory=dates.statutory,
        promised=dates.promised,
        due=dates.alarm,
        running=dates.running,
        overdue=shown.overdue,
        handler=row.handler,
        laws=list(dates.laws),
        possible=list(possible(shown.entry.case)),
        steps=[
            told.OpenStep(step=one.step, due=from_micros(one.due_at), last=one.outcome)
            for one in shown.entry.open_steps
        ],
        repeats=None if row.repeats is None else row.repeats.hex(),
        derivation=list(dates.derivation) if history else [],
        events=_events(shown) if history else [],
    )


def _events(shown: Shown) -> list[told.Event]:
    return [
        told.Event(
            event=one.kind,
            by=one.actor,
            who=one.who,
            detail=one.detail,
            state=one.state,
            at=from_micros(one.at),
        )
        for one in shown.events
    ]


ROUTES = (open_, list_, show, steps)
