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
from typing import Final

from troth.core.facts import KINDS, Fact
from troth.core.periods import from_micros
from troth.storage.ports import DataUnit
from troth.storage.program_rows import DeliveryRow

EVENTS: Final = tuple(sorted(KINDS))
"""What a webhook can be told of: every kind of fact."""

INNER: Final = frozenset(("commitment", "root"))
"""Fields that mean something only to who verifies the log."""

TOGETHER: Final = 1_000
"""Persons named in one message; a fact about more is told in several."""


def queue(unit: DataUnit, facts: Sequence[Fact], about: Sequence[Sequence[bytes]] = ()) -> int:
    """Write what webhooks are told of these facts; return how many messages.

    Args:
        unit: The unit in which the facts are appended.
        facts: What happened.
        about: For each fact the persons it is about, where whoever writes it says so.
    """
    hooks = [row for row in unit.webhooks() if row.ended_at is None]
    if not hooks or not facts:
        return 0
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
    unit.add_deliveries(rows)
    return len(rows)


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
