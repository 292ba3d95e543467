"""What a running site does by itself: due steps, sweeps, signatures, epochs, old links.

Chores are done one after another in one thread. One that fails is told by its code, waits longer
each time, and keeps no other from its turn; what it left undone is still due. Several processes on
one PostgreSQL may run the same chores: each is idempotent by what it finds in the store.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from troth.assembly.platform import Platform
from troth.assembly.signing_in import SigningIn
from troth.connectors.durable import Driver
from troth.core.ports import Clock
from troth.errors import TrothError

log = logging.getLogger("troth.schedule")

LONGEST_WAIT = timedelta(minutes=30)
"""However often a chore failed, it is tried again after so long."""
LOOK_EVERY = 1.0
"""Seconds between two looks at what is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """Something that is done again and again."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]


@dataclass(slots=True, kw_only=True)
class Turn:
    """When a chore is next due, and how it went."""

    chore: Chore
    next_at: datetime
    failures: int = 0
    last_at: datetime | None = None
    code: str = ""


class Schedule:
    """Does chores when they are due.

    Args:
        chores: In the order they are done when several are due.
        clock: Tells the time; every chore is due at once at first.
    """

    def __init__(self, chores: Sequence[Chore], clock: Clock) -> None:
        self._clock = clock
        now = clock.now()
        self.turns = tuple(Turn(chore=chore, next_at=now) for chore in chores)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def tick(self) -> list[str]:
        """Do what is due now; return the names of the chores that were done well."""
        done = []
        for turn in self.turns:
            now = self._clock.now()
            if self._stop.is_set() or now < turn.next_at:
                continue
            if self._do(turn, now):
                done.append(turn.chore.name)
        return done

    def start(self) -> None:
        """Begin to look for what is due, in a thread of its own."""
        self._thread = threading.Thread(target=self._look, name="troth-schedule", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the chore under way and do no other."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(LOOK_EVERY):
            self.tick()

    def _do(self, turn: Turn, now: datetime) -> bool:
        turn.last_at = now
        try:
            turn.chore.run(now)
        except Exception as fault:
            # A chore must never end the thread that does the others.
            turn.failures += 1
            turn.code = fault.code if isinstance(fault, TrothError) else "fault/unexpected"
            wait = min(turn.chore.every * 2 ** min(turn.failures, 10), LONGEST_WAIT)
            turn.next_at = now + max(wait, turn.chore.every)
            log.error(
                "chore failed",
                extra={"chore": turn.chore.name, "code": turn.code, "kind": type(fault).__name__},
            )
            return False
        turn.failures, turn.code = 0, ""
        turn.next_at = now + turn.chore.every
        return True


def chores_of(platform: Platform, doors: SigningIn, driver: Driver) -> list[Chore]:
    """Return what a site with a store does by itself."""

    def epoch(now: datetime) -> None:
        if platform.vault.epoch_due(now):
            platform.vault.epoch(now)

    return [
        # D5: what no unit could place gets its place, and a head is signed while anything is new.
        Chore(
            name="sign-head",
            every=timedelta(minutes=1),
            run=lambda _: platform.evidence.checkpoint(),
        ),
        Chore(name="due-steps", every=timedelta(seconds=5), run=driver.run_due),
        # What a worker that died left under way; nothing on SQLite, where the next start does it.
        Chore(name="dead-workers", every=timedelta(minutes=1), run=lambda _: driver.reap()),
        # D4.7: at most five minutes apart.
        Chore(name="epoch", every=timedelta(minutes=1), run=epoch),
        Chore(name="settle", every=timedelta(minutes=10), run=lambda _: platform.resume()),
        Chore(name="lapsed-consents", every=timedelta(hours=1), run=platform.consents.expire),
        Chore(name="sweep", every=timedelta(hours=1), run=platform.retention.sweep),
        Chore(name="old-links", every=timedelta(hours=1), run=doors.links.clean),
        Chore(name="old-sign-ins", every=timedelta(hours=1), run=doors.happenings.clean),
    ]
