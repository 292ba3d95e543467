"""The outbox: what webhooks are to be told, written in the unit of the fact it tells of.

A message holds the fact's own fields, without commitments and roots, and the ids of the persons it
is about: no value of anybody. Nothing is sent here, so that a receiver that hangs keeps no write
from ending and loses nothing; `engines.programs.webhooks` carries what waits.

GDPR Art. 19: whoever was given data can be told of its correction, erasure and restriction at once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from troth.core.facts import KINDS, Fact
from troth.core.periods import from_micros
from troth.storage.ports import DataUnit
from troth.storage.program_rows import DeliveryRow

EVENTS: Final = tuple(sorted(KINDS))
"""What a webhook can be told of: every kind of fact."""

INNER: Final = frozenset(("commitment", "root"))
"""Fields that mean something only to who verifies the log."""

OF_ONE_REQUEST: Final = "status-callback"
"""The only event of a webhook that is told of those requests alone that it asked about."""

_MOVES: Final = frozenset(("request-moved", "request-due"))
_TOLD_OF: Final = "told-of/"

TOGETHER: Final = 1_000
"""Persons named in one message; a fact about more is told in several."""


def queue(unit: DataUnit, facts: Sequence[Fact], about: Sequence[Sequence[bytes]] = ()) -> int:
    """Write what webhooks are told of these facts; return how many messages.

    Args:
        unit: The unit in which the facts are appended.
        facts: What happened.
        about: For each fact the persons it is about, where whoever writes it says so.
    """
    living = [row for row in unit.webhooks() if row.ended_at is None]
    if not living or not facts:
        return 0
    hooks = [row for row in living if OF_ONE_REQUEST not in row.events]
    rows = [
        DeliveryRow(
            number=0,
            delivery=hashlib.sha256(hook.hook + place + body.encode()).digest()[:16],
            hook=hook.hook,
            event=fact.kind,
            body=body,
            at=fact.at,
            tries=0,
            next_at=fact.at,
        )
        for fact, place, body in _messages(facts, about)
        for hook in hooks
        if not hook.events or fact.kind in hook.events
    ]
    if len(hooks) < len(living):
        rows += _followed(unit, facts, {row.hook for row in living} - {row.hook for row in hooks})
    unit.add_deliveries(rows)
    return len(rows)


def tell_of(unit: DataUnit, request: bytes, hooks: Sequence[bytes]) -> None:
    """Have webhooks of the event `OF_ONE_REQUEST` told of a request from now on."""
    unit.set_meta(_TOLD_OF + request.hex(), " ".join(hook.hex() for hook in hooks))


def _followed(
    unit: DataUnit, facts: Sequence[Fact], living: AbstractSet[bytes]
) -> list[DeliveryRow]:
    """Return what is told of single requests; where one stands is said when it is carried."""
    rows = []
    for number, one in enumerate(facts):
        request = str(one["request"]) if one.kind in _MOVES else ""
        named = unit.meta(_TOLD_OF + request) if request else None
        for hook in map(bytes.fromhex, (named or "").split()):
            place = f"{number}/{one.at}/{request}".encode()
            if hook in living:
                rows.append(
                    DeliveryRow(
                        number=0, delivery=hashlib.sha256(hook + place).digest()[:16], hook=hook,
                        event=OF_ONE_REQUEST, body=json.dumps({"request": request}), at=one.at,
                        tries=0, next_at=one.at,
                    )
                )  # fmt: skip
    return rows


def _messages(
    facts: Sequence[Fact], about: Sequence[Sequence[bytes]]
) -> Iterator[tuple[Fact, bytes, str]]:
    for number, fact in enumerate(facts):
        persons = about[number] if number < len(about) else ()
        for start in range(0, max(1, len(persons)), TOGETHER):
            named = persons[start : start + TOGETHER]
            place = f"{number}/{start}/".encode()
            yield fact, place, message(fact, named)


def message(fact: Fact, persons: Sequence[bytes]) -> str:
    """Return what is told of a fact: type, timestamp and data (Standard Webhooks)."""
    data: dict[str, object] = {
        name: value for name, value in fact.detail if name not in INNER
    }  # fmt: skip
    if persons:
        data["about"] = [person.hex() for person in persons]
    told = {"type": fact.kind, "timestamp": from_micros(fact.at).isoformat(), "data": data}
    return json.dumps(told, separators=(",", ":"), sort_keys=True)
