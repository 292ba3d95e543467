"""Journeys with an account, in a browser: register, correct, take along, close; and what is new."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page

from tests.cli.terminal import run
from tests.support.barriers import VIEWS, barriers, too_wide
from tests.support.pictures import shot
from tests.web.served import POLICIES, Served, serving

WORDS = "seven brown horses sleep"


def register(page: Page, site: Served, email: str, **fields: str) -> None:
    """Open an account as somebody would."""
    page.goto(f"{site.address}/account/register")
    page.get_by_label("email").fill(email)
    for label, value in fields.items():
        page.get_by_label(label.replace("_", " "), exact=False).first.fill(value)
    shot(page, "account-register")
    page.get_by_role("button", name="Send me the link").click()
    page.get_by_role("heading", name="Look into your mailbox").wait_for()
    page.goto(site.link(email))
    page.get_by_label("New password").fill(WORDS)
    page.get_by_label("The same password again").fill(WORDS)
    box = page.get_by_role("checkbox")
    if box.count():
        box.check()
    page.get_by_role("button", name="Confirm and open").click()


def sign_in(page: Page, site: Served, email: str) -> None:
    """Sign in as somebody would."""
    page.goto(f"{site.address}/account/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(WORDS)
    page.get_by_role("button", name="Sign in").click()


def test_a_person_registers_corrects_takes_along_and_closes(folder: Path, page: Page) -> None:
    email = "ann@example.org"
    with serving(folder, "intermind") as site:
        register(page, site, email, company="Acme", phone="+1 202 555 0100")
        page.get_by_role("heading", name="Account information").wait_for()
        assert page.get_by_role("cell", name="+12025550100").count() == 1
        shot(page, "account")

        page.get_by_role("link", name="Correct what is held").click()
        page.locator("#phone").fill("+1 202 555 0199")
        page.locator("#position").fill("Engineer")
        shot(page, "account-edit")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("cell", name="+12025550199").wait_for()
        assert page.get_by_role("cell", name="Engineer").count() == 1
        assert page.get_by_role("cell", name="+12025550100").count() == 0

        with page.expect_download() as json_file:
            page.get_by_role("link", name="JSON").click()
        whole = json.loads(Path(json_file.value.path()).read_text("utf-8"))
        assert {one["value"] for one in whole["data"]} == {
            email, "Acme", "+12025550199", "Engineer",
        }  # fmt: skip
        with page.expect_download() as csv_file:
            page.get_by_role("link", name="CSV").click()
        assert "Engineer" in Path(csv_file.value.path()).read_text("utf-8")

        page.get_by_role("link", name="See what would happen").click()
        assert "4 values" in page.inner_text("main")
        shot(page, "account-close")
        page.get_by_label("Your password").fill("not it at all")
        page.get_by_role("button", name="Erase and close").click()
        assert "Nothing has been erased" in page.get_by_role("alert").inner_text()
        page.get_by_label("Your password").fill(WORDS)
        page.get_by_role("button", name="Erase and close").click()
        page.get_by_role("heading", name="Your account is closed").wait_for()
        shot(page, "account-closed")
        assert "4 values were erased" in page.inner_text("main")
        page.reload()
        assert page.get_by_text("Found when we searched again").count() == 1
        assert email not in page.content()
        sign_in(page, site, email)
        assert page.get_by_role("alert").count() == 1


def test_people_see_a_new_version_at_login_and_keep_their_rights_if_they_decline(
    folder: Path, page: Page
) -> None:
    email = "boris@example.org"
    with serving(folder, "intexsoft") as site:
        register(page, site, email)
        page.get_by_role("heading", name="Your account", exact=True).wait_for()
        publish_a_newer_one(folder)
        sign_in(page, site, email)
        page.get_by_role("heading", name="The notice has changed").wait_for()
        shot(page, "account-news")
        page.goto(f"{site.address}/account")
        page.get_by_role("heading", name="The notice has changed").wait_for()
        page.get_by_role("button", name="I decline").click()
        page.get_by_text("You have not accepted the current version").wait_for()
        with page.expect_download():
            page.get_by_role("link", name="JSON").click()
        page.get_by_role("link", name="See what would happen").click()
        page.get_by_role("link", name="Back to the account").click()
        page.get_by_role("link", name="Look at it again").click()
        page.get_by_role("button", name="I accept").click()
        page.get_by_role("heading", name="Your account", exact=True).wait_for()
        assert page.get_by_text("You have not accepted").count() == 0


def publish_a_newer_one(folder: Path) -> None:
    """Publish a version with one more purpose, as an operator would from the command line."""
    data = yaml.safe_load((POLICIES / "intexsoft.yaml").read_text("utf-8"))
    data["revision"]["dated"] = "2026-10-01"
    data["purposes"]["panel"] = {
        "kind": "research", "uses": ["contact"], "basis": "legitimate-interests",
        "interest": "better services",
    }  # fmt: skip
    newer = folder / "newer.yaml"
    newer.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), "utf-8")
    ended = run(
        "policy", "publish", newer, "--accept-material", "--accept-findings", "record-1",
        "--store", folder / "data.db",
    )  # fmt: skip
    assert ended.code == 0, ended.err + ended.out


@pytest.fixture(scope="module")
def intermind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A policy with accounts."""
    with serving(tmp_path_factory.mktemp("intermind"), "intermind") as served:
        yield served


@pytest.mark.parametrize("mode", sorted(VIEWS))
def test_nothing_about_accounts_keeps_anybody_out(
    intermind: Served, browser: Browser, mode: str
) -> None:
    context = browser.new_context(locale="en-GB", **VIEWS[mode])
    page = context.new_page()
    try:
        email = f"{mode.replace(' ', '').replace('%', '')}@example.org"
        for path in ("register", "sign-in", "forgotten", "registered", "confirm/none"):
            page.goto(f"{intermind.address}/account/{path}")
            judged(page, path)
        page.goto(f"{intermind.address}/account/register")
        page.get_by_role("button", name="Send me the link").click()
        judged(page, "register, refused")
        register(page, intermind, email, company="Acme")
        for path in ("", "/edit", "/security", "/close", "/news"):
            page.goto(f"{intermind.address}/account{path}")
            judged(page, path or "account")
        page.goto(f"{intermind.address}/console/sign-in")
        judged(page, "console sign-in")
    finally:
        context.close()


def judged(page: Page, what: str) -> None:
    """Find nothing wrong, and nothing to push sideways."""
    assert barriers(page) == [], what
    assert not too_wide(page), what
