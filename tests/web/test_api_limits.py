"""How often a program may call: counted by its token, and by address for whoever shows none."""

from __future__ import annotations

from typing import cast

import httpx
import pytest
from litestar import Litestar
from litestar.exceptions import TooManyRequestsException
from litestar.types import Scope

from tests.support.loops import awaited
from tests.web.programs import token_for
from tests.web.served import Served
from troth.web.application import build_application
from troth.web.rations import A_MINUTE, MANY, OF_A_TOKEN, WINDOW, Ration

HEAD = "ratelimit-remaining"


async def call(app: Litestar, times: int, **headers: str) -> list[httpx.Response]:
    transport = httpx.ASGITransport(app=app, client=("198.51.100.7", 5))
    async with httpx.AsyncClient(transport=transport, base_url="http://site.example") as client:
        return [await client.get("/api/v1/policy", headers=headers) for _ in range(times)]


def test_whoever_shows_no_token_is_counted_by_address_and_others_are_not(
    altexsoft: Served,
) -> None:
    app = build_application(altexsoft.site)
    answers = awaited(call(app, A_MINUTE + 1, authorization="Bearer troth_guessed"))
    assert {one.status_code for one in answers[:-1]} == {401}
    last = answers[-1]
    assert (last.status_code, last.json()["code"]) == (429, "request/too-many")
    assert last.headers["content-type"] == "application/problem+json"
    # A program at the same address goes on.
    bearer = f"Bearer {token_for(altexsoft, ['decide'])}"
    (mine,) = awaited(call(app, 1, authorization=bearer))
    assert mine.status_code == 200


def test_each_token_has_a_count_of_its_own(altexsoft: Served) -> None:
    app = build_application(altexsoft.site)
    one, other = (f"Bearer {token_for(altexsoft, ['decide'])}" for _ in range(2))
    left = [int(a.headers[HEAD]) for a in awaited(call(app, 3, authorization=one))]
    assert left == [OF_A_TOKEN - 1, OF_A_TOKEN - 2, OF_A_TOKEN - 3]
    (first,) = awaited(call(app, 1, authorization=other))
    assert int(first.headers[HEAD]) == OF_A_TOKEN - 1


def test_a_minute_begins_with_the_first_call_and_the_next_one_is_counted_anew() -> None:
    clock = [100.0]
    ration = Ration(2, lambda scope: str(scope["path"]), now=lambda: clock[0])
    here, there = at_path("/here"), at_path("/there")
    assert ration.take(here)["ratelimit-remaining"] == "1"
    clock[0] += WINDOW - 1
    assert ration.take(here)["ratelimit-remaining"] == "0"
    with pytest.raises(TooManyRequestsException) as refused:
        ration.take(here)
    assert refused.value.headers == {
        "ratelimit-policy": f"2; w={WINDOW}",
        "ratelimit-limit": "2",
        "ratelimit-remaining": "0",
        "ratelimit-reset": "1",
    }
    assert ration.take(there)["ratelimit-remaining"] == "1"
    clock[0] += 1
    assert ration.take(here)["ratelimit-remaining"] == "1"


def test_nobodys_count_is_kept_longer_than_its_minute_where_there_are_many() -> None:
    clock = [0.0]
    ration = Ration(1, lambda scope: str(scope["path"]), now=lambda: clock[0])
    for number in range(MANY):
        ration.take(at_path(f"/{number}"))
    clock[0] += WINDOW
    ration.take(at_path("/new"))
    assert ration.counted_now == 1


def at_path(path: str) -> Scope:
    return cast("Scope", {"type": "http", "path": path})
