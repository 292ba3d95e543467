"""Asks the machine's package manager for a program that tests need, and says why it could not.

Only as root on a Debian system; nothing is ever removed or upgraded.
"""

from __future__ import annotations

import os
import shutil
import subprocess


def ran(*command: str, seconds: int) -> str:
    """Run an installer; return why it failed, or nothing."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, env=env, capture_output=True, text=True, timeout=seconds, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        return f"`{command[0]}` did not run: {fault}"
    last = (done.stderr.strip() or done.stdout.strip() or "no word").splitlines()[-1]
    return "" if done.returncode == 0 else f"`{' '.join(command[:3])}` failed: {last}"


def installed(package: str) -> str:
    """Install a distribution's package; return why that failed, or nothing."""
    apt = shutil.which("apt-get")
    if apt is None:
        return "no apt-get here"
    if os.geteuid() != 0:
        return "apt-get needs root"
    # An index that cannot be renewed may still be good enough to install from.
    stale = ran(apt, "update", "-q", seconds=300)
    failed = ran(apt, "install", "-y", "-q", "--no-install-recommends", package, seconds=600)
    return "; ".join(part for part in (failed, stale) if part) if failed else ""
