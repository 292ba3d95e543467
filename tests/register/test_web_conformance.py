"""A real page in a real browser, recorded, beside what the policy says of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from tests.register.conftest import Companies
from tests.register.entries import entry
from tests.register.program import troth

SITE = "http://www.site.example/"
PAGE = """<!doctype html><html lang="en"><title>Site</title><h1>Site</h1>
<script src="http://www.google-analytics.com/ga.js"></script>
<script src="http://x.hotjar.com/c.js"></script>
<img alt="" src="http://img.site.example/logo.png">"""
QUIET = PAGE.replace('<script src="http://x.hotjar.com/c.js"></script>', "")


def recorded(browser: Browser, folder: Path, page: str, cookies: tuple[str, ...]) -> Path:
    """Visit a page whose every host answers from here; return the archive of the visit."""
    archive = folder / "visit.har"

    def answer(route: Route) -> None:
        if route.request.url == SITE:
            # One header a line: this is how the browser is handed several cookies at once.
            given = "\n".join(f"{name}=1; Path=/" for name in cookies)
            headers = {"content-type": "text/html", **({"set-cookie": given} if given else {})}
            route.fulfill(status=200, headers=headers, body=page)
        else:
            route.fulfill(status=200, content_type="text/javascript", body="")

    context = browser.new_context(record_har_path=archive)
    context.route("**/*", answer)
    opened = context.new_page()
    opened.goto(SITE)
    opened.goto(SITE)
    context.close()
    return archive


@entry("governance.policy-matches-operation")
def test_what_a_page_does_beyond_the_text_is_found(
    browser: Browser, company: Companies, tmp_path: Path
) -> None:
    def named(data: dict) -> None:
        data["cookies"]["entries"]["measurement"]["names"] = ["_ga", "_ga_*"]

    house = company("altexsoft", named)
    archive = recorded(browser, tmp_path, PAGE, ("_ga", "_hjid"))
    ran = troth("policy", "conformance", house.manifest, archive)
    assert ran.code == 3
    found = {(one["code"], one["what"]) for one in ran.said["violations"]}
    assert found == {("RECIPIENT_UNDECLARED", "hotjar"), ("COOKIE_UNDECLARED", "_hjid")}
    quiet = recorded(browser, tmp_path, QUIET, ("_ga",))
    clean = troth("policy", "conformance", house.manifest, quiet)
    assert (clean.code, clean.said["violations"]) == (0, [])
    assert "www.google-analytics.com" in clean.said["hosts"]


def test_a_promise_that_nobody_uses_is_listed_and_breaks_nothing(
    company: Companies, tmp_path: Path
) -> None:
    """The other way round: declared hosts that were not called, cookies that were not set."""

    def declared(data: dict) -> None:
        data["recipients"]["mailchimp"]["hosts"] = ["mailchimp.com"]
        data["recipients"]["rb2b"]["hosts"] = ["rb2b.com"]
        data["cookies"]["entries"]["retargeting"]["names"] = ["_gcl_*"]

    house = company("altexsoft", declared)
    calls = ("https://site.co.uk/", "https://cdn.site.co.uk/a.js", "https://js.rb2b.com/b.js")
    entries = [{"request": {"url": url}, "response": {}} for url in calls]
    (archive := tmp_path / "visit.har").write_text(json.dumps({"log": {"entries": entries}}))
    ran = troth("policy", "conformance", house.manifest, archive)
    assert (ran.code, ran.said["unused"]) == (0, ["recipients/mailchimp", "cookies/retargeting"])
    other = troth("policy", "conformance", house.manifest, archive, "--site", "else.co.uk")
    assert [one["what"] for one in other.said["violations"]] == ["site"]


@pytest.mark.parametrize(
    "text", ["", "[]", '{"log": {"entries": []}}', '{"log": {"entries": [1]}}', "[" * 100_000]
)
def test_what_is_no_archive_is_refused(company: Companies, tmp_path: Path, text: str) -> None:
    (archive := tmp_path / "visit.har").write_text(text)
    ran = troth("policy", "conformance", company("altexsoft").manifest, archive)
    assert (ran.code, ran.said["error"]["code"]) == (2, "conformance/not-an-archive")
