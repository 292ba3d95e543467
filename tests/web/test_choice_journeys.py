"""The preference centre in a browser: each channel of a purpose apart, and nothing any more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.barriers import VIEWS, barriers, too_wide
from tests.support.pictures import shot
from tests.web.filling import person, read, send
from tests.web.served import Served, serving
from tests.web.test_choices import ask

pytestmark = pytest.mark.slow

ADS, ADDRESS = "Targeted ads", "vera@mail.example"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site that advertises by e-mail, by phone and by messages, to one person so far."""
    with serving(tmp_path_factory.mktemp("choices"), "soft-ok") as served:
        with served.client() as visitor:
            form = read(visitor.get("/forms/application-form"))
            ticked = tuple(name.removeprefix("yes-") for name in form.boxes)
            send(visitor, form, {"email": ADDRESS, "request": "A site"}, tick=ticked)
        yield served


def opened(site: Served, page: Page) -> None:
    """Come to one's choices by the link of a letter."""
    with site.client() as visitor:
        ask(visitor, ADDRESS)
    page.goto(site.link(ADDRESS))
    page.get_by_role("button", name="Open my choices").click()


def test_somebody_says_yes_by_channel_and_then_nothing_any_more(site: Served, page: Page) -> None:
    opened(site, page)
    ads = page.get_by_role("group", name=ADS)
    for way, answer in {"By e-mail": "Yes", "By phone": "No"}.items():
        ads.get_by_role("group", name=way).get_by_label(answer, exact=True).check()
    page.get_by_role("button", name="Save my choices").click()
    assert page.get_by_role("status").inner_text() == "Saved. It holds from now on."
    email = ads.get_by_role("group", name="By e-mail")
    assert email.get_by_text("Yes since").is_visible()
    assert ads.get_by_role("group", name="By phone").get_by_label("No").is_checked()
    shot(page, "choices-by-channel")
    someone = person(site, ADDRESS)
    now = site.platform.clock.now()
    found = {way for (_, way), one in site.platform.consents.by_channel(someone, now).items()
             if one.stands}  # fmt: skip
    assert found == {"email"}

    page.get_by_role("button", name="Nothing any more").click()
    assert email.get_by_text("No since").is_visible()
    assert page.get_by_label("No advertising of any kind").is_checked()
    assert page.get_by_role("button", name="Nothing any more").count() == 0
    assert site.platform.consents.active(someone, site.platform.clock.now()) == {}


@pytest.mark.parametrize("look", VIEWS)
def test_no_barrier_where_a_purpose_has_several_channels(
    site: Served, browser: Browser, look: str
) -> None:
    context = browser.new_context(locale="en-GB", **VIEWS[look])
    page = context.new_page()
    opened(site, page)
    assert page.get_by_role("group", name="By phone").count() == 1
    found, wide = barriers(page), too_wide(page)
    shot(page, f"choices-{look}")
    context.close()
    assert found == []
    assert not wide
