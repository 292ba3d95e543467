"""Chooses what runs due steps: durable workflows where they have a database, else this process.

Either way the rows of what is due are the truth, and a step is done once (DESIGN, D6).
"""

from __future__ import annotations

import os
import platform as machine

from troth.assembly.settings import Settings
from troth.connectors.durable import DirectDriver, Driver, Steps
from troth.connectors.durable_dbos import DbosDriver


def open_driver(steps: Steps, settings: Settings, address: str | None = None) -> Driver:
    """Return the driver of a running site; close it after the last step.

    Args:
        address: The database of durable work; by default a file beside a SQLite store. A store on
            a server without one is worked on by this process alone, as often as it looks.

    Raises:
        StateError: `durable/worker-taken` when a worker of this name is at work already.
    """
    file = settings.work_file
    where = address or (f"sqlite:///{file}" if file is not None else None)
    if where is None:
        return DirectDriver(steps)
    return DbosDriver(where, steps=steps, worker=f"{machine.node() or 'local'}-{os.getpid()}")
