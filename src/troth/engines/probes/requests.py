"""Were requests answered, and in time? Counted anew from the rows, by a calendar of its own.

A promise of so many days is counted from the day of receipt where the controller is established; a
term of the law is taken as it was written down, since the clock that wrote it has its own naive
counter in the tests. What was found past its end while a request was worked on breaks the right it
was found for. GDPR Art. 12(3), 15-22.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from troth.core.periods import from_micros, to_micros
from troth.engines.probes.civil import DAY, date_of, end_of
from troth.engines.probes.inquiry import Inquiry
from troth.engines.probes.logged import facts_of, name
from troth.engines.probes.observation import Observation, Tally
from troth.policy.compiled import Policy
from troth.storage.request_rows import RequestRow

PROBE: Final = "requests"
WITHIN: Final = "rights/answer-within"
_BY_FACT: Final = frozenset(("access", "portability", "rectification", "erasure"))
"""Rights whose own facts say that they were carried out; a request alone does not show it."""
_OVER: Final = frozenset(("withdrawn", "joined"))


def probe(inquiry: Inquiry) -> list[Observation]:
    """Return which rights were answered, and which answers were late or never came."""
    tally = Tally(PROBE)
    answers = {
        name(fields, "request"): (index, name(fields, "answer"))
        # An appeal is answered after the request: its answer is the one that stands.
        for kind in ("request-answered", "appeal-answered")
        for index, fields in facts_of(inquiry.data, kind)
    }
    pruned = inquiry.data.first_fact() > 0
    for row in inquiry.data.requests():
        if row.state in _OVER:
            continue
        _in_time(inquiry, row, tally)
        if row.expired:
            _both(tally, row, "requests that found records past their end", wrong=True)
        if row.answered_at is None:
            continue
        index, answer = answers.get(row.request.hex(), (None, ""))
        if answer != row.answer and not pruned:
            _both(tally, row, "answers that the log does not know", wrong=True)
        elif row.asked not in _BY_FACT:
            _both(tally, row, "requests answered", wrong=False, fact=index)
    return tally.observations()


def _in_time(inquiry: Inquiry, row: RequestRow, tally: Tally) -> None:
    answered = inquiry.now_micros if row.answered_at is None else row.answered_at
    promised = _promised(inquiry.policy, row)
    if promised is not None and answered >= promised:
        tally.broke(WITHIN, "period", "answers later than promised", ids=[row.request])
    elif promised is not None and row.answered_at is not None:
        tally.saw(WITHIN, "period", "answers within the promised time")
    if answered >= row.statutory_at and row.state != "suspended":
        _both(tally, row, "answers later than the law allows", wrong=True)


def _both(
    tally: Tally, row: RequestRow, what: str, *, wrong: bool, fact: int | None = None
) -> None:
    for facet in ("exercised", "offered"):
        if wrong:
            tally.broke(f"rights/{row.asked}", facet, what, ids=[row.request])
        else:
            tally.saw(f"rights/{row.asked}", facet, what, fact=fact)


def _promised(policy: Policy, row: RequestRow) -> int | None:
    """Return the first instant after the policy's own time for an answer, or None."""
    within = policy.rights.answer_within
    if policy.rights.answer_by != "said" or within is None:
        return None
    if row.extended_at is not None:
        return row.promised_at
    zone = ZoneInfo(policy.controller.timezone)
    received = from_micros(row.received_at).astimezone(zone).date()
    start = (received - date(1970, 1, 1)).days * DAY
    end = end_of(start, months=within.months, days=within.days, seconds=within.seconds)
    last = date(*date_of(end // DAY)) + timedelta(days=1)
    return to_micros(datetime(last.year, last.month, last.day, tzinfo=zone))
