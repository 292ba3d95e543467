"""The sweep: what is due goes, set-based, resumable, with one fact a rule and chunk.

A sweep is planned first (nothing changes), then carried out in chunks, each one unit of work: rows
go and the fact that says so is written with them. It stops anywhere and resumes, since what is
gone is no longer due. When a month is over, what a hold or a duty still keeps of it is sealed anew
and the month's key is destroyed; older backups of the data store become unreadable for it (D4.3).

GDPR Art. 5(1)(e). The gate refuses expired records before any sweep has run.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from troth.core.facts import Fact
from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.retention.anonymise import Anonymising
from troth.engines.retention.events import Happenings, Permitted
from troth.engines.retention.exceptions import Exceptions
from troth.engines.retention.explain import Explained, explain
from troth.engines.retention.holds import Holds
from troth.engines.retention.owed import Obligations
from troth.engines.retention.recompute import Recomputation, Recomputed
from troth.engines.retention.sweep import CHUNK, Chunk, Chunks, Counted
from troth.engines.retention.watch import Watch
from troth.engines.vault.vault import Vault
from troth.errors import InputError
from troth.policy.compiled import Policy, RetentionRule
from troth.storage.ports import DataStore, DataUnit
from troth.storage.rows import ClockRow, HoldRow

WORKING_ROWS = timedelta(days=400)
"""How long settled intents and finished plans are kept: receipts are asked for within a year."""


SWEPT: Final = "swept"
"""The clock that says when a sweep last took something of a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepReport:
    """What a sweep did, or would do: rule address → records, and month keys destroyed.

    Attributes:
        by_rule: Records deleted.
        review: What waits for somebody's approval of its rule.
        anonymised: Records of whom nothing but what leads to nobody is left.
        left: How many of their values are.
        restricted: Records that a rule or a duty keeps from now on, and only keeps.
        exceptions: Records that a legal exception kept until it ended.
    """

    plan: bytes
    committed: bool
    by_rule: Mapping[str, int]
    periods: int
    review: Mapping[str, int] = field(default_factory=dict)
    anonymised: Mapping[str, int] = field(default_factory=dict)
    left: Mapping[str, int] = field(default_factory=dict)
    restricted: Mapping[str, int] = field(default_factory=dict)
    exceptions: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Records in all that are no longer held of anybody."""
        return sum(self.by_rule.values()) + sum(self.anonymised.values())


class _NothingKept(Exception):
    """Ends a unit that must leave no trace."""


class Retention:
    """Keeps the periods."""

    def __init__(
        self,
        *,
        policy: Policy,
        data: DataStore,
        vault: Vault,
        evidence: EvidenceLog,
        entropy: Entropy,
        lapses: Callable[[datetime], object] = lambda _: None,
    ) -> None:
        self._policy = policy
        self._data = data
        self._vault = vault
        self._evidence = evidence
        self._entropy = entropy
        self._lapses = lapses
        self._anonymising = Anonymising(policy=policy, data=data, vault=vault, entropy=entropy)
        self._happenings = Happenings(policy=policy, data=data, vault=vault, evidence=evidence)
        self.owed = Obligations(
            policy=policy,
            data=data,
            vault=vault,
            evidence=evidence,
            entropy=entropy,
            happenings=self._happenings,
        )
        self.exceptions = Exceptions(
            policy=policy, data=data, vault=vault, evidence=evidence, entropy=entropy
        )
        self.watch = Watch(policy=policy, data=data, evidence=evidence)
        self._holds = Holds(policy=policy, data=data, evidence=evidence, entropy=entropy)
        self._recomputation = Recomputation(
            policy=policy, data=data, vault=vault, evidence=evidence
        )

    # -- the sweep ------------------------------------------------------------------------------

    def plan(self, now: datetime, *, approved: Collection[str] = ()) -> SweepReport:
        """Return exactly what a sweep at `now` would delete; nothing changes.

        The statements are the sweep's own, in a unit that is undone, so the plan cannot differ.
        """
        chunks = self._chunks(bytes(16), now, approved, None, CHUNK)
        waiting: Mapping[str, int] = {}
        ended: list[Fact] = []
        with suppress(_NothingKept), self._data.unit() as unit:
            chunks.before(unit)
            ended = chunks.ended_exceptions(unit)
            while chunks.fill(unit).touched == chunks.size:
                pass
            waiting = chunks.waiting(unit)
            raise _NothingKept
        return _report(b"", chunks.counted, 0, waiting, ended)

    def sweep(
        self,
        now: datetime,
        *,
        progress: Callable[[int], None] | None = None,
        approved: Collection[str] = (),
        chunk: int = CHUNK,
    ) -> SweepReport:
        """Delete everything due at `now`, chunk by chunk, then the keys that are done with.

        Args:
            progress: Told how many records have gone, after each chunk is kept.
            approved: Rules whose policy only says *may* and whose deletion somebody approved.
            chunk: Records of one unit of work.
        """
        plan = self._entropy.bytes(16)
        bag = None
        if any(rule.then == "anonymise" for rule in self._policy.rules.values()):
            bag = self._anonymising.bag(now)
        chunks = self._chunks(plan, now, approved, bag, chunk)
        persons: set[bytes] = set()
        with self._data.unit() as unit:
            chunks.before(unit)
            ended = chunks.ended_exceptions(unit)
            unit.delete_working_rows(to_micros(now - WORKING_ROWS))
            done = self._fill(unit, chunks, now, ended)
        while done.touched:
            persons.update(person for person, _, _ in done.gone)
            if progress is not None:
                progress(chunks.counted.total)
            if done.touched < chunks.size:
                break
            with self._data.unit() as unit:
                done = self._fill(unit, chunks, now)
        # After it, so that a plan shows exactly what goes: what a lapse ends, the next sweep takes.
        self._lapses(now)
        periods = self._vault.destroy_empty_periods(now, plan, sorted(persons))
        review = self.plan(now, approved=approved).review if self._asks() else {}
        return _report(plan, chunks.counted, periods, review, ended)

    def _fill(
        self, unit: DataUnit, chunks: Chunks, now: datetime, facts: Sequence[Fact] = ()
    ) -> Chunk:
        """Let a unit take what it may, with the facts that say so."""
        done = chunks.fill(unit)
        self._evidence.append(unit, *facts, *done.facts)
        if self._policy.rights.ends_with_expiry:
            # Where rights end with the data, people are told on which day it ended.
            gone = sorted({person for person, _, _ in done.gone})
            unit.touch([ClockRow(person=one, clock=SWEPT, at=to_micros(now)) for one in gone])
        return done

    def _chunks(
        self, plan: bytes, now: datetime, approved: Collection[str], bag: bytes | None, size: int
    ) -> Chunks:
        return Chunks(
            policy=self._policy,
            anonymising=self._anonymising,
            plan=plan,
            now=now,
            approved=approved,
            bag=bag,
            size=size,
        )

    def _asks(self) -> bool:
        return any(rule.then == "review" for rule in self._policy.rules.values())

    # -- events, holds, permissions -------------------------------------------------------------

    def event(self, person: bytes, name: str, at: datetime) -> int:
        """Tell that something a rule waits for has happened; return how many records it dated.

        `name` is a start or criterion of the manifest: `account-closed`, `consent-withdrawn`...
        It is journalled, so that a restored backup does not forget it.
        """
        return self._happenings.tell([person], name, at)

    def events(self, persons: Sequence[bytes], name: str, at: datetime) -> int:
        """Tell the same of many persons, set-based; return how many records it dated."""
        return self._happenings.tell(persons, name, at)

    def withdrawn(self, person: bytes, purpose: str, at: datetime) -> int:
        """End what stood on the consent to one purpose alone (GDPR Art. 7(3))."""
        return self._happenings.withdrawn(person, purpose, at)

    def permit(self, person: bytes, address: str, at: datetime) -> Permitted:
        """Keep what a rule governs one period longer, by a permission given at `at`.

        Raises:
            InputError: `retention/unknown-rule`, `retention/no-extension`.
        """
        return self._happenings.permit(person, self._rule(address), at)

    def extend(self, person: bytes, address: str, at: datetime) -> int:
        """Keep longer as `permit` does; return how many records are kept longer.

        Raises:
            InputError: as `permit`; `retention/too-late` after the end, `retention/cap-reached`
                where no permission can add anything.
        """
        done = self.permit(person, address, at)
        if done.refused == "retention/too-late":
            raise InputError(
                done.refused,
                f"the period of `{address}` has ended",
                help="a permission to keep longer is given before the end",
            )
        if done.refused:
            raise InputError(
                done.refused,
                f"`{address}` keeps nothing longer than it already is kept",
                help="no permission outvotes the cap; a legal claim needs a hold",
            )
        return done.moved

    def recompute(
        self, now: datetime, *, commit: bool = False, allow_longer: bool = False
    ) -> Recomputed:
        """Lay the policy over what other versions of it took in: a shorter period reaches it.

        Args:
            commit: Set the new ends; otherwise only say what would change.
            allow_longer: Give later ends too, to what has not expired.
        """
        return self._recomputation.run(now, commit=commit, allow_longer=allow_longer)

    def hold(
        self,
        *,
        ground: str,
        now: datetime,
        person: bytes | None = None,
        category: str | None = None,
        until: datetime | None = None,
    ) -> str:
        """Place a hold and return its id (GDPR Art. 17(3)(e)).

        Raises:
            InputError: as `retention_holds.Holds.place`.
        """
        return self._holds.place(
            ground=ground, now=now, person=person, category=category, until=until
        )

    def release(self, hold: str, now: datetime) -> None:
        """Release a hold; what it stopped is due again.

        Raises:
            InputError: `hold/unknown`, `hold/over`.
        """
        self._holds.release(hold, now)

    def holds(self, now: datetime) -> Sequence[HoldRow]:
        """Return the holds in force, oldest first."""
        with self._data.read() as reader:
            return reader.holds(to_micros(now))

    # -- reading --------------------------------------------------------------------------------

    def explain(self, record: bytes, now: datetime) -> Explained:
        """Return why a record is still here, with the rules that lost.

        Raises:
            InputError: `retention/unknown-record`.
        """
        with self._data.read() as reader:
            return explain(self._policy, reader, record, now)

    def forecast(self) -> Mapping[tuple[str, str], int]:
        """Return (month of expiry or `moving`, rule) → live records."""
        with self._data.read() as reader:
            return dict(sorted(reader.count_due_by_month().items()))

    # -- inside ---------------------------------------------------------------------------------

    def _rule(self, address: str) -> RetentionRule:
        for rule in self._policy.rules.values():
            if rule.address == address:
                return rule
        raise InputError("retention/unknown-rule", f"the policy has no rule `{address}`")


def _report(
    plan: bytes, counted: Counted, periods: int, review: Mapping[str, int], ended: Sequence[Fact]
) -> SweepReport:
    return SweepReport(
        plan=plan,
        committed=bool(plan),
        by_rule=_some(counted.deleted),
        periods=periods,
        review=_some(review),
        anonymised=_some(counted.anonymised),
        left=_some(counted.left),
        restricted=_some(counted.restricted),
        exceptions={str(one["address"]): int(one["count"]) for one in ended},
    )


def _some(counted: Mapping[str, int]) -> dict[str, int]:
    return {address: count for address, count in sorted(counted.items()) if count}
