"""The sweep: what is due goes, set-based, resumable, with one fact a rule and chunk.

A sweep is planned first (nothing changes), then carried out in chunks, each one unit of work: rows
go and the fact that says so is written with them. It stops anywhere and resumes, since what is
gone is no longer due. When a month is over, what a hold or a duty still keeps of it is sealed anew
and the month's key is destroyed; older backups of the data store become unreadable for it (D4.3).

GDPR Art. 5(1)(e). The gate refuses expired records before any sweep has run.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from troth.core.facts import Fact, fact
from troth.core.periods import from_micros, to_micros
from troth.core.ports import Entropy
from troth.core.retention import Claim, Verdict, cutoff, verdict
from troth.engines.evidence import EvidenceLog
from troth.engines.retention_dates import as_stored, claims_of, give_first_signs
from troth.engines.retention_events import Happenings, Permitted
from troth.engines.retention_holds import Holds
from troth.engines.retention_recompute import Recomputation, Recomputed
from troth.engines.vault import Vault
from troth.errors import InputError
from troth.policy.compiled import Policy, RetentionRule
from troth.policy.keeping import legal_keep, term_of
from troth.storage.ports import DataStore, DataUnit
from troth.storage.rows import ActivityRow, HoldRow, RecordRow

CHUNK = 10_000
"""Records a unit of work deletes: bounds locks, and the loss of a kill, to one chunk."""

WORKING_ROWS = timedelta(days=400)
"""How long settled intents and finished plans are kept: receipts are asked for within a year."""

Swept = Sequence[tuple[bytes, bytes, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepReport:
    """What a sweep did, or would do: rule address → records, and month keys destroyed.

    `review` counts what a rule only *may* delete: it waits for somebody's approval of the rule.
    """

    plan: bytes
    committed: bool
    by_rule: Mapping[str, int]
    periods: int
    review: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Records in all."""
        return sum(self.by_rule.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Why one record is still here, until when, and which rules lost.

    `afterwards` are the holds and duties that will stop its erasure, with their ends.
    """

    record: bytes
    category: str
    form: str
    verdict: Verdict
    afterwards: tuple[Claim, ...] = ()


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
    ) -> None:
        self._policy = policy
        self._data = data
        self._vault = vault
        self._evidence = evidence
        self._entropy = entropy
        self._happenings = Happenings(policy=policy, data=data, vault=vault, evidence=evidence)
        self._holds = Holds(policy=policy, data=data, evidence=evidence, entropy=entropy)
        self._recomputation = Recomputation(
            policy=policy, data=data, vault=vault, evidence=evidence
        )

    # -- the sweep ------------------------------------------------------------------------------

    def plan(self, now: datetime, *, approved: Collection[str] = ()) -> SweepReport:
        """Return exactly what a sweep at `now` would delete; nothing changes.

        The statements are the sweep's own, in a unit that is undone, so the plan cannot differ.
        """
        found: Counter[str] = Counter()
        review: Counter[str] = Counter()
        with suppress(_NothingKept), self._data.unit() as unit:
            give_first_signs(self._policy, unit)
            for rows in self._chunks(unit, now, approved):
                found.update(rule for _, _, rule in rows)
            for rule in self._waiting(approved):
                review.update(one for rows in _moving(unit, rule, now) for _, _, one in rows)
            raise _NothingKept
        return SweepReport(
            plan=b"", committed=False, by_rule=dict(found), periods=0, review=dict(review)
        )

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
        found: Counter[str] = Counter()
        persons: set[bytes] = set()
        with self._data.unit() as unit:
            give_first_signs(self._policy, unit)
        while True:
            with self._data.unit() as unit:
                rows = next(self._chunks(unit, now, approved, chunk), ())
                if rows:
                    self._evidence.append(unit, *_swept(plan, rows, now))
            if not rows:
                break
            found.update(rule for _, _, rule in rows)
            persons.update(person for person, _, _ in rows)
            if progress is not None:
                progress(sum(found.values()))
        periods = self._vault.destroy_empty_periods(now, plan, sorted(persons))
        with self._data.unit() as unit:
            unit.delete_working_rows(to_micros(now - WORKING_ROWS))
        review = self.plan(now).review if any(self._waiting(approved)) else {}
        return SweepReport(
            plan=plan, committed=True, by_rule=dict(found), periods=periods, review=review
        )

    def _chunks(
        self, unit: DataUnit, now: datetime, approved: Collection[str], chunk: int = CHUNK
    ) -> Iterator[Swept]:
        """Delete and yield chunk after chunk of what is due; a reader that stops, stops it."""
        while rows := unit.sweep_fixed(to_micros(now), chunk):
            yield rows
        waiting = {rule.key for rule in self._waiting(approved)}
        for rule in self._policy.rules.values():
            if rule.moving and rule.key not in waiting:
                yield from _moving(unit, rule, now, chunk)

    def _waiting(self, approved: Collection[str]) -> Iterator[RetentionRule]:
        """Yield the moving rules that nobody approved of the policy's *may delete*."""
        for rule in self._policy.rules.values():
            if rule.moving and rule.then == "review" and rule.address not in approved:
                yield rule

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
            row = reader.record(record)
            if row is None:
                raise InputError("retention/unknown-record", f"no record `{record.hex()}` is held")
            activity = reader.activities()[row.activity]
            events = {clock.clock: from_micros(clock.at) for clock in reader.clocks([row.person])}
            holds = [h for h in reader.holds(to_micros(now)) if _covers(h, row, activity)]
        stops = tuple(
            sorted(
                (Claim(address=f"hold/{h.hold}", at=_instant(h.until)) for h in holds),
                key=lambda claim: (claim.at is not None, claim.at or now, claim.address),
            )
        )
        # The hold that lasts longest is the one that stops it.
        stop = None if not stops else stops[0] if stops[0].at is None else stops[-1]
        keep_until = _instant(row.keep_until)
        duty = self._duty(row, activity) if keep_until is not None and keep_until > now else ""
        said = claims_of(self._policy, row, activity, events)
        claims, outdated = as_stored(self._policy, row, said)
        found = verdict(
            claims,
            now=now,
            keep_until=keep_until,
            held_by=None if stop is None else stop.address,
            held_until=None if stop is None else stop.at,
            kept_by=duty,
        )
        duties = (Claim(address=duty, at=keep_until),) if duty else ()
        return Explained(
            record=record,
            category=activity.category,
            form=activity.form,
            verdict=replace(found, losers=(*found.losers, *outdated)),
            afterwards=tuple(c for c in (*stops, *duties) if c.address != found.winner),
        )

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

    def _duty(self, row: RecordRow, activity: ActivityRow) -> str:
        collected = from_micros(row.collected_at)
        _, address = legal_keep(self._policy, activity.category, activity.form, collected, {})
        return address or "legal-duty"


def _instant(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)


def _moving(
    unit: DataUnit, rule: RetentionRule, now: datetime, chunk: int = CHUNK
) -> Iterator[Swept]:
    """Delete and yield what a moving rule ends, chunk by chunk."""
    term = term_of(rule)
    if term is None:
        return
    latest = to_micros(cutoff(term, now))
    while rows := unit.sweep_moving(rule.address, rule.start, latest, to_micros(now), chunk):
        yield rows


def _covers(hold: HoldRow, row: RecordRow, activity: ActivityRow) -> bool:
    return hold.person in (None, row.person) and hold.category in (None, activity.category)


def _swept(plan: bytes, rows: Swept, now: datetime) -> list[Fact]:
    """Return one fact a rule: how many went, and the hash of which."""
    by_rule: dict[str, list[bytes]] = {}
    for _, record, rule in rows:
        by_rule.setdefault(rule, []).append(record)
    return [
        fact(
            "swept",
            to_micros(now),
            plan=plan,
            address=rule,
            count=len(records),
            root=hashlib.sha256(b"".join(sorted(records))).digest(),
        )
        for rule, records in sorted(by_rule.items())
    ]
