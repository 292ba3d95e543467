"""Takes the pictures of docs/notice.md and docs/changes.md: a notice, a cookie page, differences.

Run by hand after a change of the pages: fonts differ from machine to machine, so no test compares
the pictures.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml
from playwright.sync_api import sync_playwright

from tests.support.browser import QUIET, found
from troth.assembly.law import load_law_book
from troth.assembly.notices import notice_page, render
from troth.assembly.policies import load_policy, load_text
from troth.assembly.ruling import beside
from troth.assembly.spoken import spoken
from troth.policy.differences.demands import demand
from troth.policy.differences.page import Edition, side_by_side

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "images"
PICTURES = {"notice.png": ("full", 1000), "cookies.png": ("cookies", 800)}


def _differences() -> str:
    """Return the page that lays the policy beside one in which four things are different."""
    file = ROOT / "policies" / "altexsoft.yaml"
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    data["revision"]["dated"] = "2026-03-01"
    data["rights"]["offer"].remove("portability")
    data["retention"]["forms-and-chats"]["for"] = "P6M"
    data["changes"]["says"] = "Told when rights shrink, as described there, or by a notice at login"
    data["recipients"]["mail-sorter"] = {
        "name": "MailSorter", "role": "processor", "does": "sorts incoming mail",
        "receives": ["contact"], "for": ["support"], "place": ["DE"],
    }  # fmt: skip
    old, new = load_policy(file), load_text(yaml.safe_dump(data), "new.yaml", law=load_law_book())
    found = beside(old, new)
    return side_by_side(
        old.required().controller.name,
        Edition(label="version 1", dated="2024-08-22"),
        Edition(label="version 2", dated="2026-03-01"),
        spoken(found, old, new),
        demand(old.required(), new.required(), found),
    )


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
        page = browser.new_page(viewport={"width": 1200, "height": 830})
        page.set_content(_differences())
        page.screenshot(path=FOLDER / "altexsoft-diff.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
