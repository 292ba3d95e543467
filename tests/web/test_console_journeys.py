"""The operator in a browser: a broken promise found from Today, with its cause and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page

from tests.support.pictures import shot
from tests.web.console import session, somebody
from tests.web.served import Served, serving
from troth.assembly.dossiers import breaches
from troth.core.periods import to_micros
from troth.engines.breaches.breaches import Happened


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site of this file's own."""
    with serving(tmp_path_factory.mktemp("console-journeys")) as opened:
        yield opened


@pytest.fixture
def operator(served: Served, browser: Browser) -> Iterator[Page]:
    """A browser in which somebody in charge of privacy is signed in."""
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(15_000)
    token = session(served, "operator", "privacy")
    context.add_cookies([{"name": "troth-staff", "value": token, "url": served.address}])
    yield context.new_page()
    context.close()


def test_the_operator_finds_a_broken_promise_and_its_cause(served: Served, operator: Page) -> None:
    somebody(served, "kept@example.org")
    page = operator
    page.goto(f"{served.address}/console")
    page.get_by_role("link", name="Promises", exact=True).click()
    page.get_by_role("button", name="Check every promise now").click()
    served.site.aside.settle()
    page.goto(f"{served.address}/console")
    card = page.locator(".card", has_text="Broken promises")
    assert card.locator(".figure").inner_text() == "0"

    with served.platform.data.unit() as unit:
        # Kept a year too long: what a sweep that never ran leaves behind.
        record = next(iter(unit.all_records()))[0]
        late = to_micros(served.site.now() - timedelta(days=365))
        unit.replace_records([replace(record, expires_at=late)])
    page.goto(f"{served.address}/console/promises")
    page.get_by_role("button", name="Check every promise now").click()
    served.site.aside.settle()
    page.goto(f"{served.address}/console")
    assert card.locator(".figure").inner_text() != "0"
    page.locator("main table a").first.click()
    page.get_by_text("Cause").first.wait_for()
    assert page.get_by_text("What to do next").count() == 1
    shot(page, "broken-promise")

    page.get_by_role("link", name="Retention", exact=True).click()
    page.get_by_role("button", name="Delete").first.click()
    served.site.aside.settle()
    page.goto(f"{served.address}/console/promises")
    page.get_by_role("button", name="Check every promise now").click()
    served.site.aside.settle()
    page.goto(f"{served.address}/console")
    assert card.locator(".figure").inner_text() == "0"


def test_today_shows_a_breach_whose_clock_runs(served: Served, operator: Page) -> None:
    now = served.site.now()
    happened = Happened(
        what="A backup lay open on a web server.",
        nature=("confidentiality",),
        categories=("contact",),
        aware_at=to_micros(now - timedelta(hours=10)),
    )
    breaches(served.platform).open(happened, now, who="office")
    operator.goto(f"{served.address}/console")
    row = operator.get_by_role("listitem").filter(has_text="A backup lay open")
    assert "62 h left" in row.inner_text()
    row.get_by_role("link").click()
    operator.get_by_role("heading", name="For the authority").wait_for()
