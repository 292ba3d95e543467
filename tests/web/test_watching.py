"""What a running site says of itself: figures and lines, and in neither of them anybody."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator

import httpx
import pytest

from tests.web.programs import token_for
from tests.web.served import Served
from troth.errors import OutsideError
from troth.web.proofs import prove_now
from troth.web.watching import JsonLine, lines_to

PLANTED = "quintilla.marchbanks"
"""Put wherever a visitor can put something; it must come out nowhere."""


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that the process logs while a test runs."""
    stream = io.StringIO()
    with lines_to(stream):
        yield stream


def written(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_answer_leaves_one_line_that_its_number_leads_to(
    altexsoft: Served, lines: io.StringIO
) -> None:
    with altexsoft.client() as client:
        answer = client.get("/notice?from=letter")
    number = answer.headers["x-request-id"]
    mine = [one for one in written(lines) if one.get("number") == number]
    assert len(mine) == 1
    assert (mine[0]["route"], mine[0]["method"], mine[0]["status"]) == ("/notice", "GET", 200)
    assert mine[0]["ms"] > 0
    assert set(mine[0]) == {
        "at", "level", "logger", "event", "number", "method", "route", "status", "ms",
    }  # fmt: skip


def test_nothing_that_a_visitor_sends_comes_into_the_log(
    altexsoft: Served, lines: io.StringIO
) -> None:
    address = f"{PLANTED}@mail.example"
    headers = {
        "user-agent": PLANTED, "referer": f"https://x.example/{PLANTED}", "x-request-id": PLANTED,
        "x-forwarded-for": PLANTED, "authorization": f"Bearer {PLANTED}", "cookie": f"a={PLANTED}",
        "accept-language": PLANTED, "idempotency-key": PLANTED,
    }  # fmt: skip
    with altexsoft.client(headers=headers) as client:
        for path in (
            f"/{PLANTED}", f"/notice?name={PLANTED}", f"/confirm/{PLANTED}", f"/forms/{PLANTED}",
            f"/requests/status/{PLANTED}", f"/api/v1/subjects/{PLANTED}/export",
            f"/account/with/{PLANTED}", f"/console/people/{PLANTED}", f"/static/{PLANTED}",
        ):  # fmt: skip
            client.get(path)
        client.request(PLANTED.upper().replace(".", ""), "/notice")
        client.post("/account/sign-in", data={"email": address, "password": PLANTED})
        client.post("/forms/contact-form", data={"email": address, "message": PLANTED})
    program = {**headers, "authorization": f"Bearer {token_for(altexsoft)}"}
    with altexsoft.client(headers=program) as client:
        sent = {"form": "contact-form", "data": {"email": address, "message": PLANTED}}
        person = client.post("/api/v1/submissions", json=sent).json()["person"]
        client.get(f"/api/v1/subjects/{person}/export")
        client.post("/api/v1/subjects/find", json={"identifier": address})
        client.post("/api/v1/submissions", content=b'{"form": "' + PLANTED.encode())
        client.post("/api/v1/consents", json={"person": person, "purpose": PLANTED, "text": "x"})
        figures = client.get("/metrics").text
    said = lines.getvalue()
    assert len(written(lines)) >= 15
    for secret in (PLANTED, PLANTED.upper().replace(".", ""), person, "127.0.0.1", "Bearer"):
        assert secret.casefold() not in said.casefold()
        assert secret.casefold() not in figures.casefold()


def test_a_fault_is_told_by_its_kind_and_not_by_its_words(lines: io.StringIO) -> None:
    log = logging.getLogger("troth.test")
    try:
        raise OutsideError("x/y", f"no mail to {PLANTED}", help=PLANTED)
    except OutsideError:
        log.exception("sending failed", extra={"code": "x/y", "recipient": PLANTED})
    logging.getLogger("asyncio").error("Task for %s was destroyed", PLANTED)
    log.warning("a letter to %s", PLANTED)
    said = written(lines)
    assert [(one["event"], one.get("code"), one.get("kind")) for one in said] == [
        ("sending failed", "x/y", "OutsideError"),
        ("not told", None, None),
        ("not told", None, None),
    ]
    assert PLANTED not in lines.getvalue()


def test_a_line_is_one_line_whatever_it_says() -> None:
    record = logging.LogRecord("troth.x", logging.INFO, "", 0, "first\nsecond", None, None)
    assert len(JsonLine().format(record).splitlines()) == 1


def figures_of(client: httpx.Client) -> dict[str, float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    lines = [one for one in answer.text.splitlines() if one and not one.startswith("#")]
    return {name: float(value) for name, value in (one.rsplit(" ", 1) for one in lines)}


def test_figures_count_answers_requests_queues_and_promises(altexsoft: Served) -> None:
    headers = {"authorization": f"Bearer {token_for(altexsoft)}"}
    with altexsoft.client(headers=headers) as client:
        before = figures_of(client)
        client.get("/changes")
        client.get("/no/such/page")
        opened = {"right": "access", "identifier": "figures@mail.example"}
        due = client.post("/api/v1/requests", json=opened).json()["due"]
        prove_now(altexsoft.site)
        after = figures_of(client)
        board = client.get("/api/v1/promises").json()["items"]
    pages = 'troth_answers_total{method="GET",route="/changes",status="200"}'
    assert after[pages] - before.get(pages, 0) == 1
    missing = 'troth_answers_total{method="none",route="none",status="404"}'
    assert after[missing] - before.get(missing, 0) == 1
    day = next(name for name in after if name.startswith("troth_requests_open"))
    assert re.fullmatch(r'troth_requests_open\{due="\d{4}-\d\d-\d\d"\}', day)
    total = sum(v for k, v in after.items() if k.startswith("troth_requests_open"))
    held = sum(v for k, v in before.items() if k.startswith("troth_requests_open"))
    assert total - held == 1
    assert due[:4] in day
    for state in ("kept", "unproven", "broken"):
        count = sum(one["state"] == state for one in board)
        assert after[f'troth_promises{{state="{state}"}}'] == count
    assert after['troth_waiting{queue="webhooks"}'] == 0
    assert after["troth_log_facts"] > before["troth_log_facts"]


def test_figures_are_for_whoever_has_their_scope(altexsoft: Served) -> None:
    with altexsoft.client() as nobody:
        assert nobody.get("/metrics").status_code == 401
    narrow = {"authorization": f"Bearer {token_for(altexsoft, ['evidence'])}"}
    with altexsoft.client(headers=narrow) as other:
        answer = other.get("/metrics")
    assert (answer.status_code, answer.json()["code"]) == (403, "request/not-allowed")
