"""Runs what comes due in a rehearsed time: the clock jumps from due row to due row.

The same engine, the same rows and the same direct driver as in earnest; only nobody waits.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from troth.connectors.durable import DirectDriver, Steps


class TimedSteps(Steps, Protocol):
    """Steps that know when the next comes due."""

    def next_due(self, after: datetime) -> datetime | None:
        """Return when the next step comes due after an instant, or None."""
        ...


def run_until(
    steps: TimedSteps, now: datetime, until: datetime, jump: Callable[[datetime], object]
) -> list[tuple[datetime, str, str, str]]:
    """Run everything that comes due up to `until`; return (instant, request, step, outcome).

    Args:
        steps: The engine.
        now: Where the clock stands.
        until: Up to which instant, that one included.
        jump: Moves the clock; called before what is due at that instant is run.
    """
    driver = DirectDriver(steps)
    ran = [(now, *one) for one in driver.run_due(now)]
    upcoming = steps.next_due(now)
    while upcoming is not None and upcoming <= until:
        jump(upcoming)
        ran += [(upcoming, *one) for one in driver.run_due(upcoming)]
        upcoming = steps.next_due(upcoming)
    return ran
