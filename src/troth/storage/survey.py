"""What a check asks of a store: figures over whole tables, a few statements, flat memory.

These questions belong to `engines.probes`, which look at what is stored without using anything that
wrote it. They are a type of their own because no engine that keeps a promise needs them. Nothing
here opens a seal or returns one.

`at` and `now` frame a tolerance: what no hold touched between them and no duty kept at `at` is
*free*; so what is free and ended by `at` should be gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from troth.storage.rows import StandingRow


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordGroup:
    """Records of one activity under one rule, those with a known end apart from those without.

    Attributes:
        records: All of them, hidden persons' left out.
        free: Those that neither a hold nor a duty keeps.
        first_collected: Earliest `collected_at` of the free ones; None when there is none.
        first_end: Earliest `expires_at` of the free ones; None without end.
        last_collected: Latest `collected_at` of all.
    """

    activity: int
    rule: str
    dated: bool
    records: int
    free: int
    first_collected: int | None
    first_end: int | None
    last_collected: int


@dataclass(frozen=True, slots=True)
class Overdue:
    """One record that should be gone, since when its period runs or when it ended."""

    record: bytes
    since: int


@dataclass(frozen=True, slots=True)
class Past:
    """One record past its end, with the end of the duty or restriction that keeps it."""

    record: bytes
    ended: int
    kept_until: int | None


@dataclass(frozen=True, slots=True)
class Bound:
    """One person's first record under one activity."""

    person: bytes
    activity: int
    first_collected: int


class Survey(Protocol):
    """Figures over the whole data store, on one snapshot."""

    def record_groups(self, at: int, now: int) -> Sequence[RecordGroup]:
        """Return the records in groups, in the order of (activity, rule, dated)."""
        ...

    def oldest_moving(
        self, clock: str, activities: Sequence[int], at: int, now: int
    ) -> Mapping[int, int]:
        """Return activity → the earliest last sign of life among its free records.

        The sign is the later of the person's `clock` and the record's own collection.
        """
        ...

    def overdue(
        self, activities: Sequence[int], latest: int, at: int, now: int, limit: int, clock: str = ""
    ) -> Sequence[Overdue]:
        """Return free records of these activities that began at or before `latest`, oldest first.

        They began at their collection, or with `clock` at their last sign of life.
        """
        ...

    def ended(self, rule: str, at: int, now: int, limit: int) -> Sequence[Overdue]:
        """Return free records whose stored rule is `rule` and whose end is at or before `at`."""
        ...

    def past_end(self, rule: str, at: int, limit: int) -> Sequence[Past]:
        """Return records under `rule` whose stored end is at or before `at`, whatever keeps them.

        Oldest end first.
        """
        ...

    def bound(self, activities: Sequence[int]) -> Iterator[Sequence[Bound]]:
        """Yield every person with records under these activities, clustered by person."""
        ...

    def person_ids(self) -> Iterator[bytes]:
        """Yield every person's id in order, hidden ones included."""
        ...

    def persons_with_records(self) -> Iterator[bytes]:
        """Yield in order, once each, the persons that records lie under, hidden ones included."""
        ...

    def periods_with_records(self) -> Iterator[bytes]:
        """Yield in order, once each, the periods that records are sealed under."""
        ...

    def merged(self) -> Mapping[bytes, bytes]:
        """Return person → the person this one was merged into, for all that were."""
        ...

    def all_standing(self) -> Iterator[StandingRow]:
        """Yield everything that holds for anybody, in the order of (person, kind, about)."""
        ...

    def count_refusals(self) -> Mapping[tuple[str, str, str, str], int]:
        """Return (action, subject, code, address) → refusals, in the order of the keys."""
        ...

    def count_facts(self) -> Mapping[str, int]:
        """Return kind → facts that are kept, sequenced or not, in the order of the kinds."""
        ...

    def nodes(self, level: int, start: int, end: int) -> Sequence[tuple[int, bytes]]:
        """Return (index, hash) of the stored nodes of a level with start <= index < end."""
        ...
