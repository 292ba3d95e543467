"""Runs the site: one process, listening until it is told to stop, finishing what it began.

Nothing of a visitor goes to the log: no address, no query, no body; only method, route and status.
"""

from __future__ import annotations

import signal
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import uvicorn
from litestar.types import ASGIApp

from troth.assembly.law import load_law_book
from troth.assembly.library import Library
from troth.assembly.platform import Platform
from troth.assembly.post import marked
from troth.assembly.signing_in import build_signing_in
from troth.engines.accounts.oidc import Provider
from troth.errors import InputError
from troth.mail.door import MailDoor
from troth.web.application import build_application
from troth.web.batches import look_up, take_in, write_consents
from troth.web.figures import Figures
from troth.web.forwarded import behind
from troth.web.plain import sends_on
from troth.web.post import Post
from troth.web.press import Press
from troth.web.rendering import templates
from troth.web.repeats import claim, settle
from troth.web.site import Site
from troth.web.together import Together
from troth.web.watching import Watched

GRACE = 20
"""Seconds an answer under way may take after the site was told to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Where the site listens and how people reach it.

    Attributes:
        host, port: What it binds; port 0 takes a free one.
        address: What people type, where a proxy stands before it; by default host and port.
        certificate, key: PEM files for TLS 1.2 and newer; both or none.
        plain: A second port, without TLS, that sends readers on to the first; 0 for none.
        proxies: How many proxies of ours stand before it and say where requests come from.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    address: str = ""
    certificate: Path | None = None
    key: Path | None = None
    plain: int = 0
    proxies: int = 0

    @property
    def reached_at(self) -> str:
        """Scheme and host people reach the site by."""
        scheme = "https" if self.certificate else "http"
        return (self.address or f"{scheme}://{self.host}:{self.port}").rstrip("/")


def on_a_port(listening: Listening) -> Listening:
    """Return where to listen, with a free port where none was named: its number is in addresses."""
    if listening.port:
        return listening
    family = socket.AF_INET6 if ":" in listening.host else socket.AF_INET
    with socket.create_server((listening.host, 0), family=family) as free:
        return replace(listening, port=int(free.getsockname()[1]))


def site_of(
    platform: Platform,
    address: str,
    door: MailDoor,
    sender: str = "",
    *,
    providers: Sequence[Provider] = (),
    forms_a_minute: int = 60,
    second_factor: bool | None = None,
) -> Site:
    """Return the site of an open platform.

    Args:
        address: Where people reach it.
        door: How letters leave.
        sender: The address they come from; by default the controller's.
        providers: By whom people and staff may come in.
        forms_a_minute: How many forms are taken from one address in a minute.
        second_factor: Whether staff who reach personal data need two factors; by default as the
            manifest says, and never where all people are synthetic.
    """
    if second_factor is None:
        second_factor = platform.policy.access.second_factor and platform.kind != "rehearsal"
    controller = platform.policy.controller
    return Site(
        platform=platform,
        doors=build_signing_in(platform, providers),
        book=load_law_book(),
        address=address,
        pages=templates(),
        secret=platform.keyring.secret("web"),
        post=Post(
            door=marked(platform, door),
            sender=sender or controller.email or "",
            name=controller.name,
        ),
        press=Press(Library(platform.data)),
        showing=Together(partial(look_up, platform)),
        collecting=Together(partial(take_in, platform)),
        consenting=Together(partial(write_consents, platform)),
        claiming=Together(partial(claim, platform)),
        settling=Together(partial(settle, platform)),
        forms_a_minute=forms_a_minute,
        second_factor=second_factor,
    )


@contextmanager
def told_to_stop() -> Iterator[None]:
    """Take being told to stop for what it is: the server finishes, and the program ends well.

    The server raises the signal once more when it has finished what it began; without this an
    interrupt would look like a command that was broken off, and a termination would leave letters
    unsent.
    """
    known = (signal.SIGINT, signal.SIGTERM)
    before = {each: signal.signal(each, lambda *_: None) for each in known}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def server(site: Site, listening: Listening) -> uvicorn.Server:
    """Return a server that has not started.

    Raises:
        InputError: `serve/half-tls` for a certificate without its key, or the other way round;
            `serve/bad-certificate` for files that are none.
    """
    if (listening.certificate is None) != (listening.key is None):
        raise InputError(
            "serve/half-tls",
            "TLS needs a certificate and its key",
            help="give --certificate and --key, or neither behind a proxy that ends TLS",
        )
    figures = Figures()
    application: ASGIApp = Watched(build_application(site, figures=figures), figures.note)
    if listening.proxies:
        application = behind(listening.proxies, application)
    config = _config(application, listening.host, listening.port)
    config.ssl_certfile, config.ssl_keyfile = listening.certificate, listening.key
    try:
        config.load()
    except OSError as fault:
        # `ssl.SSLError` is one of them.
        raise InputError(
            "serve/bad-certificate",
            "the certificate and its key cannot be used",
            help="both are PEM files, readable, and belong to each other",
        ) from fault
    if config.ssl is not None:
        # RFC 8996: TLS 1.0 and 1.1 are not negotiated, whatever the machine's library allows.
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_2
    return uvicorn.Server(config)


def plain_server(site: Site, listening: Listening) -> uvicorn.Server:
    """Return a server without TLS that sends readers on to the site; it has not started."""
    return uvicorn.Server(_config(sends_on(site.address), listening.host, listening.plain))


def _config(application: ASGIApp, host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        host=host,
        port=port,
        # A line of uvicorn's would hold the visitor's address.
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
        lifespan="auto",
    )
