"""Coming in by an account elsewhere: against a provider that really listens and signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import yaml
from playwright.sync_api import Page

from tests.support.barriers import barriers, too_wide
from tests.support.pictures import shot
from tests.support.provider import CLIENT, Provider, provider
from tests.web.served import POLICIES, Served, serving
from tests.web.test_accounts import csrf, registered
from troth.assembly.clock import SystemClock
from troth.assembly.platform import open_platform
from troth.assembly.providers import read_providers
from troth.errors import InputError

ADA = {
    "sub": "Ada-1815", "email": "ada@social.example", "email_verified": True,
    "profile": "https://social.example/ada", "name": "Ragnhild Sigridsdottir",
    "birthdate": "1815-12-10",
}  # fmt: skip


def written_settings(folder: Path, elsewhere: Provider, **more: Any) -> Path:
    """Write the settings of two providers at one address: for people, and for staff."""
    here = {"issuer": elsewhere.issuer, "client": CLIENT, "secret-env": "TEST_SECRET"}
    said = {
        "linkedin": {**here, "for": ["people"]},
        "company": {
            **here, "for": ["staff"], "name": "Company account",
            "groups": {"privacy-team": "privacy", "everybody": "viewer"},
        },
        **more,
    }  # fmt: skip
    file = folder / "providers.yaml"
    file.write_text(yaml.safe_dump(said), "utf-8")
    return file


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Provider]:
    """A provider, for the tests of this file."""
    with provider(lambda: int(SystemClock().now().timestamp())) as listening:
        yield listening


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, elsewhere: Provider) -> Iterator[Served]:
    """A policy that lets people in by networks."""
    folder = tmp_path_factory.mktemp("altexsoft")
    with serving(folder, providers=written_settings(folder, elsewhere)) as served:
        yield served


@pytest.fixture(autouse=True)
def well_behaved(elsewhere: Provider) -> None:
    """Let the provider behave at the beginning of every test."""
    elsewhere.claims, elsewhere.change, elsewhere.signs = dict(ADA), None, "ours"


def sent_there(visitor: httpx.Client, base: str = "/account", key: str = "linkedin") -> str:
    """Allow it, and return where the page leads."""
    at = f"{base}/with/{key}"
    first = visitor.get(at if base == "/account" else f"{base}/sign-in")
    data = {"_csrf_token": csrf(first)}
    seen = re.findall(r'name="seen" value="([0-9a-f]+)"', first.text)
    go = visitor.post(at, data=data | ({"seen": seen[0]} if seen else {}))
    assert go.status_code == 200, go.text
    return re.findall(r'content="0;url=([^"]+)"', go.text)[0].replace("&amp;", "&")


def came_back(
    visitor: httpx.Client, base: str = "/account", key: str = "linkedin"
) -> httpx.Response:
    """Go there and come back, as a browser would."""
    there = httpx.get(sent_there(visitor, base, key))
    assert there.status_code == 302
    return visitor.get(there.headers["location"])


def whose(site: Served, visitor: httpx.Client) -> bytes:
    """Return the person whose session a browser has."""
    found = site.site.doors.sessions.find(visitor.cookies["troth-person"], site.site.now())
    assert found is not None
    return found.owner


def test_who_comes_by_a_network_gets_an_account_with_what_is_declared_and_nothing_else(
    site: Served, elsewhere: Provider, page: Page
) -> None:
    elsewhere.claims["sub"] = "journey"
    page.goto(f"{site.address}/account/sign-in")
    page.get_by_role("link", name="Sign in with LinkedIn").click()
    assert "Email address of the account" in page.inner_text("main")
    assert barriers(page) == []
    assert not too_wide(page)
    shot(page, "account-with")
    page.get_by_role("button", name="Allow it and go to LinkedIn").click()
    page.get_by_role("heading", name="Your account").wait_for()
    held = page.inner_text("main")
    assert "ada@social.example" in held
    assert "https://social.example/ada" in held
    assert "1815-12-10" not in page.content()
    assert "Ragnhild" not in page.content()
    page.goto(f"{site.address}/account/security")
    assert barriers(page) == []
    shot(page, "account-security-with")
    everything = b"".join(path.read_bytes() for path in site.outbox.parent.glob("*.db*"))
    for trace in ("journey", "never-used", "ada@social.example", elsewhere.tokens[-1]):
        assert trace.encode() not in everything
    page.goto(f"{site.address}/account/close")
    assert page.get_by_label("Your password").count() == 0
    page.get_by_role("button", name="Erase and close").click()
    page.get_by_role("heading", name="Your account is closed").wait_for()


def test_the_same_account_elsewhere_opens_the_same_account_here(
    site: Served, elsewhere: Provider
) -> None:
    elsewhere.claims |= {"sub": "again", "email": "again@social.example"}
    with site.client() as visitor:
        assert came_back(visitor).headers["location"] == "/account"
        first = whose(site, visitor)
    with site.client() as visitor:
        assert came_back(visitor).headers["location"] == "/account"
        assert whose(site, visitor) == first
    elsewhere.claims["sub"] = "AGAIN"
    with site.client() as visitor:
        came_back(visitor)
        assert whose(site, visitor) != first


def test_nobody_gets_an_account_here_by_saying_its_address_elsewhere(
    site: Served, elsewhere: Provider
) -> None:
    elsewhere.claims |= {"sub": "owner", "email": "same@social.example"}
    with site.client() as visitor:
        came_back(visitor)
        owner = whose(site, visitor)
    elsewhere.claims["sub"] = "thief"
    with site.client() as visitor:
        came_back(visitor)
        assert whose(site, visitor) != owner


def test_what_was_not_shown_cannot_be_allowed(site: Served) -> None:
    with site.client() as visitor:
        token = csrf(visitor.get("/account/sign-in"))
        for seen in ("", "0" * 64):
            data = {"_csrf_token": token, "seen": seen}
            refused = visitor.post("/account/with/linkedin", data=data)
            assert refused.status_code == 409
            assert "provider/not-told" in refused.text
        assert visitor.get("/account/with/google").status_code == 404
        assert visitor.get("/account/with/company").status_code == 404


def other(name: str, value: object) -> Any:
    """Return what puts another value into a claim, or takes it out."""

    def change(claims: dict[str, Any]) -> None:
        claims[name] = value
        if value is None:
            del claims[name]

    return change


FORGED = {
    "another nonce": other("nonce", "x"),
    "no nonce": other("nonce", None),
    "for somebody else": other("aud", "another-client"),
    "for several": other("aud", [CLIENT, "another-client"]),
    "given to another": other("azp", "another-client"),
    "by another issuer": other("iss", "http://127.0.0.1:1"),
    "too old": other("exp", 1_500_000_000),
    "without an end": other("exp", None),
    "about nobody": other("sub", None),
}


@pytest.mark.parametrize("why", sorted(FORGED))
def test_a_token_that_does_not_hold_lets_nobody_in(
    site: Served, elsewhere: Provider, why: str
) -> None:
    elsewhere.change = FORGED[why]
    with site.client() as visitor:
        answer = came_back(visitor)
        assert answer.status_code == 403
        assert "Nothing was kept" in answer.text
        assert visitor.get("/account").status_code == 401


@pytest.mark.parametrize("signs", ["stranger", "shared"])
def test_a_token_that_its_issuer_did_not_sign_lets_nobody_in(
    site: Served, elsewhere: Provider, signs: str
) -> None:
    elsewhere.signs = signs
    with site.client() as visitor:
        assert came_back(visitor).status_code == 403
        assert visitor.get("/account").status_code == 401


def test_a_state_is_good_once_and_in_one_browser(site: Served, elsewhere: Provider) -> None:
    elsewhere.claims["sub"] = "stateful"
    with site.client() as visitor, site.client() as victim:
        there = httpx.get(sent_there(visitor))
        back = there.headers["location"]
        # Somebody else is made to open the way back: they are not signed in as the attacker.
        assert victim.get(back).status_code == 403
        assert visitor.get(back).status_code == 303
        assert visitor.get(back).status_code == 403
        assert visitor.get(back.partition("?")[0]).status_code == 403


def test_each_way_has_a_challenge_a_state_and_a_nonce_of_its_own(
    site: Served, elsewhere: Provider
) -> None:
    before = len(elsewhere.asked)
    with site.client() as visitor:
        for _ in range(2):
            httpx.get(sent_there(visitor))
    one, two = elsewhere.asked[before:]
    for name in ("state", "nonce", "code_challenge"):
        assert len(one[name]) >= 40
        assert one[name] != two[name]


def test_the_only_way_in_is_not_let_go(site: Served, elsewhere: Provider) -> None:
    elsewhere.claims |= {"sub": "only", "email": "only@social.example"}
    with site.client() as visitor:
        came_back(visitor)
        token = csrf(visitor.get("/account/security"))
        end = {"_csrf_token": token, "with": "linkedin"}
        only = visitor.post("/account/security/with/end", data=end)
        assert only.status_code == 422
        assert "your only way in" in only.text


def test_an_account_elsewhere_is_joined_let_go_and_not_joined_again_by_itself(
    folder: Path, elsewhere: Provider
) -> None:
    manifest = yaml.safe_load((POLICIES / "intermind.yaml").read_text("utf-8"))
    # A source that gives nothing: who comes by it brings themselves alone.
    manifest["sources"]["club"] = {"kind": "third-party"}
    manifest["accounts"]["social-sign-in"] = ["club"]
    written = folder / "manifest.yaml"
    written.write_text(yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True), "utf-8")
    club = {
        "issuer": elsewhere.issuer, "client": CLIENT, "secret-env": "TEST_SECRET",
        "for": ["people"], "name": "The club", "items": {"email": "email", "name": "name"},
    }  # fmt: skip
    settings = folder / "settings.yaml"
    settings.write_text(yaml.safe_dump({"club": club}), "utf-8")
    elsewhere.claims = {**ADA, "sub": "joined"}
    with serving(folder, written, providers=settings) as site, site.client() as visitor:
        registered(site, visitor, "ann@example.org", company="Acme")
        before = visitor.get("/account/export.json").json()["data"]
        person = whose(site, visitor)
        assert came_back(visitor, key="club").headers["location"] == "/account/security"
        assert visitor.get("/account/export.json").json()["data"] == before
        with site.client() as elsewhere_browser:
            assert came_back(elsewhere_browser, key="club").headers["location"] == "/account"
            assert whose(site, elsewhere_browser) == person
        end = {"_csrf_token": csrf(visitor.get("/account/security")), "with": "club"}
        assert visitor.post("/account/security/with/end", data=end).status_code == 303
        assert 'value="club"' not in visitor.get("/account/security").text
        with site.client() as elsewhere_browser:
            came_back(elsewhere_browser, key="club")
            assert whose(site, elsewhere_browser) != person


def test_one_account_elsewhere_never_opens_two_accounts_here(
    site: Served, elsewhere: Provider
) -> None:
    elsewhere.claims |= {"sub": "first-owner", "email": "first@social.example"}
    with site.client() as visitor:
        came_back(visitor)
    elsewhere.claims |= {"sub": "second-owner", "email": "second@social.example"}
    with site.client() as visitor:
        came_back(visitor)
        elsewhere.claims["sub"] = "first-owner"
        taken = came_back(visitor)
        assert taken.status_code == 403
        assert "opens another account" in taken.text


def test_staff_come_in_with_the_roles_of_their_groups(site: Served, elsewhere: Provider) -> None:
    elsewhere.claims = {"sub": "m", "preferred_username": "Maria@company.example", "groups": []}
    with site.client() as visitor:
        none = came_back(visitor, "/console", "company")
        assert none.status_code == 403
        assert "gives you no role" in none.text
        elsewhere.claims["groups"] = ["privacy-team", "admins"]
        assert came_back(visitor, "/console", "company").headers["location"] == "/console"
        assert visitor.get("/console/requests").status_code == 200
        assert visitor.get("/console/staff").status_code == 403
    # Who lost a group there loses its role here with the next visit.
    elsewhere.claims["groups"] = ["everybody"]
    with site.client() as visitor:
        came_back(visitor, "/console", "company")
        assert visitor.get("/console/requests").status_code == 403
    member = next(one for one in site.site.doors.staff.everybody() if one.login == "maria")
    site.site.doors.staff.end(member.staff, site.site.now())
    with site.client() as visitor:
        assert came_back(visitor, "/console", "company").status_code == 403


def test_nobody_becomes_a_member_of_staff_by_taking_their_name_elsewhere(
    site: Served, elsewhere: Provider
) -> None:
    site.site.doors.staff.add("olga", ["admin"], site.site.now())
    elsewhere.claims = {"sub": "o", "preferred_username": "olga", "groups": ["everybody"]}
    with site.client() as visitor:
        assert came_back(visitor, "/console", "company").status_code == 403
        assert visitor.get("/console").status_code == 401


def test_a_provider_that_is_away_is_said_so(folder: Path) -> None:
    with provider(lambda: 0) as gone:
        settings = written_settings(folder, gone)
    with serving(folder, providers=settings) as site, site.client() as visitor:
        first = visitor.get("/account/with/linkedin")
        seen = re.findall(r'name="seen" value="([0-9a-f]+)"', first.text)[0]
        data = {"_csrf_token": csrf(first), "seen": seen}
        answer = visitor.post("/account/with/linkedin", data=data)
        assert answer.status_code == 403
        assert "does not answer" in answer.text


def test_no_secret_and_no_token_is_in_any_address(site: Served, elsewhere: Provider) -> None:
    with site.client() as visitor:
        query = parse_qs(urlsplit(sent_there(visitor)).query)
    assert set(query) == {
        "response_type", "client_id", "redirect_uri", "scope", "state", "nonce",
        "code_challenge", "code_challenge_method",
    }  # fmt: skip


WRONG = {
    "provider/undeclared": {"google": {"for": ["people"], "client": "c", "secret-env": "S"}},
    "provider/unknown-setting": {"linkedin": {"fro": ["people"]}},
    "provider/no-secret": {"linkedin": {"for": ["people"], "client": "c"}},
    "provider/open-secret": {
        "linkedin": {"for": ["people"], "client": "c", "secret-file": "open.secret"}
    },
    "provider/malformed-settings": {
        "linkedin": {"for": ["people"], "issuer": "http://social.example", "secret-env": "S"}
    },
    "staff/unknown-role": {
        "x": {"for": ["staff"], "issuer": "https://x.example", "secret-env": "S",
              "groups": {"a": "emperor"}}
    },
}  # fmt: skip


def test_settings_that_cannot_be_meant_stop_the_start(folder: Path) -> None:
    platform = open_platform(str(folder / "data.db"), manifest=POLICIES / "altexsoft.yaml")
    (folder / "open.secret").write_text("s", "utf-8")
    (folder / "open.secret").chmod(0o644)
    try:
        for code, said in WRONG.items():
            file = folder / "providers.yaml"
            file.write_text(yaml.safe_dump(said), "utf-8")
            with pytest.raises(InputError) as fault:
                read_providers(file, platform, {"S": "secret"})
            assert fault.value.code == code
        (folder / "open.secret").chmod(0o600)
        file.write_text(yaml.safe_dump(WRONG["provider/open-secret"]), "utf-8")
        (known,) = read_providers(file, platform, {})
        assert (known.name, known.secret) == ("LinkedIn", "s")
        assert "secret" not in repr(known)
    finally:
        platform.close()
