"""A site that really listens: a shipped policy on a store of its own, served in a thread."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from tests.support.provider import SECRET
from troth.assembly.platform import Platform, open_platform
from troth.assembly.providers import read_providers
from troth.core.ports import Clock
from troth.mail.drop import FileDrop
from troth.web.serving import Listening, server, site_of
from troth.web.site import Site

POLICIES = Path(__file__).resolve().parents[2] / "policies"


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running site, as somebody outside reaches it."""

    address: str
    platform: Platform
    site: Site
    outbox: Path

    def client(self, **settings: object) -> httpx.Client:
        """Return a browser without scripts: it keeps cookies and follows nothing by itself."""
        return httpx.Client(base_url=self.address, timeout=30, **settings)

    def letters(self, to: str = "") -> list[EmailMessage]:
        """Return the letters that were sent so far to an address, or to anybody, oldest first."""
        self.site.post.settle()
        files = sorted(self.outbox.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        sent = [message_from_bytes(path.read_bytes(), policy=SMTP) for path in files]
        return [one for one in sent if to in str(one["To"])]

    def link(self, to: str) -> str:
        """Return the address that the newest letter to somebody carries."""
        return re.findall(r"https?://\S+", self.letters(to)[-1].get_content())[0]


@contextmanager
def serving(
    folder: Path,
    policy: str | Path = "altexsoft",
    *,
    store: str = "",
    clock: Clock | None = None,
    name: str = "127.0.0.1",
    providers: Path | None = None,
    forms_a_minute: int = 6_000,
    second_factor: bool | None = False,
    **listens: Any,
) -> Iterator[Served]:
    """Serve a policy until the block ends.

    Args:
        policy: The name of a shipped manifest, or the path of another.
        store: The address of the data store; by default a new file in `folder`.
        clock: By default the machine's.
        name: The host of the address that people type.
        providers: Settings of sign-in through others.
        forms_a_minute: Tests send more of them than people do.
        second_factor: Whether staff need two; None: as the manifest says.
        listens: Settings of `Listening`: a certificate with its key, proxies.
    """
    manifest = POLICIES / f"{policy}.yaml" if isinstance(policy, str) else policy
    platform = open_platform(store or str(folder / "data.db"), manifest=manifest, clock=clock)
    # Bound here and handed over, so that no other program can take the port in between.
    with socket.create_server(("127.0.0.1", 0)) as bound:
        port = bound.getsockname()[1]
        scheme = "https" if "certificate" in listens else "http"
        listening = Listening(port=port, address=f"{scheme}://{name}:{port}", **listens)
        outbox = folder / "outbox"
        # A manifest whose text gives no address needs one of the operator's.
        sender = "" if platform.policy.controller.email else "privacy@company.example"
        known = read_providers(providers, platform, {"TEST_SECRET": SECRET})
        reached = listening.reached_at
        site = site_of(
            platform, reached, FileDrop(outbox), sender, providers=known,
            forms_a_minute=forms_a_minute, second_factor=second_factor,
        )  # fmt: skip
        try:
            with listened(server(site, listening), bound):
                yield Served(address=reached, platform=platform, site=site, outbox=outbox)
        finally:
            site.aside.close()
            site.post.close()
            platform.close()


@contextmanager
def listened(running: uvicorn.Server, bound: socket.socket) -> Iterator[None]:
    """Let a server listen until the block ends."""
    thread = threading.Thread(target=running.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    try:
        _wait_for(running, thread)
        yield
    finally:
        running.should_exit = True
        thread.join(timeout=30)


def _wait_for(running: object, thread: threading.Thread) -> None:
    until = threading.Event()
    while not getattr(running, "started", False):
        if not thread.is_alive():
            raise RuntimeError("the site did not start")
        until.wait(0.01)
