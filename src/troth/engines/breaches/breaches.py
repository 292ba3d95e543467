"""Breaches: the clock runs from awareness, and every step until the last is written down.

What was touched is named by system, recipient or category; how many people and records that is,
is counted from what is held. Whether people must be told is decided with reasons, and nothing is
closed before the authority and the people know whatever they must know. The narrative names nobody.

GDPR Art. 4(12), 33 (authority: 72 hours, contents, register), 34 (people, and when not).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Final, Literal, get_args

from troth.core.periods import from_micros, to_micros
from troth.core.ports import Entropy
from troth.engines.breaches.clock import BreachDue, breach_due
from troth.engines.breaches.reach import touched
from troth.engines.dossiers.dossiers import Dossiers, Step, body_of, encoded, moved, words
from troth.engines.dossiers.letters import TOLD, UNREACHED
from troth.engines.rights.register import Declined
from troth.errors import InputError
from troth.law.book import LawBook
from troth.law.calendars import HolidayCalendar
from troth.policy.compiled import Policy
from troth.policy.nearest import nearest
from troth.storage.dossier_rows import DossierEventRow, DossierPersonRow, DossierRow
from troth.storage.ports import DataStore

Nature = Literal["confidentiality", "integrity", "availability"]
Risk = Literal["none", "risk", "high"]
Telling = Literal["tell", "encrypted", "measures-taken", "disproportionate", "not-needed"]
NATURES: Final[tuple[str, ...]] = get_args(Nature)
RISKS: Final[tuple[str, ...]] = get_args(Risk)
TELLINGS: Final[tuple[str, ...]] = get_args(Telling)
"""What is decided about the people: they are told, or Art. 34(3)(a)-(c) says why not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A breach as it is known.

    Attributes:
        what: What happened, in words that name nobody.
        nature: What was lost: confidentiality, integrity, availability.
        systems, recipients, categories: Where, as the policy names them.
        aware_at, began_at, ended_at: Instants, in microseconds UTC.
        law: The law whose term governs, or empty where none sets one.
        persons, records: Approximate numbers, counted from what is held.
        risk: To people's rights; empty until it was assessed.
        telling: What was decided about the people.
        why: The reasons of both.
        consequences, measures: Art. 33(3)(c), (d).
        notified_at, reference, late: When the authority was told, under which number of theirs,
            and why it was late.
    """

    what: str
    nature: tuple[str, ...]
    aware_at: int
    systems: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    began_at: int | None = None
    ended_at: int | None = None
    law: str = ""
    persons: int = 0
    records: int = 0
    risk: str = ""
    telling: str = ""
    why: str = ""
    consequences: str = ""
    measures: str = ""
    notified_at: int | None = None
    reference: str = ""
    late: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A breach as it stands, with its history and the people who are to be told."""

    row: DossierRow
    happened: Happened
    events: tuple[DossierEventRow, ...]
    persons: tuple[DossierPersonRow, ...]
    due: BreachDue | None

    @property
    def id(self) -> bytes:
        """The id under which it is kept."""
        return self.row.dossier

    def late_at(self, now: datetime) -> bool:
        """Whether the authority should know by now and does not."""
        due = self.row.due_at
        waits = self.happened.notified_at is None and self.happened.risk != "none"
        return waits and due is not None and to_micros(now) > due


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What was found of a breach, and decided."""

    risk: str
    telling: str
    why: str
    consequences: str = ""
    measures: str = ""


class Breaches:
    """Keeps the register of breaches (GDPR Art. 33(5))."""

    def __init__(
        self,
        *,
        policy: Policy,
        law: LawBook,
        calendar: Callable[[], HolidayCalendar],
        dossiers: Dossiers,
        data: DataStore,
        entropy: Entropy,
    ) -> None:
        self._policy = policy
        self._law = law
        self._calendar = calendar
        self._dossiers = dossiers
        self._data = data
        self._entropy = entropy

    def open(self, happened: Happened, now: datetime, *, who: str) -> Breach:
        """Write a breach down; its clock began when the controller became aware.

        Raises:
            InputError: `breach/no-nature`, `breach/no-reach`, `breach/unknown-name`,
                `breach/before-aware`, `breach/out-of-order`, `breach/no-account`.
        """
        if not happened.nature or any(one not in NATURES for one in happened.nature):
            raise InputError(
                "breach/no-nature",
                "a breach is of confidentiality, integrity or availability",
                help="name one or more of them",
            )
        if happened.aware_at > to_micros(now):
            raise InputError(
                "breach/before-aware",
                "nobody is aware of what is still to come",
                help="give the instant at which you knew",
            )
        _check_account(happened)
        self._check_names(happened)
        reach = touched(self._policy, self._data, happened)
        due = self._due(happened)
        known = replace(
            happened,
            what=words(happened.what, "account"),
            law="" if due is None else due.law,
            categories=tuple(sorted(reach.categories)),
            persons=len(reach.persons),
            records=reach.records,
        )
        row = DossierRow(
            dossier=self._entropy.bytes(16),
            kind="breach",
            state="opened",
            opened_at=to_micros(now),
            due_at=None if due is None else to_micros(due.at),
            closed_at=None,
            body=encoded(asdict(known)),
        )
        self._dossiers.write(row, Step(event="opened", who=who, records=reach.records), now)
        return self.show(row.dossier)

    def show(self, breach: bytes) -> Breach:
        """Return a breach as it stands.

        Raises:
            InputError: `dossier/unknown`.
        """
        row = self._dossiers.row(breach)
        happened = _happened(row)
        return Breach(
            row=row,
            happened=happened,
            events=self._dossiers.events(breach),
            persons=self._dossiers.persons(breach),
            due=self._due(happened),
        )

    def listed(self) -> list[Breach]:
        """Return every breach, oldest first."""
        return [self.show(row.dossier) for row in self._dossiers.listed()]

    def assess(self, breach: bytes, found: Assessment, now: datetime, *, who: str) -> Breach:
        """Say what the risk is and whether people are told, with the reasons of both.

        Whoever is to be told is bound to the breach now, as the data stands today.

        Raises:
            InputError: `breach/unknown-name`, `breach/no-reasons`, `breach/high-risk-untold`,
                `breach/no-risk-told`, `breach/closed`.
        """
        known = self._open(breach)
        _check("risk", found.risk, RISKS)
        _check("decision", found.telling, TELLINGS)
        if not found.why.strip():
            raise InputError(
                "breach/no-reasons",
                "an assessment says why (GDPR Art. 33(5))",
                help="give the reasons of the risk and of telling or not",
            )
        # GDPR Art. 34(1), (3): at a high risk people are told, unless one of three reasons holds.
        if found.risk == "high" and found.telling == "not-needed":
            raise InputError(
                "breach/high-risk-untold",
                "at a high risk people are told, or one of three reasons says why not",
                help="decide tell, encrypted, measures-taken or disproportionate (Art. 34(3))",
            )
        # GDPR Art. 34(1): people are told of a high risk; of none there is nothing to tell them.
        if found.risk == "none" and found.telling == "tell":
            raise InputError(
                "breach/no-risk-told",
                "people are told of a high risk to them, and this assessment finds none",
                help="Art. 34(1): decide not-needed, or say which risk there is",
            )
        reach = touched(self._policy, self._data, known.happened)
        judged = replace(
            known.happened,
            risk=found.risk,
            telling=found.telling,
            why=words(found.why, "reasons"),
            consequences=words(found.consequences, "consequences"),
            measures=words(found.measures, "measures"),
            persons=len(reach.persons),
            records=reach.records,
        )
        people: Sequence[bytes] = sorted(reach.persons) if found.telling == "tell" else ()
        # Who was told already keeps that.
        fresh = [one for one in people if one not in {row.person for row in known.persons}]
        row = moved(known.row, "assessed", asdict(judged))
        step = Step(event="assessed", who=who, detail=found.risk, records=reach.records)
        self._dossiers.write(row, step, now, persons=fresh)
        return self.show(breach)

    def notify(
        self, breach: bytes, now: datetime, *, who: str, reference: str = "", late: str = ""
    ) -> Breach:
        """Write down that the authority was told.

        Raises:
            InputError: `breach/late-without-reasons`, `breach/closed`.
        """
        known = self._open(breach)
        # GDPR Art. 33(1): after 72 hours the notification comes with the reasons for the delay.
        if known.late_at(now) and not late.strip():
            raise InputError(
                "breach/late-without-reasons",
                "the term is over: the notification says why it is late",
                help="say so with --late",
            )
        told = replace(
            known.happened,
            notified_at=known.happened.notified_at or to_micros(now),
            reference=words(reference, "reference") or known.happened.reference,
            late=words(late, "reasons for the delay") or known.happened.late,
        )
        row = moved(known.row, known.row.state, asdict(told))
        self._dossiers.write(row, Step(event="notified", who=who, detail=reference), now)
        return self.show(breach)

    def lacking(self, breach: bytes) -> Declined | None:
        """Return what still has to be done before a breach can be closed, or None."""
        known = self.show(breach)
        happened, address = known.happened, "security"
        if not happened.risk:
            return Declined(
                code="NOT_ASSESSED", why="nobody assessed the risk yet", address=address
            )
        if happened.risk != "none" and happened.notified_at is None and known.row.due_at:
            return Declined(
                code="AUTHORITY_UNTOLD",
                why="the authority was not told, and the risk asks for it",
                help="send the form, then write it down with `troth breach tell`",
                address=address,
            )
        waiting = [row for row in known.persons if row.state not in (TOLD, *UNREACHED)]
        if happened.telling == "tell" and waiting:
            return Declined(
                code="PEOPLE_UNTOLD",
                why=f"{len(waiting)} people are still to be told",
                help="write to them with `troth breach tell --people`",
                address=address,
            )
        return None

    def close(self, breach: bytes, now: datetime, *, who: str) -> Breach | Declined:
        """End a breach, once everybody knows who must.

        Raises:
            InputError: `breach/closed`.
        """
        known = self._open(breach)
        lacking = self.lacking(breach)
        if lacking is not None:
            return lacking
        row = moved(known.row, "closed", asdict(known.happened), closed=now)
        self._dossiers.write(row, Step(event="closed", who=who), now)
        return self.show(breach)

    def _open(self, breach: bytes) -> Breach:
        known = self.show(breach)
        if known.row.closed_at is not None:
            raise InputError("breach/closed", "this breach was closed")
        return known

    def _due(self, happened: Happened) -> BreachDue | None:
        aware = from_micros(happened.aware_at)
        return breach_due(self._policy, self._law, self._calendar(), aware)

    def _check_names(self, happened: Happened) -> None:
        given = (
            ("system", happened.systems, self._policy.systems),
            ("recipient", happened.recipients, self._policy.recipients),
            ("category", happened.categories, self._policy.categories),
        )
        if not any(names for _, names, _ in given):
            raise InputError(
                "breach/no-reach",
                "a breach names what it touched",
                help="name systems, recipients or categories of the policy",
            )
        for what, names, known in given:
            for name in names:
                _check(what, name, known)


def _check_account(happened: Happened) -> None:
    # GDPR Art. 33(5): the register comprises the facts; without an account it holds none.
    if not happened.what.strip():
        raise InputError(
            "breach/no-account",
            "a breach says what happened (GDPR Art. 33(5))",
            help="say it in a sentence that names nobody",
        )
    began, ended = happened.began_at, happened.ended_at
    if began is not None and began > happened.aware_at:
        raise InputError(
            "breach/out-of-order",
            "nobody is aware of a breach before it began",
            help="the clock runs from awareness: give its own instant",
        )
    if began is not None and ended is not None and ended < began:
        raise InputError(
            "breach/out-of-order",
            "the breach would have ended before it began",
            help="give both instants with their offsets",
        )


def _check(what: str, name: str, known: Iterable[str]) -> None:
    names = sorted(known)
    if name not in names:
        raise InputError(
            "breach/unknown-name", f"`{name}` is no {what} here", help=nearest(name, names)
        )


def _happened(row: DossierRow) -> Happened:
    return body_of(row, Happened)
