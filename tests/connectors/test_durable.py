"""Drivers of due steps: one suite for the direct and the durable one, and what only DBOS does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.connectors.durable_steps import FileSteps
from troth.connectors.durable import DirectDriver, Driver
from troth.connectors.durable_dbos import DbosDriver, PlainSerializer
from troth.core.periods import to_micros
from troth.errors import StateError, TrothError

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 4, 7, 10, tzinfo=UTC)
AT = to_micros(NOW)
ANN, BOB = "a" * 32, "b" * 32


@pytest.fixture
def steps(tmp_path: Path) -> FileSteps:
    return FileSteps(tmp_path / "steps.db")


@pytest.fixture(
    params=["direct", "dbos", pytest.param("dbos-postgres", marks=pytest.mark.postgres)]
)
def driver(request: pytest.FixtureRequest, steps: FileSteps, tmp_path: Path) -> Iterator[Driver]:
    """One driver of each kind."""
    made: Driver
    if request.param == "direct":
        made = DirectDriver(steps)
    elif request.param == "dbos":
        made = DbosDriver(f"sqlite:///{tmp_path / 'work.db'}", steps=steps)
    else:
        made = DbosDriver(request.getfixturevalue("postgres_url"), steps=steps, worker="one")
    yield made
    made.close()


# One suite for both


def test_what_is_due_is_run_first_due_first(driver: Driver, steps: FileSteps) -> None:
    steps.add((BOB, "remind/7", AT - 1), (ANN, "overdue", AT), (ANN, "remind/3", AT + 1))
    assert driver.run_due(NOW) == [(BOB, "remind/7", "done"), (ANN, "overdue", "done")]
    assert steps.tries()[ANN, "remind/3"] == (0, 0)


def test_nothing_is_run_twice(driver: Driver, steps: FileSteps) -> None:
    steps.add(*((ANN, f"tell/{number}", AT) for number in range(6)))
    assert len(driver.run_due(NOW)) == 6
    assert driver.run_due(NOW) == []
    assert set(steps.tries().values()) == {(1, 1)}


def test_time_is_what_it_is_told(driver: Driver, steps: FileSteps) -> None:
    steps.add((ANN, "remind/7", AT), (ANN, "remind/1", AT + 86_400_000_000 * 6))
    assert [step for _, step, _ in driver.run_due(NOW)] == ["remind/7"]
    assert [step for _, step, _ in driver.run_due(NOW + timedelta(days=6))] == ["remind/1"]


def test_a_bell_that_is_set_again_rings_again(driver: Driver, steps: FileSteps) -> None:
    steps.add((ANN, "remind/7", AT))
    driver.run_due(NOW)
    steps.add((ANN, "remind/7", AT))
    assert driver.run_due(NOW) == [(ANN, "remind/7", "done")]


def test_a_step_that_fails_stays_due_and_is_tried_again(driver: Driver, steps: FileSteps) -> None:
    steps.add((BOB, "fails", AT))
    for tries in (1, 2):
        with pytest.raises(TrothError):
            driver.run_due(NOW)
        assert steps.tries()[BOB, "fails"] == (0, tries)


# What only DBOS does


def test_the_store_of_work_holds_no_words(steps: FileSteps, tmp_path: Path) -> None:
    driver = DbosDriver(f"sqlite:///{tmp_path / 'work.db'}", steps=steps)
    steps.add((ANN, "fails", AT), (BOB, "remind/7", AT))
    with pytest.raises(TrothError) as fault:
        driver.run_due(NOW)
    driver.close()
    assert "ann@example.org" not in str(fault.value)
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("work.db*"))
    assert raw
    assert b"ann@example.org" not in raw


@pytest.mark.parametrize(
    "words", ["ann@example.org", "Mr Smith", {"a note": 1}, b"raw", 1.5, object(), ["x", "a b"]]
)
def test_the_serializer_refuses_what_is_no_id_name_count_or_instant(words: object) -> None:
    with pytest.raises(StateError) as fault:
        PlainSerializer().serialize(words)
    assert "Smith" not in str(fault.value)


def test_what_the_serializer_takes_comes_back() -> None:
    plain = {"args": [ANN, "remind/7", AT, None, True], "at": NOW}
    serializer = PlainSerializer()
    assert serializer.deserialize(serializer.serialize(plain)) == plain


def killed(url: str, steps_file: Path, worker: str) -> None:
    """Start a worker, wait until it is in the middle of a step, and kill it."""
    program = [sys.executable, "-m", "tests.connectors.durable_steps", url, str(steps_file), worker]
    process = subprocess.Popen(
        [*program, str(AT)], cwd=ROOT, env={**os.environ, "DURABLE_SLOW": "1"}
    )
    _until(lambda: Path(f"{steps_file}.under-way").exists() or process.poll() is not None)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def _until(true: Callable[[], bool]) -> None:
    for _ in range(1_200):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it never came about")


def test_a_step_cut_by_a_kill_is_done_once_after_a_restart(tmp_path: Path) -> None:
    url, file = f"sqlite:///{tmp_path / 'work.db'}", tmp_path / "steps.db"
    steps = FileSteps(file)
    steps.add((ANN, "slow/1", AT), (BOB, "remind/7", AT))
    killed(url, file, "local")
    driver = DbosDriver(url, steps=steps)
    _until(lambda: driver.run_due(NOW) == [] and not steps.due_keys(NOW))
    driver.close()
    assert {done for done, _ in steps.tries().values()} == {1}
    assert steps.tries()[ANN, "slow/1"][1] >= 2


@pytest.mark.postgres
def test_the_work_of_a_dead_worker_is_taken_up_and_of_a_living_one_left(
    postgres_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "steps.db"
    steps = FileSteps(file)
    steps.add((ANN, "slow/1", AT))
    killed(postgres_url, file, "dead")
    driver = DbosDriver(postgres_url, steps=steps, worker="second")
    with pytest.raises(StateError, match="at work already"):
        DbosDriver(postgres_url, steps=steps, worker="second")
    assert driver.reap() == [f"{ANN}:slow/1:{AT}"]
    assert driver.reap() == []
    driver.close()
    assert steps.tries()[ANN, "slow/1"][0] == 1
