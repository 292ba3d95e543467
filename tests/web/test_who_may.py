"""Every route of a site for every kind of caller: who is let in, and who is not.

`who_may.txt` is written by hand: each heading names the callers, the lines under it the routes that
let exactly those in. A route that it does not know fails the test, and so does a line that no route
has any more. What is guarded is then asked over HTTP by each caller in turn.
"""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from litestar import Litestar

from tests.support.loops import awaited
from tests.web.programs import agent_token, token_for
from tests.web.served import Served
from troth.core.names import Identifier
from troth.engines.programs.tokens import SCOPES
from troth.engines.staff.admission import CONSOLE_ROLES
from troth.web.access import rules
from troth.web.application import build_application
from troth.web.callers import cookie_name

TABLE = Path(__file__).with_name("who_may.txt")
EVERYBODY = (
    "visitor", "person", *CONSOLE_ROLES, *(f"token:{scope}" for scope in SCOPES),
    "token:agent-drp", "token:agent-opendsr",
)  # fmt: skip
NO = ("request/sign-in", "request/not-allowed")
FILLED = {"int": "7", "str": "0" * 32, "path": "retention/x"}
"""What stands in an address for each type of parameter."""


def table() -> dict[str, frozenset[str]]:
    """Return route → who is let in, as the table says."""
    found: dict[str, frozenset[str]] = {}
    callers: frozenset[str] = frozenset()
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        heading = re.fullmatch(r"\[(.+)\]", line)
        if heading is not None:
            named = heading[1].split()
            assert set(named) <= {*EVERYBODY, "everybody", "staff"}, line
            callers = frozenset(
                one
                for name in named
                for one in {"everybody": EVERYBODY, "staff": CONSOLE_ROLES}.get(name, (name,))
            )
        elif line and not line.startswith("#"):
            assert line not in found, f"{line} stands twice"
            found[line] = callers
    return found


@pytest.fixture(scope="module")
def application(altexsoft: Served) -> Litestar:
    return build_application(altexsoft.site)


def test_the_table_knows_every_route_and_no_other(application: Litestar) -> None:
    served = {f"{method} {path}" for method, path, _ in rules(application)}
    known = set(table())
    assert sorted(served - known) == [], "routes that tests/web/who_may.txt does not know"
    assert sorted(known - served) == [], "lines of tests/web/who_may.txt without a route"


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_is_let_in_is_who_the_table_says(
    altexsoft: Served, application: Litestar, who: str
) -> None:
    guarded = {route: in_ for route, in_ in table().items() if in_ != frozenset(EVERYBODY)}
    answers = awaited(asked(application, altexsoft, list(guarded), who))
    wrong = [
        f"{route}: {answer.status_code}, and the table says {who in guarded[route]}"
        for route, answer in zip(guarded, answers, strict=True)
        if let_in(answer) is not (who in guarded[route])
    ]
    assert wrong == []


def let_in(answer: httpx.Response) -> bool:
    refused = answer.status_code in (401, 403) and any(code in answer.text for code in NO)
    # What answers no method but its own, or not at all, has not let anybody in either.
    assert answer.status_code not in (405, 429, 500), str(answer.request.url)
    return not refused


async def asked(
    application: Litestar, served: Served, routes: list[str], who: str
) -> list[httpx.Response]:
    """Return the answers to calls of one caller, all from one address of their own."""
    address = f"192.0.2.{EVERYBODY.index(who)}"
    transport = httpx.ASGITransport(app=application, client=(address, 5))
    async with httpx.AsyncClient(transport=transport, base_url="http://site.example") as client:
        form = await client.get("/console/sign-in")
        shown = form.cookies["troth-csrf"]
        client.cookies.clear()
        answers = []
        for route in routes:
            headers = headers_of(served, who)
            method, path = route.split(" ")
            filled = re.sub(r"\{\w+:(\w+)\}", lambda kind: FILLED[kind[1]], path)
            cookies = "; ".join(filter(None, [headers.get("cookie"), f"troth-csrf={shown}"]))
            sent = {**headers, "cookie": cookies, "x-csrftoken": shown}
            answers.append(await client.request(method, filled, headers=sent))
            client.cookies.clear()
        return answers


_MADE: dict[str, bytes] = {}


def headers_of(served: Served, who: str) -> dict[str, str]:
    """Return what a caller shows; a session of its own each time, since some calls end it."""
    now, doors = served.site.now(), served.site.doors
    if who == "visitor":
        return {}
    if who.startswith("token:"):
        if who not in _TOKENS:
            scope = who.partition(":")[2]
            protocol = scope.removeprefix("agent-")
            _TOKENS[who] = (
                token_for(served, [scope]) if scope in SCOPES else agent_token(served, protocol)
            )
        return {"authorization": f"Bearer {_TOKENS[who]}"}
    if who == "person":
        # A person of its own as well: one of the routes closes the account.
        known = [Identifier("email", "matrix@mail.example")]
        made = served.platform.identity.welcome([known], now)[0]
        token = doors.sessions.begin("person", made, now)
        return {"cookie": f"{cookie_name(served.site, 'person')}={token}"}
    if who not in _MADE:
        _MADE[who] = doors.staff.add(f"matrix-{who}", [who], now).staff
    token = doors.sessions.begin("staff", _MADE[who], now)
    return {"cookie": f"{cookie_name(served.site, 'staff')}={token}"}


_TOKENS: dict[str, str] = {}


def test_a_guarded_route_that_lets_a_wrong_caller_in_is_seen() -> None:
    asked = httpx.Request("GET", "http://site.example")
    refused = httpx.Response(403, text="request/not-allowed", request=asked)
    assert not let_in(refused)
    assert let_in(httpx.Response(400, text="request/malformed", request=asked))
    # A handler's own 403 is no answer of the guard.
    assert let_in(httpx.Response(403, text="something else", request=asked))
