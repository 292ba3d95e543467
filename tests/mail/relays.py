"""Real SMTP servers on this machine, each with a temper: accepting, refusing, silent, dropping."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from troth.mail.smtp import Relay


@dataclass(slots=True)
class Inbox:
    """What a relay has taken, and how it answers.

    Attributes:
        replies: Recipient → the reply to `RCPT TO`, instead of 250.
        drops_after: How many messages it takes before it drops the connection in DATA; None never.
    """

    messages: list[EmailMessage] = field(default_factory=list)
    replies: dict[str, str] = field(default_factory=dict)
    drops_after: int | None = None
    seen: list[str] = field(default_factory=list)

    async def handle_RCPT(  # the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        """Answer a recipient."""
        self.seen.append(address)
        reply = self.replies.get(address, "250 OK")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(  # the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a message, or hang up on it."""
        if self.drops_after is not None and len(self.messages) >= self.drops_after:
            assert server.transport is not None
            server.transport.abort()
            return "451 gone"
        content = envelope.content
        assert isinstance(content, bytes)
        self.messages.append(BytesParser(policy=policy.default).parsebytes(content))
        return "250 taken"

    @property
    def recipients(self) -> list[str]:
        """To whom the messages went, in order."""
        return [str(message["To"]) for message in self.messages]


@contextmanager
def relay(inbox: Inbox) -> Iterator[Relay]:
    """Run a relay on a free port of this machine."""
    controller = Controller(inbox, hostname="127.0.0.1", port=_free_port())
    controller.start()
    try:
        yield at(controller.port)
    finally:
        controller.stop()


@contextmanager
def silent() -> Iterator[Relay]:
    """Run a server that takes connections and never says a word."""
    listener = socket.create_server(("127.0.0.1", 0))
    held: list[socket.socket] = []

    def take() -> None:
        try:
            while True:
                held.append(listener.accept()[0])
        except OSError:
            return

    thread = threading.Thread(target=take, daemon=True)
    thread.start()
    try:
        yield at(listener.getsockname()[1], seconds=0.3)
    finally:
        # Waking the thread first: a blocked accept outlives the close of its socket.
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for each in held:
            each.close()


def nobody() -> Relay:
    """Return the address of a port where nothing listens."""
    return at(_free_port(), seconds=1.0)


def at(port: int, *, seconds: float = 5.0) -> Relay:
    return Relay(host="127.0.0.1", port=port, scheme="smtp", seconds=seconds)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
