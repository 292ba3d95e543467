"""What an answer says of the company: who decides, which rights there are, machines, the complaint.

The same for everybody who is answered on one day, but for the authority, which is that of where the
person lives. What the policy does not say is left open here; whether an answer may leave like that
is for `engines.rights.complete` to say.

GDPR Art. 15(1)(e), (f), (h); 13(1)(a); 77(1).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from troth.engines.export.remedies import authority_at
from troth.law.book import LawBook
from troth.policy.compiled import Policy


class Company:
    """Says it, under one policy."""

    def __init__(self, policy: Policy, law: LawBook) -> None:
        self._policy = policy
        self._law = law

    def said(self, now: datetime) -> dict[str, object]:
        """Return what every answer of one day says alike."""
        one, policy = self._policy.controller, self._policy
        return {
            "controller": {
                "name": one.legal_name or one.name, "address": one.address, "email": one.email,
            },
            "policy": {"name": policy.name, "hash": policy.hash},
            "answered_at": now.isoformat(),
            "rights": sorted(policy.rights.offered | policy.rights.by_law),
            "automated_decisions": self.decisions(),
        }  # fmt: skip

    def decisions(self) -> Mapping[str, object]:
        """Return what the policy says of decisions by machines (Art. 15(1)(h)); silence is None."""
        said = self._policy.rights
        return {
            "made": said.automated or None,
            "logic": said.automated_logic or None,
            "consequences": said.automated_consequences or None,
            "stated": False,
        }

    def complaint(self, *residences: str, now: datetime) -> Mapping[str, str]:
        """Return where a complaint goes (Art. 15(1)(f)): by residence, or else by the seat.

        Args:
            residences: Where the person lives, the surest first; empty ones are passed over.
            now: The day whose law says which authority it is.
        """
        places = (*residences, self._policy.controller.seat)
        found = authority_at(self._law, places, now.date())
        return {"right": "GDPR Art. 77", "authority": found.name, "place": found.place}

    def authorities(self, now: datetime) -> frozenset[str]:
        """Return the countries whose authority is known on a day."""
        return frozenset(self._law.under("supervisory-authority", now.date()))
