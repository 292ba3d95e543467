"""What every probe is given: the policy, both stores to read, the instant, and a sample.

A probe reads snapshots and decides nothing. Versions of the policy under which stored data was
taken in come along, so that fairness is judged by the text of that day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from troth.core.periods import to_micros
from troth.policy.compiled import Policy
from troth.storage.ports import DataReader, KeyReader
from troth.storage.rows import ActivityRow, RecordRow
from troth.storage.survey import RecordGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class LogIdentity:
    """By what the log's signed heads are known: its origin and Ed25519 public key, 32 bytes.

    `remembered` is the (size, root) of the head signed last, as the key store keeps it.
    """

    origin: str
    public_key: bytes
    remembered: tuple[int, bytes] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledRecord:
    """One record picked at random, opened by the vault.

    `value` is None when nothing opened it; `altered` tells that a key was there and refused.
    """

    row: RecordRow
    value: bytes | None
    altered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """One look at both stores.

    Attributes:
        policy: The policy in force, whose promises are proved.
        versions: Hash → every version at hand, the one in force included.
        data, keys: Snapshots.
        now: The instant.
        tolerance: How late a sweep may be.
        activities: Number → processing activity.
        groups: The records in groups (`storage.survey`).
        families: Person → everybody merged with them, themselves included; only who was merged.
        sample: Records picked at random and opened; None when nothing was to be opened.
        log: By what the log is known; None when signatures cannot be checked.
        again: Opens a later snapshot of the data store, for what may only have been half-way.
        declared: Table → column → what it may hold; None when there is no declaration.
    """

    policy: Policy
    versions: Mapping[str, Policy]
    data: DataReader
    keys: KeyReader
    now: datetime
    tolerance: timedelta
    activities: Mapping[int, ActivityRow]
    groups: Sequence[RecordGroup]
    families: Mapping[bytes, tuple[bytes, ...]]
    sample: Sequence[SampledRecord] | None
    log: LogIdentity | None
    again: Callable[[], AbstractContextManager[DataReader]]
    declared: Mapping[str, Mapping[str, str]] | None

    @property
    def now_micros(self) -> int:
        """The instant in microseconds."""
        return to_micros(self.now)

    @property
    def late(self) -> int:
        """What ended at or before this instant, in microseconds, is overdue."""
        return to_micros(self.now - self.tolerance)

    def family(self, person: bytes) -> tuple[bytes, ...]:
        """Return everybody merged with a person, the person included."""
        return self.families.get(person, (person,))

    def version_of(self, activity: ActivityRow) -> Policy | None:
        """Return the policy version an activity names, if it is at hand."""
        return self.versions.get(activity.policy)

    def promised(self, address: str) -> bool:
        """Whether the policy in force makes this promise."""
        return any(promise.address == address for promise in self.policy.promises)


def families_of(merged: Mapping[bytes, bytes]) -> dict[bytes, tuple[bytes, ...]]:
    """Return person → the whole set of persons merged with them, from the alias rows alone."""
    sets: dict[bytes, set[bytes]] = {}
    for one, other in merged.items():
        both = sets.get(one, {one}) | sets.get(other, {other})
        for member in both:
            sets[member] = both
    return {person: tuple(sorted(members)) for person, members in sets.items()}
