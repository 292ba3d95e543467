"""Which instant a command takes for the present: the machine's, or a fake one that was asked for.

`TROTH_CLOCK` (an ISO 8601 instant) stops the clock for tests and demonstrations. It must never be
set where real people's data is kept: periods would end late. `troth doctor` says when it is set.
"""

from __future__ import annotations

import os
from datetime import datetime

from troth.assembly.clock import SystemClock
from troth.cli.options import read_instant
from troth.core.ports import Clock

VARIABLE = "TROTH_CLOCK"


class StoppedClock:
    """A clock that stands still."""

    def __init__(self, instant: datetime) -> None:
        self._instant = instant

    def now(self) -> datetime:
        """Return the instant it stands at."""
        return self._instant


class ShiftedClock:
    """A clock that goes on from an instant as another one goes.

    Args:
        clock: Sets the pace.
        instant: What it shows at first.
    """

    def __init__(self, clock: Clock, instant: datetime) -> None:
        self._clock = clock
        self._lag = clock.now() - instant

    def now(self) -> datetime:
        """Return the instant it shows."""
        return self._clock.now() - self._lag


def stopped() -> bool:
    """Whether `TROTH_CLOCK` stops the clock."""
    return bool(os.environ.get(VARIABLE))


def clock() -> Clock:
    """Return the clock of this run.

    Raises:
        InputError: `time/malformed` when `TROTH_CLOCK` is not an instant.
    """
    fake = os.environ.get(VARIABLE)
    return StoppedClock(read_instant(fake)) if fake else SystemClock()


def present() -> datetime:
    """Return the present instant of this run."""
    return clock().now()
