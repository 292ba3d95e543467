"""Store doors that end their own process at a chosen step: what a power cut would do.

A step is the end of a unit of work on either store: just before it commits, and just after.
Counting starts when the work under test begins. The process kills itself with SIGKILL, so nothing
it might want to do on the way out is done.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.engines.grounds import Ground
from troth.assembly.entropy import SystemEntropy
from troth.assembly.foundation import Foundation, lay_foundation


class Fuse:
    """Counts steps and burns at the chosen one."""

    def __init__(self, burns_at: int) -> None:
        self.burns_at = burns_at
        self.lit = False
        self.steps = 0

    def step(self) -> None:
        if not self.lit:
            return
        if self.steps == self.burns_at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.steps += 1


def killed(work: Callable[[], object]) -> bool:
    """Do some work in a process of its own; return whether a fuse ended it.

    Work that ends unharmed, or by a fault, is told apart: a fault fails the caller.
    """
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def burning(ground: Ground, fuse: Fuse) -> Foundation:
    """Open a ground's stores so that every unit on them burns a fuse."""
    data, keys = ground.stores()
    return lay_foundation(
        data=fused(data, fuse),
        keys=fused(keys, fuse),
        root=ground.root,
        clock=ground.clock,
        entropy=SystemEntropy(),
    )


def fused(store: Any, fuse: Fuse) -> Any:
    """Return a store whose units burn the fuse, in the place of the store."""
    return Fused(store, fuse)


class Fused:
    """A store whose units burn the fuse; everything else is the store's own."""

    def __init__(self, store: Any, fuse: Fuse) -> None:
        self._store = store
        self._fuse = fuse

    @contextmanager
    def unit(self) -> Iterator[Any]:
        with self._store.unit() as unit:
            yield unit
            self._fuse.step()
        self._fuse.step()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)
