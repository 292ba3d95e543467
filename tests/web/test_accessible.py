"""Every public page in a browser: no barrier that axe finds, at any width, in any colours.

The pages are those that the application serves to anybody, so that a new one is looked at without
being named here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.barriers import VIEWS, barriers, too_wide
from tests.web.served import Served
from troth.web.access import ANYONE, rules
from troth.web.application import build_application

pytestmark = pytest.mark.slow

FILLED_IN = ("/notice/1", "/contact?country=PL", "/nothing-here")
"""Addresses with a part of their own, and the page that says no."""


@pytest.fixture(scope="module")
def public_pages(altexsoft: Served) -> list[str]:
    """The address of every page that anybody may open."""
    found = [
        path
        for method, path, may in rules(build_application(altexsoft.site))
        if method == "GET" and ANYONE in may and "{" not in path
    ]
    with altexsoft.client() as visitor:
        pages = [
            path
            for path in found
            if visitor.get(path).headers.get("content-type", "").startswith("text/html")
        ]
        forms = sorted(set(re.findall(r'href="(/forms/[a-z-]+)"', visitor.get("/forms").text)))
    return [*pages, *forms, *FILLED_IN]


@pytest.fixture(params=VIEWS)
def view(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page in one of the ways in which people look at pages."""
    context = browser.new_context(locale="en-GB", **VIEWS[request.param])
    yield context.new_page()
    context.close()


def test_axe_finds_nothing_and_nothing_is_cut_off(
    altexsoft: Served, public_pages: list[str], view: Page
) -> None:
    assert {"/", "/notice", "/contact", "/changes"} <= set(public_pages)
    met = {}
    for path in public_pages:
        answer = view.goto(altexsoft.address + path)
        assert answer is not None
        assert answer.status in (200, 404), path
        met[path] = barriers(view) + (["wider than the window"] if too_wide(view) else [])
    assert {path: found for path, found in met.items() if found} == {}


def test_the_first_key_leads_past_the_menu(altexsoft: Served, page: Page) -> None:
    page.goto(f"{altexsoft.address}/notice")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to the content"
    assert skip.bounding_box() is not None
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_pages_work_without_a_script_and_load_nothing_from_elsewhere(
    altexsoft: Served, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(f"{altexsoft.address}/contact")
    page.get_by_label("Country").select_option("PL")
    page.get_by_role("button", name="Show the authority").click()
    assert "Urząd Ochrony Danych Osobowych" in page.get_by_role("status").inner_text()
    page.get_by_role("link", name="Deutsch").click()
    # The language changes, and what was chosen stays.
    assert page.get_by_label("Land", exact=True).input_value() == "PL"
    assert all(each.startswith((altexsoft.address, "data:")) for each in asked)
    context.close()
