"""Finds the Chromium that pages are looked at with."""

from __future__ import annotations

import os
import shutil

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
