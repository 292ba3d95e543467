"""Pictures of pages as journeys reach them: kept where `TROTH_SCREENSHOTS` names a folder.

`make test` names `build/screenshots`, so that a run leaves what its pages looked like.
"""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page

VARIABLE = "TROTH_SCREENSHOTS"


def shot(page: Page, name: str) -> None:
    """Keep what a whole page looks like, where somebody asked for it."""
    folder = os.environ.get(VARIABLE)
    if folder:
        page.screenshot(path=Path(folder) / f"{name.replace(' ', '-')}.png", full_page=True)
