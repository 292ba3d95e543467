"""Lets one thread at a time write to a store, and refuses a unit inside a unit.

Threads queue here instead of in the database: on SQLite a busy writer is polled with growing
pauses, which makes the slowest of eight threads wait for seconds. A store whose database takes many
writers uses only the second half.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from troth.storage.refusals import nested_unit


class Turn:
    """The right to write, held by one thread at a time unless `many` writers may go together."""

    def __init__(self, *, many: bool = False) -> None:
        self._lock = None if many else threading.Lock()
        self._mine = threading.local()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for the turn.

        Raises:
            StateError: `store/nested-unit` when this thread holds it already.
        """
        if getattr(self._mine, "open", False):
            raise nested_unit()
        self._mine.open = True
        try:
            if self._lock is None:
                yield
            else:
                with self._lock:
                    yield
        finally:
            self._mine.open = False
