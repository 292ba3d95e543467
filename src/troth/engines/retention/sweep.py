"""One sweep, chunk by chunk: what is due is deleted, anonymised, restricted or laid before people.

Chunks share a unit of work until it is full: rows go and the fact that says so with them. A sweep
stops anywhere and is simply run again, since what is gone is no longer due. The plan runs the very
same chunks in a unit that is undone, so it cannot differ.

GDPR Art. 5(1)(e); 18 (what is restricted is kept, and only kept).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from troth.core.facts import Fact, fact
from troth.core.periods import from_micros, to_micros
from troth.core.retention import cutoff
from troth.engines.retention.anonymise import Anonymising
from troth.engines.retention.dates import ACTIVITY, OBLIGATION, give_first_signs
from troth.policy.compiled import Policy, RetentionRule
from troth.policy.keeping import FIXED_STARTS, claim_of, legal_keep, restricted_until, term_of
from troth.storage.ports import DataReader, DataUnit
from troth.storage.rows import ActivityRow, ClockRow, RecordRow

CHUNK = 10_000
"""Records a unit of work deletes: bounds locks, and the loss of a kill, to one chunk."""

Gone = Sequence[tuple[bytes, bytes, str]]


@dataclass(slots=True)
class Counted:
    """What a sweep has done so far, by the rule that says so."""

    deleted: Counter[str] = field(default_factory=Counter)
    anonymised: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    restricted: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """Records that are no longer held of anybody."""
        return self.deleted.total() + self.anonymised.total()


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one step of a sweep did, or one unit of work: `touched` records, of which some went."""

    gone: Gone
    facts: tuple[Fact, ...]
    touched: int


class Chunks:
    """Does one sweep in chunks, each in the unit it is given.

    Args:
        plan: The id under which the facts of this sweep stand in the log.
        approved: Rules that only may delete, and whose deletion somebody approved.
        bag: The id under which anonymous values lie; None for a plan, which moves nothing.
    """

    def __init__(
        self,
        *,
        policy: Policy,
        anonymising: Anonymising,
        plan: bytes,
        now: datetime,
        approved: Collection[str],
        bag: bytes | None,
        size: int = CHUNK,
    ) -> None:
        self.policy = policy
        self.counted = Counted()
        self._anonymising = anonymising
        self._plan = plan
        self._now = now
        self._at = to_micros(now)
        self.size = size
        self._bag = bag
        self._dated_gone = False
        self._waiting = [
            rule
            for rule in policy.rules.values()
            if rule.then == "review" and rule.address not in approved
        ]
        self._moving = [
            rule
            for rule in reversed(list(policy.rules.values()))
            if rule.moving and rule.then != "anonymise" and rule not in self._waiting
        ]

    def before(self, unit: DataUnit) -> None:
        """Bring the clocks up to date: first signs of life, and what is still owed."""
        give_first_signs(self.policy, unit)
        owed = {row.person for row in unit.standing_like(OBLIGATION, self._at)}
        # Whoever is owed something, or owes it, is a customer all the while.
        unit.touch([ClockRow(person=one, clock=ACTIVITY, at=self._at) for one in sorted(owed)])

    def fill(self, unit: DataUnit) -> Chunk:
        """Do as much in a unit as one may; less than that when nothing more is due."""
        gone: list[tuple[bytes, bytes, str]] = []
        facts: list[Fact] = []
        touched = 0
        while touched < self.size:
            done = self._next(unit, self.size - touched)
            if done is None:
                break
            gone += done.gone
            facts += done.facts
            touched += done.touched
        return Chunk(gone, tuple(facts), touched)

    def _next(self, unit: DataUnit, room: int) -> Chunk | None:
        """Do one step of at most `room` records in a unit; None when nothing is due any more."""
        for rule in self._anonymous():
            rows = self._due(unit, rule, room)
            if rows:
                return self._anonymise(unit, rule, rows)
        if not self._dated_gone:
            sparing = [rule.address for rule in (*self._waiting, *self._anonymous())]
            swept = unit.sweep_fixed(self._at, room, sparing)
            # What is dated meanwhile is the next sweep's; what is held is not read again here.
            self._dated_gone = len(swept) < room
            if swept:
                return self._delete(swept)
        while self._moving:
            chunk = self._end(unit, self._moving[-1], room)
            if chunk is None or chunk.touched < room:
                # Whose clock stops meanwhile is the next sweep's.
                self._moving.pop()
            if chunk is not None:
                return chunk
        return None

    def waiting(self, unit: DataUnit) -> Mapping[str, int]:
        """Count, in a unit that is undone, what waits for somebody's approval."""
        found: Counter[str] = Counter()
        for rule in self._waiting:
            while rows := self._due(unit, rule, self.size):
                found[rule.address] += len(rows)
                unit.delete_records([(row.person, row.record) for row in rows])
        return found

    def ended_exceptions(self, reader: DataReader) -> list[Fact]:
        """Return a fact for each legal exception that kept something until now."""
        if not self.policy.legal_keeps:
            return []
        activities = reader.activities()
        counted: Counter[str] = Counter()
        for number, count in reader.ended_duties(self._at).items():
            counted[_exception(self.policy, activities[number])] += count
        return [
            fact("exception-ended", self._at, plan=self._plan, address=address, count=count)
            for address, count in sorted(counted.items())
            if address
        ]

    # -- inside ---------------------------------------------------------------------------------

    def _anonymous(self) -> Iterator[RetentionRule]:
        return (rule for rule in self.policy.rules.values() if rule.then == "anonymise")

    def _due(self, unit: DataReader, rule: RetentionRule, room: int) -> Sequence[RecordRow]:
        fixed = unit.due_of([rule.address], self._at, room)
        latest = _latest(rule, self._now)
        if fixed or latest is None:
            return fixed
        return unit.due_moving(rule.address, rule.start, latest, self._at, room)

    def _end(self, unit: DataUnit, rule: RetentionRule, room: int) -> Chunk | None:
        latest = _latest(rule, self._now)
        if latest is None:
            return None
        if not self._may_keep(rule):
            gone = unit.sweep_moving(rule.address, rule.start, latest, self._at, room)
            return self._delete(gone) if gone else None
        rows = unit.due_moving(rule.address, rule.start, latest, self._at, room)
        return self._keep_or_delete(unit, rule, rows) if rows else None

    def _may_keep(self, rule: RetentionRule) -> bool:
        """Whether something that runs from the end itself can keep what this rule ends."""
        return rule.restricted_for is not None or any(
            keep.start not in FIXED_STARTS and keep.categories & rule.categories
            for keep in self.policy.legal_keeps.values()
        )

    def _keep_or_delete(
        self, unit: DataUnit, rule: RetentionRule, rows: Sequence[RecordRow]
    ) -> Chunk:
        activities = unit.activities()
        clocks = {
            clock.person: from_micros(clock.at)
            for clock in unit.clocks(list({row.person for row in rows}))
            if clock.clock == rule.start
        }
        kept, gone = [], []
        for row in rows:
            events = {rule.start: clocks[row.person]}
            until = self._kept_until(rule, row, activities[row.activity], events)
            if until > self._at:
                kept.append(replace(row, keep_until=until))
            else:
                gone.append((row.person, row.record, rule.address))
        if kept:
            unit.replace_records(kept)
        unit.delete_records([(person, record) for person, record, _ in gone])
        facts = [*_swept(self._plan, gone, self._at)]
        if kept:
            self.counted.restricted[rule.address] += len(kept)
            facts.append(
                fact(
                    "restricted-at-end",
                    self._at,
                    plan=self._plan,
                    address=rule.address,
                    count=len(kept),
                )
            )
        self.counted.deleted[rule.address] += len(gone)
        return Chunk(gone, tuple(facts), len(rows))

    def _kept_until(
        self,
        rule: RetentionRule,
        row: RecordRow,
        activity: ActivityRow,
        events: Mapping[str, datetime],
    ) -> int:
        collected = from_micros(row.collected_at)
        duty, _ = legal_keep(
            self.policy, activity.category, activity.form, collected, events, activity.item
        )
        end = claim_of(rule, collected, events).at
        restricted = None if end is None else restricted_until(self.policy, rule.address, end)
        ends = [to_micros(one) for one in (duty, restricted) if one is not None]
        return max(ends, default=0)

    def _anonymise(self, unit: DataUnit, rule: RetentionRule, rows: Sequence[RecordRow]) -> Chunk:
        take = self._anonymising
        done = (
            take.look(unit, rule, rows)
            if self._bag is None
            else (take.take(unit, self._bag, rule, rows))
        )
        self.counted.anonymised[rule.address] += done.gone
        self.counted.left[rule.address] += done.left
        made = fact(
            "anonymised",
            self._at,
            plan=self._plan,
            address=rule.address,
            count=done.gone,
            left=done.left,
            root=_root([row.record for row in rows]),
        )
        return Chunk([(row.person, row.record, rule.address) for row in rows], (made,), len(rows))

    def _delete(self, gone: Gone) -> Chunk:
        self.counted.deleted.update(rule for _, _, rule in gone)
        return Chunk(gone, tuple(_swept(self._plan, gone, self._at)), len(gone))


def _latest(rule: RetentionRule, now: datetime) -> int | None:
    term = term_of(rule)
    return to_micros(cutoff(term, now)) if rule.moving and term is not None else None


def _exception(policy: Policy, activity: ActivityRow) -> str:
    """Return the legal exception that reaches an activity's records."""
    return next(
        (
            f"legal-exceptions/{keep.key}"
            for keep in policy.legal_keeps.values()
            if activity.category in keep.categories
            and (keep.items is None or activity.item in keep.items)
        ),
        "",
    )


def _swept(plan: bytes, gone: Gone, at: int) -> Iterator[Fact]:
    """Yield one fact a rule: how many went, and the hash of which."""
    by_rule: dict[str, list[bytes]] = {}
    for _, record, rule in gone:
        by_rule.setdefault(rule, []).append(record)
    for rule, records in sorted(by_rule.items()):
        yield fact("swept", at, plan=plan, address=rule, count=len(records), root=_root(records))


def _root(records: Sequence[bytes]) -> bytes:
    return hashlib.sha256(b"".join(sorted(records))).digest()
