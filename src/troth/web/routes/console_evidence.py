"""Evidence: the head of the log, its newest facts, the proof of one, and a check of it all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from troth.core.facts import Fact, decode
from troth.core.periods import to_micros
from troth.errors import InputError, StateError
from troth.ledger.checkpoint import parse_checkpoint
from troth.ledger.note import parse_note
from troth.ledger.verify import verify_bundle
from troth.web.access import Call
from troth.web.console import ANY, PRIVACY, console_page
from troth.web.posted import go_to
from troth.web.site import Site

HERE: Final = "/console/evidence"
NEWEST: Final = 50
VERIFIED: Final = "console:verified"
"""The setting of the store in which the last check is kept."""


def _newest(site: Site, before: int) -> tuple[int, int, list[tuple[int, Fact]]]:
    """Return the size of the log, where it begins, and the newest facts before a place."""
    with site.platform.data.read() as reader:
        size, first = reader.tree_size(), reader.first_fact()
        end = min(size, before) if before > 0 else size
        rows = reader.facts(max(first, end - NEWEST), end)
        found = [(row.index or 0, decode(row.body)) for row in rows]
    return size, first, found[::-1]


def _verified(site: Site) -> Mapping[str, Any] | None:
    with site.platform.data.read() as reader:
        text = reader.meta(VERIFIED)
    return None if text is None else dict(json.loads(text))


def verify_now(site: Site) -> None:
    """Check the whole log from its definition, as anybody could offline, and keep the verdict."""
    now = site.now()
    try:
        read = site.platform.evidence.as_found()
        problems = [one.message for one in verify_bundle(read)]
        facts = len(read.entries)
    except StateError as fault:
        problems, facts = [fault.message], 0
    kept = {"at": to_micros(now), "facts": facts, "problems": problems[:10]}
    with site.platform.data.unit() as unit:
        unit.set_meta(VERIFIED, json.dumps(kept))


@get(HERE, opt={"may": ANY}, sync_to_thread=True, include_in_schema=False)
def evidence(site: NamedDependency[Site], request: Call) -> Response[str]:
    """Show the head of the log and its newest facts; `before` goes further back."""
    asked = request.query_params.get("before", "")
    size, first, facts = _newest(site, int(asked) if asked.isdecimal() else 0)
    head = site.platform.evidence.remembered
    return console_page(
        site,
        request,
        "evidence.html",
        size=size,
        first=first,
        facts=[(index, one, dict(one.detail)) for index, one in facts],
        older=facts[-1][0] if facts and facts[-1][0] > first else 0,
        head=head,
        root="" if head is None else head.root.hex(),
        origin=site.platform.evidence.origin,
        verified=_verified(site),
        busy=site.aside.busy,
    )


@post(f"{HERE}/verify", opt={"may": PRIVACY}, sync_to_thread=True, include_in_schema=False)
def verify(site: NamedDependency[Site]) -> Redirect:
    """Begin to check the whole log."""
    site.aside.begin(lambda: verify_now(site))
    return go_to(HERE)


@get(HERE + "/{index:int}", opt={"may": ANY}, sync_to_thread=True, include_in_schema=False)
def one(site: NamedDependency[Site], request: Call, index: FromPath[int]) -> Response[str]:
    """Show one fact and the proof that it stands under the newest signed head."""
    try:
        proof = site.platform.evidence.prove(index)
    except InputError as unknown:
        raise NotFoundException("no such fact") from unknown
    told = decode(proof.body)
    return console_page(
        site,
        request,
        "fact.html",
        index=index,
        told=told,
        detail=dict(told.detail),
        body=proof.body.decode(),
        size=proof.size,
        root=parse_checkpoint(parse_note(proof.checkpoint).text).root.hex(),
        hashes=[each.hex() for each in proof.hashes],
        checkpoint=proof.checkpoint,
    )


ROUTES = (evidence, verify, one)
