"""Bad input over HTTP: places that are none, and a clock that was set back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.web.asking import post
from tests.web.machines import Agent
from tests.web.programs import token_for
from tests.web.served import Served, serving
from troth.assembly.clock import SystemClock


class SetClock:
    """Shows what it was set to."""

    def __init__(self) -> None:
        self.shown = SystemClock().now()

    def now(self) -> datetime:
        return self.shown


CONTACT = {"form": "contact-form", "data": {"email": "ada@mail.example", "message": "Hello"}}


@pytest.fixture(scope="module")
def program(altexsoft: Served) -> Iterator[httpx.Client]:
    headers = {"authorization": f"Bearer {token_for(altexsoft)}"}
    with altexsoft.client(headers=headers) as client:
        yield client


@pytest.mark.parametrize("place", ["ZZ", "EU", "US-ZZ", "Atlantis"])
def test_what_is_no_place_is_refused_by_every_call_that_takes_one(
    program: httpx.Client, place: str
) -> None:
    person = program.post("/api/v1/submissions", json=CONTACT).json()["person"]
    asked = {"right": "access", "identifier": "ada@mail.example"}
    calls: list[tuple[str, dict[str, object]]] = [
        ("submissions", {**CONTACT, "residence": place}),
        ("requests", {**asked, "residence": place}),
        ("decisions", {"purpose": "newsletter", "categories": ["contact"], "region": place}),
        ("disclosures", {"recipient": "affiliates", "purpose": "newsletter", "person": person,
                         "categories": ["contact"], "region": place}),
    ]  # fmt: skip
    for call, sent in calls:
        answer = program.post(f"/api/v1/{call}", json=sent)
        assert (answer.status_code, answer.json().get("code")) == (422, "place/unknown"), call
    assert program.get("/api/v1/requests").json()["items"] == []


def test_a_form_takes_no_place_that_is_none(altexsoft: Served) -> None:
    with altexsoft.client() as visitor:
        for place in ("ZZ", "EU", "QO"):
            answer = post(visitor, "/requests/new/access", email="bo@mail.example", residence=place)
            assert answer.status_code == 422, place
    assert altexsoft.letters("bo@mail.example") == []


def test_no_request_is_lost_under_a_clock_that_was_set_back(tmp_path: Path) -> None:
    """Whoever asks is told that it was not taken."""
    clock = SetClock()
    with serving(tmp_path, clock=clock) as served, served.client() as visitor:
        # Something that the log holds.
        Agent(name="EARLY", served=served).register()
        clock.shown -= timedelta(days=2)
        page = post(visitor, "/requests/new/access", email="cy@mail.example")
        assert page.status_code == 422
        assert "set-back" in page.text
        assert served.platform.requests.listed() == []
        clock.shown += timedelta(days=3)
        assert post(visitor, "/requests/new/access", email="cy@mail.example").status_code == 303
        assert len(served.platform.requests.listed()) == 1
