"""`/api/v1`: hand over submissions, ask what may be done, enter a purpose."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from troth.assembly.platform import Platform
from troth.client import sent, told
from troth.core.places import read_place
from troth.core.standing import NOBODY
from troth.engines.consents.consents import Given
from troth.engines.intake.submission import Receipt, Refusal, Submission
from troth.engines.purpose import PurposeRefused
from troth.errors import InputError
from troth.policy.decide import decide
from troth.policy.question import Decision, Question
from troth.web.access import Call, caller_of
from troth.web.api import (
    IdempotencyKey,
    Outcome,
    awaited,
    person_of,
    reasons_of,
    refused,
    respond,
    route,
    tagged,
)
from troth.web.repeats import once_together
from troth.web.site import Site

TAG = "collecting and deciding"


@post("/api/v1/submissions", **awaited("collect", TAG), summary="Hand over a submission")
async def collect(
    site: NamedDependency[Site],
    request: Call,
    data: JSONBody[sent.Submission],
    idempotency_key: IdempotencyKey = None,
) -> Response[told.Receipt]:
    """Take in one submission; what the policy refuses keeps nothing."""
    return await once_together(site, request, data, lambda: _collected(site, data), idempotency_key)


@post(
    "/api/v1/decisions",
    **route("decide", TAG, status=200),
    summary="Ask whether something may be done",
)
def decisions(
    site: NamedDependency[Site], data: JSONBody[sent.Question]
) -> Response[told.Decision]:
    """Answer from the policy and, with a person, from what holds for them."""
    platform, standing = site.platform, NOBODY
    if data.person is not None:
        person = person_of(site, data.person)
        platform = platform.bound_to(person)
        standing = platform.purposes.standing(person, site.now())
    question = Question(
        action=data.action,
        at=site.now(),
        purpose=data.purpose,
        categories=tuple(data.categories),
        fields=tuple(data.fields),
        form=data.form,
        source=data.source,
        recipient=data.recipient,
        place=data.place,
        property=data.property,
        system=data.system,
        basis=data.basis,
        role=data.role,
        region=None if data.region is None else read_place(data.region),
        channel=data.channel,
        shown=data.shown,
        identified=data.identified,
        aggregate=data.aggregate,
        collected_for=None if data.collected_for is None else frozenset(data.collected_for),
        standing=standing.toward(data.recipient),
    )
    answer = _decision(platform, decide(platform.policy, question))
    return respond(Outcome(content=answer, status=200))


@post("/api/v1/entries", **route("decide", TAG, status=200), summary="Enter a purpose for a person")
def entries(
    site: NamedDependency[Site], request: Call, data: JSONBody[sent.Entering]
) -> Response[told.Decision]:
    """Say whether a program may work for a purpose; an attempt that may not is on record."""
    person = person_of(site, data.person)
    platform = site.platform.bound_to(person)
    try:
        with site.platform.purpose(
            data.purpose,
            person,
            who=f"token:{caller_of(request).name}",
            role=data.role,
            channel=data.channel,
            shown=data.shown,
        ) as decision:
            answer = _decision(platform, decision)
    except PurposeRefused as no:
        answer = _decision(platform, Decision(allowed=False, reasons=no.reasons))
    return respond(Outcome(content=answer, status=200))


@get("/api/v1/policy", **route("decide", TAG), summary="Say which policy runs")
def policy(site: NamedDependency[Site], request: Call) -> Response[told.PolicyInForce]:
    """Say which policy runs, and the names it knows."""
    running = site.platform.policy
    found = told.PolicyInForce(
        policy=running.hash,
        controller=running.controller.name,
        purposes=sorted(running.purposes),
        forms=sorted(running.forms),
        recipients=sorted(running.recipients),
    )
    return tagged(request, found)


async def _collected(site: Site, data: sent.Submission) -> Outcome:
    answer = await site.collecting.ask(
        Submission(
            form=data.form,
            data={name: _value(name, one) for name, one in data.data.items() if one is not None},
            received_at=site.now(),
            person=None if data.person is None else bytes.fromhex(data.person),
            purpose=data.purpose,
            basis=data.basis,
            source=data.source,
            property=data.property,
            system=data.system,
            shown=data.shown,
            consents=tuple(given(one) for one in data.consents),
            residence=None if data.residence is None else read_place(data.residence),
        )
    )
    if isinstance(answer, Refusal):
        return refused(answer.reasons)
    forms = site.platform.policy.forms
    known = forms[data.form].fields if data.form in forms else {}
    return Outcome(
        content=_receipt(answer, answer.dropped),
        # A name that the policy does not know could be anything that somebody typed.
        kept=_receipt(answer, [name for name in answer.dropped if name in known]),
    )


def given(one: sent.GivenConsent) -> Given:
    """Return a consent as the engine takes it."""
    return Given(
        purpose=one.purpose,
        text_hash=one.text,
        language=one.language,
        channel=one.channel,
        method=one.method,
        until=one.until,
        recipient=one.recipient,
        layout=one.layout,
        by_channel=one.by_channel,
    )


def _value(name: str, value: str | bool | float | sent.File) -> str | bytes:
    if isinstance(value, str):
        return value
    if isinstance(value, sent.File):
        try:
            return base64.b64decode(value.base64, validate=True)
        except (binascii.Error, ValueError):
            raise InputError(
                "request/malformed-file", f"the content of `{name[:60]}` is not base64"
            ) from None
    return json.dumps(value)


def _receipt(receipt: Receipt, dropped: Any) -> told.Receipt:
    return told.Receipt(
        submission=receipt.submission.hex(),
        person=receipt.person.hex(),
        kept=[
            told.Kept(
                field=one.field,
                record=one.record.hex(),
                category=one.category,
                delete_after=one.delete_after,
                rule=one.rule,
            )
            for one in receipt.kept
        ],
        dropped=list(dropped),
        purposes=list(receipt.purposes),
        basis=receipt.basis,
        policy=receipt.policy,
    )


def _decision(platform: Platform, decision: Decision) -> told.Decision:
    return told.Decision(
        allowed=decision.allowed,
        reasons=reasons_of(decision.reasons),
        addresses=list(decision.addresses),
        basis=decision.basis,
        purposes=list(decision.purposes),
        drops=list(decision.drops),
        policy=platform.policy.hash,
    )


ROUTES = (collect, decisions, entries, policy)
