"""SIGKILL between any two steps of what touches both stores, then a start: nothing half-done."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.killed import SCENARIOS

ROOT = Path(__file__).resolve().parents[2]


def survive(scenario: str, folder: Path, *urls: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.killed", scenario, str(folder), *urls],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert found["problems"] == {}
    # Three steps a unit, and no scenario works in fewer than two units.
    assert found["steps"] >= 6


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_kill_at_any_step_leaves_nothing_half_done_on_sqlite(
    scenario: str, tmp_path: Path
) -> None:
    survive(scenario, tmp_path)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_kill_at_any_step_leaves_nothing_half_done_on_postgres(
    scenario: str, tmp_path: Path, postgres_urls: tuple[str, str]
) -> None:
    survive(scenario, tmp_path, *postgres_urls)
