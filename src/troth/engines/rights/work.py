"""Working on a request: what must be searched, what it comes to, and doing it.

Each right has one way to be carried out, through the engine that does the same for anybody else, so
that a request leaves what self-service leaves. Whoever received the data is owed a notice
(GDPR Art. 19); the list is drawn before an erasure makes it unknowable.

GDPR Art. 7(3), 16-18, 20, 21; 28(3)(e) (data held for a customer).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from troth.core.facts import Fact, fact
from troth.core.periods import from_micros, to_micros
from troth.core.standing import MARKETING
from troth.engines.consents.consents import ConsentEngine
from troth.engines.consents.standing import ALL_INTERESTS, Change, StandingEngine
from troth.engines.retention.retention import SWEPT
from troth.engines.rights.erasing import RequestErasure, reach
from troth.engines.rights.grounds import (
    ABSOLUTE,
    AS_A_WITHDRAWAL,
    NOT_BY_LAW,
    Judgement,
    judge_erasure,
    judge_objection,
    judge_records,
    rights_at,
)
from troth.engines.rights.register import Declined, Entry
from troth.engines.rights.steps import ASK, FORWARD, TELL, waiting_steps
from troth.law.book import LawBook
from troth.policy.compiled import Policy
from troth.policy.selling import SALE
from troth.storage.ports import DataReader, DataStore
from troth.storage.request_rows import DueStepRow, RequestRow
from troth.storage.rows import ActivityRow, DisclosureRow, RecordRow

RECTIFY: Final = "rectify"
"""Kind of step that stands for one corrected record."""

SWEPT_WITHIN: Final = timedelta(days=1)
"""Sweeps run at least daily; what is older than its end by more should be gone."""

_SEARCHED: Final = frozenset(("confirmation", "access", "portability", "rectification", "erasure"))
"""Rights for which every system that holds the person's data is asked."""
_TOLD: Final = frozenset(("rectification", "erasure", "restriction"))
"""GDPR Art. 19."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is held of the person a request is about, narrowed to what it is about."""

    persons: tuple[bytes, ...] = ()
    rows: Sequence[RecordRow] = ()
    activities: Mapping[int, ActivityRow] = field(default_factory=dict)
    disclosures: Sequence[DisclosureRow] = ()
    expired: int = 0
    swept_at: datetime | None = None

    @property
    def systems(self) -> tuple[str, ...]:
        """The systems these records lie in, by their names in the manifest."""
        return tuple(sorted({self.activities[r.activity].system for r in self.rows} - {""}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What carrying out left behind."""

    put: tuple[DueStepRow, ...] = ()
    plan: bytes | None = None


class Work:
    """Searches, judges and carries out."""

    def __init__(
        self,
        *,
        policy: Policy,
        book: LawBook,
        data: DataStore,
        standing: StandingEngine,
        consents: ConsentEngine,
        erasing: RequestErasure,
    ) -> None:
        self._policy = policy
        self._book = book
        self._data = data
        self._standing = standing
        self._consents = consents
        self._erasing = erasing

    # -- what is held ---------------------------------------------------------------------------

    def held(self, row: RequestRow, now: datetime) -> Held:
        """Return what is held of the person, under the whole alias set."""
        if row.person is None:
            return Held()
        with self._data.read() as reader:
            return self._read(reader, row.person, row.about, now)

    def _read(self, reader: DataReader, person: bytes, about: str, now: datetime) -> Held:
        persons = reader.aliases(person)
        activities = reader.activities()
        rows = [
            row
            for row in reader.records(persons)
            if _is_about(activities[row.activity], about, self._policy)
        ]
        late, at = to_micros(now - SWEPT_WITHIN), to_micros(now)
        holds = reader.holds(at)
        expired = [
            row
            for row in rows
            if row.expires_at is not None
            and row.expires_at <= late
            and (row.keep_until is None or row.keep_until <= at)
            and not any(
                # A hold on one of a person's names covers the whole family.
                (hold.person is None or hold.person in persons)
                and hold.category in (None, activities[row.activity].category)
                for hold in holds
            )
        ]
        return Held(
            persons=persons,
            rows=rows,
            activities=activities,
            disclosures=reader.disclosures(persons),
            expired=len(expired),
            swept_at=max(
                (from_micros(c.at) for c in reader.clocks(persons) if c.clock == SWEPT),
                default=None,
            ),
        )

    def searches(self, row: RequestRow, held: Held, now: datetime) -> list[DueStepRow]:
        """Return a step for each system to ask, and for each customer whose data it is."""
        if row.asked not in _SEARCHED:
            return []
        systems = self._policy.systems
        # What a connector erases is asked by the erasure itself, and leaves a receipt there.
        known = [
            one
            for one in held.systems
            if one in systems and (row.asked != "erasure" or systems[one].connector is None)
        ]
        customers = sorted(
            {
                form.processor
                for record in held.rows
                if (form := self._policy.forms.get(held.activities[record.activity].form))
                is not None
                and form.processor is not None
            }
        )
        return [
            *waiting_steps(row.request, ASK, known, now),
            *waiting_steps(row.request, FORWARD, customers, now),
        ]

    def violation(self, row: RequestRow, held: Held, now: datetime) -> tuple[Fact, ...]:
        """Return the fact that something was still held past its end, if it was."""
        if not held.expired:
            return ()
        at = to_micros(now)
        return (fact("request-expired-held", at, request=row.request, count=held.expired),)

    # -- what it comes to -----------------------------------------------------------------------

    def judge(self, entry: Entry, now: datetime) -> Judgement:
        """Return what a request comes to under the law of today."""
        row, day, right = entry.row, now.date(), entry.case.right
        limited = self._policy.rights.by_regime and row.residence
        if limited and right not in rights_at(self._book, row.residence, day):
            return Judgement(outcome="refused", ground=NOT_BY_LAW, sets=())
        if right == "objection":
            return judge_objection(self._policy, self._book, row.about, day)
        if right in ("withdrawal", "sale-opt-out", "information"):
            ground = ABSOLUTE if right != "information" else ""
            return Judgement(outcome="granted", ground=ground, sets=())
        held = self.held(row, now)
        if right == "erasure":
            plan = self._erasing.look(row, held.persons, now) if held.persons else None
            return judge_erasure(plan)
        return judge_records(self._policy, self._book, right, held.rows, held.activities, day)

    # -- doing it -------------------------------------------------------------------------------

    def act_at_once(self, entry: Entry, now: datetime) -> None:
        """Let an objection, a restriction or a withdrawal hold from the next decision on.

        GDPR Art. 18(1)(d), 21(1): while an objection is weighed, what it is about stands still.
        """
        row, person = entry.row, entry.row.person
        if person is None:
            return
        # INVARIANT (done once): what holds already is not written a second time.
        right, standing = entry.case.right, self._standing.read(person, now)
        if right == "restriction" and not standing.restricted:
            self._standing.restrict(person, row.about or "asked", now)
        elif right == "objection":
            self._object(person, row.about, now)
        elif right == "sale-opt-out":
            if SALE not in standing.objected:
                self._standing.object(person, SALE, now)
            if not standing.marketing_objection:
                self._standing.object(person, MARKETING, now)
        elif right == "withdrawal":
            self._withdraw(person, row.about, now)

    def undo(self, entry: Entry, now: datetime) -> None:
        """Lift what held while an objection was weighed; compelling grounds were shown."""
        row, person = entry.row, entry.row.person
        if person is not None and entry.case.right == "objection":
            about = row.about or MARKETING
            self._standing.change(person, Change(kind="objection", about=about, cleared=True), now)

    def carry_out(self, entry: Entry, now: datetime) -> Done | Declined:
        """Do what was granted; safe to do again."""
        row, right = entry.row, entry.case.right
        if right == "rectification" and not any(
            one.step.startswith(f"{RECTIFY}/") for one in entry.steps
        ):
            return Declined(
                code="NOTHING_RECTIFIED",
                why="no record was corrected yet",
                help="`troth subject rectify ID RECORD --request REQUEST` puts the right value in",
                address="rights/rectification",
            )
        if right in ("objection", "restriction", "withdrawal", "sale-opt-out"):
            self.act_at_once(entry, now)
        told = self._owed(entry, now)
        return Done(put=tuple(told), plan=row.plan)

    def plan_erasure(self, entry: Entry, now: datetime) -> bytes | None:
        """Draw and save the plan of an erasure; None when nothing is held."""
        return self._erasing.plan(entry.row, self.held(entry.row, now).persons, now)

    def erase(self, plan: bytes, now: datetime) -> tuple[str, ...]:
        """Carry out an erasure by its plan, from where it stopped; return who did not answer."""
        return self._erasing.carry_out(plan, now)

    def _owed(self, entry: Entry, now: datetime) -> list[DueStepRow]:
        if entry.case.right not in _TOLD:
            return []
        held = self.held(entry.row, now)
        recipients = sorted({one.recipient for one in held.disclosures})
        return waiting_steps(entry.row.request, TELL, recipients, now)

    def _object(self, person: bytes, about: str, now: datetime) -> None:
        judged = judge_objection(self._policy, self._book, about, now.date())
        if judged.ground == AS_A_WITHDRAWAL:
            self._withdraw(person, about, now)
        elif judged.outcome == "granted":
            about = about or MARKETING
            known = about in (MARKETING, ALL_INTERESTS) or about in self._policy.purposes
            standing = self._standing.read(person, now)
            there = about in standing.objected or (
                about == MARKETING and standing.marketing_objection
            )
            if known and not there:
                self._standing.object(person, about, now)

    def _withdraw(self, person: bytes, about: str, now: datetime) -> None:
        active, gone = (
            self._consents.active(person, now),
            self._standing.read(person, now).withdrawn,
        )
        purposes = sorted(active) if about in ("", ALL_INTERESTS) else [about]
        for purpose in purposes:
            if purpose in self._policy.purposes and (purpose in active or purpose not in gone):
                self._consents.withdraw(person, purpose, now)


def with_plan(row: RequestRow, plan: bytes) -> RequestRow:
    """Return a request's row with the erasure it led to."""
    return replace(row, plan=plan)


def _is_about(activity: ActivityRow, about: str, policy: Policy) -> bool:
    categories = reach(policy, about)
    if categories:
        return activity.category in categories
    if about in policy.purposes:
        return about in activity.purposes
    return True
