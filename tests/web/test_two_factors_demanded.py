"""Staff who reach personal data come in by two factors; what happens to ways in is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.register.program import written
from tests.web.served import Served, serving
from tests.web.test_accounts import WORDS, csrf, registered, send
from tests.web.test_accounts import sign_in as person_sign_in
from tests.web.test_second_factors import HANDS, code_of, set_up
from tests.web.test_staff_sign_in import sign_in, started
from troth.storage.signin_rows import PasskeyRow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site as it is without any setting: what a manifest that is silent leads to."""
    folder = tmp_path_factory.mktemp("demanded")
    with serving(folder, "intermind", clock=HANDS, second_factor=None) as served:
        yield served


def test_somebody_new_sets_up_a_second_factor_before_the_console_opens(site: Served) -> None:
    with site.client() as visitor:
        assert started(site, visitor, "paula", "privacy").headers["location"] == "/console"
        for path in ("/console", "/console/people", "/console/promises"):
            led = visitor.get(path)
            assert (led.status_code, led.headers["location"]) == (303, "/console/security"), path
        page = visitor.get("/console/security")
        assert (page.status_code, "by two factors" in page.text) == (200, True)
        assert 'href="/console/people"' not in page.text
        blocked = visitor.post(
            "/console/people", data={"_csrf_token": csrf(page), "identifier": "x"}
        )
        assert blocked.headers["location"] == "/console/security"
        secret, _ = set_up(visitor, "/console")
        assert visitor.get("/console/people").status_code == 200
        assert "by two factors" not in visitor.get("/console/security").text
    HANDS.on(minutes=2)
    with site.client() as visitor:
        assert sign_in(visitor, "paula", WORDS).headers["location"] == "/console/code"
        assert visitor.get("/console").status_code == 401
        code = code_of(secret, HANDS.at)
        assert send(visitor, "/console/code", code=code).headers["location"] == "/console"
        assert visitor.get("/console").status_code == 200


def test_who_reaches_nobody_s_data_comes_in_by_one(site: Served) -> None:
    with site.client() as visitor:
        started(site, visitor, "vera", "viewer")
        assert visitor.get("/console").status_code == 200


def test_a_passkey_is_a_second_factor_and_the_password_alone_does_not_go_round_it(
    site: Served,
) -> None:
    with site.client() as visitor:
        started(site, visitor, "kim", "legal")
        member = site.site.doors.staff.sign_in("kim", WORDS)
        assert member is not None
        row = PasskeyRow(
            credential=b"c" * 16, kind="staff", owner=member.staff, public_key=b"k", counter=0,
            made_at=1,
        )  # fmt: skip
        with site.platform.data.unit() as unit:
            unit.put_passkey(row)
        assert visitor.get("/console").status_code == 200
    with site.client() as visitor:
        led = sign_in(visitor, "kim", WORDS)
        assert led.headers["location"] == "/console/sign-in?by=passkey"
        assert "troth-staff=" not in led.headers.get("set-cookie", "")
        assert "by your passkey" in visitor.get(led.headers["location"]).text


def test_a_manifest_may_leave_it_to_the_staff(tmp_path: Path) -> None:
    def offered(data: dict) -> None:
        data.setdefault("settings", {})["access"] = {"second-factor": "offered"}

    manifest = written("intermind", tmp_path, offered)
    with serving(tmp_path, manifest, second_factor=None) as site, site.client() as visitor:
        started(site, visitor, "paul", "privacy")
        assert visitor.get("/console").status_code == 200


def happened(text: str) -> list[str]:
    """Return what a page says happened, the newest first."""
    part = text[text.index('id="happened"') :]
    return re.findall(r"</th><td>(.*?)</td>", part)


def test_a_person_sees_what_happened_and_is_written_to_when_a_way_in_changes(site: Served) -> None:
    email = "seen@example.org"
    with site.client() as visitor:
        registered(site, visitor, email)
    HANDS.on(seconds=5)
    with site.client() as stranger:
        person_sign_in(stranger, email, "not the password")
        person_sign_in(stranger, "nobody@example.org", "not the password")
    site.site.post.settle()
    before = len(site.letters(email))
    HANDS.on(minutes=1)
    with site.client() as visitor:
        person_sign_in(visitor, email)
        HANDS.on(seconds=5)
        set_up(visitor)
        HANDS.on(seconds=5)
        fresh = "nine grey herons stand still"
        token = csrf(visitor.get("/account/security"))
        form = {"_csrf_token": token, "old": WORDS, "password": fresh, "again": fresh}
        assert visitor.post("/account/security/password", data=form).status_code == 303
        page = visitor.get("/account/security").text
    assert happened(page)[:4] == [
        "The password was changed", "A second factor was set up", "Signed in", "A wrong password",
    ]  # fmt: skip
    told = [one.get_content() for one in site.letters(email)[before:]]
    assert [("second factor was set up" in one, "password was changed" in one) for one in told] == [
        (True, False), (False, True),
    ]  # fmt: skip
    assert fresh not in "".join(told)


def test_signing_out_clears_what_the_browser_keeps(site: Served) -> None:
    with site.client() as visitor:
        registered(site, visitor, "leaves@example.org")
        token = csrf(visitor.get("/account/security"))
        left = visitor.post("/account/sign-out", data={"_csrf_token": token})
        assert left.headers["clear-site-data"] == '"cache", "storage"'
    with site.client() as visitor:
        started(site, visitor, "olaf", "viewer")
        token = csrf(visitor.get("/console/security"))
        left = visitor.post("/console/sign-out", data={"_csrf_token": token})
        assert left.headers["clear-site-data"] == '"cache", "storage"'
        assert visitor.get("/console").status_code == 401
