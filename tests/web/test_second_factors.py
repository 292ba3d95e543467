"""A second factor from outside: set up, asked for, used once, recovered from, and ended."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.cli.terminal import run
from tests.support.barriers import VIEWS, barriers, too_wide
from tests.support.pictures import shot
from tests.web.served import Served, serving
from tests.web.test_accounts import WORDS, csrf, registered, send, sign_in
from tests.web.test_staff_sign_in import sign_in as staff_sign_in
from tests.web.test_staff_sign_in import started

MORNING = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)


class Hands:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.at = MORNING

    def now(self) -> datetime:
        return self.at

    def on(self, **by: float) -> None:
        """Turn it on."""
        self.at += timedelta(**by)


HANDS = Hands()


@pytest.fixture(scope="module")
def intermind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A policy with accounts, under a clock of the tests."""
    with serving(tmp_path_factory.mktemp("intermind"), "intermind", clock=HANDS) as served:
        yield served


def code_of(secret: str, at: datetime) -> str:
    """Return the code of an instant, by RFC 6238 over RFC 4226 and nothing else."""
    key = base64.b32decode(secret.replace(" ", ""))
    step = int(at.timestamp()) // 30
    digest = hmac.digest(key, step.to_bytes(8, "big"), hashlib.sha1)
    at_byte = digest[-1] & 15
    number = int.from_bytes(digest[at_byte : at_byte + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def set_up(
    visitor: httpx.Client, base: str = "/account", at: datetime | None = None
) -> tuple[str, list[str]]:
    """Set up a factor; return its secret and the codes for recovery."""
    token = csrf(visitor.get(f"{base}/security"))
    begun = visitor.post(f"{base}/security/factor", data={"_csrf_token": token})
    assert begun.headers["location"] == f"{base}/security/factor", begun.text
    shown = visitor.get(f"{base}/security/factor")
    secret = re.findall(r'<p class="code">([A-Z2-7 ]+)</p>', shown.text)[0]
    told = visitor.post(
        f"{base}/security/factor/confirm",
        data={"_csrf_token": token, "code": code_of(secret, at or HANDS.at)},
    )
    assert told.status_code == 200, told.text
    return secret, re.findall(r'<li class="code">([a-z2-7-]+)</li>', told.text)


def test_the_reference_in_this_file_is_the_one_of_the_standard() -> None:
    """RFC 6238, appendix B: the last six digits of its SHA-1 vectors."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    for second, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        assert code_of(secret, datetime.fromtimestamp(second, UTC)) == code


def test_with_a_second_factor_the_password_alone_opens_nothing(intermind: Served) -> None:
    email = "two@example.org"
    with intermind.client() as visitor, intermind.client() as elsewhere:
        registered(intermind, visitor, email)
        sign_in(elsewhere, email)
        secret, codes = set_up(visitor)
        assert len(set(codes)) == 10
        # Whoever came in without it is out.
        assert elsewhere.get("/account").status_code == 401
        assert secret not in visitor.get("/account/security").text
        gone = visitor.get("/account/security/factor")
        assert gone.headers["location"] == "/account/security"
    HANDS.on(minutes=2)
    with intermind.client() as visitor:
        half = sign_in(visitor, email)
        assert half.headers["location"] == "/account/code"
        assert "troth-person=" not in half.headers["set-cookie"]
        assert visitor.get("/account").status_code == 401
        page = visitor.get("/account/code")
        token = csrf(page)
        wrong = visitor.post("/account/code", data={"_csrf_token": token, "code": "000000"})
        assert wrong.status_code == 422
        good = code_of(secret, HANDS.at)
        done = visitor.post("/account/code", data={"_csrf_token": token, "code": good})
        assert done.headers["location"] == "/account"
        assert visitor.get("/account").status_code == 200
        assert "troth-person-half" not in visitor.cookies


def test_a_code_is_taken_once_even_within_its_step(intermind: Served) -> None:
    email = "replayed@example.org"
    with intermind.client() as visitor:
        registered(intermind, visitor, email)
        secret, _ = set_up(visitor)
    # The code that set it up is used, too.
    same = code_of(secret, HANDS.at)
    with intermind.client() as thief:
        sign_in(thief, email)
        assert send(thief, "/account/code", code=same).status_code == 422
    HANDS.on(seconds=30)
    fresh = code_of(secret, HANDS.at)
    for expected in (303, 422):
        with intermind.client() as visitor:
            sign_in(visitor, email)
            assert send(visitor, "/account/code", code=fresh).status_code == expected
    # A clock that is one step behind is borne with; two steps are not.
    HANDS.on(seconds=90)
    with intermind.client() as visitor:
        sign_in(visitor, email)
        late = code_of(secret, HANDS.at - timedelta(seconds=60))
        assert send(visitor, "/account/code", code=late).status_code == 422
        drifted = code_of(secret, HANDS.at - timedelta(seconds=30))
        assert send(visitor, "/account/code", code=drifted).status_code == 303


def test_a_code_for_recovery_opens_once_and_new_ones_end_the_old(intermind: Served) -> None:
    email = "lost-phone@example.org"
    with intermind.client() as visitor:
        registered(intermind, visitor, email)
        secret, codes = set_up(visitor)
    for expected in (303, 422):
        with intermind.client() as visitor:
            sign_in(visitor, email)
            typed = f" {codes[3].upper()} "
            assert send(visitor, "/account/code", code=typed).status_code == expected
    HANDS.on(minutes=1)
    with intermind.client() as visitor:
        sign_in(visitor, email)
        send(visitor, "/account/code", code=codes[4])
        assert "8 codes for recovery are left" in visitor.get("/account/security").text
        HANDS.on(minutes=1)
        token = csrf(visitor.get("/account/security"))
        told = visitor.post(
            "/account/security/factor/codes",
            data={"_csrf_token": token, "code": code_of(secret, HANDS.at)},
        )
        newer = re.findall(r'<li class="code">([a-z2-7-]+)</li>', told.text)
        assert len(newer) == 10
        assert not {*newer} & {*codes}
    with intermind.client() as visitor:
        sign_in(visitor, email)
        assert send(visitor, "/account/code", code=codes[5]).status_code == 422
        assert send(visitor, "/account/code", code=newer[5]).status_code == 303


def test_ending_it_takes_a_code_and_a_link_by_mail_does_not_go_round_it(intermind: Served) -> None:
    email = "ends@example.org"
    with intermind.client() as visitor:
        registered(intermind, visitor, email)
        secret, codes = set_up(visitor)
        token = csrf(visitor.get("/account/security"))
        end = "/account/security/factor/end"
        assert visitor.post(end, data={"_csrf_token": token}).status_code == 422
        HANDS.on(minutes=1)
        send(visitor, "/account/forgotten", email=email)
        link = intermind.link(email).removeprefix(intermind.address)
        with intermind.client() as reader_of_the_mailbox:
            new = "eight brown horses sleep"
            half = send(reader_of_the_mailbox, link, password=new, again=new)
            assert half.headers["location"] == "/account/code"
            assert reader_of_the_mailbox.get("/account").status_code == 401
            assert send(reader_of_the_mailbox, "/account/code", code=codes[0]).status_code == 303
            token = csrf(reader_of_the_mailbox.get("/account/security"))
            code = code_of(secret, HANDS.at)
            data = {"_csrf_token": token, "code": code}
            assert reader_of_the_mailbox.post(end, data=data).status_code == 303
    with intermind.client() as visitor:
        assert sign_in(visitor, email, new).headers["location"] == "/account"


def test_guessing_codes_is_slowed_down_for_whoever_knows_the_password(intermind: Served) -> None:
    email = "guessed-code@example.org"
    with intermind.client() as visitor:
        registered(intermind, visitor, email)
        secret, _ = set_up(visitor)
    with intermind.client() as thief:
        sign_in(thief, email)
        codes = [send(thief, "/account/code", code=f"{n:06d}").status_code for n in range(8)]
        assert codes[:5] == [422] * 5
        assert 429 in codes[5:]
        HANDS.on(minutes=20)
        assert send_half(thief, code_of(secret, HANDS.at)).headers["location"].endswith("/sign-in")


def send_half(visitor: httpx.Client, code: str) -> httpx.Response:
    """Send a code with whatever the browser still holds of the first step."""
    token = csrf(visitor.get("/account/sign-in"))
    return visitor.post("/account/code", data={"_csrf_token": token, "code": code})


def test_who_signed_in_a_while_ago_signs_in_again_before_changing_it(intermind: Served) -> None:
    with intermind.client() as visitor:
        registered(intermind, visitor, "stale@example.org")
        HANDS.on(minutes=16)
        token = csrf(visitor.get("/account/security"))
        told = visitor.post("/account/security/factor", data={"_csrf_token": token})
        assert told.status_code == 422
        assert "sign in again" in told.text


def test_neither_secret_nor_codes_lie_in_the_store(folder: Path) -> None:
    with serving(folder, "intermind", clock=HANDS) as site:
        with site.client() as visitor:
            registered(site, visitor, "sealed@example.org")
            secret, codes = set_up(visitor)
        with sqlite3.connect(folder / "data.db") as database:
            rows = database.execute("SELECT factor FROM accounts").fetchall()
    (stored,) = next(row for row in rows if row[0] is not None)
    plain = base64.b32decode(secret.replace(" ", ""))
    traces = [plain, secret.replace(" ", "").encode()]
    for code in codes:
        typed = code.replace("-", "")
        traces += [typed.encode(), base64.b32decode(typed.upper())]
        traces.append(hashlib.sha256(typed.encode()).digest()[:16])
    lying = b"".join(path.read_bytes() for path in folder.glob("*.db*"))
    assert len(stored) == 1 + 61 + 8 + 160
    assert not [trace for trace in traces if trace in stored or trace in lying]


def test_staff_have_one_too_and_whoever_left_gets_no_second_step(folder: Path) -> None:
    with serving(folder, clock=HANDS) as site:
        with site.client() as visitor:
            started(site, visitor, "maria", "privacy")
            secret, _ = set_up(visitor, "/console")
        HANDS.on(minutes=1)
        with site.client() as visitor:
            half = staff_sign_in(visitor, "maria", WORDS)
            assert half.headers["location"] == "/console/code"
            assert visitor.get("/console").status_code == 401
            token = csrf(visitor.get("/console/code"))
            data = {"_csrf_token": token, "code": code_of(secret, HANDS.at)}
            assert visitor.post("/console/code", data=data).headers["location"] == "/console"
            assert visitor.get("/console").status_code == 200
        HANDS.on(minutes=1)
        with site.client() as visitor:
            staff_sign_in(visitor, "maria", WORDS)
            token = csrf(visitor.get("/console/code"))
            member = site.site.doors.staff.sign_in("maria", WORDS)
            assert member is not None
            site.site.doors.staff.end(member.staff, HANDS.at)
            data = {"_csrf_token": token, "code": code_of(secret, HANDS.at)}
            assert visitor.post("/console/code", data=data).headers["location"].endswith("sign-in")
            assert visitor.get("/console").status_code == 401


def test_who_lost_everything_is_given_a_new_start_by_whoever_administers(folder: Path) -> None:
    with serving(folder) as site, site.client() as visitor:
        started(site, visitor, "maria", "privacy")
        set_up(visitor, "/console", site.site.now())
        place = ("--store", str(folder / "data.db"), "--address", site.address)
        for given, lands in (((), "/console/code"), (("--without-factors",), "/console")):
            told = run("staff", "link", "maria", *given, *place)
            assert told.code == 0, told.err
            link = re.findall(r"/console/start/[0-9a-f]+", told.out)[0]
            with site.client() as anew:
                assert send(anew, link, password=WORDS, again=WORDS).headers["location"] == lands


@pytest.mark.parametrize("mode", sorted(VIEWS))
def test_nothing_about_second_factors_keeps_anybody_out(
    intermind: Served, browser: Browser, mode: str
) -> None:
    context = browser.new_context(locale="en-GB", **VIEWS[mode])
    page = context.new_page()
    try:
        email = f"{mode.replace(' ', '').replace('%', '')}-2@example.org"
        with intermind.client() as visitor:
            registered(intermind, visitor, email)
        page.goto(f"{intermind.address}/account/sign-in")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password").fill(WORDS)
        page.get_by_role("button", name="Sign in").click()
        page.goto(f"{intermind.address}/account/security")
        judged(page, f"security, {mode}")
        page.get_by_role("button", name="Set up a second factor").click()
        judged(page, f"new, {mode}")
        shot(page, f"factor-new-{mode}")
        secret = page.locator("p.code").inner_text()
        page.get_by_label("The code it shows").fill("12345")
        page.get_by_role("button", name="Use it from now on").click()
        judged(page, f"refused, {mode}")
        page.get_by_label("The code it shows").fill(code_of(secret, HANDS.at))
        page.get_by_role("button", name="Use it from now on").click()
        page.get_by_role("heading", name="Your codes for recovery").wait_for()
        judged(page, f"codes, {mode}")
        shot(page, f"factor-codes-{mode}")
        page.goto(f"{intermind.address}/account/sign-in")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password").fill(WORDS)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="One more step").wait_for()
        judged(page, f"asked, {mode}")
        shot(page, f"factor-code-{mode}")
    finally:
        context.close()


def judged(page: Page, what: str) -> None:
    """Find nothing wrong, and nothing to push sideways."""
    assert barriers(page) == [], what
    assert not too_wide(page), what
