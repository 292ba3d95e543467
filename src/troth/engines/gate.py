"""In front of the gate: each submission is judged by the policy its person or property is under.

Where a policy takes effect on acceptance, whoever has not accepted the newest version still gives
their data under the one before, for its purposes and to its end. Everybody else, and whoever comes
anew, is under the one in effect. A website, app or service that has a policy of its own is under
that one. Nothing is decided here. GDPR Art. 5(1)(a)-(b), 13(3).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from troth.engines.consents.standing import read_standing
from troth.engines.evidence.adopting import read_adopted
from troth.engines.intake.intake import Intake
from troth.engines.intake.submission import Receipt, Refusal, RefusedFor, Submission
from troth.engines.publication.versions import Bound, Versions
from troth.policy.compiled import Policy
from troth.storage.ports import DataStore


class Gate:
    """Hands submissions to the intake of the version that binds their person."""

    def __init__(
        self,
        *,
        policy: Policy,
        data: DataStore,
        versions: Versions,
        under: Callable[[Policy], Intake],
    ) -> None:
        self._policy = policy
        self._data = data
        self._versions = versions
        self._under = under
        self._intakes = {policy.hash: under(policy)}

    def receive(self, submission: Submission) -> Receipt | Refusal:
        """Take in one submission; a batch of one."""
        return self.receive_many([submission])[0]

    def look(self, submission: Submission) -> tuple[RefusedFor, ...]:
        """Return why a submission would be refused; nothing is kept, and nothing noted."""
        return self._intake(next(iter(self._apart([submission]).values()))[0]).look(submission)

    def receive_many(self, submissions: Sequence[Submission]) -> list[Receipt | Refusal]:
        """Take in many submissions: one unit of work for each version that binds somebody.

        Returns one answer a submission, in order.
        """
        answers: dict[int, Receipt | Refusal] = {}
        for policy, places in self._apart(submissions).values():
            taken = self._intake(policy).receive_many([submissions[place] for place in places])
            answers |= zip(places, taken, strict=True)
        return [answers[place] for place in range(len(submissions))]

    def _apart(self, submissions: Sequence[Submission]) -> Mapping[str, tuple[Policy, list[int]]]:
        """Return hash → the version and the places of the submissions it governs."""
        own = self._of_properties(submissions)
        people = {one.person for one in submissions if one.person}
        bound: Mapping[bytes, Bound] = {}
        if self._policy.effective == "acceptance" and people:
            now = submissions[0].received_at
            with self._data.read() as reader:
                standing = read_standing(reader, sorted(people), now)
            bound = self._versions.governing(self._policy, standing, now)
        if not own and not bound:
            return {self._policy.hash: (self._policy, list(range(len(submissions))))}
        found: dict[str, tuple[Policy, list[int]]] = {}
        for place, one in enumerate(submissions):
            theirs = bound.get(one.person) if one.person else None
            policy = self._policy if theirs is None else theirs.policy
            policy = own.get(one.property or "", policy)
            found.setdefault(policy.hash, (policy, []))[1].append(place)
        return found

    def _of_properties(self, submissions: Sequence[Submission]) -> Mapping[str, Policy]:
        """Return property → the policy of its own, of those that were taken on and are named."""
        elsewhere = {one.property for one in submissions if one.property} & {
            name for name, other in self._policy.properties.items() if other
        }
        if not elsewhere:
            return {}
        with self._data.read() as reader:
            kept = read_adopted(reader)
        found = {name: self._versions.policy(kept[name]) for name in elsewhere if name in kept}
        return {
            name: policy
            for name, policy in found.items()
            # Under the name that the policy in effect gives it today, or not at all.
            if policy is not None and policy.name == self._policy.properties[name]
        }

    def _intake(self, policy: Policy) -> Intake:
        if policy.hash not in self._intakes:
            self._intakes[policy.hash] = self._under(policy)
        return self._intakes[policy.hash]
