"""Accounts joined to four networks: one consent each, no token kept, and let go for good."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.register.entries import entry
from tests.support.networks import Networks
from tests.web.served import Served
from tests.web.test_accounts import csrf
from tests.web.test_elsewhere import whose
from tests.web.test_networks import FOUR, back_by, consents, joinable
from troth.core.periods import from_micros
from troth.engines.intake.submission import Receipt, Submission


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Served, Networks]]:
    """The policy that names four networks, and the four."""
    with joinable(tmp_path) as made:
        yield made


def held(visitor: httpx.Client) -> dict[str, list[str]]:
    """Return source → values, as a person's own export has them."""
    found: dict[str, list[str]] = {}
    for one in visitor.get("/account/export.json").json()["data"]:
        found.setdefault(one["source"], []).append(one["value"])
    return found


@entry("accounts.social-connect")
def test_four_networks_are_joined_each_by_a_consent_and_let_go_for_good(
    both: tuple[Served, Networks],
) -> None:
    served, four = both
    with served.client() as visitor:
        for number, name in enumerate(FOUR):
            answer = back_by(visitor, four, name, id=f"{name}-1815", email=f"ada@{name}.example")
            assert answer.headers["location"] == ("/account/security" if number else "/account")
        person = whose(served, visitor)
        assert consents(served, person) == dict.fromkeys(FOUR, "given")
        assert held(visitor)["facebook"] == ["ada@facebook.example"]
        page = visitor.get("/account/security")
        assert all(f'value="{name}"' in page.text for name in FOUR)

        end = {"_csrf_token": csrf(page), "with": "telegram"}
        assert visitor.post("/account/security/with/end", data=end).status_code == 303
        assert consents(served, person) == {**dict.fromkeys(FOUR, "given"), "telegram": "withdrawn"}
        assert 'value="telegram"' not in visitor.get("/account/security").text

    # No token, and nothing but what the policy names, was ever written down.
    everything = b"".join(path.read_bytes() for path in served.outbox.parent.glob("*.db*"))
    for trace in (*four.tokens, "1815", "Noel", "t.example"):
        assert trace.encode() not in everything, trace

    # Who comes by it later is somebody new: the account is not joined again by itself.
    with served.client() as visitor:
        back_by(visitor, four, "telegram", id="telegram-1815")
        assert whose(served, visitor) != person
    assert consents(served, person)["telegram"] == "withdrawn"


@entry("accounts.social-connect")
@pytest.mark.parametrize("gone", ["facebook", "telegram"])
def test_what_came_from_a_network_is_due_when_it_is_let_go_and_the_rest_stays(
    both: tuple[Served, Networks], gone: str
) -> None:
    served, four = both
    with served.client() as visitor:
        for name in (gone, "linkedin"):
            back_by(visitor, four, name, id="F-2", email="grace@facebook.example")
        person = whose(served, visitor)
        # Telegram tells no address: what it shows of somebody comes by its connector.
        profile = Submission(
            form=f"{gone}-connection",
            data={"profile-url": "https://network.example/ada"},
            person=person,
            shown={"consent": "C-1"},
            received_at=served.site.now(),
        )
        assert isinstance(served.platform.intake.receive(profile), Receipt)
        assert "https://network.example/ada" in held(visitor)[gone]
        end = {"_csrf_token": csrf(visitor.get("/account/security")), "with": gone}
        assert visitor.post("/account/security/with/end", data=end).status_code == 303
    platform = served.platform
    with platform.data.read() as reader:
        activities = reader.activities()
        ends = {activities[row.activity].source: row.expires_at
                for row in reader.records(reader.aliases(person))}  # fmt: skip
    due = {name for name, at in ends.items() if at and from_micros(at) <= served.site.now()}
    assert due == {gone}
    assert "linkedin" in ends
