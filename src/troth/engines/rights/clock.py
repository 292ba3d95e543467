"""When a request is due: the statute clock asked for one policy, under every law that applies.

Joins a policy's seat, time zone and promise with the law packs and the pauses and the extension of
a request. The earliest date drives the alarm. What the law or the policy does not allow comes back
as a refusal and changes nothing.

Which laws: those of the person's residence, and the GDPR if the policy is under it, for its rights
turn on nobody's nationality; where neither sets a term, the policy's own. GDPR Art. 3, 12(3).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from troth.core.periods import to_micros
from troth.core.requests import Case
from troth.law.book import LawBook
from troth.law.calendars import HolidayCalendar
from troth.law.cases import open_case, reckon_all
from troth.law.counting import day_of
from troth.law.derivation import derive_strictest
from troth.law.statute import AnswerPromise, Dues, Refusal, extend, notice_by, resume, suspend
from troth.law.statute import Case as LawCase
from troth.policy.answering import answer_promise, laws_named
from troth.policy.compiled import Policy

GDPR = "gdpr"

APPEAL: Final = "appeal"
"""The term of an appeal, where a law sets one: state privacy acts of the US do."""

_FOR_APPEALS: Final = AnswerPromise(within=None, extends=None)
"""What a policy promises of answers, it promises of requests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The three dates of a request, days of the controller's establishment, and how they came.

    Attributes:
        alarm: The earliest of them.
        laws: Every law that was asked; the first one governs.
        running: Whether the clock runs; it stands during a suspension.
        derivation: Lines that a lawyer can follow.
    """

    safe: date
    statutory: date
    promised: date | None
    alarm: date
    laws: tuple[str, ...]
    running: bool
    derivation: tuple[str, ...]


class RequestClock:
    """Counts the terms of requests under one policy.

    Args:
        policy: Whose seat, zone and promise count.
        book: All law packs.
        calendar: Gives the holidays of the controller's establishment when they are needed.
    """

    def __init__(
        self, *, policy: Policy, book: LawBook, calendar: Callable[[], HolidayCalendar]
    ) -> None:
        self._policy = policy
        self._book = book
        self._calendar = calendar
        self.zone = ZoneInfo(policy.controller.timezone)

    def dates(self, case: Case, received: datetime, residence: str, now: datetime) -> Dates:
        """Return when a request is due, its pauses and extension counted in.

        Raises:
            InputError: `law/none-applies`, `clock/out-of-calendar`.
        """
        dues = self._dues(case, received, residence, now)
        governing = dues.governing.case.term.law
        names = sorted({due.case.term.law for due in dues.each} - {governing})
        return Dates(
            safe=dues.safe,
            statutory=dues.statutory,
            promised=dues.promised,
            alarm=dues.alarm,
            laws=(governing, *names),
            running=all(due.running for due in dues.each),
            derivation=derive_strictest(dues),
        )

    def may_suspend(
        self, case: Case, received: datetime, residence: str, ground: str, now: datetime
    ) -> Refusal | None:
        """Return why no law that applies stops the clock for `ground`, or None when one does.

        A ground can name its own reason: `identity-doubt:REASON`.
        """
        began = self.day(now)
        answers = [
            suspend(each, ground=ground.partition(":")[0], began=began)
            for each in self._cases(case, received, residence)
        ]
        return _refused_by_all(answers)

    def may_extend(
        self, case: Case, received: datetime, residence: str, reasons: str, now: datetime
    ) -> Refusal | None:
        """Return why the term cannot be extended by a notice given now, or None when it can."""
        notice = self.day(now)
        answers = [
            extend(each, notice=notice, reasons=reasons)
            for each in self._cases(case, received, residence)
        ]
        return _refused_by_all(answers)

    def notice_by(
        self, case: Case, received: datetime, residence: str, now: datetime
    ) -> date | None:
        """Return the last day for the notice of an extension, or None where there is none."""
        as_of = self.day(now)
        days = [notice_by(each, as_of=as_of) for each in self._cases(case, received, residence)]
        return min((day for day in days if day is not None), default=None)

    def day(self, instant: datetime) -> date:
        """Return the day of an instant where the controller is established."""
        return day_of(instant, self.zone)

    def over(self, day: date) -> datetime:
        """Return the first instant after a day, where the controller is established."""
        return datetime.combine(day + timedelta(days=1), time(), self.zone)

    def over_micros(self, day: date) -> int:
        """Return the first instant after a day, in microseconds UTC."""
        return to_micros(self.over(day))

    def last_day(self, over: datetime) -> date:
        """Return the day that ends at an instant; the inverse of `over`."""
        return day_of(over - timedelta(microseconds=1), self.zone)

    def _dues(self, case: Case, received: datetime, residence: str, now: datetime) -> Dues:
        cases = self._cases(case, received, residence)
        return reckon_all(cases, as_of=max(self.day(now), self.day(received)))

    def _cases(self, case: Case, received: datetime, residence: str) -> list[LawCase]:
        if case.appealed_at is not None:
            day = self.day(case.appealed_at)
            laws = self._laws(case.right, day, residence)
            appeals = self._with_a_term(laws, APPEAL, day, residence or None, own=True)
            # Where no law sets a term for an appeal, it is a request like the first.
            asked = [(law, APPEAL) for law in appeals] or [(law, case.right) for law in laws]
        else:
            day = self.day(received)
            asked = [(law, case.right) for law in self._laws(case.right, day, residence)]
        opened = [
            open_case(
                self._book,
                law=law,
                right=term,
                received=day,
                calendar=self._calendar(),
                promise=_FOR_APPEALS if term == APPEAL else answer_promise(self._policy),
                region=residence or None,
            )
            for law, term in asked
        ]
        return [self._replayed(each, case) for each in opened]

    def _laws(self, right: str, day: date, residence: str) -> tuple[str, ...]:
        there = self._book.laws_for(residence, day) if residence else ()
        found = self._with_a_term(there, right, day, residence or None)
        under = laws_named(self._policy)
        if GDPR in under or not under:
            return tuple(dict.fromkeys((*found, GDPR)))
        return found or self._with_a_term(under, right, day, None) or (GDPR,)

    def _with_a_term(
        self,
        laws: Sequence[str],
        right: str,
        day: date,
        region: str | None,
        *,
        own: bool = False,
    ) -> tuple[str, ...]:
        """Return the laws with a term for a right on a day; `own`: one by that very name."""
        named = {law: right if own else self._book.event_for(law, right) for law in laws}
        return tuple(
            law
            for law, event in named.items()
            if law != "messages" and self._book.deadline(law, event, day, region) is not None
        )

    def _replayed(self, opened: LawCase, case: Case) -> LawCase:
        """Return a law's case with what it allows of what happened; the rest moves nothing."""
        # What moved the first term moves nothing of an appeal's.
        since = case.appealed_at or datetime.min.replace(tzinfo=UTC)
        happened: list[tuple[datetime, str, str]] = []
        for pause in case.pauses:
            if pause.start < since:
                continue
            happened.append((pause.start, "suspend", pause.ground))
            if pause.stop is not None:
                happened.append((pause.stop, "resume", ""))
        if case.extended_at is not None and case.extended_at >= since:
            happened.append((case.extended_at, "extend", case.extended_for))
        for at, what, ground in sorted(happened, key=lambda each: each[0]):
            after = _happen(opened, what, ground, self.day(at))
            opened = opened if isinstance(after, Refusal) else after
        return opened


def _happen(case: LawCase, what: str, ground: str, day: date) -> LawCase | Refusal:
    if what == "suspend":
        return suspend(case, ground=ground.partition(":")[0], began=day)
    if what == "resume":
        return resume(case, ended=day)
    return extend(case, notice=day, reasons=ground)


def _refused_by_all(answers: Sequence[LawCase | Refusal]) -> Refusal | None:
    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    return refused[0] if len(refused) == len(answers) else None
