"""Calls with an `Idempotency-Key`, as `api.once`, where many are claimed and settled together."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from litestar import Response

from troth.assembly.platform import Platform
from troth.client.words import Sent
from troth.errors import TrothError
from troth.storage.program_rows import ReplyRow
from troth.web.access import Call
from troth.web.api import Outcome, again, claimed, keep, reply_to, respond, settled
from troth.web.site import Site


async def once_together(
    site: Site,
    request: Call,
    sent: Sent,
    act: Callable[[], Awaitable[Outcome]],
    key: str | None,
) -> Response[Any]:
    """Do what was asked, once for each key.

    Raises:
        InputError: `request/malformed-key`, `request/other-content`.
        StateError: `request/under-way`.
    """
    if key is None:
        return respond(await act())
    row = reply_to(site, request, sent, key)
    first, known = await site.claiming.ask(row)
    if not first:
        return again(known, row)
    try:
        outcome = await act()
    except TrothError:
        # Everything of a unit happens or nothing: it may be tried again.
        await site.settling.ask(row)
        raise
    await site.settling.ask(settled(row, outcome))
    return respond(outcome)


def claim(platform: Platform, rows: Sequence[ReplyRow]) -> list[tuple[bool, ReplyRow | None]]:
    """Claim calls in one unit of work; tell of each what `claimed` tells, in order."""
    with platform.data.unit() as unit:
        return [claimed(unit, row) for row in rows]


def settle(platform: Platform, rows: Sequence[ReplyRow]) -> list[None]:
    """Keep in one unit of work what calls led to."""
    with platform.data.unit() as unit:
        for row in rows:
            keep(unit, row)
    return [None] * len(rows)
