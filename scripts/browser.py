"""Sees to it that the tests have a browser, and says which.

    python -m scripts.browser

Where none can be had it says why and ends well: the tests that need one are skipped, which CI
forbids.
"""

from __future__ import annotations

from tests.support.browser import found
from tests.support.packages import installed


def main() -> None:
    """Install the system's Chromium where there is no browser."""
    failed = "" if found() else installed("chromium")
    print(f"browser for the tests: {found() or f'none ({failed})'}", flush=True)


if __name__ == "__main__":
    main()
