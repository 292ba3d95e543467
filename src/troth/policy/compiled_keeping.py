"""Compiled rules of keeping: how long, from what, until what, what then, and what outlasts it.

Values of `policy.compiled`, in a file of their own for their number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from troth.core.periods import Period

Provenance = Literal["said", "law", "assumed"]
"""Who says so: the policy, the law where the policy is silent, or Troth where both are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """How long, from what, until what, and then.

    `moving` rules restart at each event (last activity, last contact); the others run from one
    fixed event. `exceeds` means *after* the period is exceeded: the moment after, or with
    `whole_days` from the following day.

    Attributes:
        purge_on: Month and day of a yearly purge of everything.
        ceiling: The period is only the most; each category's need has a rule of its own.
        outvotes: Forms at which this rule alone decides while the consent it waits on stands.
        leaves: Items that stay, leading to nobody, when the rest is anonymised.
        review: How often a criterion without a number is looked at again.
        topic: What the law may set its own least or most for, such as `applications`.
    """

    key: str
    address: str
    categories: frozenset[str]
    forms: frozenset[str] | None
    period: Period | None
    exceeds: bool
    start: str
    moving: bool
    until: str | None
    every: Period | None
    extend_by: Period | None
    extend_at_most: Period | None
    then: str
    legal_duty: bool
    because: str | None
    provenance: Provenance
    people: frozenset[str] | None = None
    whole_days: bool = False
    purge_on: tuple[int, int] | None = None
    ceiling: bool = False
    outvotes: frozenset[str] = frozenset()
    leaves: frozenset[str] = frozenset()
    restricted_for: Period | None = None
    review: Period | None = None
    topic: str | None = None
    cited: bool = False
    unless: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalKeep:
    """A duty of law to keep part of the data longer (GDPR Art. 17(3)(b)).

    Attributes:
        items: The items it reaches; None for all of its categories.
        start: The event its period runs from.
        role: The only staff role that may see what it keeps; None for any with a ground.
    """

    key: str
    jurisdiction: str
    citation: str
    categories: frozenset[str]
    period: Period | None
    valid_from: date | None
    valid_until: date | None
    items: frozenset[str] | None = None
    start: str = "issued"
    role: str | None = None
