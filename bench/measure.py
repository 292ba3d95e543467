"""Takes times: wall clock and this process's CPU, of two contestants that alternate.

Both are measured in one process, one round after the other, so that what else the machine does
falls on both. The median of the rounds counts, since a busy neighbour only ever adds.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of wall clock and of CPU for the whole of a piece of work."""

    wall: float
    cpu: float

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.wall + other.wall, self.cpu + other.cpu)

    def shared(self, parts: int) -> Cost:
        """Return the cost of one of `parts` equal parts."""
        return Cost(self.wall / parts, self.cpu / parts)


@dataclass(slots=True)
class Stopwatch:
    """Adds up the laps of one contestant."""

    laps: list[Cost] = field(default_factory=list)

    @contextmanager
    def lap(self) -> Iterator[None]:
        """Time the block as one lap."""
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            self.laps.append(Cost(time.perf_counter() - wall, time.process_time() - cpu))

    @property
    def total(self) -> Cost:
        """All laps together."""
        return Cost(sum(lap.wall for lap in self.laps), sum(lap.cpu for lap in self.laps))

    @property
    def median(self) -> Cost:
        """The middle lap: of wall clock and of CPU, each by itself."""
        return Cost(
            statistics.median(lap.wall for lap in self.laps),
            statistics.median(lap.cpu for lap in self.laps),
        )


@contextmanager
def settled() -> Iterator[None]:
    """Run the block as a program runs that has been up for a while.

    What was imported and built by then, the contestants' libraries among it, is not walked again by
    each full collection of garbage; garbage of the block itself is collected as ever.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def timed(work: Callable[[], object]) -> Cost:
    """Return the cost of one call."""
    watch = Stopwatch()
    gc.collect()
    with watch.lap():
        work()
    return watch.total


def alternate(contestants: Sequence[Callable[[int], object]], rounds: int) -> list[Cost]:
    """Call each contestant once a round, in turn; return the median cost of each.

    A contestant is given the number of its round, to take its own part of the work.
    """
    watches = [Stopwatch() for _ in contestants]
    for number in range(rounds):
        gc.collect()
        # Whoever goes second finds a warm machine, so they change places every round.
        order = list(zip(contestants, watches, strict=True))
        for work, watch in order if number % 2 == 0 else reversed(order):
            with watch.lap():
                work(number)
    return [watch.median for watch in watches]
