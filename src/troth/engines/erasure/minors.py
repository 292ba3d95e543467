"""What follows when a person turns out to be a minor: known from when, and what is then done.

Nobody is searched for by age. Knowledge comes as an event (a declared birth date, a report, a
document), and counts from its instant: what was taken in before was taken in unknowing. Once
confirmed, the policy's own rule runs: data is erased everywhere without a message to the person,
and keyed hashes of the identifiers keep the same addresses from registering again.

GDPR Art. 8, 17(1)(f); recital 38.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from troth.core.periods import from_micros
from troth.engines.consents.standing import Change, StandingEngine
from troth.engines.erasure.erasure import Erasure, ErasureReceipt
from troth.errors import InputError
from troth.policy.compiled import Minors, Policy
from troth.storage.ports import DataStore

MINOR: Final = "minor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What was taken in before and after it was known.

    Attributes:
        known_since: The instant of the first knowledge, or None when nothing is known.
        unknowing: Records taken in before it.
        knowing: Records taken in at or after it; anything but zero is a broken promise.
    """

    known_since: datetime | None
    unknowing: int
    knowing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a confirmation led to.

    Attributes:
        state: `erased`; `review` when a person must decide; `refused` when the policy keeps what
            it holds and takes in nothing more.
        finding: What makes it doubtful, as `troth check` names it; empty when nothing does.
        receipt: Of the erasure, where there was one.
    """

    state: Literal["erased", "review", "refused"]
    finding: str
    receipt: ErasureReceipt | None


class MinorsEngine:
    """Carries out the age rule."""

    def __init__(
        self, *, policy: Policy, data: DataStore, standing: StandingEngine, erasure: Erasure
    ) -> None:
        self._policy = policy
        self._data = data
        self._standing = standing
        self._erasure = erasure

    def learn(self, person: bytes, now: datetime) -> None:
        """Note that the person is known to be a minor from now on; nothing more is taken in.

        Raises:
            InputError: `minors/no-rule` where the policy has no age rule.
        """
        self._rule()
        if self.timeline(person).known_since is None:
            self._standing.change(person, Change(kind=MINOR), now)

    def timeline(self, person: bytes) -> Timeline:
        """Return since when it is known, and how much came in before and after."""
        with self._data.read() as reader:
            everyone = reader.aliases(person)
            known = [row.since for row in reader.standing(everyone) if row.kind == MINOR]
            taken = [row.collected_at for row in reader.records(everyone)]
        if not known:
            return Timeline(known_since=None, unknowing=len(taken), knowing=0)
        since = min(known)
        before = sum(1 for at in taken if at < since)
        return Timeline(
            known_since=from_micros(since), unknowing=before, knowing=len(taken) - before
        )

    def confirm(self, person: bytes, now: datetime, *, verified_by: str | None = None) -> Outcome:
        """Carry out the age rule for a person who is confirmed to be a minor.

        Args:
            verified_by: Id of a verified parental consent, where one is shown.

        Raises:
            InputError: `minors/no-rule`; `erasure/unknown-person`.
        """
        rule = self._rule()
        self.learn(person, now)
        if verified_by and rule.parental_review:
            # The text both excludes minors and speaks of verified parental consent: no machine
            # may choose between the two.
            finding = "WARN.minor-parental-ambiguity"
            return Outcome(state="review", finding=finding, receipt=None)
        if not rule.erase:
            return Outcome(state="refused", finding="", receipt=None)
        plan = self._erasure.plan([person], now, suppress=MINOR)
        receipt = self._erasure.carry_out(plan.plan, now)
        return Outcome(state="erased", finding="", receipt=receipt)

    def _rule(self) -> Minors:
        if self._policy.minors is None:
            raise InputError(
                "minors/no-rule",
                "the policy says nothing about minors",
                help="add `minors` to the manifest",
            )
        return self._policy.minors
