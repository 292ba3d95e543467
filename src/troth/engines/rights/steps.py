"""What is due for a request, and when: reminders, the alarm, and what somebody has to do.

A due step is a row (request, step) that is done once. Kinds: `remind/7|3|1` days before the
earliest date, `overdue` when it has passed, `act` to do at once what cannot wait, `ask/SYSTEM` for
each system that must be searched, `forward/CUSTOMER` for data held on somebody's behalf, and
`tell/RECIPIENT` for each notice owed. Pure: rows come out, nothing is stored here.

GDPR Art. 12(3) (without undue delay), 19 (recipients), 28 (customers).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from troth.core.periods import from_micros, to_micros
from troth.core.requests import Case
from troth.engines.rights.clock import Dates, RequestClock
from troth.storage.request_rows import DueStepRow, RequestRow

REMIND_DAYS: Final = (7, 3, 1)
"""Days before the earliest date on which the handler is reminded."""

ACT: Final = "act"
OVERDUE: Final = "overdue"
REMIND: Final = "remind"
ASK: Final = "ask"
FORWARD: Final = "forward"
TELL: Final = "tell"

RUNS_ITSELF: Final = frozenset((REMIND, OVERDUE, ACT))
"""Kinds that Troth does; the others wait for somebody."""

_ANSWERED: Final = frozenset(("answered", "closed", "withdrawn", "joined"))


def kind_of(step: str) -> str:
    """Return the kind of a step by its name."""
    return step.partition("/")[0]


def steps_after(
    row: RequestRow,
    case: Case,
    known: Sequence[DueStepRow],
    dates: Dates,
    clock: RequestClock,
    now: datetime,
) -> list[DueStepRow]:
    """Return the reminders and the alarm as they must stand after a step.

    An answered request has none left. While the clock stands, only a promise of the policy's own
    still runs. What is done stays done.
    """
    # A term that moved rings its bells again; the same bell rings once.
    done = {(one.step, one.due_at) for one in known if one.state == "done"}
    open_now = {one.step: one for one in known if one.state == "open"}
    wanted: dict[str, int] = {}
    appealed = case.appealed_at is not None
    if case.state not in _ANSWERED and (appealed or row.answered_at is None):
        over = clock.over(dates.alarm) if appealed else _runs_out(row, dates, clock)
        if over is not None:
            wanted = _alarms(over, now)
    made = [
        DueStepRow(request=row.request, step=name, due_at=at)
        for name, at in wanted.items()
        if (name, at) not in done and (name not in open_now or open_now[name].due_at != at)
    ]
    dropped = [
        replace(one, state="dropped", done_at=to_micros(now), outcome="not-needed")
        for name, one in open_now.items()
        if kind_of(name) in (REMIND, OVERDUE) and name not in wanted
    ]
    if case.state in ("withdrawn", "joined"):
        dropped += [
            replace(one, state="dropped", done_at=to_micros(now), outcome=case.state)
            for name, one in open_now.items()
            if kind_of(name) not in (REMIND, OVERDUE)
        ]
    return [*made, *dropped]


def waiting_steps(
    request: bytes, kind: str, names: Sequence[str], now: datetime
) -> list[DueStepRow]:
    """Return steps that wait for somebody from now on, one for each name."""
    at = to_micros(now)
    return [DueStepRow(request=request, step=f"{kind}/{name}", due_at=at) for name in names]


def _runs_out(row: RequestRow, dates: Dates, clock: RequestClock) -> datetime | None:
    if dates.running:
        return from_micros(row.due_at)
    return None if dates.promised is None else clock.over(dates.promised)


def _alarms(over: datetime, now: datetime) -> dict[str, int]:
    alarms = {
        f"{REMIND}/{days}": over - timedelta(days=days)
        for days in REMIND_DAYS
        if over - timedelta(days=days) > now
    }
    return {name: to_micros(at) for name, at in (*alarms.items(), (OVERDUE, over))}
