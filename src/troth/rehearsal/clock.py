"""The rehearsal's clock: it stands still until it is moved, and never moves back.

A year passes in a minute because nothing waits: the rehearsal moves the clock to the next thing
that is due (DESIGN, D6). Nothing here reads the time of the machine.
"""

from __future__ import annotations

from datetime import UTC, datetime

from troth.errors import StateError


class FakeClock:
    """A clock (`core.ports.Clock`) that only the rehearsal moves."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise StateError("clock/naive", "a clock starts at an instant with its time zone")
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant the clock was last moved to, in UTC."""
        return self._now

    def move_to(self, instant: datetime) -> None:
        """Move forward; staying is allowed.

        Raises:
            StateError: `clock/backwards`.
        """
        if instant < self._now:
            raise StateError(
                "clock/backwards",
                f"the clock stands at {self._now.isoformat()} and cannot go back",
                help="things happen in the order of their instants",
            )
        self._now = instant.astimezone(UTC)
