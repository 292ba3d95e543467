"""Chores: done when due, each on its own, and a failure keeps no other from its turn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from troth.assembly.platform import open_platform
from troth.assembly.schedule import LONGEST_WAIT, Chore, Schedule, chores_of
from troth.assembly.settings import read_settings
from troth.assembly.signing_in import build_signing_in
from troth.assembly.work import open_driver
from troth.connectors.durable import DirectDriver, Driver
from troth.engines.rights.opening import Opening
from troth.errors import StateError

POLICIES = Path(__file__).resolve().parents[2] / "policies"
START = datetime(2026, 3, 2, 10, tzinfo=UTC)


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = START

    def now(self) -> datetime:
        return self.time


def test_a_chore_is_done_at_once_and_then_at_its_pace() -> None:
    clock, done = Hands(), []
    schedule = Schedule([Chore(name="a", every=timedelta(minutes=5), run=done.append)], clock)
    schedule.tick()
    clock.time = START + timedelta(minutes=4, seconds=59)
    schedule.tick()
    clock.time = START + timedelta(minutes=5)
    schedule.tick()
    assert done == [START, START + timedelta(minutes=5)]


def test_a_chore_that_fails_is_told_by_its_code_waits_longer_and_stops_no_other() -> None:
    clock, done = Hands(), []

    def fail(now: datetime) -> None:
        raise StateError("some/fault", "with words that may name somebody")

    schedule = Schedule(
        [
            Chore(name="bad", every=timedelta(minutes=1), run=fail),
            Chore(name="good", every=timedelta(minutes=1), run=done.append),
        ],
        clock,
    )
    waits = []
    for _ in range(12):
        at = clock.time
        schedule.tick()
        bad = schedule.turns[0]
        waits.append(bad.next_at - at)
        clock.time = bad.next_at
    assert schedule.turns[0].code == "some/fault"
    assert waits[:3] == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert waits[-1] == LONGEST_WAIT
    assert len(done) == 12


def test_a_chore_that_works_again_is_at_its_pace_again() -> None:
    clock, broken = Hands(), [True]

    def run(now: datetime) -> None:
        if broken[0]:
            raise OSError("gone")

    schedule = Schedule([Chore(name="a", every=timedelta(minutes=1), run=run)], clock)
    schedule.tick()
    assert schedule.turns[0].code == "fault/unexpected"
    broken[0] = False
    clock.time = schedule.turns[0].next_at
    assert schedule.tick() == ["a"]
    assert schedule.turns[0].next_at - clock.time == timedelta(minutes=1)
    assert schedule.turns[0].code == ""


def test_the_thread_stops_when_it_is_told_to() -> None:
    schedule = Schedule([], Hands())
    schedule.start()
    schedule.stop()
    assert schedule.tick() == []


@pytest.mark.parametrize("durable", [False, True])
def test_the_chores_of_a_site_run_the_due_steps_and_sign_the_log(
    tmp_path: Path, durable: bool
) -> None:
    clock = Hands()
    platform = open_platform(
        str(tmp_path / "data.db"), manifest=POLICIES / "altexsoft.yaml", clock=clock
    )
    opened = platform.requests.open(Opening(asked="access", received_at=START), START)
    request = opened.row.request
    driver: Driver = DirectDriver(platform.requests)
    if durable:
        settings = read_settings(str(tmp_path / "data.db"), environment={})
        driver = open_driver(platform.requests, settings)
        # Nothing is due on the first day, so nothing durable is opened either.
        assert driver.run_due(START) == []
        assert not (tmp_path / "data.work.db").exists()
    chores = chores_of(platform, build_signing_in(platform), driver)
    schedule = Schedule(chores, clock)
    assert len(schedule.tick()) == len(chores)
    with platform.data.read() as reader:
        assert reader.checkpoints()
        waiting = [row for row in reader.steps([request]) if row.state == "open"]
    clock.time = START + timedelta(days=29)
    schedule.tick()
    with platform.data.read() as reader:
        left = [row for row in reader.steps([request]) if row.state == "open"]
    # Reminders came due and were run; what waits for staff still waits.
    assert len(left) < len(waiting)
    assert all(not turn.code for turn in schedule.turns)
    driver.close()
    # Work under way lies in a file of its own, beside the store.
    assert (tmp_path / "data.work.db").exists() is durable
    platform.close()
