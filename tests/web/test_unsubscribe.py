"""Links of messages: a consent is confirmed by a button, and one click stops the messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.web.filling import doubly, person, read, send, sign_up, stands
from tests.web.served import Served, serving
from troth.core.names import Identifier
from troth.rehearsal.clock import FakeClock
from troth.web.invitations import invitations

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture(scope="module")
def confirming(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site whose newsletter is confirmed by e-mail."""
    folder = tmp_path_factory.mktemp("doubly")
    with serving(folder, doubly(folder)) as served:
        yield served


@pytest.fixture
def visitor(confirming: Served) -> Iterator[httpx.Client]:
    """Somebody with a browser that runs no scripts."""
    with confirming.client() as client:
        yield client


def press(visitor: httpx.Client, link: str) -> httpx.Response:
    """Open a page and press its button."""
    page = read(visitor.get(link))
    return visitor.post(str(page.answer.url.join(page.action)), data=page.fields)


def way_out(served: Served, address: str, purpose: str = "newsletter") -> str:
    """Return the address that a message to somebody carries for getting no more."""
    now = served.platform.clock.now()
    token = invitations(served.site).way_out(person(served, address), purpose, now)
    return f"{served.address}/unsubscribe/{token}"


def test_a_sign_up_counts_only_once_it_is_confirmed(
    confirming: Served, visitor: httpx.Client
) -> None:
    sent = sign_up(visitor, "anna@example.org")
    assert "open the e-mail" in visitor.get(sent.headers["location"]).text
    assert not stands(confirming, "anna@example.org")
    link = confirming.link("anna@example.org")
    # The letter and its link hold nothing of the person.
    assert "anna" not in link
    # Looking is not confirming, however often a mail scanner looks.
    for _ in range(3):
        assert visitor.get(link).status_code == 200
    assert not stands(confirming, "anna@example.org")
    done = press(visitor, link)
    assert (done.status_code, done.headers["location"]) == (303, "/confirmed")
    assert stands(confirming, "anna@example.org")
    events = confirming.platform.consents.show(person(confirming, "anna@example.org"))
    assert [row.method for row in events] == ["double-opt-in-asked", "double-opt-in-confirmed"]
    assert events[0].text_hash == events[1].text_hash


def test_a_confirmed_address_belongs_to_whoever_reads_it(
    confirming: Served, visitor: httpx.Client
) -> None:
    # Two submissions without a session: two claimants, until the mailbox is shown to be one's own.
    contact = read(visitor.get("/forms/contact-form"))
    send(visitor, contact, {"email": "both@example.org", "message": "Hello"})
    sign_up(visitor, "both@example.org")
    address = Identifier("email", "both@example.org")
    assert [one.status for one in confirming.platform.identity.find(address)] == ["claimed"] * 2
    press(visitor, confirming.link("both@example.org"))
    found = confirming.platform.identity.find(address)
    assert [one.status for one in found].count("confirmed") == 1
    with confirming.platform.data.read() as reader:
        assert len(reader.aliases(found[0].person)) == 2


def test_signing_up_again_with_a_confirmed_address_shares_it_with_nobody(
    confirming: Served, visitor: httpx.Client
) -> None:
    for _ in range(2):
        sign_up(visitor, "again@example.org")
        press(visitor, confirming.link("again@example.org"))
    address = Identifier("email", "again@example.org")
    found = confirming.platform.identity.find(address)
    assert not confirming.platform.identity.is_shared(address)
    assert [one.status for one in found].count("confirmed") == 1
    assert stands(confirming, "again@example.org")


@pytest.mark.parametrize("token", ["x", "ab" * 32, "%00", "a" * 5000])
def test_a_made_up_link_confirms_nothing(visitor: httpx.Client, token: str) -> None:
    for path in ("confirm", "unsubscribe"):
        assert visitor.get(f"/{path}/{token}").status_code == 410


def test_a_link_confirms_once(confirming: Served, visitor: httpx.Client) -> None:
    sign_up(visitor, "once@example.org")
    link = confirming.link("once@example.org")
    page = read(visitor.get(link))
    assert visitor.post(link, data=page.fields).status_code == 303
    assert visitor.post(link, data=page.fields).status_code == 410
    assert visitor.get(link).status_code == 410


def test_after_seven_days_a_link_confirms_nothing(folder: Path) -> None:
    clock = FakeClock(datetime(2026, 3, 1, tzinfo=UTC))
    with serving(folder, doubly(folder), clock=clock) as served, served.client() as visitor:
        sign_up(visitor, "late@example.org")
        link = served.link("late@example.org")
        page = read(visitor.get(link))
        clock.move_to(clock.now() + timedelta(days=7))
        assert visitor.post(link, data=page.fields).status_code == 410
        assert not stands(served, "late@example.org")


def test_a_sign_up_without_an_address_cannot_be_confirmed_and_is_refused(
    visitor: httpx.Client,
) -> None:
    page = read(visitor.get("/forms/newsletter-signup"))
    sent = send(visitor, page, {"name": "Nobody"}, tick=("newsletter",))
    assert sent.status_code == 422
    assert "correct e-mail address" in read(sent).errors[0]


def test_a_letter_is_written_in_the_reader_s_language(
    confirming: Served, visitor: httpx.Client
) -> None:
    page = read(visitor.get("/forms/newsletter-signup?lang=de"))
    send(visitor, page, {"email": "deutsch@example.org"}, tick=("newsletter",))
    letter = confirming.letters("deutsch@example.org")[-1]
    assert "bestätigen" in letter.get_content()
    assert letter["List-Unsubscribe"] is None


def test_a_visit_never_unsubscribes_and_one_click_of_the_provider_does(
    confirming: Served, visitor: httpx.Client
) -> None:
    sign_up(visitor, "out@example.org")
    press(visitor, confirming.link("out@example.org"))
    link = way_out(confirming, "out@example.org")
    for _ in range(3):
        assert "No more messages?" in visitor.get(link).text
    assert visitor.head(link).status_code in (200, 405)
    assert stands(confirming, "out@example.org")
    # RFC 8058: no cookie, no page before, no redirect after.
    with httpx.Client() as provider:
        done = provider.post(link, data=ONE_CLICK)
    assert (done.status_code, done.text) == (200, "unsubscribed")
    assert not done.cookies
    assert not stands(confirming, "out@example.org")
    assert "You will get no more of these" in visitor.get(link).text


def test_one_click_again_changes_nothing(confirming: Served, visitor: httpx.Client) -> None:
    sign_up(visitor, "often@example.org")
    press(visitor, confirming.link("often@example.org"))
    link = way_out(confirming, "often@example.org")
    for _ in range(4):
        assert visitor.post(link, data=ONE_CLICK).status_code == 200
    events = confirming.platform.consents.show(person(confirming, "often@example.org"))
    assert [row.action for row in events] == ["record-only", "give", "withdraw"]


def test_the_button_of_the_page_does_the_same(confirming: Served, visitor: httpx.Client) -> None:
    sign_up(visitor, "button@example.org")
    press(visitor, confirming.link("button@example.org"))
    link = way_out(confirming, "button@example.org")
    done = press(visitor, link)
    assert done.status_code == 303
    assert not stands(confirming, "button@example.org")


def test_who_unsubscribed_can_sign_up_again(confirming: Served, visitor: httpx.Client) -> None:
    for _ in range(2):
        sign_up(visitor, "back@example.org")
        press(visitor, confirming.link("back@example.org"))
        assert stands(confirming, "back@example.org")
        visitor.post(way_out(confirming, "back@example.org"), data=ONE_CLICK)
        assert not stands(confirming, "back@example.org")


def test_the_way_out_of_what_rests_on_an_interest_is_an_objection(
    confirming: Served, visitor: httpx.Client
) -> None:
    contact = read(visitor.get("/forms/contact-form"))
    send(visitor, contact, {"email": "interest@example.org", "message": "Hello"})
    platform = confirming.platform
    purpose = next(k for k, one in platform.policy.purposes.items()
                   if one.basis == "legitimate-interests" and not one.consent_needed)  # fmt: skip
    visitor.post(way_out(confirming, "interest@example.org", purpose), data=ONE_CLICK)
    someone = person(confirming, "interest@example.org")
    assert purpose in platform.standing.read(someone, platform.clock.now()).objected


def test_a_link_outlives_neither_the_person_nor_tells_who_they_were(
    confirming: Served, visitor: httpx.Client
) -> None:
    sign_up(visitor, "gone@example.org")
    link = way_out(confirming, "gone@example.org")
    platform = confirming.platform
    plan = platform.erasure.plan([person(confirming, "gone@example.org")], platform.clock.now())
    platform.erasure.carry_out(plan.plan, platform.clock.now())
    assert visitor.get(link).status_code == 410
    assert visitor.post(link, data=ONE_CLICK).status_code == 410
