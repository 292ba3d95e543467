"""`/api/v1`: to whom data goes, which promises are kept, and the log that shows it."""

from __future__ import annotations

import base64

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, JSONBody
from msgspec import Raw

from troth.client import sent, told
from troth.core.periods import from_micros
from troth.core.places import read_place
from troth.engines.disclosure.disclosure import Handover
from troth.errors import InputError
from troth.ledger.checkpoint import parse_checkpoint
from troth.ledger.note import b64, parse_note, public_key_of
from troth.storage.rows import DisclosureRow
from troth.web.access import Call
from troth.web.api import (
    Cursor,
    IdempotencyKey,
    Limit,
    Outcome,
    once,
    person_at,
    person_of,
    read_cursor,
    refused,
    respond,
    route,
    tagged,
    write_cursor,
)
from troth.web.proofs import last_proof
from troth.web.site import Site


@post(
    "/api/v1/disclosures",
    **route("disclosures", "disclosures"),
    summary="Hand data to a recipient",
)
def disclose(
    site: NamedDependency[Site],
    request: Call,
    data: JSONBody[sent.Handover],
    idempotency_key: IdempotencyKey = None,
) -> Response[told.Handed]:
    """Decide, write into the ledger, and give what may leave; a repeated call has no values."""
    return once(site, request, data, lambda: _handed(site, data), idempotency_key)


@get(
    "/api/v1/subjects/{person:str}/disclosures",
    **route("disclosures", "disclosures"),
    summary="List to whom a person's data went",
)
def disclosures(
    site: NamedDependency[Site], person: FromPath[str], limit: Limit = 50, cursor: Cursor = None
) -> Response[told.DisclosurePage]:
    """List a person's disclosures, the oldest first."""
    known = person_at(site, person)
    with site.platform.data.read() as reader:
        rows = sorted(reader.disclosures(reader.aliases(known)), key=_place)
    after = read_cursor(cursor, "at", "disclosure")
    if after is not None:
        at, name = after
        if not isinstance(at, int):
            raise InputError("request/malformed-cursor", "this is no cursor of ours")
        rows = [row for row in rows if _place(row) > (at, str(name))]
    following = None
    if len(rows) > limit:
        last, named = _place(rows[limit - 1])
        following = write_cursor({"at": last, "disclosure": named})
    page = told.DisclosurePage(items=[_line(row) for row in rows[:limit]], next=following)
    return respond(Outcome(content=page, status=200))


@get("/api/v1/promises", **route("promises", "promises"), summary="List the promises")
def promises(site: NamedDependency[Site], request: Call) -> Response[told.Promises]:
    """List every promise as it was proved last: broken, unproven, kept."""
    proof = last_proof(site)
    found = [] if proof is None else proof.listed()
    return tagged(
        request,
        told.Promises(
            at=None if proof is None else proof.at,
            policy=site.platform.policy.hash if proof is None else proof.policy,
            items=[
                told.Promise(
                    address=str(one["address"]),
                    section=str(one["section"]),
                    state=str(one["state"]),
                    reason=str(one.get("reason") or ""),
                )
                for one in found
            ],
        ),
    )


@get("/api/v1/evidence/checkpoint", **route("evidence", "evidence"), summary="Show the signed head")
def checkpoint(site: NamedDependency[Site], request: Call) -> Response[told.Checkpoint]:
    """Sign the head of the log, and show it."""
    platform = site.platform
    note = platform.evidence.checkpoint()
    head = parse_checkpoint(parse_note(note).text)
    found = told.Checkpoint(
        checkpoint=note,
        origin=head.origin,
        size=head.size,
        root=head.root.hex(),
        public_key=b64(public_key_of(platform.keyring.secret("log"))),
    )
    return tagged(request, found)


@get("/api/v1/evidence/facts", **route("evidence", "evidence"), summary="Read the log")
def facts(
    site: NamedDependency[Site], limit: Limit = 50, cursor: Cursor = None
) -> Response[told.FactPage]:
    """Read the log in order; what was pruned is not there any more."""
    after = read_cursor(cursor, "index")
    with site.platform.data.read() as reader:
        start, size = reader.first_fact(), reader.tree_size()
        if after is not None:
            if not isinstance(after[0], int) or not 0 <= after[0] < 2**62:
                raise InputError("request/malformed-cursor", "this is no cursor of ours")
            start = max(start, after[0] + 1)
        rows = reader.facts(start, min(start + limit, size)) if start < size else []
    items = [told.Fact(index=row.index or 0, fact=Raw(row.body)) for row in rows]
    more = bool(items) and items[-1].index + 1 < size
    following = write_cursor({"index": items[-1].index}) if more else None
    return respond(Outcome(content=told.FactPage(items=items, next=following), status=200))


@get("/api/v1/evidence/facts/{index:int}", **route("evidence", "evidence"), summary="Prove a fact")
def fact(site: NamedDependency[Site], request: Call, index: FromPath[int]) -> Response[told.Proof]:
    """Prove that a fact stands under the signed head."""
    try:
        proof = site.platform.evidence.prove(index)
    except InputError:
        raise NotFoundException("nothing here") from None
    found = told.Proof(
        index=proof.index,
        entry=b64(proof.body),
        size=proof.size,
        hashes=[b64(each) for each in proof.hashes],
        checkpoint=proof.checkpoint,
    )
    return tagged(request, found)


def _handed(site: Site, data: sent.Handover) -> Outcome:
    person = person_of(site, data.person)
    handed = site.platform.bound_to(person).disclosures.hand_over(
        Handover(
            person=person,
            recipient=data.recipient,
            categories=tuple(data.categories),
            purpose=data.purpose,
            fields=tuple(data.fields),
            role=data.role,
            region=None if data.region is None else read_place(data.region),
            place=data.place,
            shown=data.shown,
            identified=data.identified,
            aggregate=data.aggregate,
        ),
        site.now(),
    )
    if not handed:
        return refused(handed.refused)
    return Outcome(
        content=told.Handed(
            disclosure=handed.disclosure.hex(),
            values=[_handed_value(*one) for one in handed.values],
        ),
        kept=told.Handed(disclosure=handed.disclosure.hex(), values=[]),
    )


def _handed_value(category: str, field: str, value: bytes) -> told.HandedValue:
    try:
        return told.HandedValue(category=category, field=field, text=value.decode())
    except UnicodeDecodeError:
        coded = base64.b64encode(value).decode()
        return told.HandedValue(category=category, field=field, base64=coded)


def _place(row: DisclosureRow) -> tuple[int, str]:
    return row.at, row.disclosure.hex()


def _line(row: DisclosureRow) -> told.Disclosure:
    return told.Disclosure(
        disclosure=row.disclosure.hex(),
        person=row.person.hex(),
        recipient=row.recipient,
        categories=list(row.categories),
        items=list(row.items),
        purpose=row.purpose,
        ground=row.ground,
        place=row.place,
        safeguard=row.safeguard,
        at=from_micros(row.at),
    )


ROUTES = (disclose, disclosures, promises, checkpoint, facts, fact)
