"""How often a program may call: counted by its token, and by address for whoever shows none."""

from __future__ import annotations

import httpx
from litestar import Litestar

from tests.support.loops import awaited
from tests.web.programs import token_for
from tests.web.served import Served
from troth.web.application import A_MINUTE, OF_A_TOKEN, build_application

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
