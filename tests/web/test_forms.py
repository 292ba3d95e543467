"""Forms: shown with their notice, taken in once and whole, or refused in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.web.filling import held, person, read, send
from tests.web.served import Served, serving
from troth.rehearsal.clock import FakeClock

CONTACT = "/forms/contact-form"


@pytest.fixture
def visitor(altexsoft: Served) -> Iterator[httpx.Client]:
    """Somebody with a browser that runs no scripts."""
    with altexsoft.client() as client:
        yield client


def test_every_form_for_people_is_listed_and_opens(
    altexsoft: Served, visitor: httpx.Client
) -> None:
    listed = set(re.findall(r'href="/forms/([a-z-]+)"', visitor.get("/forms").text))
    assert {"contact-form", "newsletter-signup", "application", "testimonial"} <= listed
    # Logs, imports and what staff write down are no forms.
    policy = altexsoft.platform.policy
    assert all(policy.forms[key].origin == "person" for key in listed)
    for key in listed:
        page = read(visitor.get(f"/forms/{key}"))
        assert page.answer.status_code == 200
        assert {f"data-{name}" for name, one in policy.forms[key].fields.items()
                if one.type not in ("file", "text", "flag")} <= set(page.fields)  # fmt: skip


@pytest.mark.parametrize("key", ["nothing", "staff-note", "page-view", "client-import", "hire"])
def test_what_is_no_form_for_people_is_not_there(visitor: httpx.Client, key: str) -> None:
    assert visitor.get(f"/forms/{key}").status_code == 404


def test_a_form_says_what_happens_before_its_button(visitor: httpx.Client) -> None:
    text = visitor.get("/forms/application").text
    button = text.index('<button type="submit">')
    for said in ("The job applied for", "You can withdraw your consent at any time.", "legal@alt"):
        assert text.index(said) < button


def test_what_is_sent_is_kept_and_the_page_after_holds_none_of_it(
    altexsoft: Served, visitor: httpx.Client
) -> None:
    page = read(visitor.get(CONTACT))
    sent = send(visitor, page, {"email": "ada@example.org", "message": "Good day", "name": ""})
    assert sent.status_code == 303
    assert sent.headers["location"] == "/forms/contact-form/sent"
    assert held(altexsoft, "ada@example.org") == [
        {"email": "ada@example.org", "message": "Good day"}
    ]
    after = visitor.get(sent.headers["location"]).text
    assert "ada@example.org" not in after
    assert "Good day" not in after


def test_the_same_page_sent_twice_is_taken_once(altexsoft: Served, visitor: httpx.Client) -> None:
    page = read(visitor.get(CONTACT))
    for _ in range(3):
        sent = send(visitor, page, {"email": "twice@example.org", "message": "Once"})
        assert sent.status_code == 303
    assert held(altexsoft, "twice@example.org") == [
        {"email": "twice@example.org", "message": "Once"}
    ]


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"email": "not an address"}, "email", "how this is written"),
        ({"email": "a@example.org", "phone": "12"}, "phone", "how this is written"),
        ({"email": "a@example.org", "message": "x" * 10_001}, "message", "larger"),
        ({"email": "a@example.org", "message": "I have diabetes"}, "message", "about: health"),
    ],
)
def test_a_refusal_names_the_field_gives_back_what_was_typed_and_keeps_nothing(
    altexsoft: Served, visitor: httpx.Client, values: dict[str, str], field: str, said: str
) -> None:
    known = altexsoft.platform.data
    with known.read() as reader:
        before = sum(1 for _ in reader.all_persons())
    sent = send(visitor, read(visitor.get(CONTACT)), {"name": "Grace & Co", **values})
    page = read(sent)
    assert sent.status_code == 422
    assert any(said in one for one in page.errors)
    assert f'href="#data-{field}"' in page.text
    assert re.search(f'id="data-{field}"[^>]*aria-invalid="true"[^>]*aria-describedby', page.text)
    # Given back in the page, in no address.
    assert 'value="Grace &amp; Co"' in page.text
    assert str(sent.url).endswith(CONTACT)
    with known.read() as reader:
        assert sum(1 for _ in reader.all_persons()) == before


def test_after_a_refusal_the_mended_page_is_taken(altexsoft: Served, visitor: httpx.Client) -> None:
    refused = send(visitor, read(visitor.get(CONTACT)), {"email": "mend@", "message": "Hello"})
    sent = send(visitor, read(refused), {"email": "mend@example.org", "message": "Hello"})
    assert sent.status_code == 303
    assert held(altexsoft, "mend@example.org")[0]["message"] == "Hello"


def test_an_empty_form_is_refused(visitor: httpx.Client) -> None:
    page = read(send(visitor, read(visitor.get(CONTACT)), {}))
    assert page.errors == ["There is nothing in the form yet."]


def test_a_field_that_the_form_does_not_have_is_refused(visitor: httpx.Client) -> None:
    page = read(visitor.get(CONTACT))
    sent = send(visitor, page, {"email": "a@example.org", "blood-group": "A"})
    assert sent.status_code == 422
    assert "does not have" in read(sent).errors[0]
    assert "blood-group" not in sent.text


@pytest.mark.parametrize("ticket", ["", "x", "1.2.3", "ff.00.é"])
def test_a_forged_ticket_is_refused_and_a_fresh_one_comes_back(
    visitor: httpx.Client, ticket: str
) -> None:
    page = read(visitor.get(CONTACT))
    page.fields["ticket"] = ticket
    again = read(send(visitor, page, {"email": "forged@example.org", "message": "Hi"}))
    assert again.answer.status_code == 422
    assert send(visitor, again, {"email": "forged@example.org", "message": "Hi"}).is_redirect


def test_a_ticket_of_another_form_is_refused(visitor: httpx.Client) -> None:
    page = read(visitor.get(CONTACT))
    page.fields["ticket"] = read(visitor.get("/forms/testimonial")).fields["ticket"]
    assert send(visitor, page, {"email": "other@example.org"}).status_code == 422


def test_without_the_token_of_the_page_nothing_is_taken(altexsoft: Served) -> None:
    with altexsoft.client() as elsewhere:
        sent = elsewhere.post(CONTACT, data={"data-email": "csrf@example.org"})
    assert sent.status_code == 403
    assert held(altexsoft, "csrf@example.org") == []


def test_a_page_that_was_open_for_a_day_asks_to_be_sent_again(folder: Path) -> None:
    clock = FakeClock(datetime(2026, 3, 1, tzinfo=UTC))
    with serving(folder, clock=clock) as served, served.client() as visitor:
        page = read(visitor.get(CONTACT))
        clock.move_to(clock.now() + timedelta(days=1))
        values = {"email": "late@example.org", "message": "Sorry"}
        again = read(send(visitor, page, values))
        assert "open for too long" in again.errors[0]
        assert send(visitor, again, values).is_redirect


def test_no_box_is_ticked_and_each_carries_the_text_it_stands_for(
    altexsoft: Served, visitor: httpx.Client
) -> None:
    page = read(visitor.get("/forms/application"))
    asked = [name for name in page.boxes if name.startswith("yes-")]
    assert len(asked) == 5
    assert not [name for name in page.fields if name.startswith("yes-")]
    texts = altexsoft.platform.texts.texts()
    for name in asked:
        assert texts[page.boxes[name]].purpose == name.removeprefix("yes-")


def test_a_consent_is_kept_with_the_hash_and_language_of_its_text(
    altexsoft: Served, visitor: httpx.Client
) -> None:
    page = read(visitor.get("/forms/newsletter-signup?lang=de"))
    sent = send(visitor, page, {"email": "jane@example.org"}, tick=("newsletter",))
    assert sent.status_code == 303
    row = altexsoft.platform.consents.show(person(altexsoft, "jane@example.org"))[0]
    assert (row.purpose, row.action, row.method) == ("newsletter", "give", "ticked-box")
    assert (row.text_hash, row.language) == (page.boxes["yes-newsletter"], "de")


def test_a_consent_to_words_that_were_never_shown_is_refused(
    altexsoft: Served, visitor: httpx.Client
) -> None:
    page = read(visitor.get("/forms/newsletter-signup"))
    page.boxes["yes-newsletter"] = "ab" * 32
    sent = send(visitor, page, {"email": "forge@example.org"}, tick=("newsletter",))
    assert sent.status_code == 422
    assert "Read it again" in read(sent).errors[0]
    assert held(altexsoft, "forge@example.org") == []


def test_without_any_yes_where_one_is_needed_nothing_is_kept(
    altexsoft: Served, visitor: httpx.Client
) -> None:
    sent = send(visitor, read(visitor.get("/forms/newsletter-signup")), {"email": "no@example.org"})
    assert sent.status_code == 422
    assert "may not take this in" in read(sent).errors[0]
    assert held(altexsoft, "no@example.org") == []


def test_the_company_s_own_text_is_shown_where_it_published_one(folder: Path) -> None:
    words = "Yes, send me your newsletter once a month."
    with serving(folder) as served, served.client() as visitor:
        # Words made from the policy, shown before, do not stand in its way.
        assert words not in visitor.get("/forms/newsletter-signup").text
        served.platform.texts.publish(
            words, purpose="newsletter", language="en", now=served.platform.clock.now()
        )
        assert words in visitor.get("/forms/newsletter-signup").text
        # In a language without one, the words are made from the policy.
        assert words not in visitor.get("/forms/newsletter-signup?lang=fr").text


def test_a_replaced_text_is_asked_for_anew(folder: Path) -> None:
    with serving(folder) as served, served.client() as visitor:
        page = read(visitor.get("/forms/newsletter-signup"))
        served.platform.texts.publish(
            "Newer words.", purpose="newsletter", language="en",
            now=served.platform.clock.now(), replaces=page.boxes["yes-newsletter"],
        )  # fmt: skip
        sent = send(visitor, page, {"email": "old@example.org"}, tick=("newsletter",))
        assert "The wording has changed" in read(sent).errors[0]
        assert "Newer words." in sent.text


def test_a_browser_that_says_do_not_sell_is_an_objection_at_once(folder: Path) -> None:
    with serving(folder) as served, served.client() as visitor:
        signal = {"sec-gpc": "1"}
        page = read(visitor.get(CONTACT, headers=signal))
        assert "not to sell or share" in page.text
        send(visitor, page, {"email": "gpc@example.org", "message": "Hi"}, headers=signal)
        platform = served.platform
        standing = platform.standing.read(person(served, "gpc@example.org"), platform.clock.now())
        assert standing.objected


def test_the_words_come_in_three_languages(visitor: httpx.Client) -> None:
    pages = {lang: visitor.get(f"{CONTACT}?lang={lang}").text for lang in ("en", "de", "fr")}
    assert "Bevor Sie senden" in pages["de"]
    assert "Avant d&#39;envoyer" in pages["fr"]
