"""Staff come in and go out: by a one-time link, by login and password, and in no other way."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page

from tests.cli.terminal import run
from tests.web.served import Served, serving

WORDS = "seven brown horses sleep"


def csrf(answer: httpx.Response) -> str:
    """Return what a form hands back."""
    return re.findall(r'name="_csrf_token" value="([^"]+)"', answer.text)[0]


def sign_in(
    visitor: httpx.Client, login: str, password: str, at: str = "/console/sign-in"
) -> httpx.Response:
    """Fill in the form and send it."""
    token = csrf(visitor.get(at))
    return visitor.post(at, data={"_csrf_token": token, "login": login, "password": password})


def start_link(site: Served, login: str, *roles: str) -> str:
    """Let somebody in; return the path of their one-time link."""
    member = site.site.doors.staff.add(login, roles, site.site.now())
    token = site.site.doors.links.make("staff-start", site.site.now(), owner=member.staff)
    return f"/console/start/{token}"


def started(site: Served, visitor: httpx.Client, login: str, *roles: str) -> httpx.Response:
    """Let somebody in and set their password."""
    link = start_link(site, login, *roles)
    token = csrf(visitor.get(link))
    return visitor.post(
        link, data={"_csrf_token": token, "password": WORDS, "again": WORDS, "login": login}
    )


def test_a_one_time_link_sets_the_password_and_lets_in(altexsoft: Served) -> None:
    with altexsoft.client() as visitor:
        answer = started(altexsoft, visitor, "first", "privacy")
        assert (answer.status_code, answer.headers["location"]) == (303, "/console")
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert visitor.post("/console/sign-out").status_code == 403
        page = visitor.get("/console/sign-in")
        out = visitor.post("/console/sign-out", data={"_csrf_token": csrf(page)})
        assert out.status_code == 303
        assert "Max-Age=0" in out.headers["set-cookie"]
        assert sign_in(visitor, "first", WORDS).status_code == 303


def test_the_link_works_once_and_looking_at_it_changes_nothing(altexsoft: Served) -> None:
    link = start_link(altexsoft, "second", "viewer")
    with altexsoft.client() as scanner:
        assert [scanner.get(link).status_code for _ in range(3)] == [200] * 3
    with altexsoft.client() as visitor:
        data = {"_csrf_token": csrf(visitor.get(link)), "password": WORDS, "again": WORDS}
        assert visitor.post(link, data=data).status_code == 303
    with altexsoft.client() as thief:
        assert thief.get(link).status_code == 410
        page = thief.get("/console/sign-in")
        data["_csrf_token"] = csrf(page)
        assert thief.post(link, data=data).status_code == 410


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("short", "short", "at least 12"),
        ("passwordpassword", "passwordpassword", "first that are tried"),
        (WORDS, WORDS + "!", "differ"),
    ],
)
def test_who_mistypes_a_first_password_keeps_the_link(
    altexsoft: Served, password: str, again: str, said: str
) -> None:
    link = start_link(altexsoft, f"third{len(password)}{len(again)}")
    with altexsoft.client() as visitor:
        data = {"_csrf_token": csrf(visitor.get(link)), "password": password, "again": again}
        refused = visitor.post(link, data=data)
        assert refused.status_code == 422
        assert said in refused.text
        assert password not in refused.text
        data |= {"password": WORDS, "again": WORDS}
        assert visitor.post(link, data=data).status_code == 303


def test_a_wrong_login_and_a_wrong_password_get_the_same_answer(altexsoft: Served) -> None:
    with altexsoft.client() as visitor:
        started(altexsoft, visitor, "fourth", "viewer")
    answers = []
    with altexsoft.client() as stranger:
        for login in ("fourth", "fifths"):
            answer = sign_in(stranger, login, "not the password")
            assert answer.status_code == 422
            answers.append(re.sub(r'value="[^"]*"', "", answer.text))
    assert answers[0] == answers[1]


def test_guessing_is_slowed_down_and_the_right_password_must_wait_too(folder: Path) -> None:
    with serving(folder) as site, site.client() as visitor:
        started(site, visitor, "fifth", "viewer")
        codes = [sign_in(visitor, "fifth", f"guess number {n}").status_code for n in range(8)]
        assert codes[:5] == [422] * 5
        assert 429 in codes[5:]
        slowed = sign_in(visitor, "fifth", WORDS)
        assert slowed.status_code == 429
        assert int(slowed.headers["retry-after"]) >= 1


def test_who_left_is_not_let_in_by_password_session_or_link(altexsoft: Served) -> None:
    with altexsoft.client() as visitor:
        started(altexsoft, visitor, "sixth", "viewer")
        doors = altexsoft.site.doors
        member = doors.staff.sign_in("sixth", WORDS)
        assert member is not None
        link = doors.links.make("staff-start", altexsoft.site.now(), owner=member.staff)
        doors.staff.end(member.staff, altexsoft.site.now())
        page = visitor.get("/console/sign-in")
        assert (
            visitor.post("/console/sign-out", data={"_csrf_token": csrf(page)}).status_code == 401
        )
        assert sign_in(visitor, "sixth", WORDS).status_code == 422
        assert visitor.get(f"/console/start/{link}").status_code == 410


def test_a_form_of_another_site_does_not_sign_anybody_in(altexsoft: Served) -> None:
    with altexsoft.client() as visitor:
        data = {"login": "first", "password": WORDS}
        assert visitor.post("/console/sign-in", data=data).status_code == 403
        assert (
            visitor.post("/console/sign-in", data=data | {"_csrf_token": "forged"}).status_code
            == 403
        )


def test_a_session_of_a_person_is_none_of_staff(altexsoft: Served) -> None:
    person = altexsoft.platform.identity.welcome([[]], altexsoft.site.now())[0]
    token = altexsoft.site.doors.sessions.begin("person", person, altexsoft.site.now())
    with altexsoft.client(cookies={"troth-staff": token}) as visitor:
        page = visitor.get("/console/sign-in")
        out = visitor.post("/console/sign-out", data={"_csrf_token": csrf(page)})
        assert out.status_code == 401


def test_the_command_prints_a_link_that_works(folder: Path, page: Page) -> None:
    with serving(folder) as site:
        place = ("--store", str(folder / "data.db"))
        told = ("--role", "privacy", "--address", site.address, *place)
        added = run("staff", "add", "maria", *told, "--json")
        assert added.code == 0, added.err
        said = json.loads(added.out)
        page.goto(said["link"])
        page.get_by_label("New password").fill(WORDS)
        page.get_by_label("The same password again").fill(WORDS)
        page.get_by_role("button", name="Set it and sign in").click()
        assert page.url == f"{site.address}/console"
        assert said["link"].rpartition("/")[2] not in page.url
        listed = json.loads(run("staff", "list", *place, "--json").out)["staff"]
        assert [(one["login"], one["roles"], one["password"]) for one in listed] == [
            ("maria", ["privacy"], True)
        ]
        given = run("staff", "roles", "maria", "--role", "viewer", *place, "--json")
        assert json.loads(given.out)["roles"] == ["viewer"]
        assert "approver" in json.loads(run("staff", "roles", *place, "--json").out)["roles"]
        assert run("staff", "roles", "mria", *place).code == 2
        fresh = json.loads(run("staff", "link", "maria", *place, "--json").out)["link"]
        assert fresh != said["link"]
        assert run("staff", "end", "maria", *place).code == 0
        page.goto(f"{site.address}/console/sign-in")
        page.get_by_label("Login").fill("maria")
        page.get_by_label("Password").fill(WORDS)
        page.get_by_role("button", name="Sign in").click()
        assert page.get_by_role("alert").inner_text().startswith("Please look at this again")
