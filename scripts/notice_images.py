"""Takes the pictures of docs/notice.md: a notice and a cookie page as Chromium shows them.

Run by hand after a change of the pages: fonts differ from machine to machine, so no test compares
the pictures.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.support.browser import QUIET, found
from troth.assembly.notices import notice_page, render
from troth.assembly.policies import load_policy

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "images"
PICTURES = {"notice.png": ("full", 1000), "cookies.png": ("cookies", 800)}


def main() -> int:
    """Write the pictures; 1 where there is no browser."""
    path = found()
    if path is None:
        print("no Chromium", file=sys.stderr)
        return 1
    loaded = load_policy(ROOT / "policies" / "altexsoft.yaml")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        for name, (layer, height) in PICTURES.items():
            page = browser.new_page(viewport={"width": 1200, "height": height})
            page.set_content(render(notice_page(loaded, layer), "html"))
            page.screenshot(path=FOLDER / name)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
