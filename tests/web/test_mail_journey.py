"""A person without an account asks by e-mail, shows that it was them, and gets their data."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from playwright.sync_api import Page

from tests.support.barriers import barriers
from tests.support.pictures import shot
from tests.web.asking import answers, number_of, writes
from tests.web.mailing import message
from tests.web.served import serving
from tests.web.test_request_journeys import unlocked
from troth.connectors.inbox_drop import DropInbox
from troth.web.mailroom import Mailroom

ANN = "ann@mail.example"


def test_somebody_asks_by_mail_follows_the_link_and_gets_the_package(
    folder: Path, page: Page
) -> None:
    inbox = folder / "inbox"
    inbox.mkdir()
    with serving(folder) as served:
        writes(served, ANN)
        words = "Please send me a copy of everything you hold about me."
        (inbox / "1.eml").write_bytes(message(words, ANN, To="legal@altexsoft.com").as_bytes())
        room = Mailroom(served.site, DropInbox(inbox), "folder")
        [read] = room.read(served.platform.clock.now()).taken
        assert read.kind == "request"
        page.goto(served.link(ANN))
        assert "A copy of my data" in page.inner_text("main")
        shot(page, "mail-confirm")
        page.get_by_role("button", name="Yes, that was me").click()
        assert "We know that it is you" in page.inner_text("main")
        assert barriers(page) == []
        path = page.url.removeprefix(served.address)
        answers(served, number_of(served, path))
        page.reload()
        page.get_by_label("Your e-mail address").fill(ANN)
        page.get_by_role("button", name="Send me the link").click()
        code = page.locator("#code").inner_text()
        page.goto(served.link(ANN))
        page.get_by_label("Code", exact=True).fill(code)
        with page.expect_download() as download:
            page.get_by_role("button", name="Save").click()
        download.value.save_as(folder / "answer.html")
    unlocked(page, folder / "answer.html", code).save_as(folder / "answer.zip")
    with zipfile.ZipFile(folder / "answer.zip") as whole:
        told = json.loads(whole.read("answer.json"))
    values = [one["value"] for one in told["data"]]
    # What they wrote to us is theirs as well.
    assert ANN in values
    assert any(words in value for value in values)
