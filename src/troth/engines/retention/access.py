"""What may still be seen of records whose period is over, or that only a law keeps.

At its end a record is out of reach, whatever keeps it, before any sweep has run. What a law keeps
with a role is for that role alone, with a ground shown by id.

GDPR Art. 5(1)(e); 17(3)(b), 18(1)-(2) (kept, and used for nothing but its ground).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from troth.core.periods import to_micros
from troth.engines.retention.dates import ended_by
from troth.policy.compiled import LegalKeep, Policy
from troth.policy.keeping import reaches
from troth.policy.question import LEGAL_PERMISSIONS, RESTRICTION_GROUNDS, Reason
from troth.storage.rows import ActivityRow, RecordRow

GROUNDS = (*RESTRICTION_GROUNDS, *LEGAL_PERMISSIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who asks, with what shown for it, and whether the person is restricted (GDPR Art. 18)."""

    role: str | None
    shown: Mapping[str, str]
    restricted: bool
    now: datetime


def within_period(
    policy: Policy,
    rows: Sequence[RecordRow],
    activities: Mapping[int, ActivityRow],
    signs: Mapping[bytes, Mapping[str, datetime]],
    asking: Asking,
) -> tuple[list[RecordRow], list[Reason]]:
    """Return the records that are still to be used, and why the others are not."""
    open_to: list[RecordRow] = []
    reasons: list[Reason] = []
    for row in rows:
        activity = activities[row.activity]
        ended = ended_by(policy, row, activity, signs.get(row.person, {}), asking.now)
        against = _against(policy, row, activity, ended, asking)
        if against is None:
            open_to.append(row)
        else:
            reasons.append(against)
    return open_to, list(dict.fromkeys(reasons))


def _against(
    policy: Policy, row: RecordRow, activity: ActivityRow, ended: str, asking: Asking
) -> Reason | None:
    keep = _kept_for_a_role(policy, row, activity, asking.now)
    if keep is not None and (ended or asking.restricted):
        if asking.role != keep.role:
            return Reason(
                code="ROLE",
                address=f"legal-exceptions/{keep.key}",
                detail=f"only `{keep.role}` may see what this law keeps",
            )
        shown = any(asking.shown.get(ground) for ground in GROUNDS)
        return None if shown else _over(ended or f"legal-exceptions/{keep.key}")
    return _over(ended) if ended else None


def _kept_for_a_role(
    policy: Policy, row: RecordRow, activity: ActivityRow, now: datetime
) -> LegalKeep | None:
    if row.keep_until is None or row.keep_until <= to_micros(now):
        return None
    found = policy.legal_keeps.values()
    return next((k for k in found if k.role and reaches(k, activity.category, activity.item)), None)


def _over(address: str) -> Reason:
    return Reason(
        code="RESTRICTED",
        address=address,
        detail="the period is over: what is still kept is only kept",
        help="a hold or a duty keeps it, or the next sweep deletes it",
    )
