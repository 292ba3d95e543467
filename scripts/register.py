"""Run the register's tests and write what they found to `build/register.json`.

`scripts/pages/register.py` makes `docs/register.md` of it. Ends as the tests do.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "build" / "register.json"


def run() -> int:
    """Run the tests and return their exit code."""
    RESULTS.parent.mkdir(exist_ok=True)
    environment = os.environ | {"TROTH_REGISTER_RESULTS": str(RESULTS)}
    plugin = ("-p", "tests.support.register_results")
    command = (sys.executable, "-m", "pytest", "-q", *plugin, "tests/register")
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(run())
