"""Finds the Chromium that pages are looked at with, or installs the system's.

    python -m tests.support.browser

finds one, installing it where it is missing, and says which; where none can be had it says why and
ends well: the tests that need one are then skipped, which CI forbids.
"""

from __future__ import annotations

import os
import shutil

from tests.support.packages import installed

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Options that keep a browser from asking anything of the network by itself."""


def found() -> str | None:
    """Return the path of a browser on this machine, or None; `TROTH_TEST_BROWSER` names one."""
    named = os.environ.get("TROTH_TEST_BROWSER")
    if named:
        return named
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> None:
    """Install a browser where there is none, and say what there is."""
    failed = "" if found() else installed("chromium")
    print(f"browser for the tests: {found() or f'none ({failed})'}", flush=True)


if __name__ == "__main__":
    main()
