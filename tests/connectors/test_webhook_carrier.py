"""Messages on the wire: to receivers that answer, hang, drip, redirect or are not there."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from troth.connectors.carrier import Message
from troth.connectors.webhooks import HttpCarrier


class Receiver(BaseHTTPRequestHandler):
    """Answers by the address it is asked at, and keeps what it got."""

    got: list[tuple[str, bytes, str]]
    let_go: threading.Event

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.got.append((self.path, body, self.headers["webhook-id"]))
        if self.path == "/hangs":
            self.let_go.wait(20)
            return
        if self.path == "/drips":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nx-slow: ")
            while not self.let_go.wait(0.05):
                self.wfile.write(b"a")
                self.wfile.flush()
            return
        self.send_response(302 if self.path == "/elsewhere" else 204)
        if self.path == "/elsewhere":
            self.send_header("location", "/secret")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def receiver() -> Iterator[tuple[str, list[tuple[str, bytes, str]]]]:
    kind = type("Fresh", (Receiver,), {"got": [], "let_go": threading.Event()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", kind.got
    finally:
        kind.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()


def message(url: str, name: str = "msg_1") -> Message:
    headers = {"webhook-id": name, "content-type": "application/json"}
    return Message(url=url, headers=headers, body=b'{"type":"erased"}')


def test_messages_arrive_as_they_are_and_in_their_order() -> None:
    with receiver() as (address, got):
        sent = [message(f"{address}/a", f"msg_{n}") for n in range(4)]
        assert HttpCarrier().carry(sent) == [204] * 4
    assert got == [("/a", b'{"type":"erased"}', f"msg_{n}") for n in range(4)]


@pytest.mark.parametrize("path", ["/hangs", "/drips"])
def test_a_receiver_that_gives_no_answer_is_cut_off_and_keeps_no_other(path: str) -> None:
    with receiver() as (address, got):
        sent = [message(address + path), message(address + path, "msg_2"), message(f"{address}/a")]
        answers = HttpCarrier(patience=0.5).carry(sent)
        assert answers == ["no-answer-in-time", "not-tried", 204]
        assert [one[0] for one in got].count(path) == 1


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    with receiver() as (address, got):
        assert HttpCarrier().carry([message(f"{address}/elsewhere")]) == [302]
    assert [one[0] for one in got] == ["/elsewhere"]


def test_nobody_there_is_a_word_and_no_exception() -> None:
    with socket.create_server(("127.0.0.1", 0)) as bound:
        port = bound.getsockname()[1]
    sent = [message(f"http://127.0.0.1:{port}/"), message("http://nowhere.invalid/")]
    assert HttpCarrier(patience=2).carry(sent) == ["unreachable"] * 2
    assert HttpCarrier().carry([]) == []
