"""Accounts, from outside: a person registers, comes in, sees, corrects, takes and closes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.web.served import Served, serving

WORDS = "seven brown horses sleep"
ANN = "ann@example.org"


@pytest.fixture(scope="module")
def intermind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A policy whose accounts may be edited on a page of their own."""
    with serving(tmp_path_factory.mktemp("intermind"), "intermind") as served:
        yield served


def csrf(answer: httpx.Response) -> str:
    """Return what a form hands back."""
    return re.findall(r'name="_csrf_token" value="([^"]+)"', answer.text)[0]


def send(visitor: httpx.Client, path: str, **data: str) -> httpx.Response:
    """Open a form, fill it in and send it."""
    token = csrf(visitor.get(path))
    return visitor.post(path, data={"_csrf_token": token, **data})


def registered(site: Served, visitor: httpx.Client, email: str, **data: str) -> httpx.Response:
    """Open an account and follow the link to it."""
    sent = send(visitor, "/account/register", email=email, **data)
    assert sent.headers.get("location") == "/account/registered", sent.text
    link = site.link(email).removeprefix(site.address)
    return send(visitor, link, password=WORDS, again=WORDS)


def sign_in(visitor: httpx.Client, email: str, password: str = WORDS) -> httpx.Response:
    """Sign in."""
    return send(visitor, "/account/sign-in", email=email, password=password)


def test_an_account_opens_when_its_address_is_confirmed(intermind: Served) -> None:
    with intermind.client() as visitor:
        done = registered(intermind, visitor, ANN, name="Ann")
        assert (done.status_code, done.headers["location"]) == (303, "/account")
        assert "HttpOnly" in done.headers["set-cookie"]
        assert visitor.get("/account").status_code == 200
    with intermind.client() as elsewhere:
        assert sign_in(elsewhere, "ANN@example.org").headers["location"] == "/account"


def test_before_the_address_is_confirmed_nobody_comes_in(intermind: Served) -> None:
    with intermind.client() as visitor:
        send(visitor, "/account/register", email="early@example.org")
        assert intermind.letters("early@example.org")
        assert sign_in(visitor, "early@example.org").status_code == 422
        assert sign_in(visitor, "early@example.org", "").status_code == 422


def test_opening_an_account_in_anothers_name_gives_nothing(intermind: Served) -> None:
    victim = "victim@example.org"
    with intermind.client() as thief:
        send(thief, "/account/register", email=victim, name="Thief")
    with intermind.client() as owner:
        registered(intermind, owner, victim, name="Owner")
    with intermind.client() as thief:
        assert sign_in(thief, victim, "whatever the thief likes").status_code == 422


def test_who_has_an_account_gets_the_same_answer_as_who_has_none(intermind: Served) -> None:
    with intermind.client() as visitor:
        registered(intermind, visitor, "known@example.org")
    answers = {}
    for email in ("known@example.org", "never-seen@example.org"):
        with intermind.client() as visitor:
            one = send(visitor, "/account/register", email=email)
            two = send(visitor, "/account/forgotten", email=email)
            three = sign_in(visitor, email, "not the password")
            answers[email] = (
                one.status_code, one.headers["location"], two.status_code,
                two.headers["location"], three.status_code,
                re.sub(r'value="[^"]*"', "", three.text),
            )  # fmt: skip
    assert len(set(answers.values())) == 1
    subjects = [str(one["Subject"]) for one in intermind.letters("known@example.org")]
    assert any("already" in subject for subject in subjects)
    assert "password" in subjects[-1]
    assert len(intermind.letters("never-seen@example.org")) == 1


def test_a_link_works_once_and_looking_at_it_changes_nothing(intermind: Served) -> None:
    with intermind.client() as visitor:
        send(visitor, "/account/register", email="once@example.org")
        link = intermind.link("once@example.org").removeprefix(intermind.address)
        assert [visitor.get(link).status_code for _ in range(3)] == [200] * 3
        refused = send(visitor, link, password="short", again="short")
        assert refused.status_code == 422
        assert send(visitor, link, password=WORDS, again="other").status_code == 422
        assert send(visitor, link, password=WORDS, again=WORDS).status_code == 303
        assert visitor.get(link).status_code == 410


def test_a_forgotten_password_is_set_by_a_link_and_ends_other_sessions(intermind: Served) -> None:
    email = "forgets@example.org"
    with intermind.client() as lost, intermind.client() as visitor:
        registered(intermind, lost, email)
        send(visitor, "/account/forgotten", email=email)
        link = intermind.link(email).removeprefix(intermind.address)
        new = "eight brown horses sleep"
        assert send(visitor, link, password=new, again=new).status_code == 303
        assert visitor.get("/account").status_code == 200
        assert lost.get("/account").status_code == 401
        assert sign_in(lost, email).status_code == 422
        assert sign_in(lost, email, new).status_code == 303


def test_letters_to_one_mailbox_are_not_without_end(intermind: Served) -> None:
    email = "flooded@example.org"
    with intermind.client() as visitor:
        for _ in range(9):
            answer = send(visitor, "/account/register", email=email)
            assert answer.headers["location"] == "/account/registered"
    assert 1 <= len(intermind.letters(email)) <= 6


def test_what_the_form_refuses_is_said_beside_the_field_and_nothing_is_kept(
    intermind: Served,
) -> None:
    with intermind.client() as visitor:
        empty = send(visitor, "/account/register", name="Nobody")
        assert empty.status_code == 422
        assert 'aria-invalid="true"' in empty.text
        assert 'value="Nobody"' in empty.text
        bad = send(visitor, "/account/register", email="not an address")
        assert bad.status_code == 422
        assert 'href="#email"' in bad.text
    assert not intermind.letters("not an address")


def test_no_token_and_no_address_is_in_any_location(intermind: Served) -> None:
    with intermind.client() as visitor:
        done = registered(intermind, visitor, "quiet@example.org")
        assert done.headers["location"] == "/account"
        assert "quiet" not in str(visitor.get("/account").url)


def test_a_session_that_ended_is_not_opened_again_by_its_cookie(intermind: Served) -> None:
    with intermind.client() as visitor:
        registered(intermind, visitor, "leaves@example.org")
        cookie = visitor.cookies["troth-person"]
        out = visitor.post(
            "/account/sign-out", data={"_csrf_token": csrf(visitor.get("/account/forgotten"))}
        )
        assert "Max-Age=0" in out.headers["set-cookie"]
    with intermind.client(cookies={"troth-person": cookie}) as replayed:
        answer = replayed.get("/account")
        assert answer.status_code == 401
        assert "/account/sign-in" in answer.text


def test_guessing_is_slowed_down(folder: object, intermind: Served) -> None:
    with intermind.client() as visitor:
        codes = [
            sign_in(visitor, "guessed@example.org", f"guess {n}").status_code for n in range(8)
        ]
    assert codes[:5] == [422] * 5
    assert 429 in codes[5:]


def test_where_the_policy_has_no_account_form_there_is_none(altexsoft: Served) -> None:
    with altexsoft.client() as visitor:
        assert visitor.get("/account/register").status_code == 404
        assert "/account/register" not in visitor.get("/account/sign-in").text


def test_who_asked_to_see_what_is_held_is_asked_again_before_the_account_goes(
    intermind: Served,
) -> None:
    """Closing would empty an answer that is owed; it does so only for who says so."""
    email = "curious@example.org"
    with intermind.client() as visitor:
        registered(intermind, visitor, email, name="Cora")
        assert "Close all the same" not in visitor.get("/account/close").text
        asked = send(visitor, "/requests/new/access")
        assert asked.status_code == 303, asked.text
        assert "Close all the same" in visitor.get("/account/close").text
        refused = send(visitor, "/account/close", password=WORDS)
        assert (refused.status_code, "not received it yet" in refused.text) == (422, True)
        assert visitor.get("/account").status_code == 200
        closed = send(visitor, "/account/close", password=WORDS, anyway="yes")
        assert closed.headers["location"].startswith("/account/closed/")
