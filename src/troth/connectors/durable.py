"""The door of durable work, and the driver that does it in this process.

Time is ours: what is due, and when, are rows of the data store, and a driver only runs them. Every
step is done once by (request, step) whoever runs it twice, so a driver may die at any instant.
`durable_dbos` has the driver that runs steps as workflows (DESIGN, D6).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

DueKey = tuple[str, str, int]
"""Request in hex, step, and the instant it came due in microseconds UTC."""


class Steps(Protocol):
    """What a driver needs of an engine."""

    def due_keys(self, now: datetime) -> Sequence[DueKey]:
        """Return what is due and runs by itself, first due first."""
        ...

    def run_key(self, request: str, step: str, now: datetime) -> str:
        """Run one step; return its outcome, a name. Done once."""
        ...


class Driver(Protocol):
    """Runs due steps."""

    def run_due(self, now: datetime) -> list[tuple[str, str, str]]:
        """Run all that is due at `now`; return (request, step, outcome), first due first."""
        ...

    def reap(self) -> list[str]:
        """Resume the work of workers that died; return the ids of the workflows."""
        ...

    def close(self) -> None:
        """Let go; what was not run stays due."""
        ...


class DirectDriver:
    """Runs steps here and now, as a command or a rehearsal with its own clock does."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps

    def run_due(self, now: datetime) -> list[tuple[str, str, str]]:
        """Run all that is due."""
        return [
            (request, step, self._steps.run_key(request, step, now))
            for request, step, _ in self._steps.due_keys(now)
        ]

    def reap(self) -> list[str]:
        """Do nothing: what another process left undone is still due."""
        return []

    def close(self) -> None:
        """Do nothing: nothing is held."""
