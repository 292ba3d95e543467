"""Links to sites of others: named before anybody goes, and nothing of who goes in the request."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request, Route

from tests.register.entries import entry
from tests.register.program import troth, written
from tests.support.barriers import VIEWS, barriers
from tests.web.served import serving

OTHER = "https://other.example/start"
POLICY = "https://other.example/privacy"


def linking(manifest: dict) -> None:
    """Let the operator list one site of others."""
    manifest.setdefault("settings", {})["links"] = {
        "other": {"name": "Other Example", "site": OTHER, "policy": POLICY}
    }


@entry("communications.outbound-links")
@pytest.mark.parametrize("name", ["intermind", "integrica"])
def test_a_link_out_is_announced_and_carries_nothing_of_who_follows_it(
    tmp_path: Path, browser: Browser, name: str
) -> None:
    """The exit names the site and its policy; the site learns neither who nor from where."""
    asked: list[Request] = []

    def answer(route: Route, request: Request) -> None:
        asked.append(request)
        route.fulfill(status=200, content_type="text/html", body="<h1>Another site</h1>")

    with serving(tmp_path, written(name, tmp_path, linking)) as served:
        context = browser.new_context(**VIEWS["light"])
        context.route("https://other.example/**", answer)
        page = context.new_page()
        # Whatever somebody's own address holds, it stays behind.
        page.goto(f"{served.address}/links?subject=0123456789abcdef&lang=en")
        page.get_by_role("link", name="Other Example").click()
        assert "Other Example is not ours" in page.inner_text("main")
        policy = page.get_by_role("link", name="Read the privacy policy of Other Example")
        assert policy.get_attribute("href") == POLICY
        assert barriers(page) == []
        marked = page.evaluate(
            "getComputedStyle(document.querySelector('main a.button'), '::after').content"
        )
        assert "\u2197" in marked
        assert asked == []
        page.get_by_role("link", name="Go to Other Example").click()
        page.get_by_role("heading", name="Another site").wait_for()
        (request,) = [one for one in asked if one.is_navigation_request()]
        assert request.url == OTHER
        assert "referer" not in request.all_headers()
        assert "cookie" not in request.all_headers()
        context.close()
        with served.client() as visitor:
            assert visitor.get("/links").headers["referrer-policy"] == "same-origin"
            assert visitor.get("/links/unknown").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["http://other.example/", "https://other.example/?who=7", "https://ann@other.example/",
     "https://other.example/#ann", "javascript:alert(1)"],
)  # fmt: skip
def test_an_address_that_could_tell_who_comes_is_no_link(tmp_path: Path, address: str) -> None:
    def edit(manifest: dict) -> None:
        linking(manifest)
        manifest["settings"]["links"]["other"]["site"] = address

    refused = troth("check", written("intermind", tmp_path, edit))
    assert refused.code == 2
    (told,) = refused.said["diagnostics"]
    assert told["code"] == "manifest/address"
    assert told["help"] == "nothing of who follows a link may stand in its address"
