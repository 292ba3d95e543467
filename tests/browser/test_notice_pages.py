"""Notices as a browser shows them: no barrier that axe finds, at any width, in any colours.

What a barrier is, and the ways to look, are in `tests.support.barriers`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page

from tests.policy.notice.shipped import SHIPPED, loaded
from tests.support.barriers import LIGHT, VIEWS, View, barriers
from troth.assembly.notices import notice_page, render

pytestmark = pytest.mark.slow


@contextmanager
def opened(browser: Browser, html: str, view: View) -> Iterator[Page]:
    context = browser.new_context(**view)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.set_content(html)
    yield page
    assert asked == [], "a page asked for something from elsewhere"
    context.close()


def notice(name: str, layer: str = "full", language: str = "en") -> str:
    return render(notice_page(loaded(name), layer, language), "html")


@pytest.mark.parametrize("view", VIEWS)
def test_a_full_notice_has_no_barriers_in_any_view(browser: Browser, view: str) -> None:
    with opened(browser, notice("integrica"), VIEWS[view]) as page:
        assert barriers(page, passing=10) == []


@pytest.mark.parametrize("name", [name for name in SHIPPED if name != "integrica"])
def test_no_full_notice_has_barriers(browser: Browser, name: str) -> None:
    with opened(browser, notice(name), LIGHT) as page:
        assert barriers(page, passing=10) == []


@pytest.mark.parametrize(
    "layer",
    ["summary", "cookies", "recruitment", "recipients", "rights", "form:newsletter-signup"],
)
def test_every_other_layer_has_no_barriers(browser: Browser, layer: str) -> None:
    for view in ("dark", "320 px"):
        with opened(browser, notice("altexsoft", layer), VIEWS[view]) as page:
            assert barriers(page, passing=10) == []


@pytest.mark.parametrize("language", ["de", "fr"])
def test_other_languages_have_no_barriers(browser: Browser, language: str) -> None:
    with opened(browser, notice("soft-ok", "full", language), VIEWS["320 px"]) as page:
        assert barriers(page, passing=10) == []


@pytest.mark.parametrize("language", ["en", "de", "fr"])
@pytest.mark.parametrize("name", SHIPPED)
def test_nothing_is_wider_than_a_small_screen(browser: Browser, name: str, language: str) -> None:
    with opened(browser, notice(name, "full", language), VIEWS["320 px"]) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_skip_link_is_the_first_stop_and_shows_itself(browser: Browser) -> None:
    with opened(browser, notice("altexsoft"), LIGHT) as page:
        link = page.locator(".skip")
        assert (link.bounding_box() or {})["x"] < 0
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        assert (link.bounding_box() or {})["x"] >= 0


def test_a_promises_address_leads_to_its_sentence(browser: Browser) -> None:
    with opened(browser, notice("altexsoft"), LIGHT) as page:
        row = page.locator("[id='retention/usage']")
        assert "12 months" in row.inner_text()
        assert row.get_attribute("data-promise") == "retention/usage"


def test_on_paper_there_is_no_menu_and_no_colour(browser: Browser) -> None:
    with opened(browser, notice("altexsoft"), {**LIGHT, "color_scheme": "dark"}) as page:
        page.emulate_media(media="print")
        assert not page.locator("nav").is_visible()
        ink = page.evaluate("getComputedStyle(document.body).color")
        assert ink == "rgb(0, 0, 0)"


def test_the_summary_fits_one_screen(browser: Browser) -> None:
    for name in SHIPPED:
        with opened(browser, notice(name, "summary"), LIGHT) as page:
            assert page.evaluate("document.documentElement.scrollHeight") <= 900, name


def test_a_table_stays_a_table_for_those_who_cannot_see_it(browser: Browser) -> None:
    for view in ("light", "320 px"):
        with opened(browser, notice("altexsoft", "cookies"), VIEWS[view]) as page:
            session = page.context.new_cdp_session(page)
            nodes = session.send("Accessibility.getFullAXTree")["nodes"]
            roles = Counter(each["role"]["value"] for each in nodes if "role" in each)
            assert roles["table"] == 1, view
            assert roles["row"] == 6, view
            assert roles["columnheader"] == 5, view
            assert roles["rowheader"] == 5, view
            assert roles["cell"] == 20, view
