"""The erasure that a request leads to: of everything, of some kinds of data, or of a minor.

What a request is about decides how far it reaches and whether the identifiers stay refused
afterwards. Whoever keeps something keeps their name in the index as well: the new keys of a part
that was not asked for forget it, so it is claimed again from what stays.

GDPR Art. 17(1); 8 and 17(1)(f) (minors); 21(3) (not to be contacted again).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from troth.core.erasure import NOT_ASKED, ErasurePlan
from troth.engines.erasure.erasure import Erasure
from troth.engines.intake.identifiers import Identifiers
from troth.engines.subjects.identity import Suppression
from troth.policy.compiled import Policy
from troth.storage.ports import DataStore
from troth.storage.request_rows import RequestRow

MINOR: Final = "minor"
"""What a report about a minor is about: everything held of them, and they stay out."""


def reach(policy: Policy, about: str) -> frozenset[str]:
    """Return the categories a request is about; none named means everything."""
    route = policy.rights.routes.get(about)
    if route is not None:
        return route.categories
    return frozenset((about,)) if about in policy.categories else frozenset()


class RequestErasure:
    """Plans and carries out what a request for erasure comes to."""

    def __init__(
        self, *, policy: Policy, data: DataStore, identifiers: Identifiers, erasure: Erasure
    ) -> None:
        self._policy = policy
        self._data = data
        self._identifiers = identifiers
        self._erasure = erasure

    def look(self, row: RequestRow, persons: tuple[bytes, ...], now: datetime) -> ErasurePlan:
        """Return what carrying the request out would do; nothing is saved."""
        return self._erasure.look(persons, now, only=reach(self._policy, row.about))

    def plan(self, row: RequestRow, persons: tuple[bytes, ...], now: datetime) -> bytes | None:
        """Draw and save the plan; None when nothing is held that the request reaches."""
        with self._data.read() as reader:
            there = list(reader.persons(persons)) if persons else []
        if not there:
            return None
        only, suppress = reach(self._policy, row.about), self._suppression(row.about)
        if only and not suppress and not self._erasure.look(there, now, only=only).records:
            return None
        return self._erasure.plan(there, now, only=only, suppress=suppress).plan

    def carry_out(self, plan: bytes, now: datetime) -> tuple[str, ...]:
        """Carry a plan out from where it stopped, and keep people findable by what stays.

        Returns:
            The connected systems that did not answer; until they do nothing goes.
        """
        drawn = self._erasure.receipt(plan).plan
        staying = sorted({part.person for part in drawn.kept if part.address == NOT_ASKED})
        before = self._identifiers.held(staying)
        done = self._erasure.carry_out(plan, now)
        if not done.waits:
            self._identifiers.follow(before, staying, now)
        return done.waits

    def _suppression(self, about: str) -> Suppression | None:
        if about == MINOR:
            return "minor"
        route = self._policy.rights.routes.get(about)
        return "do-not-contact" if route is not None and route.suppress else None
