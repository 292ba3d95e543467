"""Compiled rules of access: how many of the staff reach personal data, and under which conditions.

A value of `policy.compiled`, in a file of its own for its number. Settings of the operator.
GDPR Art. 5(1)(f), 32(4).
"""

from __future__ import annotations

from dataclasses import dataclass

from troth.core.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRules:
    """What the operator set for staff.

    Attributes:
        max_persons: How many may reach personal data, each by name; None: nobody counts.
        review_every: How often what each may reach is looked at again; None: when somebody does.
        second_factor: Whether who reaches personal data comes in by two factors.
        tickets_for: Purposes for which a look names a ticket.
    """

    max_persons: int | None = None
    review_every: Period | None = None
    second_factor: bool = True
    tickets_for: frozenset[str] = frozenset()
