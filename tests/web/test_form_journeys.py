"""Forms in a browser: a visitor writes, an applicant applies, a reader comes in and goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.support.barriers import VIEWS, barriers, too_wide
from tests.support.pictures import shot
from tests.web.filling import doubly, held, person, sign_up, stands
from tests.web.served import Served, serving
from tests.web.test_unsubscribe import way_out
from tests.web.test_uploads import deflated, pdf

pytestmark = pytest.mark.slow

BOX = "Newsletter"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site whose newsletter is confirmed by e-mail."""
    folder = tmp_path_factory.mktemp("journeys")
    with serving(folder, doubly(folder)) as served:
        yield served


def heading(page: Page) -> str:
    """Return the heading of a page."""
    return page.get_by_role("heading", level=1).inner_text()


def test_a_visitor_writes_mends_what_was_wrong_and_it_arrives(site: Served, page: Page) -> None:
    page.goto(f"{site.address}/forms")
    shot(page, "forms")
    page.get_by_role("link", name="Contact form").click()
    page.get_by_label("Name (optional)", exact=True).fill("Vera Visitor")
    page.get_by_role("textbox", name="Email").fill("vera@mail")
    page.get_by_label("Message").fill("My doctor says I have diabetes. Can I visit your office?")
    page.get_by_role("button", name="Send").click()
    # The summary has the focus, and leads to each field.
    assert page.locator(":focus").get_attribute("class") == "summary"
    shot(page, "form-refused")
    page.get_by_role("alert").get_by_role("link", name="Email").click()
    assert page.locator(":focus").get_attribute("id") == "data-email"
    assert page.get_by_label("Name (optional)", exact=True).input_value() == "Vera Visitor"
    page.get_by_role("textbox", name="Email").fill("vera@mail.example")
    page.get_by_label("Message").fill("Can I visit your office?")
    page.get_by_text("All about this form").click()
    assert page.get_by_text("You can complain to a data protection authority").is_visible()
    page.get_by_role("button", name="Send").click()
    assert heading(page) == "It has arrived"
    shot(page, "form-sent")
    assert held(site, "vera@mail.example") == [
        {"email": "vera@mail.example", "message": "Can I visit your office?",
         "name": "Vera Visitor"}
    ]  # fmt: skip


def test_an_applicant_applies_with_a_cv(site: Served, page: Page, folder: Path) -> None:
    cv = pdf(deflated(b"BT (Ten years of tending lighthouses) Tj ET"))
    (folder / "cv.pdf").write_bytes(cv)
    (folder / "cv.html").write_bytes(b"<html><script>alert(1)</script>")
    page.goto(f"{site.address}/forms/application")
    page.get_by_label("Name (optional)", exact=True).fill("Kai Keeper")
    page.get_by_role("textbox", name="Email").fill("kai@mail.example")
    page.get_by_role("textbox", name="Job applied for").fill("Lighthouse keeper")
    page.get_by_label("CV (optional)").set_input_files(folder / "cv.html")
    page.get_by_label("The job applied for:").check()
    page.get_by_role("button", name="Send").click()
    assert "runs by itself" in page.get_by_role("alert").inner_text()
    # What was ticked and typed is still there; the file is chosen anew.
    assert page.get_by_label("The job applied for:").is_checked()
    page.get_by_label("CV (optional)").set_input_files(folder / "cv.pdf")
    shot(page, "application")
    page.get_by_role("button", name="Send").click()
    assert heading(page) == "It has arrived"
    assert held(site, "kai@mail.example")[0]["cv"] == cv.decode(errors="replace")
    consents = site.platform.consents.show(person(site, "kai@mail.example"))
    assert [row.purpose for row in consents] == ["role-applied"]


def test_a_reader_signs_up_confirms_changes_their_mind_and_leaves_with_one_click(
    site: Served, page: Page
) -> None:
    page.goto(f"{site.address}/forms/newsletter-signup")
    page.get_by_role("textbox", name="Email").fill("rita@mail.example")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Send").click()
    assert "open the e-mail" in page.inner_text("main")
    assert not stands(site, "rita@mail.example")
    page.goto(site.link("rita@mail.example"))
    shot(page, "confirm")
    page.get_by_role("button", name="Yes, I want this").click()
    assert heading(page) == "Confirmed"
    assert stands(site, "rita@mail.example")

    page.get_by_role("main").get_by_role("link", name="Your choices").click()
    page.get_by_label("E-mail address").fill("rita@mail.example")
    page.get_by_role("button", name="Send me the link").click()
    assert heading(page) == "Look into your mailbox"
    page.goto(site.link("rita@mail.example"))
    page.get_by_role("button", name="Open my choices").click()
    choice = page.get_by_role("group", name=f"{BOX}, by e-mail", exact=True)
    assert choice.get_by_label("Yes").is_checked()
    shot(page, "choices")
    choice.get_by_label("No").check()
    page.get_by_role("button", name="Save my choices").click()
    assert page.get_by_role("status").inner_text() == "Saved. It holds from now on."
    assert not stands(site, "rita@mail.example")
    choice.get_by_label("Yes").check()
    page.get_by_role("button", name="Save my choices").click()
    assert stands(site, "rita@mail.example")

    page.goto(way_out(site, "rita@mail.example"))
    shot(page, "unsubscribe")
    page.get_by_role("button", name="Yes, stop them").click()
    assert heading(page) == "You will get no more of these"
    assert not stands(site, "rita@mail.example")


def _refused(site: Served, page: Page) -> None:
    page.goto(f"{site.address}/forms/application")
    page.get_by_role("textbox", name="Email").fill("nobody")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("alert").wait_for()
    page.locator("details").evaluate("one => one.open = true")


def _confirm(site: Served, page: Page) -> None:
    with site.client() as visitor:
        sign_up(visitor, "axe@mail.example")
    page.goto(site.link("axe@mail.example"))


def _choices(site: Served, page: Page) -> None:
    with site.client() as visitor:
        sign_up(visitor, "chooser@mail.example")
    page.goto(f"{site.address}/choices")
    page.get_by_label("E-mail address").fill("chooser@mail.example")
    page.get_by_role("button", name="Send me the link").click()
    page.goto(site.link("chooser@mail.example"))
    page.get_by_role("button", name="Open my choices").click()
    page.get_by_role("button", name="Save my choices").click()
    page.get_by_role("status").wait_for()


def _leaving(site: Served, page: Page) -> None:
    with site.client() as visitor:
        sign_up(visitor, "leaver@mail.example")
    page.goto(way_out(site, "leaver@mail.example"))


def _over(site: Served, page: Page) -> None:
    page.goto(f"{site.address}/confirm/nothing")


@pytest.mark.parametrize("look", VIEWS)
@pytest.mark.parametrize(
    "reach", [_refused, _confirm, _choices, _leaving, _over], ids=lambda one: one.__name__[1:]
)
def test_no_barrier_on_any_of_the_pages(
    site: Served, browser: Browser, look: str, reach: Callable[[Served, Page], None]
) -> None:
    context = browser.new_context(locale="en-GB", **VIEWS[look])
    page = context.new_page()
    reach(site, page)
    found, wide = barriers(page), too_wide(page)
    if look == "dark":
        shot(page, f"dark-{reach.__name__}")
    context.close()
    assert found == []
    assert not wide
