"""Networks of four kinds: asked for the least, believed only as far as they can be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import httpx
import pytest
import yaml
from playwright.sync_api import Page

from tests.register.inside import NOW
from tests.support.networks import Networks, networks
from tests.support.provider import CLIENT, SECRET, provider
from tests.web.served import Served, serving
from tests.web.test_accounts import csrf
from tests.web.test_elsewhere import came_back, sent_there, whose
from troth.rehearsal.clock import FakeClock

START = datetime.fromisoformat(NOW)
FOUR = ("facebook", "linkedin", "twitter", "telegram")
MORE = {"photo_url": "https://t.example/p.jpg", "birthday": "10/12/1815", "last_name": "Noel"}


@contextmanager
def joinable(folder: Path) -> Iterator[tuple[Served, Networks]]:
    """Serve the policy that names the four, beside the four."""
    clock = FakeClock(START)

    def now() -> int:
        return int(clock.now().timestamp())

    with networks(now) as four, provider(now) as linkedin:
        linkedin.claims = {"sub": "L-1815", "email": "ada@linkedin.example", **MORE}
        here = {"issuer": linkedin.issuer, "client": CLIENT, "secret-env": "TEST_SECRET"}
        said = {"linkedin": {**here, "for": ["people"]}, **four.settings(*FOUR[:1], *FOUR[2:])}
        file = folder / "providers.yaml"
        file.write_text(yaml.safe_dump(said), "utf-8")
        with serving(folder, clock=clock, providers=file) as served:
            yield served, four


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Networks]]:
    """The policy and the four, for the tests of this file."""
    with joinable(tmp_path_factory.mktemp("networks")) as made:
        yield made


@pytest.fixture(autouse=True)
def well_behaved(both: tuple[Served, Networks]) -> None:
    """Let everybody behave at the beginning of every test."""
    _, four = both
    four.sealed_with, four.sealed_at = SECRET, None


def back_by(visitor: httpx.Client, four: Networks, name: str, **account: object) -> httpx.Response:
    """Allow it, go there and come back, as a browser would."""
    four.account = {"first_name": "Ada", "name": "Ada", **account, **MORE}
    if name != "telegram":
        return came_back(visitor, key=name)
    there = httpx.get(sent_there(visitor, key=name)).headers["location"]
    return brought(visitor, there)


def brought(visitor: httpx.Client, there: str) -> httpx.Response:
    """Do what the script of the page does with an answer in the fragment of an address."""
    address, _, fragment = there.partition("#")
    page = visitor.get(address)
    assert page.status_code == 200
    answer = re.findall(r"tgAuthResult=([\w-]+)", fragment)
    data = {"_csrf_token": csrf(page), "tgAuthResult": answer[0] if answer else ""}
    return visitor.post(address, data=data)


def consents(served: Served, person: bytes) -> dict[str, str]:
    """Return network → where the consent that names it stands."""
    state = served.platform.consents.state(person, served.site.now())
    return {name: one.state for (_, name), one in state.items() if name}


def test_the_only_way_in_is_kept_or_the_account_closed(both: tuple[Served, Networks]) -> None:
    served, four = both
    with served.client() as visitor:
        assert back_by(visitor, four, "telegram", id="only").headers["location"] == "/account"
        end = {"_csrf_token": csrf(visitor.get("/account/security")), "with": "telegram"}
        refused = visitor.post("/account/security/with/end", data=end)
        assert refused.status_code == 422
        assert "Add a passkey first, or close the account" in refused.text
        assert consents(served, whose(served, visitor)) == {"telegram": "given"}


@pytest.mark.parametrize("why", ["another seal", "too old", "from the future", "altered", "empty"])
def test_a_sealed_answer_that_does_not_hold_lets_nobody_in(
    both: tuple[Served, Networks], why: str
) -> None:
    served, four = both
    if why == "another seal":
        four.sealed_with = "a secret of somebody else"
    if why in ("too old", "from the future"):
        four.sealed_at = four.now() + (-301 if why == "too old" else 61)
    with served.client() as visitor:
        four.account = {"id": 77}
        there = httpx.get(sent_there(visitor, key="telegram")).headers["location"]
        if why == "altered":
            four.account = {"id": 78}
            other = four.sealed()
            there = there.partition("=eyJ")[0] + f"#tgAuthResult={other[:-6]}AAAAAA"
        if why == "empty":
            there = there.partition("#")[0]
        answer = brought(visitor, there)
        assert answer.status_code == 403
        assert "Nothing was kept" in answer.text
        assert visitor.get("/account").status_code == 401


@pytest.mark.parametrize("name", ["facebook", "twitter"])
@pytest.mark.parametrize("account", [{}, {"id": ""}, {"id": True}, {"id": ["x"]}])
def test_a_network_that_names_nobody_lets_nobody_in(
    both: tuple[Served, Networks], name: str, account: dict[str, object]
) -> None:
    served, four = both
    with served.client() as visitor:
        assert back_by(visitor, four, name, **account).status_code == 403
        assert visitor.get("/account").status_code == 401


@pytest.mark.slow
def test_a_browser_brings_a_sealed_answer_that_stands_in_no_address(
    both: tuple[Served, Networks], page: Page
) -> None:
    served, four = both
    four.account = {"id": 1852, "first_name": "Ada"}
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served.address}/account/sign-in")
    page.get_by_role("link", name="Sign in with Telegram").click()
    page.get_by_role("button", name="Allow it and go to Telegram").click()
    page.get_by_role("heading", name="Your account").wait_for()
    ours = [url.partition("#")[0] for url in asked if url.startswith(served.address)]
    assert any("/with/telegram/back?state=" in url for url in ours)
    assert not any("tgAuthResult" in url or "1852" in url for url in ours)
