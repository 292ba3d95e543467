"""Holds: erasure waits for a claim, a case, an order; with a ground, a scope and, if known, an end.

A hold covers a person, a category, or one category of one person; never everything. When its end
has passed or it is released, what it stopped is due again, by the rule that stopped waiting.

GDPR Art. 17(3)(e), 18(1)(c).
"""

from __future__ import annotations

import re
from datetime import datetime

from troth.core.facts import fact
from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.evidence.evidence import EvidenceLog
from troth.errors import InputError
from troth.policy.compiled import Policy
from troth.policy.nearest import nearest, quoted
from troth.storage.ports import DataStore
from troth.storage.rows import HoldRow

_GROUND = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./:*~+-]{0,119}")


class Holds:
    """Places and releases holds."""

    def __init__(
        self, *, policy: Policy, data: DataStore, evidence: EvidenceLog, entropy: Entropy
    ) -> None:
        self._policy = policy
        self._data = data
        self._evidence = evidence
        self._entropy = entropy

    def place(
        self,
        *,
        ground: str,
        now: datetime,
        person: bytes | None,
        category: str | None,
        until: datetime | None,
    ) -> str:
        """Place a hold and return its id.

        Raises:
            InputError: `hold/no-ground`, `hold/bad-ground`, `hold/no-scope`,
                `hold/unknown-category`, `hold/unknown-person`, `hold/over` for an end that has
                passed.
        """
        self._check(ground, now, person, category, until)
        made = self._entropy.bytes(16)
        at = to_micros(now)
        ends = None if until is None else to_micros(until)
        row = HoldRow(
            hold=made.hex(),
            person=person,
            category=category,
            ground=ground,
            placed_at=at,
            until=ends,
        )
        with self._data.unit() as unit:
            if person is not None and unit.person(person) is None:
                raise InputError("hold/unknown-person", "nobody is known under this id")
            unit.add_hold(row)
            scope = "person" if person is not None else category or "person"
            self._evidence.append(
                unit,
                fact("hold-placed", at, hold=made, ground=ground, scope=scope, until=ends or 0),
            )
        return row.hold

    def release(self, hold: str, now: datetime) -> None:
        """Release a hold that is in force.

        Raises:
            InputError: `hold/unknown` when no such hold is in force.
        """
        at = to_micros(now)
        with self._data.unit() as unit:
            if all(row.hold != hold for row in unit.holds(at)):
                raise InputError(
                    "hold/unknown",
                    f"no hold {quoted(hold)} is in force",
                    help="see `troth hold list`",
                )
            unit.release_hold(hold, at)
            self._evidence.append(unit, fact("hold-released", at, hold=hold))

    def _check(
        self,
        ground: str,
        now: datetime,
        person: bytes | None,
        category: str | None,
        until: datetime | None,
    ) -> None:
        if not ground:
            raise InputError("hold/no-ground", "a hold needs its ground")
        if _GROUND.fullmatch(ground) is None:
            raise InputError(
                "hold/bad-ground",
                f"{quoted(ground)} is not the id of a ground",
                help="the ground goes into the log: name a case or an order by its id, no words",
            )
        if person is None and category is None:
            raise InputError(
                "hold/no-scope", "a hold covers a person or a category, never everything"
            )
        if category is not None and category not in self._policy.categories:
            raise InputError(
                "hold/unknown-category",
                f"the policy has no category {quoted(category)}",
                help=nearest(category, self._policy.categories),
            )
        if until is not None and until <= now:
            raise InputError("hold/over", "the hold would have ended before it began")
