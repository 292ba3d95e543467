"""The one clock of the house.

Everything below is handed instants or a `Clock`; tests and rehearsals hand in others. This is the
only place that asks the machine what time it is.
"""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """Tells the machine's time, in UTC."""

    def now(self) -> datetime:
        """Return the present instant."""
        return datetime.now(UTC)
