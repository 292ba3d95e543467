"""Authorities and breaches in the console: two people, a clock, and whom each page lets in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.support.barriers import VIEWS, barriers, too_wide
from tests.support.pictures import shot
from tests.web.console import TOKEN, sent, session, signed_in
from tests.web.served import Served, serving
from troth.engines.intake.submission import Receipt, Submission

ASKED = {
    "recipient": "legal-requesters",
    "authority": "District court",
    "instrument": "court-order",
    "ground": "Code of Civil Procedure Art. 12",
    "scope-contact": "on",
}
HAPPENED = {
    "what": "A copy of the contact forms lay open on a web server.",
    "nature-confidentiality": "on",
    "category-contact": "on",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site of this file's own."""
    with serving(tmp_path_factory.mktemp("console-authorities"), "intexsoft") as opened:
        yield opened


def somebody(served: Served, address: str) -> bytes:
    """Let somebody send the contact form; return who they are now."""
    data = {"email": address, "message": "A word about a quote"}
    answer = served.platform.intake.receive(
        Submission(form="contact-form", data=data, received_at=served.site.now())
    )
    assert isinstance(answer, Receipt), answer
    return answer.person


def taken_in(served: Served, desk: httpx.Client, person: bytes, **also: str) -> httpx.Response:
    """Send the form that takes a request in, with its document."""
    found = TOKEN.search(desk.get("/console/legal").text)
    assert found
    data = ASKED | {"persons": person.hex(), "_csrf_token": found[1]} | also
    data = {name: value for name, value in data.items() if value}
    document = {"document": ("order.pdf", b"%PDF-1.7 the order", "application/pdf")}
    return desk.post("/console/legal", data=data, files=document)


def opened(served: Served, desk: httpx.Client, person: bytes, **also: str) -> str:
    """Take a request in; return the address of its page."""
    answer = taken_in(served, desk, person, **also)
    assert answer.status_code == 303, answer.text[:2000]
    return answer.headers["location"]


def test_nothing_leaves_before_a_second_person_and_then_only_the_scope(served: Served) -> None:
    person = somebody(served, "asked-for@example.org")
    desk = signed_in(served, "desk", "legal")
    page = opened(served, desk, person, **{"scope-contact": "", "items": "email"})
    early = sent(desk, page, f"{page}/answer")
    assert early.status_code == 422
    assert "APPROVAL_MISSING" in early.text
    own = sent(desk, page, f"{page}/approve")
    assert "SAME_PERSON" in own.text
    other = signed_in(served, "other", "approver")
    assert sent(other, page, f"{page}/answer").status_code == 403
    assert sent(other, page, f"{page}/approve").status_code == 303
    done = sent(desk, page, f"{page}/answer")
    assert done.status_code == 200
    assert "asked-for@example.org" in done.text
    assert "A word about a quote" not in done.text
    assert "asked-for@example.org" not in desk.get(page).text
    assert sent(desk, page, f"{page}/tell").status_code == 303
    (letter,) = served.letters("asked-for@example.org")
    assert "District court" in letter.get_content()
    again = sent(desk, "/console/legal", f"{page}/refuse", reason="too late")
    assert again.status_code == 422


def test_what_is_lacking_is_said_and_nothing_typed_is_lost(served: Served) -> None:
    desk = signed_in(served, "desk", "legal")
    person = somebody(served, "lacking@example.org")
    refused = taken_in(served, desk, person, ground="  ")
    assert refused.status_code == 422
    assert "names the law" in refused.text
    assert 'value="District court"' in refused.text
    nobody = taken_in(served, desk, b"\x00" * 16)
    assert "one has to be meant" in nobody.text


@pytest.mark.parametrize(
    ("role", "legal", "breaches"),
    [("privacy", 403, 200), ("legal", 200, 200), ("approver", 200, 403), ("viewer", 403, 403)],
)
def test_each_role_sees_its_own_pages(served: Served, role: str, legal: int, breaches: int) -> None:
    client = signed_in(served, f"only-{role}", role)
    assert client.get("/console/legal").status_code == legal
    assert client.get("/console/breaches").status_code == breaches


def test_a_breach_runs_its_clock_and_ends_when_everybody_knows(served: Served) -> None:
    somebody(served, "touched@example.org")
    office = signed_in(served, "office", "privacy")
    made = sent(office, "/console/breaches", "/console/breaches", **HAPPENED)
    assert made.status_code == 303, made.text[:2000]
    page = made.headers["location"]
    assert "h left" in office.get("/console/breaches").text
    shown = office.get(page).text
    assert "People affected, approximately" in shown
    assert "nobody assessed the risk yet" in shown.lower()
    judged = {"risk": "high", "telling": "tell", "why": "strangers had names and addresses",
              "consequences": "unwanted letters", "measures": "the server was closed"}  # fmt: skip
    assert sent(office, page, f"{page}/assess", **judged).status_code == 303
    assert "AUTHORITY_UNTOLD" in sent(office, page, f"{page}/close").text
    assert sent(office, page, f"{page}/notify", reference="A-9").status_code == 303
    assert sent(office, page, f"{page}/tell").status_code == 303
    (letter,) = served.letters("touched@example.org")
    assert "the server was closed" in letter.get_content()
    assert sent(office, page, f"{page}/close").status_code == 303
    assert "Closed" in office.get(page).text


def test_a_takeover_is_written_down_and_its_duties_are_noted(folder: Path) -> None:
    with serving(folder, "intermind") as own:
        desk = signed_in(own, "desk", "legal")
        terms = {"assignee": "assignee", "party": "New Owner Ltd", "closing": "2027-06-01"}
        bad = sent(
            desk, "/console/takeovers", "/console/takeovers", **(terms | {"closing": "soon"})
        )
        assert bad.status_code == 422
        assert 'value="New Owner Ltd"' in bad.text
        made = sent(desk, "/console/takeovers", "/console/takeovers", **terms)
        assert made.status_code == 303, made.text[:2000]
        page = desk.get("/console/takeovers").text
        assert "not yet" in page
        to = re.findall(r'action="(/console/takeovers/[0-9a-f]+/accept)"', page)[0]
        token = TOKEN.search(page)
        assert token
        document = {"document": ("duties.pdf", b"%PDF-1.7 duties", "application/pdf")}
        taken = desk.post(to, data={"_csrf_token": token[1]}, files=document)
        assert taken.status_code == 303
        assert "Duties taken on" in desk.get("/console/takeovers").text
        assert signed_in(own, "office", "privacy").get("/console/takeovers").status_code == 403


def test_staff_handles_an_authoritys_request_from_start_to_end(
    served: Served, browser: Browser, tmp_path: Path
) -> None:
    person = somebody(served, "played@example.org")
    order = tmp_path / "order.pdf"
    order.write_bytes(b"%PDF-1.7 an order to play")

    def visit(login: str, *roles: str) -> Page:
        context = browser.new_context(locale="en-GB")
        context.set_default_timeout(15_000)
        token = session(served, login, *roles)
        context.add_cookies([{"name": "troth-staff", "value": token, "url": served.address}])
        return context.new_page()

    desk, second = visit("player", "legal"), visit("other-player", "approver")
    desk.goto(f"{served.address}/console")
    desk.get_by_role("link", name="Authorities").click()
    desk.get_by_text("Take a request in").first.click()
    desk.get_by_label("In the policy").select_option("legal-requesters")
    desk.get_by_label("Court or authority").fill("Regional court")
    desk.get_by_label("What it is", exact=True).select_option("court-order")
    desk.get_by_label("The document").set_input_files(str(order))
    desk.get_by_label("The law it rests on").fill("Code of Civil Procedure Art. 12")
    desk.get_by_label("Whom it is about").fill(person.hex())
    desk.get_by_label("contact", exact=True).check()
    desk.get_by_role("button", name="Take a request in").click()
    desk.get_by_role("button", name=re.compile("Look at what is held")).click()
    desk.get_by_role("cell", name="played@example.org").wait_for()
    address = desk.url.removesuffix("/inspect")
    second.goto(address)
    second.get_by_role("button", name="Approve it as a second person").click()
    second.get_by_text("Approved by").wait_for()
    desk.goto(address)
    desk.get_by_role("button", name="Hand over what its scope reaches").click()
    desk.get_by_role("heading", name="What was handed over").wait_for()
    shot(desk, "authority")
    desk.get_by_role("button", name="Write to whom it is about").click()
    assert "Regional court" in served.letters("played@example.org")[-1].get_content()
    for page in (desk, second):
        page.context.close()


@pytest.mark.slow
@pytest.mark.parametrize("view", VIEWS)
def test_the_pages_have_no_barriers(served: Served, browser: Browser, view: str) -> None:
    desk = signed_in(served, "desk", "legal")
    legal = opened(served, desk, somebody(served, "barrier@example.org"))
    office = signed_in(served, "office", "privacy")
    breach = sent(office, "/console/breaches", "/console/breaches", **HAPPENED)
    context = browser.new_context(**VIEWS[view])
    token = session(served, "eyes", "privacy", "legal")
    context.add_cookies([{"name": "troth-staff", "value": token, "url": served.address}])
    page = context.new_page()
    found = {}
    pages = ("/console/legal", legal, "/console/breaches", breach.headers["location"])
    for address in (*pages, "/console/takeovers"):
        page.goto(served.address + address)
        for one in page.locator("details").all():
            one.evaluate("node => node.open = true")
        found[address] = barriers(page, passing=10)
        assert not too_wide(page), address
    context.close()
    assert {address: each for address, each in found.items() if each} == {}
