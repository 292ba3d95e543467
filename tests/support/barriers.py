"""What keeps people from a page, as far as a program can tell, in the ways people look at pages.

axe-core checks WCAG 2.2 A and AA. 400 % zoom is what a window of 1280 px then shows: 320 CSS
pixels, each of four (WCAG 2.2, 1.4.10, Reflow).
"""

from __future__ import annotations

from collections.abc import Mapping

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

View = Mapping[str, object]
"""How a browser shows pages, as its context takes it."""

LIGHT: View = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}
VIEWS: Mapping[str, View] = {
    "light": LIGHT,
    "dark": {**LIGHT, "color_scheme": "dark"},
    "forced colours": {**LIGHT, "forced_colors": "active"},
    "320 px": {**LIGHT, "viewport": {"width": 320, "height": 700}},
    "400 % zoom": {
        **LIGHT, "viewport": {"width": 320, "height": 225}, "device_scale_factor": 4,
    },
}  # fmt: skip
RULES = {
    "runOnly": {"type": "tag", "values": [
        "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
    ]},
    # Every rule runs; only those that find a barrier name each element, which is half the work.
    "resultTypes": ["violations"],
}  # fmt: skip


def barriers(page: Page, *, passing: int = 0) -> list[str]:
    """Return every barrier on a page, with the element it is at.

    Args:
        passing: More rules than so many must have found something to pass: the page was there.
    """
    found = Axe().run(page, options=RULES).response
    assert len(found["passes"]) > passing
    return [
        f"{each['id']}: {node['target']} {node['html'][:120]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def too_wide(page: Page) -> bool:
    """Tell whether a page must be pushed sideways to be read."""
    wide: bool = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return wide
