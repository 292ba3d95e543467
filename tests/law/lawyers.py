"""What tests of the clock ask again and again: the packs, a calendar, a case."""

from __future__ import annotations

from datetime import date

from troth.assembly.holiday import load_calendar
from troth.assembly.law import load_law_book
from troth.core.periods import Period
from troth.law.cases import open_case
from troth.law.statute import AnswerPromise, Case, Refusal, extend

LAW = load_law_book()

SILENT = AnswerPromise(within=None)
THIRTY_DAYS = AnswerPromise(within=Period(days=30), extends=False)


def case(
    received: str,
    *,
    law: str = "gdpr",
    country: str = "LU",
    right: str = "access",
    promise: AnswerPromise | None = None,
    region: str | None = None,
) -> Case:
    """A request received on a day."""
    return open_case(
        LAW,
        law=law,
        right=right,
        received=date.fromisoformat(received),
        calendar=load_calendar(country),
        promise=promise,
        region=region,
    )


def done(outcome: Case | Refusal) -> Case:
    """The case, where nothing was refused."""
    assert isinstance(outcome, Case)
    return outcome


def refused(outcome: Case | Refusal) -> str:
    """The code of what was refused."""
    assert isinstance(outcome, Refusal)
    return outcome.code


def extended(given: Case, notice: str) -> Case:
    """The case with its longer term."""
    return done(extend(given, notice=date.fromisoformat(notice), reasons="complexity"))
