"""Cases beside the rights: complaints, claims before court, breaches of terms, questions.

A complaint goes the way the policy promises, and every answer names the authority from the first
one on: nobody must complain to the company first (GDPR Art. 77, 79). A claim has its law and its
term and stops no right. An open breach case lets data be used inside its scope, and no longer. A
question that reads like a request becomes one, counted from the day it came.

The words of a case stay where they came in; a case holds names, ids and instants.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from troth.core.facts import fact
from troth.core.periods import Period, add, from_micros, to_micros
from troth.core.ports import Entropy
from troth.engines.documents.documents import Documents, binding
from troth.engines.evidence.evidence import EvidenceLog
from troth.errors import InputError, StateError
from troth.law.packs import LawBook
from troth.policy.compiled import Policy
from troth.storage.case_rows import CaseEventRow, CaseKind, CaseRow
from troth.storage.ports import DataStore

Event = Literal[
    "opened", "answered", "escalated", "closed", "authority-letter", "linked", "party", "approved",
    "until",
]  # fmt: skip
PARTY: Final = "party"
"""The event that names to whom a case lets data go."""
UNTIL: Final = "until"
"""The event that names the instant at which what a case lets be used ends by itself."""
OPENING: Final = ("breach", "fraud")
"""Kinds of cases that let data be used, inside what they name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A case as it comes in.

    Attributes:
        residence: Where the person is: decides which authority is named.
        law: The law it is under, by id; by default the one the policy names.
        about, document: The clause and the agreement it is about, by id.
        approved_by: Who agreed to it beside who opened it; a second person, by id.
        until: When what it lets be used ends, if it is not closed before.
        happened_at: Of a breach: its day; by default the day it came in.
        scope: Categories or items that a breach or fraud case lets be used.
        parties: To whom it lets them go, by id: counsel, a court, a bank; empty: as declared.
        term: For the answer to a claim; by default the one the policy names.
        submission: Where its words lie.
        request: A rights request found in it.
    """

    kind: CaseKind
    received_at: datetime
    person: bytes | None = None
    residence: str = ""
    law: str = ""
    about: str = ""
    document: str = ""
    scope: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    term: Period | None = None
    submission: bytes | None = None
    request: bytes | None = None
    who: str = ""
    happened_at: datetime | None = None
    approved_by: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case with its history and what every answer to it says."""

    row: CaseRow
    events: tuple[CaseEventRow, ...]
    authority: str
    next_stage: str


class Cases:
    """Takes cases in and leads them to their end."""

    def __init__(
        self,
        *,
        policy: Policy,
        documents: Documents,
        data: DataStore,
        evidence: EvidenceLog,
        entropy: Entropy,
        law: LawBook,
    ) -> None:
        self._policy = policy
        self._documents = documents
        self._data = data
        self._evidence = evidence
        self._entropy = entropy
        self._law = law

    def open(self, matter: Matter, now: datetime) -> Case:
        """Write a case down.

        Raises:
            InputError: `case/law-unspecified` for a claim under no known law, `case/no-scope` for
                a breach that names nothing; `document/unknown`, `document/not-bound-then` for a
                breach of an agreement that is not kept, or did not bind the person on that day;
                `case/document-missing` for false data, whose consequence an agreement sets;
                `case/same-person`, `case/over-already`.
        """
        law = self._law_of(matter)
        if matter.kind in OPENING and not matter.scope:
            raise InputError(
                "case/no-scope",
                f"a {matter.kind} case names what may be used, and nothing more may be",
                help="name categories or items with --scope",
            )
        _check_end(matter, now)
        document = self._rests_on(matter)
        term = matter.term or (self._policy.disputes.claim_term if matter.kind == "claim" else None)
        due = None if term is None else to_micros(add(matter.received_at, term))
        row = CaseRow(
            matter=self._entropy.bytes(16),
            kind=matter.kind,
            person=matter.person,
            stage="company",
            law=law,
            about=matter.about,
            document=document,
            categories=tuple(sorted(matter.scope)),
            residence=matter.residence,
            submission=matter.submission,
            request=matter.request,
            received_at=to_micros(matter.received_at),
            due_at=due,
            closed_at=None,
            outcome="",
            policy=self._policy.hash,
        )
        self._move(row, "opened", matter.who, "", now)
        for party in matter.parties:
            self._move(row, "party", matter.who, party, now)
        if matter.approved_by:
            self._move(row, "approved", matter.approved_by, "", now)
        if matter.until is not None:
            self._move(row, "until", matter.who, matter.until.isoformat(), now)
        return self.show(row.matter)

    def _law_of(self, matter: Matter) -> str:
        law = matter.law or next(iter(self._policy.controller.laws), "")
        if matter.kind == "claim" and not law:
            said = self._policy.disputes.law_as_written
            raise InputError(
                "case/law-unspecified",
                "a claim is under a law, and the policy names none"
                + (f" but `{said}`" if said else ""),
                help="name it with --law, such as RU-152-FZ",
            )
        return law

    def _rests_on(self, matter: Matter) -> str:
        """Return the document of a case; of a breach the version that bound the person then."""
        if matter.kind == "false-data" and not matter.document:
            raise InputError(
                "case/document-missing",
                "what follows from false data stands in an agreement, and none is named",
                help="publish it with `troth document publish`, and name it with --document",
            )
        if matter.kind not in ("breach", "false-data") or not matter.document:
            return matter.document
        day = matter.happened_at or matter.received_at
        bound = binding(self._documents, matter.document, matter.person, day)
        return f"{bound.document}/{bound.version}"

    def answer(self, case: bytes, who: str, now: datetime) -> Case:
        """Record that an answer left; it names the next stage and the authority."""
        row = self._open(case)
        self._move(row, "answered", who, "", now)
        return self.show(case)

    def escalate(self, case: bytes, who: str, now: datetime) -> Case:
        """Hand an unresolved complaint to whom the policy promises.

        Raises:
            StateError: `case/no-next-stage`.
        """
        row, after = self._row(case), self._next(self._row(case))
        if after == "authority":
            raise StateError(
                "case/no-next-stage",
                "inside the company there is nobody left to hand this to",
                help="the authority is named in every answer",
            )
        self._move(replace(row, stage=after, closed_at=None), "escalated", who, "", now)
        return self.show(case)

    def close(self, case: bytes, outcome: str, who: str, now: datetime) -> Case:
        """End a case; what a breach case let be used is closed from now on."""
        row = self._open(case)
        ended = replace(row, closed_at=to_micros(now), outcome=outcome)
        self._move(ended, "closed", who, outcome, now)
        return self.show(case)

    def letter(self, case: bytes, letter: str, now: datetime) -> Case:
        """Log a letter of the authority; it may come at any stage, or without any."""
        self._move(self._row(case), "authority-letter", "authority", letter, now)
        return self.show(case)

    def show(self, case: bytes) -> Case:
        """Return a case as it stands."""
        row = self._row(case)
        with self._data.read() as reader:
            events = tuple(reader.case_events([case]))
        return Case(
            row=row,
            events=events,
            authority=self._authority(row.residence, from_micros(row.received_at)),
            next_stage=self._next(row),
        )

    def listed(self) -> list[Case]:
        """Return every case, oldest receipt first."""
        with self._data.read() as reader:
            rows: Sequence[CaseRow] = reader.cases()
        return [self.show(row.matter) for row in rows]

    def _next(self, row: CaseRow) -> str:
        if row.kind == "complaint" and row.stage == "company" and self._policy.disputes.escalate_to:
            return self._policy.disputes.escalate_to
        return "authority"

    def _authority(self, residence: str, at: datetime) -> str:
        named = self._law.at(f"supervisory-authority/{residence[:2].upper()}", at.date())
        if named is not None:
            return str(named.value)
        return "the data protection authority of the place where you live or work"

    def _row(self, case: bytes) -> CaseRow:
        with self._data.read() as reader:
            row = reader.case(case)
        if row is None:
            raise InputError("case/unknown", "there is no such case")
        return row

    def _open(self, case: bytes) -> CaseRow:
        row = self._row(case)
        if row.closed_at is not None:
            raise StateError("case/closed", "this case was closed")
        return row

    def _move(self, row: CaseRow, event: Event, who: str, detail: str, now: datetime) -> None:
        at = to_micros(now)
        noted = CaseEventRow(
            event=0, matter=row.matter, kind=event, who=who, detail=detail, stage=row.stage, at=at
        )
        with self._data.unit() as unit:
            unit.put_case(row)
            unit.add_case_events([noted])
            self._evidence.append(
                unit,
                fact(
                    "case-moved",
                    at,
                    case=row.matter,
                    what=row.kind,
                    event=event,
                    stage=row.stage,
                    law=row.law or "none",
                    due=row.due_at or 0,
                ),
            )


def _check_end(matter: Matter, now: datetime) -> None:
    """Refuse the approval of whoever opens the case, and an end that has passed."""
    if matter.approved_by and matter.approved_by == matter.who:
        raise InputError(
            "case/same-person",
            f"`{matter.who}` opens the case and cannot approve it as well",
            help="name a second person with --approved-by",
        )
    if matter.until is not None and matter.until <= now:
        raise InputError("case/over-already", "the case would have ended before it began")


def ends_at(events: Sequence[CaseEventRow]) -> int | None:
    """Return when what a case lets be used ends by itself, in microseconds; None: at its close."""
    named = [one.detail for one in events if one.kind == UNTIL]
    return to_micros(datetime.fromisoformat(named[-1])) if named else None


def over(row: CaseRow, at: int) -> bool:
    """Whether a case that is shown for a use no longer opens anything at an instant."""
    return row.kind not in OPENING or (row.closed_at is not None and row.closed_at <= at)


def within(row: CaseRow, category: str, item: str) -> bool:
    """Whether a datum lies in the scope of a case that lets data be used."""
    return category in row.categories or item in row.categories
