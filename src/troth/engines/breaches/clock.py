"""By when the authority is told of a breach: the term of every law that applies, the strictest.

The clock starts when the controller became aware, and no holiday and no night stops hours. Values
in, values out. GDPR Art. 33(1); Regulation (EEC, Euratom) 1182/71 Art. 3(1), 3(2)(a).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from troth.law.book import Deadline, LawBook
from troth.law.calendars import HolidayCalendar
from troth.law.counting import after_working_days, day_of
from troth.law.derivation import derive_hours
from troth.law.statute import reckon_hours
from troth.policy.answering import laws_over
from troth.policy.compiled import Policy

EVENT: Final = "breach-authority"


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachDue:
    """By when, under which law, and how it was counted."""

    at: datetime
    law: str
    derivation: tuple[str, ...]


def breach_due(
    policy: Policy, book: LawBook, calendar: HolidayCalendar, aware: datetime
) -> BreachDue | None:
    """Return when the authority must know at the latest, or None where no law sets a term.

    Args:
        aware: When the controller became aware of the breach.
    """
    zone = ZoneInfo(policy.controller.timezone)
    day, seat = day_of(aware, zone), policy.controller.seat or None
    laws = laws_over(policy, book, day)
    terms = [book.deadline(law, EVENT, day, seat) for law in laws]
    found = [_counted(term, aware, zone, calendar) for term in terms if term is not None]
    return min(found, key=lambda one: one.at, default=None)


def _counted(
    term: Deadline, aware: datetime, zone: ZoneInfo, calendar: HolidayCalendar
) -> BreachDue:
    if term.limit.hours:
        due = reckon_hours(aware, term, zone=zone, calendar=calendar)
        # The safe end: counted from the very instant, so that nobody relies on the rounded hour.
        return BreachDue(at=due.safe, law=term.law, derivation=derive_hours(due))
    last = after_working_days(day_of(aware, zone), term.limit.business_days, calendar)
    at = datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC)
    where = f"{term.law}: {term.event}, {term.limit} ({term.basis or term.source})"
    return BreachDue(at=at, law=term.law, derivation=(where, f"the last of them is {last}"))
