"""The statute clock: when an answer is due, with three dates and the way they were found.

`safe` does not rely on the roll-over of a last day, `statutory` does, `promised` is the policy's
own word; the earliest drives the alarm. A suspension or an extension enters a `Case` only through
`suspend`, `resume` and `extend`, which return a `Refusal` where the law or the policy does not
allow it; the case stays as it was. Nothing here reads a clock, and days are those of the
controller's establishment (`counting.day_of`). GDPR Art. 12(3); Regulation (EEC, Euratom) 1182/71.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from troth.core.periods import Period
from troth.errors import InputError
from troth.law.book import Deadline, Limit
from troth.law.calendars import HolidayCalendar
from troth.law.counting import (
    after_days,
    after_hours,
    after_months,
    after_working_days,
    day_of,
    roll,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """Days on which the clock stands: after `began`, up to and with `ended`."""

    ground: str
    began: date
    ended: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """A longer term, of which the person was told with its reasons."""

    notice: date
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPromise:
    """What the policy itself promises of answers.

    `extends` is None where the policy is silent: then a period of its own is not extended.
    """

    within: Period | None
    extends: bool | None = None

    @property
    def allows_extension(self) -> bool:
        """Whether the policy leaves room for an extension."""
        return self.within is None if self.extends is None else self.extends


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One request under one law.

    Args:
        received: The day of the event, where the controller is established.
        term: The term of law in force on that day.
        calendar: The holidays of the controller's establishment.
        longer: The term by which the law lets `term` be extended, if it does.
        promise: What the policy promises, if it does.
        region: Where the person is, if that decides the term.
        outside: The place of the calendar, where it lies outside the law whose periods it counts.
    """

    received: date
    term: Deadline
    calendar: HolidayCalendar
    longer: Deadline | None = None
    promise: AnswerPromise | None = None
    region: str | None = None
    outside: str = ""
    suspensions: tuple[Suspension, ...] = ()
    extension: Extension | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a clock does not do what was asked; the case is unchanged."""

    code: str
    detail: str
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When a case is due, and what was counted to find it.

    Args:
        case: The case.
        limit: The term, with its extension.
        counted: The end of the term before any suspension.
        suspended: Calendar days on which the clock stood.
        safe: The last day that nobody can call late.
        passed: Days over which the last day rolled, with their names.
        statutory: The last day of the law.
        promised: The last day of the policy's own promise.
        running: Whether the clock runs; it stands while a suspension is open.
    """

    case: Case
    limit: Limit
    counted: date
    suspended: int
    safe: date
    passed: tuple[tuple[date, str], ...]
    statutory: date
    promised: date | None
    running: bool

    @property
    def alarm(self) -> date:
        """The earliest of the three dates."""
        return min(self.safe, self.statutory, self.promised or self.statutory)


def reckon(case: Case, *, as_of: date | None = None) -> Due:
    """Return when a case is due.

    Args:
        case: The case; its term is not in hours.
        as_of: Up to when an open suspension is counted; needed only while one is open.

    Raises:
        InputError: `clock/out-of-calendar`, `clock/open-suspension`, `clock/in-hours`.
    """
    if case.term.limit.hours:
        help = "count it from an instant, with `reckon_hours`"
        raise InputError("clock/in-hours", f"`{case.term.event}` is a term in hours", help=help)
    case.calendar.require(case.received)
    limit = case.term.limit
    if case.extension is not None and case.longer is not None:
        limit += case.longer.limit
    stood = _stood(case, as_of)
    counted, safe = _ends(case, limit, stood)
    statutory = safe
    passed: tuple[tuple[date, str], ...] = ()
    if case.term.roll_holiday and not limit.at_once:
        statutory, passed = roll(safe, case.calendar)
    return Due(
        case=case,
        limit=limit,
        counted=counted,
        suspended=sum((ended - began).days for began, ended in stood),
        safe=safe,
        passed=passed,
        statutory=statutory,
        promised=_promised(case),
        running=all(each.ended is not None for each in case.suspensions),
    )


def _ends(case: Case, limit: Limit, stood: Sequence[tuple[date, date]]) -> tuple[date, date]:
    counted = after_days(after_months(case.received, limit.months), limit.days)
    if limit.business_days:
        # Business days on which the clock stands are not counted at all.
        plain = after_working_days(counted, limit.business_days, case.calendar)
        end = after_working_days(
            counted,
            limit.business_days,
            case.calendar,
            lambda day: any(began < day <= ended for began, ended in stood),
        )
        return plain, end
    return counted, after_days(counted, sum((ended - began).days for began, ended in stood))


def _stood(case: Case, as_of: date | None) -> list[tuple[date, date]]:
    """Return the days on which the clock stood, as pairs that do not overlap."""
    stood: list[tuple[date, date]] = []
    for each in case.suspensions:
        ended = each.ended or as_of
        if ended is None:
            help = "say up to which day it is counted"
            raise InputError("clock/open-suspension", "the clock stands", help=help)
        stood.append((each.began, max(each.began, ended)))
    return stood


def _promised(case: Case) -> date | None:
    # What is promised "in all cases" waits for nobody: neither a holiday nor a suspension moves it.
    promise = case.promise
    if promise is None or promise.within is None:
        return None
    within = promise.within
    day = after_days(after_months(case.received, within.months), within.days)
    day = after_days(day, within.seconds // 86_400)
    if case.extension is None or case.longer is None:
        return day
    day = after_days(after_months(day, case.longer.limit.months), case.longer.limit.days)
    return after_working_days(day, case.longer.limit.business_days, case.calendar)


def notice_by(case: Case, *, as_of: date | None = None) -> date | None:
    """Return the last day for the notice of an extension, or None where the law knows none.

    GDPR Art. 12(3): within one month of receipt. A law that names no such day lets a running term
    be extended only, so that the first term's last day is meant.
    """
    if case.longer is None:
        return None
    first = replace(case, extension=None)
    if case.longer.notice_within is not None:
        first = replace(first, term=replace(case.term, limit=case.longer.notice_within))
    return reckon(first, as_of=as_of).statutory


def extend(case: Case, *, notice: date, reasons: str) -> Case | Refusal:
    """Return the case with its longer term, or why it is not had.

    Args:
        case: The case.
        notice: The day on which the person was told.
        reasons: Why the answer takes longer: one of the grounds, where the law closes them.
    """
    if case.longer is None:
        return Refusal(
            code="NOT_ALLOWED_BY_LAW",
            detail=f"{case.term.law} knows no extension of `{case.term.event}`",
            help="answer within the first term",
        )
    if case.promise is not None and not case.promise.allows_extension:
        return Refusal(
            code="NOT_ALLOWED_BY_POLICY",
            detail="the policy promises an answer in its own time and leaves no room for more",
            help="answer within the promised time, or publish a policy that says otherwise",
        )
    if case.extension is not None:
        return Refusal(code="ALREADY_EXTENDED", detail="a term is extended once")
    if case.longer.reasons and not reasons.strip():
        return Refusal(
            code="REASONS_MISSING",
            detail="the notice of an extension states its reasons",
            help=_grounds(case.longer) or case.longer.basis,
        )
    # GDPR Art. 12(3): only the complexity and the number of the requests.
    if case.longer.grounds and reasons not in case.longer.grounds:
        return Refusal(
            code="REASONS_NOT_ALLOWED",
            detail=f"{case.term.law} extends no term for `{reasons[:60]}`",
            help=_grounds(case.longer),
        )
    if notice < _latest_event(case):
        return _set_back(notice, _latest_event(case))
    last = notice_by(case, as_of=notice)
    if last is not None and notice > last:
        return Refusal(
            code="EXTENSION_TOO_LATE",
            detail=f"the notice went out on {notice}, after its last day {last}",
            help="the first term stays; answer now",
        )
    return replace(case, extension=Extension(notice=notice, reasons=reasons))


def suspend(case: Case, *, ground: str, began: date) -> Case | Refusal:
    """Return the case with its clock stopped from `began` on, or why it is not stopped."""
    if ground not in case.term.suspend:
        known = ", ".join(case.term.suspend)
        return Refusal(
            code="SUSPENSION_NOT_ALLOWED",
            detail=f"{case.term.law} does not stop the clock for `{ground}`",
            help=f"it does for: {known}" if known else "nothing stops this clock",
        )
    if any(each.ended is None for each in case.suspensions):
        return Refusal(code="ALREADY_SUSPENDED", detail="the clock stands already")
    if began < _latest_event(case):
        return _set_back(began, _latest_event(case))
    last = reckon(case).statutory
    if began > last:
        return Refusal(
            code="SUSPENSION_TOO_LATE",
            detail=f"the term ended on {last}; nothing is left to stop on {began}",
        )
    made = Suspension(ground=ground, began=began)
    return replace(case, suspensions=(*case.suspensions, made))


def resume(case: Case, *, ended: date) -> Case | Refusal:
    """Return the case with its clock running again after `ended`, or why not."""
    if not case.suspensions or case.suspensions[-1].ended is not None:
        return Refusal(code="NOT_SUSPENDED", detail="the clock runs")
    standing = case.suspensions[-1]
    if ended < standing.began:
        return _set_back(ended, standing.began)
    closed = replace(standing, ended=ended)
    return replace(case, suspensions=(*case.suspensions[:-1], closed))


def _grounds(longer: Deadline) -> str:
    known = ", ".join(longer.grounds)
    return f"{longer.basis} knows: {known}" if known else ""


def _latest_event(case: Case) -> date:
    days = [case.received]
    for each in case.suspensions:
        days.append(each.ended or each.began)
    if case.extension is not None:
        days.append(case.extension.notice)
    return max(days)


def _set_back(given: date, known: date) -> Refusal:
    return Refusal(
        code="CLOCK_SET_BACK",
        detail=f"{given} lies before {known}, which is already on record",
        help="events are entered in the order in which they happened",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DueInstant:
    """When a term in hours ends.

    Args:
        term: The term of law.
        event: When it happened.
        zone: Where the hours of the clock are counted.
        safe: The end of the term counted from the very instant, in UTC.
        statutory: The end of its last full hour, in UTC.
        two_working_days: For information: the second working day after the event.
    """

    term: Deadline
    event: datetime
    zone: tzinfo
    safe: datetime
    statutory: datetime
    two_working_days: date


def reckon_hours(
    event: datetime, term: Deadline, *, zone: tzinfo, calendar: HolidayCalendar
) -> DueInstant:
    """Return when a term in hours ends; it never rolls and is never suspended.

    Raises:
        InputError: `time/naive`, `clock/not-in-hours`, `clock/out-of-calendar`.
    """
    if not term.limit.hours:
        raise InputError("clock/not-in-hours", f"`{term.event}` is not a term in hours")
    statutory = after_hours(event, term.limit.hours, zone)
    return DueInstant(
        term=term,
        event=event,
        zone=zone,
        safe=event.astimezone(UTC) + timedelta(hours=term.limit.hours),
        statutory=statutory,
        two_working_days=after_working_days(day_of(event, zone), 2, calendar),
    )


@dataclass(frozen=True, slots=True)
class Dues:
    """When one request is due under every law that applies: the strictest governs each date."""

    each: tuple[Due, ...]

    @property
    def governing(self) -> Due:
        """The case of the law that ends first."""
        return min(self.each, key=lambda due: (due.statutory, due.safe, due.case.term.law))

    @property
    def safe(self) -> date:
        """The earliest safe date."""
        return min(due.safe for due in self.each)

    @property
    def statutory(self) -> date:
        """The earliest statutory date."""
        return self.governing.statutory

    @property
    def promised(self) -> date | None:
        """The date of the policy's promise."""
        days = [due.promised for due in self.each if due.promised is not None]
        return min(days, default=None)

    @property
    def alarm(self) -> date:
        """The earliest of all."""
        return min(due.alarm for due in self.each)
