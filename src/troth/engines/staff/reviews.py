"""Reviews of access: somebody else looks again, now and then, at what each of the staff may reach.

The interval is the operator's (`settings: access: review-every`). Without one nothing is ever
overdue, and reviews can be made all the same. Nobody reviews themselves. What is withdrawn is gone
at once; what was approved stands until the next one is due.

GDPR Art. 5(1)(f), 5(2), 32(1)(d) and (4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from troth.core.facts import fact
from troth.core.periods import add, from_micros, to_micros
from troth.core.ports import Entropy
from troth.engines.accounts.happenings import last_came_in
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.staff.admission import SETTING, reaches_data
from troth.engines.staff.staffing import Staffing
from troth.errors import InputError
from troth.policy.compiled import Policy
from troth.policy.question import Reason
from troth.storage.ports import DataStore
from troth.storage.signin_rows import ReviewRow, StaffRow

REVIEWERS: Final = frozenset(("admin", "approver"))
"""Roles whose holders review others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessHeld:
    """What one member of staff may reach, and when somebody last looked at that.

    Attributes:
        reaches: Whether they reach personal data at all.
        purposes: Role of the manifest → the purposes it may read for.
        used_at: When they last came in; None: not within what is remembered.
        reviewed_at, due_at: Instants in microseconds, or None.
    """

    row: StaffRow
    reaches: bool
    purposes: Mapping[str, tuple[str, ...]]
    used_at: int | None
    reviewed_at: int | None
    due_at: int | None
    overdue: bool


class Reviews:
    """Lists what is to be looked at, and takes what was found."""

    def __init__(
        self,
        *,
        policy: Policy,
        data: DataStore,
        evidence: EvidenceLog,
        entropy: Entropy,
        staff: Staffing,
    ) -> None:
        self._policy = policy
        self._data = data
        self._evidence = evidence
        self._entropy = entropy
        self._staff = staff

    def listed(self, now: datetime) -> list[AccessHeld]:
        """Return what everybody who is here may reach: what is overdue first, then by login."""
        return self._listed(now, overdue=False)

    def overdue(self, now: datetime) -> list[AccessHeld]:
        """Return what should have been looked at by now."""
        if self._policy.access.review_every is None:
            return []
        return self._listed(now, overdue=True)

    def history(self) -> Sequence[ReviewRow]:
        """Return every review, the oldest first."""
        with self._data.read() as reader:
            return reader.reviews()

    def decide(
        self, staff: bytes, reviewer: bytes, withdrawn: Sequence[str], now: datetime
    ) -> ReviewRow | Reason:
        """Take the outcome of a review: what is withdrawn, and the rest is approved.

        Args:
            withdrawn: Roles that are not needed any more; none approves all.

        Raises:
            InputError: `staff/unknown`, `review/not-theirs`.
        """
        row, by = self._staff.find(staff), self._staff.find(reviewer)
        if row is None or by is None:
            raise InputError("staff/unknown", "nobody here has this id")
        refused = _against(row, by)
        if refused is not None:
            return refused
        foreign = sorted(set(withdrawn) - set(row.roles))
        if foreign:
            raise InputError(
                "review/not-theirs", f"`{foreign[0][:60]}` is no role of `{row.login}`"
            )
        made = ReviewRow(
            review=self._entropy.bytes(16), staff=staff, reviewer=reviewer,
            outcome="withdrawn" if withdrawn else "approved", roles=row.roles,
            withdrawn=tuple(sorted(set(withdrawn))), at=to_micros(now),
        )  # fmt: skip
        if withdrawn:
            # Taken first: a review that was cut short leaves less access, never more.
            self._staff.give(staff, sorted(set(row.roles) - set(withdrawn)), now)
        with self._data.unit() as unit:
            unit.add_review(made)
            said = fact(
                "access-reviewed", made.at, staff=staff, reviewer=reviewer, outcome=made.outcome,
                roles=len(row.roles) - len(made.withdrawn),
            )  # fmt: skip
            self._evidence.append(unit, said)
        return made

    def _listed(self, now: datetime, *, overdue: bool) -> list[AccessHeld]:
        with self._data.read() as reader:
            last = {one.staff: one.at for one in reader.reviews()}
            here = [row for row in reader.all_staff() if row.ended_at is None and row.roles]
            held = [self._held(row, last.get(row.staff), now) for row in here]
            wanted = [one for one in held if one.overdue or not overdue]
            # Half a year of sign-ins is read for those alone who are listed.
            used = last_came_in(reader, [one.row.staff for one in wanted]) if wanted else {}
        found = [replace(one, used_at=used.get(one.row.staff)) for one in wanted]
        return sorted(found, key=lambda one: (not one.overdue, one.row.login))

    def _held(self, row: StaffRow, reviewed_at: int | None, now: datetime) -> AccessHeld:
        known, every = self._policy.staff_roles, self._policy.access.review_every
        reaches = reaches_data(row.roles)
        due_at = None
        if every is not None and reaches:
            due_at = to_micros(add(from_micros(reviewed_at or row.opened_at), every))
        return AccessHeld(
            row=row,
            reaches=reaches,
            purposes={role: tuple(sorted(known[role])) for role in row.roles if role in known},
            used_at=None,
            reviewed_at=reviewed_at,
            due_at=due_at,
            overdue=due_at is not None and due_at <= to_micros(now),
        )


def _against(row: StaffRow, by: StaffRow) -> Reason | None:
    if row.staff == by.staff:
        return Reason(
            code="SAME_PERSON",
            address=f"{SETTING}/review-every",
            detail="nobody reviews what they may reach themselves",
            help="another member of staff who may review does it",
        )
    if REVIEWERS.isdisjoint(by.roles):
        return Reason(
            code="ROLE",
            address=f"{SETTING}/review-every",
            detail=f"`{by.login}` does not review what others may reach",
            help=f"it takes one of the roles {', '.join(sorted(REVIEWERS))}",
        )
    return None
