"""How a due date was found, in lines that a lawyer can follow.

Each line names the rule it applies and where the rule stands. Nothing is counted here: the lines
tell what `troth.law.statute` counted, and a line is there only where its rule did something.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from troth.law.book import Deadline
from troth.law.calendars import UNKNOWN_PLACE, WEEKDAYS
from troth.law.statute import Due, DueInstant, Dues


def derive(due: Due) -> tuple[str, ...]:
    """Return the derivation of a due date, first line first."""
    return tuple(_lines(due))


def derive_strictest(dues: Dues) -> tuple[str, ...]:
    """Return the derivation of the governing law, then where the other laws end."""
    governing = dues.governing
    lines = list(derive(governing))
    for due in dues.each:
        if due is not governing:
            name = due.case.term.law
            lines.append(
                f"{name} applies too and ends on {_day(due.statutory)} (safe: {due.safe}): the"
                f" strictest law governs, {governing.case.term.law}"
            )
            lines += _outside(due)
    return tuple(lines)


def derive_hours(due: DueInstant) -> tuple[str, ...]:
    """Return the derivation of a term in hours."""
    event = due.event.astimezone(due.zone)
    statutory = due.statutory.astimezone(due.zone)
    return (
        _rule(due.term),
        f"{_start(due.term)} at {_minute(event)}; the hour of the event is not counted"
        f"{_article(due.term, '3(1)')}",
        f"the last of {due.term.limit} ends at {_minute(statutory)}"
        f"{_article(due.term, '3(2)(a)')}; a term in hours does not roll over",
        f"safe: counted from the very instant it ends at {_minute(due.safe.astimezone(due.zone))}",
        f"for information: the second working day after the event is"
        f" {_day(due.two_working_days)}{_article(due.term, '3(5)')}",
    )


def _lines(due: Due) -> Iterator[str]:
    case, term = due.case, due.case.term
    yield _rule(term, case.region)
    if due.limit.at_once:
        yield f"{_start(term)} on {_day(case.received)}: due at once, on the same day"
    else:
        yield (
            f"{_start(term)} on {_day(case.received)}; that day is not counted"
            f"{_article(term, '3(1)')}"
        )
        yield from _extension(due)
        yield _counted(due)
        yield from _suspensions(due)
        yield from _roll(due)
    yield from _promise(due)


def _rule(term: Deadline, region: str | None = None) -> str:
    began = term.began(region)
    since = f"in force since {began}" if began else "in force, first day unknown"
    if began and not term.valid_from and not term.region_dates:
        since = f"in force, first day unknown, the act being of {began}"
    sure = "read in its source" if term.confidence == "verified" else "general knowledge"
    basis = f"{term.basis}, " if term.basis else ""
    note = f"; {term.note}" if term.note else ""
    return f"{term.law}: {term.event}, {term.limit} ({basis}{term.source}; {since}; {sure}){note}"


def _start(term: Deadline) -> str:
    if term.start == "receipt":
        return "received"
    return f"{term.start.replace('-', ' ')}"


def _extension(due: Due) -> Iterator[str]:
    made, longer = due.case.extension, due.case.longer
    if made is None or longer is None:
        return
    reasons = f", for {made.reasons.replace('-', ' ')}" if made.reasons else ""
    yield (
        f"extended by {longer.limit}{reasons}, stated in the notice of {_day(made.notice)}"
        f" ({longer.basis or longer.source}): {due.limit} in all, counted from the same day"
    )


def _counted(due: Due) -> str:
    limit, received = due.limit, due.case.received
    ends = f"{limit} later is {_day(due.counted)}"
    if limit.business_days:
        return f"{ends}, counting working days of {due.case.calendar.place} only"
    if limit.months and due.counted.day != received.day and not limit.days:
        return (
            f"{ends}: that month has no day {received.day}, so its last day counts"
            f"{_article(due.case.term, '3(2)(c)')}"
        )
    article = "3(2)(c)" if limit.months else "3(2)(b)"
    return f"{ends}{_article(due.case.term, article)}"


def _suspensions(due: Due) -> Iterator[str]:
    for each in due.case.suspensions:
        ended = f"to {each.ended}" if each.ended else "and stands still"
        yield f"the clock stood from {each.began} {ended}, for {each.ground.replace('-', ' ')}"
    if due.case.suspensions:
        days = f"{due.suspended} day" + ("" if due.suspended == 1 else "s")
        yield f"{days} on which the clock stood: the term ends on {_day(due.safe)}"


def _roll(due: Due) -> Iterator[str]:
    term = due.case.term
    if not term.roll_holiday:
        yield "no roll-over is relied on under this law: a last day of rest stays the last day"
        return
    place = due.case.calendar.place
    if not due.passed:
        yield f"{due.safe} is a working day in {place}: nothing rolls{_article(term, '3(4)')}"
        yield from _outside(due)
        return
    rests = ", ".join(f"{day} is {_named(day, name)}" for day, name in due.passed)
    yield (
        f"{rests}: the term ends with the next working day, {_day(due.statutory)}"
        f"{_article(term, '3(4)')}, by the holidays of {place}"
    )
    yield f"safe: without relying on the roll-over it ends on {due.safe}"
    yield from _outside(due)


def _outside(due: Due) -> Iterator[str]:
    """Say where a roll-over rests on holidays that the law itself does not mean."""
    term, place = due.case.term, due.case.outside
    if place == UNKNOWN_PLACE:
        yield "the seat is not known here, nor its holidays: keep to the safe date"
    elif place:
        yield (
            f"{place} lies outside {', '.join(term.regions)}: {term.counting} Art. 2(1) means the"
            " holidays of a Member State, so keep to the safe date"
        )


def _promise(due: Due) -> Iterator[str]:
    promise = due.case.promise
    if promise is not None and promise.within is not None and due.promised is not None:
        extended = " with its extension" if due.case.extension else ""
        yield (
            f"promised: the policy says {promise.within}{extended}, to {_day(due.promised)};"
            " no holiday and no suspension moves it"
        )
    yield f"the earliest is {_day(due.alarm)}"


def _article(term: Deadline, article: str) -> str:
    return f" ({term.counting} Art. {article})" if term.counting else ""


def _named(day: date, name: str) -> str:
    weekday = WEEKDAYS[day.weekday()]
    return f"a {weekday}" if name == weekday else f"{name}"


def _day(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day}"


def _minute(instant: datetime) -> str:
    return instant.isoformat(sep=" ", timespec="minutes")
