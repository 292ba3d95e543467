"""Opens a store for one command, under a policy and at an instant, and closes it again.

Without `--policy` a command works under the newest policy the store remembers. `--at` moves the
clock only where time is not real: in a store made by a rehearsal, which else stands where its year
ended, or where `TROTH_CLOCK` stops the clock. A store of real people has the machine's time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from troth.assembly.entropy import SystemEntropy
from troth.assembly.foundation import Foundation, open_foundation
from troth.assembly.platform import Platform, open_platform
from troth.assembly.settings import read_settings
from troth.cli import instants
from troth.cli.options import InstantType
from troth.core.periods import from_micros
from troth.core.ports import Clock
from troth.errors import StateError


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which store a command is about, and when."""

    store: str | None
    keys: str | None
    at: datetime | None = None


class MovableClock:
    """The clock of the run until it is stopped at an instant."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        """Return the instant of the run."""
        return self._clock.now()

    def stop_at(self, instant: datetime) -> None:
        """Stand still from now on."""
        self._clock = instants.StoppedClock(instant)

    def run_on_from(self, instant: datetime) -> None:
        """Go on from another instant, as fast as the machine's time."""
        self._clock = instants.ShiftedClock(self._clock, instant)


def store_options(command: Callable[..., object]) -> Callable[..., object]:
    """Give a command `--store`, `--keys` and `--at`; it gets a `place`."""
    options = (
        click.option(
            "--store",
            metavar="URL",
            help="The data store: SQLAlchemy URL or file; by default .troth/data.db.",
        ),
        click.option(
            "--keys",
            metavar="URL",
            help="The key store; by default TROTH_KEYS, then beside the data store.",
        ),
        click.option(
            "--at",
            type=InstantType(),
            metavar="INSTANT",
            help="Act as of this instant: only in a rehearsal's store or under TROTH_CLOCK.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


policy_option = click.option(
    "--policy",
    "manifest",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The manifest to act under; by default the one the store remembers.",
)

demo_option = click.option(
    "--demo", is_flag=True, help="Add to a store made by a rehearsal, with synthetic people only."
)


@contextmanager
def opened(
    place: Place,
    *,
    manifest: Path | None = None,
    demo: bool = True,
    create: bool = False,
    restoring: bool = False,
    examining: bool = False,
    running: bool = False,
) -> Iterator[Platform]:
    """Open a store.

    Args:
        place: Which one, and when.
        manifest: The policy's file; None for the one the store remembers.
        demo: Whether a rehearsal's store may be opened; what adds people asks for it.
        create: Whether a store may be made.
        restoring: Whether a store that came from a backup may be opened, to replay it.
        examining: Whether one whose log was tampered with may be opened, to say what is wrong.
        running: Whether the time of a rehearsal's store goes on from where its year ended.

    Raises:
        StateError: `time/real` for `--at` where time is real.
        TrothError: as `open_platform`.
    """
    clock, fake = _clock(place)
    platform = open_platform(
        place.store,
        place.keys,
        manifest=manifest,
        clock=clock,
        demo=demo,
        # A store that is only now made is real, and its time is.
        create=create and (place.at is None or fake),
        restoring=restoring,
        examining=examining,
    )
    try:
        _move(clock, place, platform, running=running)
        if not (restoring or examining):
            # What was begun is finished before anything else is said or done (D5).
            platform.erasure.resume(platform.clock.now())
        yield platform
    finally:
        platform.close()


@contextmanager
def laid(place: Place, *, examining: bool = False, create: bool = False) -> Iterator[Foundation]:
    """Open a store without a policy: to look it over, to renew its tables or its keys.

    Raises:
        StateError: `time/real` for `--at` where time is real.
        TrothError: as `open_foundation`.
    """
    clock, fake = _clock(place)
    foundation = open_foundation(
        read_settings(place.store, place.keys, environment=os.environ),
        clock=clock,
        entropy=SystemEntropy(),
        demo=True,
        create=create and (place.at is None or fake),
        examining=examining,
    )
    try:
        _move(clock, place, foundation)
        yield foundation
    finally:
        foundation.close()


def _clock(place: Place) -> tuple[MovableClock, bool]:
    """Return the clock of this run, and whether it is a fake one."""
    clock = MovableClock(instants.clock())
    fake = instants.stopped()
    if place.at is not None and fake:
        clock.stop_at(place.at)
    return clock, fake


def _move(
    clock: MovableClock, place: Place, foundation: Foundation, *, running: bool = False
) -> None:
    """Give a store whose people are synthetic its own time: `--at`, else where its year ended."""
    if instants.stopped():
        return
    if foundation.kind != "rehearsal":
        if place.at is None:
            return
        raise StateError(
            "time/real",
            "this store holds real people, and its time is the machine's",
            help="--at works in a rehearsal's store, or for tests under TROTH_CLOCK",
        )
    if place.at is not None:
        clock.stop_at(place.at)
        return
    with foundation.data.read() as reader:
        heads = reader.checkpoints()
    if heads:
        ended = from_micros(heads[-1][2])
        if running:
            clock.run_on_from(ended)
        else:
            clock.stop_at(ended)
