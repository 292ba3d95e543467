"""Killed between any two steps of publishing and telling, nobody is told twice and nobody lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_kill_at_any_step_tells_nobody_twice(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.announcements", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # Three people, each with a mark before and after a message that burns on both sides.
    assert int(done.stdout.split()[0]) >= 12
