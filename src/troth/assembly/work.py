"""Chooses what runs due steps: durable workflows where they have a database, else this process.

Either way the rows of what is due are the truth, and a step is done once (DESIGN, D6).
"""

from __future__ import annotations

import os
import platform as machine
from collections.abc import Callable
from datetime import datetime
from importlib import import_module

from troth.assembly.settings import Settings
from troth.connectors.durable import DirectDriver, Driver, Steps


def open_driver(steps: Steps, settings: Settings, address: str | None = None) -> Driver:
    """Return the driver of a running site; close it after the last step.

    Args:
        address: The database of durable work; by default a file beside a SQLite store, opened when
            the first step is due. A store on a server without one is worked on by this process
            alone, as often as it looks.

    Raises:
        StateError: `durable/worker-taken` when a worker of this name is at work already.
    """

    def durable(where: str) -> Driver:
        worker = f"{machine.node() or 'local'}-{os.getpid()}"
        # Fetched when it is used: it is a tenth of the memory of a site, most of which have
        # nothing due for weeks.
        connector = import_module("troth.connectors.durable_dbos")
        driver: Driver = connector.DbosDriver(where, steps=steps, worker=worker)
        return driver

    if address:
        return durable(address)
    file = settings.work_file
    if file is None:
        return DirectDriver(steps)
    return OpenedWhenDue(steps, lambda: durable(f"sqlite:///{file}"))


class OpenedWhenDue:
    """A driver that is opened when a step is due; what a crash left under way is due, too."""

    def __init__(self, steps: Steps, open_: Callable[[], Driver]) -> None:
        self._steps = steps
        self._open = open_
        self._driver: Driver | None = None

    def run_due(self, now: datetime) -> list[tuple[str, str, str]]:
        """Run all that is due."""
        if self._driver is None:
            if not self._steps.due_keys(now):
                return []
            self._driver = self._open()
        return self._driver.run_due(now)

    def reap(self) -> list[str]:
        """Resume the work of workers that died, once there is any."""
        return [] if self._driver is None else self._driver.reap()

    def close(self) -> None:
        """Let go; what was not run stays due."""
        if self._driver is not None:
            self._driver.close()
