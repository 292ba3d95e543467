"""An erasure beyond the store: each connected system is asked, searched again, and receipted.

It comes before anything goes here, while identifiers can still be read. Only identifiers that the
person has confirmed leave the house: what somebody merely typed may be another's. Where a part of
what a system holds must stay, or nobody confirmed anything, the system is left to people and listed
as such. What does not answer is tried again later; until then the persons are restricted and no
receipt says that anything went.

GDPR Art. 17(1), 18, 19.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from troth.connectors.contract import SystemDoor
from troth.core.erasure import ErasurePlan, SystemPart
from troth.core.facts import Fact, fact
from troth.core.names import Identifier
from troth.core.periods import to_micros
from troth.engines.intake.identifiers import Identifiers
from troth.errors import OutsideError

AGAIN: Final = timedelta(minutes=10)
"""After how long a system that did not answer is tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How far an erasure got in the systems, and the facts of what is new."""

    plan: ErasurePlan
    facts: tuple[Fact, ...]

    @property
    def waits(self) -> tuple[str, ...]:
        """The systems that have not answered."""
        return waiting(self.plan)


def waiting(plan: ErasurePlan) -> tuple[str, ...]:
    """Return the systems whose erasure has not come through."""
    return tuple(one.system for one in plan.systems if one.state in ("pending", "failed"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """The systems beyond the store, behind their doors."""

    doors: Mapping[str, SystemDoor]
    identifiers: Identifiers

    def reach(self, plan: ErasurePlan, now: datetime) -> Reached:
        """Ask every system that has not answered yet; safe to call again at any time."""
        if not waiting(plan):
            return Reached(plan=plan, facts=())
        names = [name for _, name, sure in self.identifiers.held(plan.persons) if sure]
        parts = [self._asked(plan, part, names, now) for part in plan.systems]
        new = [
            one for one, before in zip(parts, plan.systems, strict=True)
            if one.receipt and one.receipt != before.receipt
        ]  # fmt: skip
        return Reached(
            plan=replace(plan, systems=tuple(parts)),
            facts=tuple(
                fact(
                    "system-receipt", one.at, plan=plan.plan, system=one.system,
                    receipt=one.receipt, erased=one.erased, found=one.found,
                )
                for one in new
            ),
        )  # fmt: skip

    def _asked(
        self, plan: ErasurePlan, part: SystemPart, names: Sequence[Identifier], now: datetime
    ) -> SystemPart:
        if part.state not in ("pending", "failed"):
            return part
        at, door = to_micros(now), self.doors.get(part.system)
        if door is None or not names:
            return replace(part, state="by-hand", at=at)
        if part.state == "failed" and at - part.at < AGAIN // timedelta(microseconds=1):
            return part
        erased = part.erased
        try:
            erased += door.erase(names, plan.plan)
            found = door.locate(names)
        except OutsideError:
            # What the system said stays out: it may repeat whom it was asked about.
            return replace(part, state="failed", erased=erased, at=at)
        tried = replace(
            part, state="failed" if found else "erased", erased=erased, found=found, at=at
        )
        return tried if found else replace(tried, receipt=digest_of(plan.plan, tried))


def digest_of(plan: bytes, part: SystemPart) -> str:
    """Return the hash of what a system answered: which plan, how many went, how many are left."""
    said = {
        "plan": plan.hex(), "system": part.system, "erased": part.erased, "found": part.found,
        "at": part.at,
    }  # fmt: skip
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode("ascii")).hexdigest()
