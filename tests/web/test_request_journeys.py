"""People ask for their rights in a browser, from the first page to the answer in their hands."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Download, Page

from tests.support.barriers import VIEWS, View, barriers, too_wide
from tests.support.pictures import shot
from tests.web.asking import answers, asks, number_of, post, writes
from tests.web.served import Served, serving


@contextmanager
def looking(browser: Browser, look: View) -> Iterator[Page]:
    """Open a browser that shows pages in one look."""
    context = browser.new_context(locale="en-GB", bypass_csp=True, **look)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def unlocked(page: Page, locked: Path, code: str) -> Download:
    """Open a locked page with its code and with no other, without any site."""
    page.goto(locked.as_uri())
    page.get_by_label("Code", exact=True).fill("0000-0000-0000")
    page.get_by_role("button", name="Open").click()
    page.get_by_text("This is not the code").wait_for()
    assert barriers(page) == []
    page.get_by_label("Code", exact=True).fill(code.lower())
    with page.expect_download() as opened:
        page.get_by_role("button", name="Open").click()
    return opened.value


def test_a_stranger_asks_for_a_copy_is_verified_and_gets_it_locked(
    folder: Path, page: Page
) -> None:
    with serving(folder) as served:
        writes(served, "visitor@mail.example")
        page.goto(f"{served.address}/requests/new")
        shot(page, "rights")
        page.get_by_role("link", name="A copy of my data").click()
        page.get_by_label("Your e-mail address").fill("visitor@mail.example")
        page.get_by_label("Where do you live?").select_option("LT")
        shot(page, "rights-ask")
        page.get_by_role("button", name="Send").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Look into your mailbox"
        page.goto(served.link("visitor@mail.example"))
        page.get_by_role("button", name="Yes, that was me").click()
        path = page.url.removeprefix(served.address)
        assert "We know that it is you" in page.inner_text("main")
        assert "Valstybinė duomenų apsaugos inspekcija" in page.inner_text("main")
        shot(page, "rights-status")

        answers(served, number_of(served, path))
        page.reload()
        page.get_by_label("Your e-mail address").fill("visitor@mail.example")
        page.get_by_role("button", name="Send me the link").click()
        code = page.locator("#code").inner_text()
        shot(page, "rights-answered")
        page.goto(served.link("visitor@mail.example"))
        page.get_by_label("Code", exact=True).fill(code)
        with page.expect_download() as download:
            page.get_by_role("button", name="Save").click()
        locked = folder / "answer.html"
        download.value.save_as(locked)
    assert b"visitor@mail.example" not in locked.read_bytes()

    unlocked(page, locked, code).save_as(folder / "answer.zip")
    with zipfile.ZipFile(folder / "answer.zip") as whole:
        told = json.loads(whole.read("answer.json"))
        whole.extractall(folder / "answer")
    assert "visitor@mail.example" in {one["value"] for one in told["data"]}
    page.goto((folder / "answer" / "answer.html").as_uri())
    assert "visitor@mail.example" in page.inner_text("main")
    assert barriers(page) == []
    shot(page, "rights-answer")


def test_somebody_has_their_data_deleted_and_keeps_the_receipt(folder: Path, page: Page) -> None:
    with serving(folder) as served:
        person = writes(served, "leaver@mail.example")
        page.goto(f"{served.address}/requests/new/erasure")
        page.get_by_label("Your e-mail address").fill("leaver@mail.example")
        page.get_by_role("button", name="Send").click()
        page.goto(served.link("leaver@mail.example"))
        page.get_by_role("button", name="Yes, that was me").click()
        answers(served, number_of(served, page.url))
        page.reload()
        assert "Granted" in page.inner_text("main")
        with page.expect_download() as download:
            page.get_by_role("button", name="Save your answer").click()
        download.value.save_as(folder / "receipt.zip")
        with served.platform.data.read() as reader:
            assert list(reader.records([person])) == []
    with zipfile.ZipFile(folder / "receipt.zip") as whole:
        whole.extractall(folder / "receipt")
    page.goto((folder / "receipt" / "answer.html").as_uri())
    said = page.inner_text("main")
    assert "Receipt of erasure" in said
    assert re.search(r"Values erased\s+3", said)
    assert barriers(page) == []
    shot(page, "rights-receipt")


@pytest.fixture(scope="module")
def addresses(altexsoft: Served) -> list[str]:
    """Every kind of page that somebody who asks can come to."""
    links, now = altexsoft.site.doors.links, altexsoft.platform.clock.now()
    with altexsoft.client() as visitor:
        from_form = _asked(altexsoft, visitor)
    package = links.make("package", now, owner=number_of(altexsoft, from_form[0]), about="00")
    return [
        "/requests/new", "/requests/new/access", "/requests/new/objection",
        "/requests/new/erasure?lang=de", "/requests/sent", f"/requests/package/{package}",
        "/requests/verify/over", *from_form,
    ]  # fmt: skip


def _asked(served: Served, visitor: httpx.Client) -> list[str]:
    writes(served, "pages@mail.example")
    answered = asks(served, visitor, "access", "pages@mail.example")
    answers(served, number_of(served, answered))
    waiting = asks(served, visitor, "rectification", "pages@mail.example", about="inaccurate")
    post(visitor, "/requests/new/portability", email="pages@mail.example")
    unverified = served.link("pages@mail.example").removeprefix(served.address)
    return [answered, waiting, unverified, f"{answered}?sent=00"]


@pytest.mark.parametrize("look", VIEWS.values(), ids=VIEWS)
def test_axe_finds_nothing_on_any_of_these_pages(
    altexsoft: Served, browser: Browser, addresses: list[str], look: View
) -> None:
    with looking(browser, look) as page:
        for path in addresses:
            page.goto(altexsoft.address + path)
            assert barriers(page) == [], path
            assert not too_wide(page), path


def test_a_form_that_was_refused_reads_well_too(altexsoft: Served, browser: Browser) -> None:
    with looking(browser, VIEWS["320 px"]) as page:
        page.goto(f"{altexsoft.address}/requests/new/erasure")
        page.get_by_label("A child I am responsible for").check()
        page.get_by_role("button", name="Send").click()
        assert page.get_by_role("alert").get_by_role("link").count() == 3
        assert barriers(page) == []
        page.get_by_role("alert").get_by_role("link").first.click()
        assert page.evaluate("document.activeElement.id") == "email"
        shot(page, "rights-refused")
