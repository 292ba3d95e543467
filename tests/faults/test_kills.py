"""Killed between any two steps, a sweep and an erasure lose nothing and leave nothing half-done."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engines.grounds import Ground, on_postgres, on_sqlite
from tests.engines.living import kept, living
from troth.assembly.platform import Platform
from troth.engines.search import search
from troth.ledger.verify import verify_bundle

ROOT = Path(__file__).resolve().parents[2]
STEPS = 60
"""More than any of these works has; each ends before."""


@pytest.fixture(params=["sqlite", "postgres"])
def solid(request: pytest.FixtureRequest, tmp_path: Path) -> Ground:
    """A ground that outlives a process."""
    if request.param == "sqlite":
        return on_sqlite(tmp_path)
    return on_postgres(tmp_path, request.getfixturevalue("postgres_urls"))


def killed(work: str, ground: Ground, folder: Path, step: int) -> bool:
    """Run the victim; True when it was killed, False when it finished."""
    at = ground.clock.now().isoformat()
    told = (work, str(folder), ground.data_url, ground.keys_url, at, str(step))
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.victim", *told],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode != 0


def settled(troth: Platform, ground: Ground) -> None:
    """Start again as a new process would, well after the old one died."""
    ground.clock.pass_(hours=1)
    troth.resume()


def test_an_erasure_killed_at_any_step_is_finished_after_a_restart(
    solid: Ground, tmp_path: Path
) -> None:
    with living(solid) as troth:
        others = [kept(troth, number) for number in range(2)]
    for step in range(STEPS):
        with living(solid) as troth:
            before = {row.person for row in _everyone(troth)}
            for number in range(2):
                kept(troth, 100 * step + number + 10)
        was_killed = killed("erase", solid, tmp_path, step)
        with living(solid) as troth:
            settled(troth, solid)
            _check_whole(troth)
            _check_erasures(troth)
            left = {row.person for row in _everyone(troth)}
        # Either the plan was never kept, and nobody is gone, or it was, and exactly two are.
        assert len(before) + 2 - len(left) in (0, 2)
        if not was_killed:
            break
    assert not was_killed
    assert others


def test_a_sweep_killed_at_any_step_goes_on_where_it_stopped(solid: Ground, tmp_path: Path) -> None:
    for step in range(STEPS):
        with living(solid) as troth:
            old = kept(troth, step)
            solid.clock.pass_(days=200)
            young = kept(troth, 1000 + step)
        solid.clock.pass_(days=170)
        was_killed = killed("sweep", solid, tmp_path, step)
        with living(solid) as troth:
            settled(troth, solid)
            troth.retention.sweep(solid.clock.now())
            _check_whole(troth)
            with troth.data.read() as reader:
                held = {row.person for row in reader.records([old.person, young.person])}
            assert held == {young.person}
            assert _opens(troth, young.person)
        solid.clock.pass_(days=800)
        if not was_killed:
            break
    assert not was_killed


def _everyone(troth: Platform) -> list:  # type: ignore[type-arg] # rows of persons
    with troth.data.read() as reader:
        return [row for row in reader.all_persons() if not row.hidden]


def _check_whole(troth: Platform) -> None:
    """No orphan, no open intent, no unfinished plan, and a log that verifies."""
    with troth.data.read() as reader:
        open_intents = list(reader.intents())
        running = [plan for plan in reader.plans() if plan.state == "running"]
    assert open_intents == []
    assert running == []
    assert troth.vault.intents.orphans() == []
    assert verify_bundle(troth.evidence.bundle()) == []


def _check_erasures(troth: Platform) -> None:
    """Every erasure that began has ended: nothing is held, by rows or by keys."""
    with troth.data.read() as reader:
        done = [plan for plan in reader.plans(unfinished_only=False) if plan.state == "done"]
        for row in done:
            plan = troth.erasure.receipt(row.plan).plan
            assert search(reader, troth.keys, plan.persons).total == 0


def _opens(troth: Platform, person: bytes) -> bool:
    with troth.data.read() as reader:
        rows = reader.records([person])
    return all(value is not None for value in troth.vault.open_values(rows))
