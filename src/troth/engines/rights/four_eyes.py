"""Four eyes: above a threshold, what cannot be undone needs the word of a second person.

An approval is of one plan as it was seen: who goes, what stays, how many records. When any of that
has changed since, it counts no longer. Who approved is never who carries out. The threshold is the
house's own setting; where nobody set one, every erasure that takes a record needs two.

GDPR Art. 32(1)(b), (4) (safeguards against what staff does alone).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from troth.core.erasure import ErasurePlan
from troth.core.facts import fact
from troth.core.periods import from_micros, to_micros
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.rights.register import Declined
from troth.errors import InputError
from troth.storage.ports import DataStore

THRESHOLD: Final = "four-eyes:erasure"
APPROVAL: Final = "approval:"
"""Settings of the store: above how many records, and who approved which request's plan."""

UNSET: Final = 0
"""Where nobody set a threshold: whatever takes more than no record at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who approved a plan, and when; `plan` is the hash of what they saw."""

    by: bytes
    plan: bytes
    at: datetime


class FourEyes:
    """Keeps the threshold and the approvals, and says what is lacking."""

    def __init__(self, *, data: DataStore, evidence: EvidenceLog) -> None:
        self._data = data
        self._evidence = evidence

    @property
    def threshold(self) -> int:
        """The number of records above which an erasure needs a second person."""
        with self._data.read() as reader:
            text = reader.meta(THRESHOLD)
        return UNSET if text is None else int(text)

    def set_threshold(self, records: int, now: datetime) -> None:
        """Set the threshold; it is written into the log.

        Raises:
            InputError: `four-eyes/out-of-range`.
        """
        if not 0 <= records <= 1_000_000:
            raise InputError(
                "four-eyes/out-of-range", "a threshold is a number of records from 0 to 1,000,000"
            )
        with self._data.unit() as unit:
            unit.set_meta(THRESHOLD, str(records))
            self._evidence.append(unit, fact("four-eyes-set", to_micros(now), records=records))

    def approve(self, request: bytes, plan: ErasurePlan, by: bytes, now: datetime) -> Approval:
        """Write down that somebody approved the plan of a request as it is now."""
        given = Approval(by=by, plan=digest(plan), at=now)
        at = to_micros(now)
        kept = {"by": by.hex(), "plan": given.plan.hex(), "at": at}
        with self._data.unit() as unit:
            unit.set_meta(APPROVAL + request.hex(), json.dumps(kept))
            self._evidence.append(
                unit,
                fact(
                    "erasure-approved", at, request=request, plan=given.plan, records=plan.records
                ),
            )
        return given

    def given(self, request: bytes, plan: ErasurePlan) -> Approval | None:
        """Return the approval of a request's plan, if it is still the plan that was approved."""
        with self._data.read() as reader:
            text = reader.meta(APPROVAL + request.hex())
        if text is None:
            return None
        kept = json.loads(text)
        if kept["plan"] != digest(plan).hex():
            return None
        return Approval(
            by=bytes.fromhex(kept["by"]),
            plan=bytes.fromhex(kept["plan"]),
            at=from_micros(kept["at"]),
        )

    def lacking(self, request: bytes, plan: ErasurePlan, who: bytes) -> Declined | None:
        """Return why `who` may not carry the plan out yet, or None when they may."""
        if plan.records <= self.threshold:
            return None
        approval = self.given(request, plan)
        if approval is None:
            return Declined(
                code="SECOND_PERSON",
                why=f"an erasure of {plan.records} records needs the word of a second person",
                help="somebody with the role `approver` looks at the plan and approves it",
                address="rights/erasure",
            )
        if approval.by == who:
            return Declined(
                code="SAME_PERSON",
                why="who approved an erasure does not carry it out",
                help="somebody else with the role `privacy` carries it out",
                address="rights/erasure",
            )
        return None


def digest(plan: ErasurePlan) -> bytes:
    """Return the hash of what a plan would do, whenever it is drawn and under whatever id."""
    same = replace(plan, plan=bytes(16), at=0, suppress="", destroyed_in=None)
    return hashlib.sha256(b"troth/approved/" + same.encode()).digest()
