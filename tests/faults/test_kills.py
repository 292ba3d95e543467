"""Killed between any two steps, no work loses anything or leaves anything half-done."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
@pytest.mark.parametrize("work", ["erase", "sweep", "request"])
def test_a_kill_at_any_step_is_recovered_from(
    work: str, kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    urls = request.getfixturevalue("postgres_urls") if kind == "postgres" else ()
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.rounds", work, kind, str(tmp_path), *urls],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    steps = int(done.stdout.split()[0])
    assert steps >= 6
