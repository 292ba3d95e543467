"""A small system of another company: it holds items by address and answers `locate` and `erase`."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class OtherSystem:
    """What it holds, what it was asked, and how it behaves."""

    items: dict[str, int]
    token: str = ""
    status: int = 200
    keeps: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""

    def answer(self, body: dict, authorization: str) -> tuple[int, bytes]:
        """Answer one question."""
        self.asked.append((body["do"], body["plan"]))
        if self.token and authorization != f"Bearer {self.token}":
            return 401, b"{}"
        names = [one["value"] for one in body["identifiers"]]
        items = sum(self.items.get(name, 0) for name in names)
        if body["do"] == "erase" and not self.keeps:
            self.items = {key: held for key, held in self.items.items() if key not in names}
        return self.status, json.dumps({"items": items}).encode()


@contextmanager
def listening(system: OtherSystem) -> Iterator[OtherSystem]:
    """Serve it on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            status, said = system.answer(body, self.headers.get("authorization", ""))
            self.send_response(status)
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing of what it is asked is written anywhere."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    system.url = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield system
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
