"""The console has no barrier that axe finds: in any colours, at 320 px, at 400 % zoom, or big."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.barriers import VIEWS, barriers, too_wide
from tests.web.console import asked, session, somebody
from tests.web.served import Served, serving
from troth.web.proofs import look_ahead_now, prove_now
from troth.web.routes.console_evidence import verify_now

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site with somebody in it, a request, a hold, a proof and a forecast."""
    with serving(tmp_path_factory.mktemp("console-barriers")) as opened:
        person = somebody(opened, "seen@example.org")
        asked(opened, person)
        now = opened.site.now()
        opened.platform.retention.hold(ground="case-17", now=now, person=person)
        for work in (prove_now, look_ahead_now, verify_now):
            work(opened.site)
        yield opened


def addresses(served: Served) -> list[str]:
    requests = served.platform.requests
    [entry] = requests.listed()
    assert entry.row.person is not None
    return [
        "/console",
        "/console/promises",
        "/console/promises/retention/forms-and-chats",
        "/console/requests",
        f"/console/requests/{entry.row.request.hex()}",
        "/console/people",
        f"/console/people/{entry.row.person.hex()}",
        "/console/retention",
        "/console/recipients",
        "/console/systems",
        "/console/policy",
        "/console/evidence",
        "/console/evidence/0",
        "/console/staff",
        "/console/measures",
        "/console/reviews",
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_no_page_of_the_console_has_barriers(served: Served, browser: Browser, view: str) -> None:
    context = browser.new_context(**VIEWS[view])
    token = session(served, "eyes", "privacy", "approver", "admin", "legal")
    context.add_cookies([{"name": "troth-staff", "value": token, "url": served.address}])
    page = context.new_page()
    found = {}
    for address in addresses(served):
        answer = page.goto(served.address + address)
        assert answer is not None
        assert answer.status == 200, address
        found[address] = barriers(page, passing=10)
        assert not too_wide(page), address
    context.close()
    assert {address: each for address, each in found.items() if each} == {}


def test_a_look_and_a_refusal_have_no_barriers(served: Served, browser: Browser) -> None:
    context = browser.new_context()
    context.set_default_timeout(15_000)
    token = session(served, "eyes", "privacy", "approver", "admin", "legal")
    context.add_cookies([{"name": "troth-staff", "value": token, "url": served.address}])
    page = context.new_page()
    page.goto(f"{served.address}{addresses(served)[6]}")
    page.get_by_label("What is the look for?").select_option("access")
    page.get_by_role("button", name="Look, and write it down").click()
    page.get_by_role("heading", name="Timeline").wait_for()
    assert barriers(page, passing=10) == []
    page.goto(f"{served.address}{addresses(served)[4]}")
    page.locator("#suspend-ground").fill("holidays")
    page.get_by_role("button", name="Stop the clock").click()
    page.get_by_role("alert").wait_for()
    assert barriers(page, passing=10) == []
    context.close()
