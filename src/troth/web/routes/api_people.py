"""`/api/v1`: consents, and people: found, their standing, everything held of them."""

from __future__ import annotations

from datetime import datetime

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Raw

from troth.client import sent, told
from troth.core.periods import from_micros
from troth.engines.subjects.finding import identifier_in, look_up
from troth.storage.rows import ConsentRow
from troth.web.access import Call, caller_of
from troth.web.api import (
    IdempotencyKey,
    Outcome,
    awaited,
    once,
    person_at,
    person_of,
    respond,
    route,
    tagged,
)
from troth.web.repeats import once_together
from troth.web.routes.api_collect import given
from troth.web.site import Site


@post("/api/v1/consents", **awaited("consent", "consent"), summary="Write a consent down")
async def give(
    site: NamedDependency[Site],
    request: Call,
    data: JSONBody[sent.Consenting],
    idempotency_key: IdempotencyKey = None,
) -> Response[told.ConsentEvent]:
    """Write down that a person consented, or that they were asked to."""
    return await once_together(site, request, data, lambda: _given(site, data), idempotency_key)


@post(
    "/api/v1/consents/withdrawals",
    **route("consent", "consent"),
    summary="Withdraw a consent",
)
def withdraw(
    site: NamedDependency[Site],
    request: Call,
    data: JSONBody[sent.Withdrawing],
    idempotency_key: IdempotencyKey = None,
) -> Response[told.Withdrawal]:
    """Withdraw a consent; it holds from the next decision on, and is never refused."""
    return once(site, request, data, lambda: _withdrawn(site, data), idempotency_key)


@get(
    "/api/v1/subjects/{person:str}/consents",
    **route("consent", "consent"),
    summary="List a person's consents",
)
def consents(
    site: NamedDependency[Site], request: Call, person: FromPath[str]
) -> Response[told.Consents]:
    """List every event of a person's consents, and which stand."""
    known, engine = person_at(site, person), site.platform.consents
    return tagged(
        request,
        told.Consents(
            events=[_event(row) for row in engine.show(known)],
            active=engine.active(known, site.now()),
        ),
    )


@post("/api/v1/subjects/find", **route("subjects", "people", status=200), summary="Find people")
def find(site: NamedDependency[Site], data: JSONBody[sent.Finding]) -> Response[told.People]:
    """List whom an address, number or `account:…` leads to; nothing of what is held is opened."""
    typed = data.identifier
    if len(typed) != 32:
        # Only ids have this form; what is none is refused with what it should be.
        identifier_in(typed)
    hits = look_up(site.platform.data, site.platform.identity, typed)
    people = told.People(
        persons=[
            told.Found(
                person=hit.person.hex(),
                status=hit.status,
                aliases=[one.hex() for one in hit.aliases if one != hit.person],
                records=hit.records,
            )
            for hit in hits
        ]
    )
    return respond(Outcome(content=people, status=200))


@get(
    "/api/v1/subjects/{person:str}/standing",
    **route("subjects", "people"),
    summary="Show what holds for a person",
)
def standing(
    site: NamedDependency[Site], request: Call, person: FromPath[str]
) -> Response[told.Standing]:
    """Show what a person said and what holds for them, as every decision reads it."""
    known = person_at(site, person)
    held = site.platform.purposes.standing(known, site.now())
    return tagged(
        request,
        told.Standing(
            person=known.hex(),
            consents=dict(held.consents),
            withdrawn=sorted(held.withdrawn),
            objected=sorted(held.objected),
            marketing_objection=held.marketing_objection,
            restricted=held.restricted,
            minor=held.minor,
            suppressed=held.suppressed,
            residence=held.residence,
            born=held.born,
            customer_agreements=sorted(held.customer_agreements),
            device_permissions=sorted(held.device_permissions),
            accepted=held.accepted,
        ),
    )


@get(
    "/api/v1/subjects/{person:str}/export",
    **route("subjects", "people"),
    summary="Export everything held of a person",
)
def export(
    site: NamedDependency[Site], request: Call, person: FromPath[str]
) -> Response[told.Export]:
    """Give everything held of a person with the facts of Art. 15; the look is recorded."""
    known = person_at(site, person)
    who = f"token:{caller_of(request).name}"
    pack = site.platform.export.assemble(known, site.now(), who=who)
    content = told.Export(sha256=pack.digest.hex(), content=Raw(pack.encode()))
    return respond(Outcome(content=content, status=200))


async def _given(site: Site, data: sent.Consenting) -> Outcome:
    if data.ask_until is None:
        row = await site.consenting.ask((bytes.fromhex(data.person), given(data)))
    else:
        row = await sync_to_thread(_asked, site, data, data.ask_until)
    return Outcome(content=_event(row))


def _asked(site: Site, data: sent.Consenting, until: datetime) -> ConsentRow:
    person = person_of(site, data.person)
    engine = site.platform.bound_to(person).consents
    return engine.ask(person, given(data), site.now(), until)


def _withdrawn(site: Site, data: sent.Withdrawing) -> Outcome:
    person = person_of(site, data.person)
    done = site.platform.bound_to(person).consents.withdraw(
        person, data.purpose, site.now(), data.recipient, data.by_channel
    )
    return Outcome(
        content=told.Withdrawal(
            consent=_event(done.event), records_due=done.records_due, tell=list(done.told)
        )
    )


def _event(row: ConsentRow) -> told.ConsentEvent:
    return told.ConsentEvent(
        person=row.person.hex(),
        purpose=row.purpose,
        recipient=row.recipient,
        action=row.action,
        at=from_micros(row.at),
        until=None if row.until is None else from_micros(row.until),
        text=row.text_hash,
        language=row.language,
        channel=row.channel,
        method=row.method,
        policy=row.policy,
        by_channel=row.by_channel,
    )


ROUTES = (give, withdraw, consents, find, standing, export)
