"""Pages of differences as a browser shows them: no barrier, and nothing to push sideways."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.policy.test_difference_pages import ASKED, LONGER, NEW, OLD, VERSIONS
from tests.support.barriers import VIEWS, barriers, too_wide
from troth.policy.differences.page import change_log, side_by_side

pytestmark = pytest.mark.slow

PAGES = {
    "side by side": side_by_side("Company", OLD, NEW, (LONGER,), ASKED),
    "change log": change_log("Company", VERSIONS),
}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_of_differences_has_no_barriers_in_any_view(browser: Browser, name: str) -> None:
    for view in VIEWS.values():
        context = browser.new_context(**view)
        page = context.new_page()
        page.set_content(PAGES[name])
        assert barriers(page, passing=5) == []
        assert not too_wide(page)
        context.close()
