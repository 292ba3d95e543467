"""Correspondence in the console: read by a look, answered, closed, held back and decided."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.register.program import written
from tests.support.barriers import VIEWS, barriers, too_wide
from tests.web.console import sent, session, signed_in
from tests.web.served import Served, serving
from troth.assembly.answering import letters_of
from troth.engines.correspondence.outgoing import Writing
from troth.engines.correspondence.sending import Mailing
from troth.engines.intake.submission import Receipt, Submission

HERE = "/console/correspondence"


def with_notice(data: dict) -> None:
    data["correspondence"]["templates"] = {"notice": {"kind": "service", "purpose": "inquiry"}}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site of this file's own."""
    folder = tmp_path_factory.mktemp("console-correspondence")
    with serving(folder, written("intexsoft", folder, with_notice)) as opened:
        yield opened


def asked(served: Served, address: str) -> tuple[bytes, str]:
    """Let somebody send the contact form; return who they are now, and their inquiry's page."""
    data = {"email": address, "message": f"A word from {address}"}
    answer = served.platform.intake.receive(
        Submission(form="contact-form", data=data, received_at=served.site.now())
    )
    assert isinstance(answer, Receipt), answer
    with served.platform.data.read() as reader:
        (row,) = reader.messages_of([answer.person])
    assert row.inquiry is not None
    return answer.person, f"{HERE}/{row.inquiry.hex()}"


def test_words_are_shown_by_a_look_and_an_answer_leaves_beside_the_page(served: Served) -> None:
    person, page = asked(served, "one@example.org")
    desk = signed_in(served, "desk", "privacy")
    assert page in desk.get(HERE).text
    assert "A word from one@example.org" not in desk.get(page).text
    looked = sent(desk, page, f"{page}/look")
    assert (looked.status_code, "A word from one@example.org" in looked.text) == (200, True)
    with served.platform.data.read() as reader:
        (look,) = reader.accesses([person])
    assert (look.purpose, look.allowed) == ("inquiry", True)
    assert sent(desk, page, f"{page}/take").status_code == 303
    assert "In work" in desk.get(page).text
    done = sent(desk, page, f"{page}/reply", text="Here is the answer.", subject="Your question")
    assert done.status_code == 303, done.text[:2000]
    (letter,) = served.letters("one@example.org")
    assert (letter["Subject"], letter.get_content().strip()) == (
        "Your question", "Here is the answer.",
    )  # fmt: skip
    assert "Answered" in desk.get(page).text
    assert page in desk.get(f"{HERE}?state=answered").text
    assert page not in desk.get(f"{HERE}?state=received").text


def test_an_answer_that_promotes_to_who_opted_out_is_refused_and_nothing_typed_is_lost(
    served: Served,
) -> None:
    person, page = asked(served, "two@example.org")
    served.platform.standing.object(person, "marketing", served.site.now())
    desk = signed_in(served, "desk", "privacy")
    refused = sent(desk, page, f"{page}/reply", text="Use our promo code NOW20")
    assert (refused.status_code, "OPTED_OUT" in refused.text) == (422, True)
    assert "Use our promo code NOW20" in refused.text
    assert served.letters("two@example.org") == []


def test_an_inquiry_is_closed_with_a_reason_and_answered_no_more(served: Served) -> None:
    _, page = asked(served, "three@example.org")
    desk = signed_in(served, "desk", "privacy")
    assert sent(desk, page, f"{page}/sort", topic="policy").status_code == 303
    nameless = sent(desk, page, f"{page}/close", reason="wrote from ann@example.org")
    assert (nameless.status_code, "dossier/names-somebody" in nameless.text) == (422, True)
    assert sent(desk, page, f"{page}/close", reason="asked twice").status_code == 303
    closed = desk.get(page).text
    assert "asked twice" in closed
    assert f"{page}/reply" not in closed
    late = sent(desk, HERE, f"{page}/reply", text="still")
    assert (late.status_code, "inquiry/closed" in late.text) == (422, True)


def held_message(served: Served, writer: bytes, address: str) -> str:
    """Let a service message that promotes wait; return its page."""
    person, _ = asked(served, address)
    writing = Writing(text="A special offer inside.", who=writer.hex())
    mailing = Mailing(door=served.site.post.door, sender="desk@company.example")
    now = served.site.now()
    made = letters_of(served.platform).send(person, "notice", writing, mailing, now)
    assert (made.state, made.codes) == ("held", ("KIND_SUSPECT",))
    return f"{HERE}/held/{made.message.hex()}"


def test_what_is_held_is_read_and_let_out_by_somebody_else(served: Served) -> None:
    writer = signed_in(served, "writer", "privacy")
    other = signed_in(served, "other", "legal")
    members = {one.login: one.staff for one in served.site.doors.staff.everybody()}
    page = held_message(served, members["writer"], "four@example.org")
    assert page in other.get(HERE).text
    assert f"{page}/release" not in writer.get(page).text
    own = sent(writer, page, f"{page}/release", reason="it is fine")
    assert (own.status_code, "message/same-person" in own.text) == (422, True)
    assert "A special offer inside." not in other.get(page).text
    assert "A special offer inside." in sent(other, page, f"{page}/look").text
    assert sent(other, page, f"{page}/release", reason="it is no offer").status_code == 303
    (letter,) = served.letters("four@example.org")
    assert "A special offer inside." in letter.get_content()
    decided = other.get(page).text
    assert ("it is no offer" in decided, "Sent" in decided) == (True, True)
    dropped = held_message(served, members["writer"], "five@example.org")
    assert sent(other, dropped, f"{dropped}/drop", reason="an offer").status_code == 303
    assert served.letters("five@example.org") == []
    again = sent(other, HERE, f"{dropped}/release", reason="after all")
    assert (again.status_code, "message/not-held" in again.text) == (422, True)


@pytest.mark.parametrize(("role", "status"), [("privacy", 200), ("legal", 200), ("viewer", 403)])
def test_only_who_deals_with_people_reads_letters(served: Served, role: str, status: int) -> None:
    assert signed_in(served, f"only-{role}", role).get(HERE).status_code == status


def test_what_is_not_there_is_not_found(served: Served) -> None:
    desk = signed_in(served, "desk", "privacy")
    for page in (f"{HERE}/{'0' * 32}", f"{HERE}/held/{'0' * 32}", f"{HERE}/nothing"):
        assert desk.get(page).status_code == 404
    _, page = asked(served, "six@example.org")
    assert sent(desk, page, f"{page}/burn").status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize("view", VIEWS)
def test_pages_of_letters_have_no_barriers(served: Served, browser: Browser, view: str) -> None:
    members = {one.login: one.staff for one in served.site.doors.staff.everybody()}
    writer = members.get("writer", bytes(16))
    held = held_message(served, writer, "seven@example.org")
    _, page = asked(served, "eight@example.org")
    context = browser.new_context(**VIEWS[view])
    token = session(served, "eyes", "privacy")
    context.add_cookies([{"name": "troth-staff", "value": token, "url": served.address}])
    seen = context.new_page()
    met = {}
    for address in (HERE, page, held):
        seen.goto(served.address + address)
        met[address] = barriers(seen) + (["wider than the window"] if too_wide(seen) else [])
    seen.goto(served.address + page)
    seen.click("form[action$='/look'] button")
    assert re.search(r"A word from eight@example\.org", seen.content())
    met["look"] = barriers(seen) + (["wider than the window"] if too_wide(seen) else [])
    context.close()
    assert {where: found for where, found in met.items() if found} == {}
