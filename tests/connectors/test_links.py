"""Addresses of documents are tried: a page or a redirect to one answers, all else does not."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from troth.connectors.links import unreachable

ANSWERS = {"/page": 200, "/moved": 301, "/gone": 410, "/broken": 500, "/circle": 302}
TO = {"/moved": "/page", "/circle": "/circle"}


class Site(BaseHTTPRequestHandler):
    """Answers each path with the status it stands for."""

    def do_GET(self) -> None:
        """Answer one request."""
        self.send_response(ANSWERS.get(self.path, 404))
        if self.path in TO:
            self.send_header("Location", TO[self.path])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *told: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_page_and_a_redirect_to_one_answer_and_nothing_else_does(site: str) -> None:
    tried = {path.strip("/"): f"{site}{path}" for path in (*ANSWERS, "/unknown")}
    assert unreachable(tried) == {"gone", "broken", "circle", "unknown"}


def test_an_address_where_nobody_listens_or_that_is_none_does_not_answer(site: str) -> None:
    port = site.rpartition(":")[2]
    addresses = {"tls": f"https://127.0.0.1:{port}/page", "host": "http://nobody.invalid/page"}
    assert unreachable(addresses) == {"tls", "host"}
    assert unreachable({}) == frozenset()
