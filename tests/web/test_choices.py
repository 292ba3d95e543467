"""The preference centre: reached by one's own mailbox, and a no costs no more than a yes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.web.filling import Page, person, read, send, sign_up, stands
from tests.web.served import Served
from troth.web.callers import cookie_name


@pytest.fixture
def visitor(altexsoft: Served) -> Iterator[httpx.Client]:
    """Somebody with a browser that runs no scripts."""
    with altexsoft.client() as client:
        yield client


def ask(visitor: httpx.Client, address: str) -> httpx.Response:
    """Ask for a link."""
    page = read(visitor.get("/choices"))
    return visitor.post("/choices/link", data={**page.fields, "email": address})


def enter(served: Served, visitor: httpx.Client, address: str) -> Page:
    """Come to one's choices by the link of a letter."""
    ask(visitor, address)
    link = served.link(address)
    page = read(visitor.get(link))
    done = visitor.post(link, data=page.fields)
    assert done.status_code == 303
    return read(visitor.get(done.headers["location"]))


def choose(visitor: httpx.Client, page: Page, **chosen: str) -> httpx.Response:
    """Save a page of choices with these answers."""
    data = {**page.fields, **{f"to-{key}": value for key, value in chosen.items()}}
    return visitor.post(page.action, data={k: v for k, v in data.items() if v})


def test_known_or_not_the_answer_is_the_same(altexsoft: Served, visitor: httpx.Client) -> None:
    sign_up(visitor, "known@example.org")
    answers = {}
    for address in ("known@example.org", "unknown@example.org"):
        sent = ask(visitor, address)
        after = visitor.get(sent.headers["location"])
        text = re.sub(r'value="[^"]*"', "", after.text)
        answers[address] = (sent.status_code, sent.headers["location"], text)
    assert answers["known@example.org"] == answers["unknown@example.org"]
    assert len(altexsoft.letters("known@example.org")) == 1
    assert altexsoft.letters("unknown@example.org") == []


def test_what_is_no_address_is_said_so(visitor: httpx.Client) -> None:
    answer = ask(visitor, "nobody at all")
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert 'value="nobody at all"' in answer.text


def test_a_yes_becomes_a_no_and_a_yes_again_on_the_same_page(
    altexsoft: Served, visitor: httpx.Client
) -> None:
    sign_up(visitor, "change@example.org")
    page = enter(altexsoft, visitor, "change@example.org")
    assert page.fields["to-newsletter"] == "yes"
    saved = choose(visitor, page, newsletter="no")
    assert not stands(altexsoft, "change@example.org")
    page = read(visitor.get(saved.headers["location"]))
    assert "Saved. It holds from now on." in page.text
    assert page.fields["to-newsletter"] == "no"
    choose(visitor, page, newsletter="yes")
    assert stands(altexsoft, "change@example.org")
    row = altexsoft.platform.consents.show(person(altexsoft, "change@example.org"))[-1]
    # The yes names the words that stood beside it.
    assert row.text_hash == page.fields["text-newsletter"]


def test_saving_without_a_change_writes_nothing(altexsoft: Served, visitor: httpx.Client) -> None:
    sign_up(visitor, "same@example.org")
    page = enter(altexsoft, visitor, "same@example.org")
    before = altexsoft.platform.consents.show(person(altexsoft, "same@example.org"))
    choose(visitor, page)
    assert altexsoft.platform.consents.show(person(altexsoft, "same@example.org")) == before


def test_what_came_under_one_address_is_chosen_for_as_one(
    altexsoft: Served, visitor: httpx.Client
) -> None:
    sign_up(visitor, "gather@example.org")
    sign_up(visitor, "gather@example.org")
    page = enter(altexsoft, visitor, "gather@example.org")
    choose(visitor, page, newsletter="no")
    platform = altexsoft.platform
    assert not stands(altexsoft, "gather@example.org")
    with platform.data.read() as reader:
        assert len(reader.aliases(person(altexsoft, "gather@example.org"))) == 2


def test_no_advertising_at_all_needs_one_tick(altexsoft: Served, visitor: httpx.Client) -> None:
    sign_up(visitor, "quiet@example.org")
    page = enter(altexsoft, visitor, "quiet@example.org")
    page.fields["no-marketing"] = "yes"
    saved = choose(visitor, page, newsletter="yes")
    platform, someone = altexsoft.platform, person(altexsoft, "quiet@example.org")
    assert platform.standing.read(someone, platform.clock.now()).marketing_objection
    page = read(visitor.get(saved.headers["location"]))
    assert page.fields["to-newsletter"] == "no"
    # And it can be taken back as easily.
    del page.fields["no-marketing"]
    choose(visitor, page)
    assert not platform.standing.read(someone, platform.clock.now()).marketing_objection


def test_a_yes_to_words_that_were_not_shown_is_refused_and_changes_nothing(
    altexsoft: Served, visitor: httpx.Client
) -> None:
    sign_up(visitor, "forged@example.org")
    page = enter(altexsoft, visitor, "forged@example.org")
    choose(visitor, page, newsletter="no")
    page.fields["text-newsletter"] = "cd" * 32
    refused = choose(visitor, page, newsletter="yes")
    assert refused.status_code == 422
    assert not stands(altexsoft, "forged@example.org")


def test_a_link_of_a_letter_works_once_and_a_look_does_not_use_it(
    altexsoft: Served, visitor: httpx.Client
) -> None:
    sign_up(visitor, "link@example.org")
    ask(visitor, "link@example.org")
    link = altexsoft.link("link@example.org")
    for _ in range(3):
        assert visitor.get(link).status_code == 200
    page = read(visitor.get(link))
    assert visitor.post(link, data=page.fields).status_code == 303
    assert visitor.post(link, data=page.fields).status_code == 410
    # What the letter carries opens no choices by itself.
    token = link.rsplit("/", 1)[-1]
    assert visitor.get(f"/choices/of/{token}").status_code == 410


@pytest.mark.parametrize("path", ["/choices/of/x", "/choices/open/x"])
def test_a_made_up_link_opens_nothing(visitor: httpx.Client, path: str) -> None:
    assert visitor.get(path).status_code == 410


def test_who_is_signed_in_needs_no_link(altexsoft: Served, visitor: httpx.Client) -> None:
    sign_up(visitor, "session@example.org")
    site, someone = altexsoft.site, person(altexsoft, "session@example.org")
    token = site.doors.sessions.begin("person", someone, site.now())
    visitor.cookies.set(cookie_name(site, "person"), token)
    page = read(visitor.get("/choices"))
    assert page.fields["to-newsletter"] == "yes"
    page.action = "/choices"
    assert choose(visitor, page, newsletter="no").status_code == 303
    assert not stands(altexsoft, "session@example.org")


def test_nobody_chooses_without_session_or_link(visitor: httpx.Client) -> None:
    page = read(visitor.get("/choices"))
    answer = visitor.post("/choices", data={**page.fields, "to-newsletter": "yes"})
    assert answer.status_code == 401


def test_what_rests_on_an_interest_is_on_until_a_no(
    altexsoft: Served, visitor: httpx.Client
) -> None:
    sign_up(visitor, "interest@example.org")
    contact = read(visitor.get("/forms/contact-form"))
    send(visitor, contact, {"email": "interest@example.org", "message": "Hello"})
    page = enter(altexsoft, visitor, "interest@example.org")
    policy = altexsoft.platform.policy
    shown = [name.removeprefix("to-") for name in page.fields if name.startswith("to-")]
    assert shown
    for key in shown:
        rests_on_consent = policy.purposes[key].consent_needed
        assert rests_on_consent or page.fields[f"to-{key}"] == "yes"


def test_a_browser_that_says_do_not_sell_closes_what_is_a_sale(
    altexsoft: Served, visitor: httpx.Client
) -> None:
    sign_up(visitor, "signal@example.org")
    visitor.headers["sec-gpc"] = "1"
    page = enter(altexsoft, visitor, "signal@example.org")
    assert "not to sell or share" in page.text
    platform = altexsoft.platform
    standing = platform.standing.read(person(altexsoft, "signal@example.org"), platform.clock.now())
    assert standing.objected
    # Nothing else is touched by a signal.
    assert stands(altexsoft, "signal@example.org")


def test_the_same_question_has_the_same_words_every_time(
    altexsoft: Served, visitor: httpx.Client
) -> None:
    sign_up(visitor, "words@example.org")
    texts = set()
    for _ in range(2):
        page = enter(altexsoft, visitor, "words@example.org")
        texts.add(tuple(v for k, v in sorted(page.fields.items()) if k.startswith("text-")))
    assert len(texts) == 1
    policy = altexsoft.platform.policy
    for key in policy.purposes:
        if f"text-{key}" in page.fields:
            known = altexsoft.platform.texts.texts()[page.fields[f"text-{key}"]]
            assert (known.purpose, known.language) == (key, "en")
