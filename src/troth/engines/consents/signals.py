"""Signals that a browser or a third party sends for a person: an objection, never a consent.

Global Privacy Control says "do not sell or share my data". It is taken as an objection to every
purpose of the policy that serves advertising or hands data to a recipient for its own ends, at once
and without a question back. A signal takes away; none gives consent, whatever a vendor claims.

Cal. Civ. Code 1798.135(b), 11 CCR 7025; GDPR Art. 21(2)-(3), 21(5) (objection by automated means).
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from troth.engines.consents.standing import Change, StandingEngine
from troth.policy.compiled import Policy
from troth.policy.selling import is_sale

Signal = Literal["gpc", "third-party"]


def sale_purposes(policy: Policy) -> tuple[str, ...]:
    """Return the purposes that a signal reaches.

    Advertising; and marketing for which some recipient gets data for its own purposes (a sale or
    sharing under Cal. Civ. Code 1798.140(ad), (ah)).
    """
    return tuple(sorted(key for key, one in policy.purposes.items() if is_sale(policy, one)))


class ConsentSignals:
    """Takes in signals."""

    def __init__(self, *, policy: Policy, standing: StandingEngine) -> None:
        self._policy = policy
        self._standing = standing

    def receive(self, person: bytes, signal: Signal, now: datetime) -> tuple[str, ...]:
        """Object, in the person's name, to all a signal reaches; return what is newly closed."""
        closed = self._standing.read(person, now).objected
        fresh = tuple(key for key in sale_purposes(self._policy) if key not in closed)
        for key in fresh:
            self._standing.change(person, Change(kind="objection", about=key, value=signal), now)
        return fresh
