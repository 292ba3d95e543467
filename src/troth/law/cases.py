"""A request becomes a case: which term of which law it falls under on the day it was received.

Joins a law book, a calendar and what the policy promises; decides nothing else. A law that sets no
term for what is asked on that day is refused, with the days it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from troth.errors import InputError
from troth.law.book import Deadline, LawBook
from troth.law.calendars import HolidayCalendar
from troth.law.statute import AnswerPromise, Case, Dues, reckon


def find_term(
    book: LawBook, law: str, right: str, day: date, region: str | None = None
) -> Deadline:
    """Return the term of `law` for a right or an event, in force on `day`.

    Args:
        book: All law packs.
        law: The name of a law, `gdpr`.
        right: A right (`access`) or a term of that law by name (`breach-authority`).
        day: The day of receipt or of the event.
        region: Where the person is, `US-TX`, where that decides.

    Raises:
        InputError: `law/unknown`, `law/unknown-term`, `law/not-in-force`.
    """
    if law not in book.laws():
        raise InputError(
            "law/unknown", f"`{law}` is no law of the packs", help=_listed(book.laws())
        )
    event = book.event_for(law, right)
    if event not in book.events(law) or right not in {*book.rights(), *book.events(law)}:
        raise InputError(
            "law/unknown-term",
            f"`{law}` sets no term for `{right}`",
            help=_listed(book.events(law)),
        )
    found = book.deadline(law, event, day, region)
    if found is None:
        raise InputError(
            "law/not-in-force",
            f"`{law}` sets no term for `{event}` on {day}" + (f" in `{region}`" if region else ""),
            help="; ".join(
                _in_force(each, region) for each in book.variants(law, event, region)
            ) or "the law excepts this region",
        )  # fmt: skip
    return found


def open_case(
    book: LawBook,
    *,
    law: str,
    right: str,
    received: date,
    calendar: HolidayCalendar,
    promise: AnswerPromise | None = None,
    region: str | None = None,
) -> Case:
    """Return the case of a request under one law.

    Raises:
        InputError: `law/unknown`, `law/unknown-term`, `law/not-in-force`.
    """
    term = find_term(book, law, right, received, region)
    return Case(
        received=received,
        term=term,
        calendar=calendar,
        longer=book.extension(term, received, region),
        promise=promise,
        region=region,
        outside=_outside(book, term, calendar.place, received),
    )


def _outside(book: LawBook, term: Deadline, place: str, day: date) -> str:
    """Return a place whose holidays the rules of counting do not mean, or an empty text."""
    return place if term.counting and not book.covers(term, place, day) else ""


def reckon_all(cases: Sequence[Case], *, as_of: date | None = None) -> Dues:
    """Return when a request is due under every law that applies.

    Raises:
        InputError: `law/none-applies`, and what `reckon` raises.
    """
    if not cases:
        raise InputError("law/none-applies", "a due date needs a law")
    return Dues(tuple(reckon(case, as_of=as_of) for case in cases))


def _in_force(term: Deadline, region: str | None) -> str:
    if term.status == "proposed":
        return "it is only proposed"
    began, ended = term.began(region), term.valid_until
    return f"it does from {began or 'an unknown day'}" + (f" to {ended}" if ended else "")


def _listed(names: Sequence[str]) -> str:
    return "known: " + ", ".join(f"`{each}`" for each in names)
