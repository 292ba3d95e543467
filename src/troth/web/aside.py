"""Work that takes longer than a page may: one piece at a time, in a thread beside the answers.

What it finds is kept in the store with its instant, so that a page shows the last result at once
and every process of one site shows the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Lock

from troth.errors import TrothError

log = logging.getLogger("troth.web")


class Aside:
    """Runs one piece of work at a time; asking again while it runs changes nothing."""

    def __init__(self) -> None:
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="troth-aside")
        self._lock = Lock()
        self._running: Future[None] | None = None
        self._fault = ""

    @property
    def busy(self) -> bool:
        """Whether something is being worked on."""
        return self._running is not None and not self._running.done()

    @property
    def fault(self) -> str:
        """Return the code of what went wrong last, or an empty text."""
        return self._fault

    def begin(self, work: Callable[[], None]) -> bool:
        """Begin a piece of work; False when another one is running."""
        with self._lock:
            if self.busy:
                return False
            self._running = self._worker.submit(self._do, work)
            return True

    def settle(self) -> None:
        """Wait until nothing is running."""
        if self._running is not None:
            wait([self._running])

    def close(self) -> None:
        """Finish what was begun."""
        self._worker.shutdown(wait=True)

    def _do(self, work: Callable[[], None]) -> None:
        self._fault = ""
        try:
            work()
        except TrothError as fault:
            self._fault = fault.code
            log.error("work aside failed", extra={"code": fault.code})
