"""Which version of the policy is in effect, at an instant and for a person.

A version takes effect when it was published, on a date, or, where the policy says so, for each
person when they accept it. Whoever has not accepted stays under the version they were under: the
one they accepted last, or else the one in effect when they came. It only reads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from troth.core.periods import to_micros
from troth.core.standing import Standing
from troth.policy.compiled import Policy
from troth.policy.question import Reason
from troth.storage.ports import DataReader, DataStore
from troth.storage.rows import PolicyRow
from troth.storage.version_rows import VersionRow

Load = Callable[[PolicyRow], Policy]
"""Makes a stored text a policy again; assembly knows how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """The version one person is under, and the purposes they have not accepted yet."""

    policy: Policy
    unaccepted: frozenset[str] = frozenset()


def not_accepted(purpose: str) -> Reason:
    """Return why nothing is done for a purpose that came with a version not accepted yet."""
    return Reason(
        code="NOT_ACCEPTED",
        address="changes/acceptance",
        detail=f"`{purpose}` came with a version that the person has not accepted",
        help="ask for acceptance of the current version",
    )


class Versions:
    """Reads versions and what they say."""

    def __init__(self, *, data: DataStore, load: Load) -> None:
        self._data = data
        self._load = load
        self._loaded: dict[str, Policy] = {}

    def policy(self, hash_: str) -> Policy | None:
        """Return a version's policy as it ran; None where it was never published."""
        if hash_ not in self._loaded:
            with self._data.read() as reader:
                row = reader.policy(hash_)
            if row is None:
                return None
            self._loaded[hash_] = self._load(row)
        return self._loaded[hash_]

    def current(self, now: datetime) -> Policy | None:
        """Return the policy in effect; None while nothing was published."""
        with self._data.read() as reader:
            row = in_effect(reader.versions(), to_micros(now))
        return None if row is None else self.policy(row.policy)

    def bound(self, person: bytes, standing: Standing, now: datetime) -> Bound | None:
        """Return the version a person is under; None where it is the one in effect for all."""
        return self._apart({person: standing}, now).get(person)

    def governing(
        self, policy: Policy, standings: Mapping[bytes, Standing], now: datetime
    ) -> Mapping[bytes, Bound]:
        """Return by which version each of some people is decided, each of them once.

        Args:
            policy: The one in effect, by which everybody else is decided.
            standings: Person → what holds for them.
            now: The instant of the decision.
        """
        apart = self._apart(standings, now) if policy.effective == "acceptance" else {}
        everybody = Bound(policy=policy)
        return {person: apart.get(person, everybody) for person in standings}

    def _apart(self, standings: Mapping[bytes, Standing], now: datetime) -> dict[bytes, Bound]:
        """Return person → the version they are under, of those who are not under the newest."""
        with self._data.read() as reader:
            versions = reader.versions()
            newest = in_effect(versions, to_micros(now))
            if newest is None or newest.rule != "acceptance" or len(versions) == 1:
                return {}
            theirs = {
                person: standing.accepted or _when_they_came(reader, person, versions)
                for person, standing in standings.items()
            }
        found = {}
        new = self.policy(newest.policy)
        for person, named in theirs.items():
            old = self.policy(named) if named != newest.policy else None
            if old is not None and new is not None:
                came = frozenset(new.purposes.keys() - old.purposes.keys())
                found[person] = Bound(policy=old, unaccepted=came)
        return found


def in_effect(versions: Sequence[VersionRow], at: int) -> VersionRow | None:
    """Return the version in effect at an instant: the last one published that has taken effect.

    The first version is in effect from its publication whatever date it names: there is no other.
    """
    reached = [row for row in versions if row.effective_at <= at]
    return reached[-1] if reached else next(iter(versions), None)


def _when_they_came(reader: DataReader, person: bytes, versions: Sequence[VersionRow]) -> str:
    family = reader.persons(reader.aliases(person)).values()
    came = min((row.created_at for row in family), default=0)
    row = in_effect(versions, came)
    return versions[0].policy if row is None else row.policy
