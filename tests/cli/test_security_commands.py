"""`troth security`: what it refuses, and how a vendor's page is tried."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import yaml

from tests.cli.terminal import POLICIES, run

BY = ("--by", "desk-1")


class Page(BaseHTTPRequestHandler):
    """Answers every request for a page."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on the terminal."""


@contextmanager
def page() -> Iterator[str]:
    """Serve a page; yield its address."""
    with HTTPServer(("127.0.0.1", 0), Page) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_port}/"
        finally:
            listening.shutdown()
            thread.join()


def nowhere() -> str:
    """Return an address at which nothing listens any more."""
    with socket.create_server(("127.0.0.1", 0)) as bound:
        return f"http://127.0.0.1:{bound.getsockname()[1]}/"


def manifest(folder: Path, address: str = "") -> Path:
    """Write AltexSoft's manifest with an address for one vendor's page."""
    data = yaml.safe_load((POLICIES / "altexsoft.yaml").read_text(encoding="utf-8"))
    if address:
        data["documents"]["zoho-security"]["url"] = address
    path = folder / "altexsoft.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return path


def test_a_vendors_page_is_tried_and_what_came_of_it_is_recorded(folder: Path) -> None:
    with page() as address:
        policy = ("--policy", manifest(folder, address))
        done = run("security", "link", "zoho", "--try", *BY, *policy, "--json")
        assert (done.code, done.json["good"]) == (0, True)
    policy = ("--policy", manifest(folder, nowhere()))
    done = run("security", "link", "zoho", "--try", *BY, *policy, "--store", "other.db", "--json")
    assert (done.code, done.json["good"]) == (0, False)


REFUSED = (
    (("link", "zoho", "--try"), "measures/no-address"),
    (("link", "vendors/zohoo"), "measures/unknown-evidence"),
    (("check", "zoho"), "measures/other-kind"),
    (("attest", "azure", "--until", "2001-01-01"), "measures/over"),
    (("link", "zoho", "--on", "2999-01-01"), "measures/not-yet"),
    (("find", "two words", "--measure", "https", "--weight", "low"), "measures/not-an-id"),
    (("find", "A1", "--measure", "walls", "--weight", "low"), "measures/unknown-measure"),
    (("close", "A1"), "measures/unknown-finding"),
)


def test_what_cannot_be_recorded_is_refused_with_its_code(folder: Path) -> None:
    policy = ("--policy", manifest(folder))
    assert run("security", "link", "zoho", *BY, *policy).code == 0
    for command, code in REFUSED:
        refused = run("security", *command, *BY, "--json")
        assert (refused.code, refused.json["error"]["code"]) == (2, code)
    shown = run("security", "show", "--json").json
    assert [one["about"] for one in shown["evidence"] if one["state"] != "missing"] == ["zoho"]
    assert shown["findings"] == []


def test_a_finding_is_closed_once(folder: Path) -> None:
    policy = ("--policy", manifest(folder))
    find = ("find", "SEC-1", "--measure", "https", "--weight", "high")
    assert run("security", *find, *BY, *policy).code == 0
    assert run("security", "close", "SEC-1", "--as", "accepted", *BY).code == 0
    again = run("security", "close", "SEC-1", *BY, "--json")
    assert (again.code, again.json["error"]["code"]) == (2, "measures/closed-already")
