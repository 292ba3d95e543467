"""What every answer carries, whatever it says."""

from __future__ import annotations

import pytest

from tests.web.served import Served
from troth.web.headers import security_headers

PATHS = ("/health/live", "/static/troth.css", "/nothing-here", "/api/v1/nothing-here")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_forbids_inline_code_framing_and_sniffing(
    altexsoft: Served, path: str
) -> None:
    with altexsoft.client() as visitor:
        headers = visitor.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert "server" not in headers


def test_a_site_reached_by_tls_asks_for_it_ever_after() -> None:
    assert "strict-transport-security" in security_headers(secure=True)
    assert "strict-transport-security" not in security_headers(secure=False)


def test_what_is_not_there_is_said_in_the_readers_language(altexsoft: Served) -> None:
    said = {}
    for language in ("en", "de", "fr"):
        with altexsoft.client(headers={"accept-language": f"{language}-XX,en;q=0.5"}) as visitor:
            answer = visitor.get("/nothing-here")
        assert answer.status_code == 404
        assert answer.headers["content-language"] == language
        assert f'<html lang="{language}">' in answer.text
        said[language] = answer.text
    assert len(set(said.values())) == 3


def test_a_program_gets_a_problem_document(altexsoft: Served) -> None:
    with altexsoft.client() as program:
        answer = program.get("/api/v1/nothing-here")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank", "title": "there is nothing here", "status": 404,
        "code": "request/not-found",
    }  # fmt: skip


def test_it_says_that_it_lives_and_is_ready(altexsoft: Served) -> None:
    with altexsoft.client() as monitor:
        assert monitor.get("/health/live").json() == {"status": "alive"}
        ready = monitor.get("/health/ready")
    assert ready.json() == {"status": "ready", "policy": altexsoft.platform.policy.hash}
