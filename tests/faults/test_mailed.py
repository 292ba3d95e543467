"""Killed between any two steps of reading a message, it is taken once and never lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_kill_at_any_step_takes_a_message_once(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.mailed", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # A request, its inquiry, its letter, the note and the move: each with a death before and after.
    assert int(done.stdout.split()[0]) >= 12
