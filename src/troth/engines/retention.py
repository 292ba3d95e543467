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
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from troth.core.facts import Fact, fact
from troth.core.periods import from_micros, to_micros
from troth.core.ports import Entropy
from troth.core.retention import Verdict, cutoff, verdict
from troth.engines.evidence import EvidenceLog
from troth.engines.vault import Vault
from troth.errors import InputError
from troth.policy.compiled import Policy, RetentionRule
from troth.policy.keeping import Events, claims_on, term_of
from troth.storage.ports import DataReader, DataStore, DataUnit
from troth.storage.rows import ActivityRow, HoldRow, RecordRow

CHUNK = 10_000
"""Records a unit of work deletes: bounds locks, and the loss of a kill, to one chunk."""

WORKING_ROWS = timedelta(days=400)
"""How long settled intents and finished plans are kept: receipts are asked for within a year."""

Swept = Sequence[tuple[bytes, bytes, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepReport:
    """What a sweep did, or would do: rule address → records, and month keys destroyed."""

    plan: bytes
    committed: bool
    by_rule: Mapping[str, int]
    periods: int

    @property
    def total(self) -> int:
        """Records in all."""
        return sum(self.by_rule.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Why one record is still here, until when, and which rules lost."""

    record: bytes
    category: str
    form: str
    verdict: Verdict


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

    # -- the sweep ------------------------------------------------------------------------------

    def plan(self, now: datetime) -> SweepReport:
        """Return exactly what a sweep at `now` would delete; nothing changes.

        The statements are the sweep's own, in a unit that is undone, so the plan cannot differ.
        """
        found: Counter[str] = Counter()
        with suppress(_NothingKept), self._data.unit() as unit:
            for rows in self._chunks(unit, now):
                found.update(rule for _, _, rule in rows)
            raise _NothingKept
        return SweepReport(plan=b"", committed=False, by_rule=dict(found), periods=0)

    def sweep(self, now: datetime, *, progress: Callable[[int], None] | None = None) -> SweepReport:
        """Delete everything due at `now`, chunk by chunk, then the keys that are done with."""
        plan = self._entropy.bytes(16)
        found: Counter[str] = Counter()
        persons: set[bytes] = set()
        while True:
            with self._data.unit() as unit:
                rows = next(self._chunks(unit, now), ())
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
        return SweepReport(plan=plan, committed=True, by_rule=dict(found), periods=periods)

    def _chunks(self, unit: DataUnit, now: datetime) -> Iterator[Swept]:
        """Delete and yield chunk after chunk of what is due; a reader that stops, stops it."""
        at = to_micros(now)
        while rows := unit.sweep_fixed(at, CHUNK):
            yield rows
        for rule in self._policy.rules.values():
            term = term_of(rule)
            if not rule.moving or term is None:
                continue
            latest = to_micros(cutoff(term, now))
            while rows := unit.sweep_moving(rule.address, rule.start, latest, at, CHUNK):
                yield rows

    # -- events, holds, permissions -------------------------------------------------------------

    def event(self, person: bytes, name: str, at: datetime) -> int:
        """Tell that something a rule waits for has happened; return how many records it dated.

        `name` is a start or criterion of the manifest: `account-closed`, `consent-withdrawn`...
        """
        with self._data.unit() as unit:
            rows, activities = _of_person(unit, person)
            dated = []
            for row in rows:
                end = self._end(row, activities[row.activity], {name: at})
                if end is not None and (row.expires_at is None or end[0] < row.expires_at):
                    dated.append(replace(row, expires_at=end[0], rule=end[1]))
            self._vault.reseal(unit, dated)
        return len(dated)

    def extend(self, person: bytes, address: str, permissions: int) -> int:
        """Apply permissions to keep longer, each for one more period, never past the cap.

        Raises:
            InputError: `retention/no-extension` when the rule has none.
        """
        rule = self._rule(address)
        if rule.extend_by is None:
            raise InputError("retention/no-extension", f"`{address}` cannot be extended")
        with self._data.unit() as unit:
            rows, activities = _of_person(unit, person)
            moved = []
            for row in rows:
                end = self._end(row, activities[row.activity], {}, permissions)
                if row.rule == address and end is not None:
                    moved.append(replace(row, expires_at=end[0], rule=end[1]))
            # The old month's key will go: what stays longer is sealed under the new month first.
            self._vault.reseal(unit, moved)
        return len(moved)

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
            InputError: `hold/no-ground`, `hold/no-scope`.
        """
        if not ground:
            raise InputError("hold/no-ground", "a hold needs its ground")
        if person is None and category is None:
            raise InputError(
                "hold/no-scope", "a hold covers a person or a category, never everything"
            )
        made = self._entropy.bytes(16)
        at = to_micros(now)
        ends = None if until is None else to_micros(until)
        row = HoldRow(
            hold=made.hex(),
            person=person,
            category=category,
            ground=ground,
            placed_at=at,
            until=ends,
        )
        with self._data.unit() as unit:
            unit.add_hold(row)
            scope = "person" if person is not None else category or "person"
            self._evidence.append(
                unit,
                fact("hold-placed", at, hold=made, ground=ground, scope=scope, until=ends or 0),
            )
        return row.hold

    def release(self, hold: str, now: datetime) -> None:
        """Release a hold; what it stopped is due again."""
        at = to_micros(now)
        with self._data.unit() as unit:
            unit.release_hold(hold, at)
            self._evidence.append(unit, fact("hold-released", at, hold=hold))

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
            holds = reader.holds(to_micros(now))
        held_by = next((f"hold/{h.hold}" for h in holds if _covers(h, row, activity)), None)
        claims = claims_on(
            self._policy,
            activity.category,
            activity.form,
            activity.source,
            from_micros(row.collected_at),
            events,
        )
        found = verdict(
            claims,
            now=now,
            keep_until=None if row.keep_until is None else from_micros(row.keep_until),
            held_by=held_by,
        )
        return Explained(
            record=record, category=activity.category, form=activity.form, verdict=found
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

    def _end(
        self, row: RecordRow, activity: ActivityRow, events: Events, extensions: int = 0
    ) -> tuple[int, str] | None:
        claims = claims_on(
            self._policy,
            activity.category,
            activity.form,
            activity.source,
            from_micros(row.collected_at),
            events,
            extensions,
        )
        moving = {rule.address for rule in self._policy.rules.values() if rule.moving}
        ends = [(c.at, c.address) for c in claims if c.at is not None and c.address not in moving]
        return min(((to_micros(at), address) for at, address in ends), default=None)


def _of_person(
    reader: DataReader, person: bytes
) -> tuple[Sequence[RecordRow], Mapping[int, ActivityRow]]:
    return reader.records(reader.aliases(person)), reader.activities()


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
