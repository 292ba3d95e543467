"""Messages over SMTP (RFC 5321), one connection for many, with a limit on every wait.

Commands up to DATA are certain: what fails before it did not leave. What breaks in DATA may have
left, and is said to be uncertain. `smtps://` is TLS from the first byte, `smtp+starttls://` asks
for it, and `smtp://` goes in the clear, to a relay on this machine only.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final
from urllib.parse import unquote, urlsplit

import aiosmtplib

from troth.errors import InputError
from troth.mail.door import Delivery

PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
LOCAL: Final = frozenset(("localhost", "127.0.0.1", "::1"))
SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Where messages are handed over."""

    host: str
    port: int
    scheme: str
    user: str = ""
    password: str = ""
    seconds: float = SECONDS


def read_relay(url: str, *, seconds: float = SECONDS) -> Relay:
    """Read `smtps://user:password@host:port`.

    Raises:
        InputError: `mail/malformed-address`; `mail/in-the-clear` for `smtp://` to another machine.
    """
    malformed = InputError(
        "mail/malformed-address",
        "this is no address of a mail relay",
        help="write smtps://user:password@host, smtp+starttls://host:587 or smtp://localhost:25",
    )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise malformed from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise malformed
    if parts.scheme == "smtp" and parts.hostname not in LOCAL:
        raise InputError(
            "mail/in-the-clear",
            "messages about people are not sent in the clear to another machine",
            help="use smtps:// or smtp+starttls://",
        )
    return Relay(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        scheme=parts.scheme,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        seconds=seconds,
    )


class SmtpDoor:
    """A connection to a relay, opened by the first message."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._runner = asyncio.Runner()
        self._smtp: aiosmtplib.SMTP | None = None

    def send(self, message: EmailMessage) -> Delivery:
        """Hand one message to the relay."""
        return self._runner.run(self._send(message))

    def close(self) -> None:
        """Say goodbye, if anybody listens."""
        if self._smtp is not None and self._smtp.is_connected:
            with suppress(aiosmtplib.SMTPException, OSError):
                self._runner.run(self._smtp.quit())
        self._smtp = None
        self._runner.close()

    async def _send(self, message: EmailMessage) -> Delivery:
        try:
            smtp = await self._connected()
            await smtp.mail(message["From"].addresses[0].addr_spec)
            await smtp.rcpt(message["To"].addresses[0].addr_spec)
        except aiosmtplib.SMTPResponseException as refused:
            await self._reset()
            return _refused(refused.code)
        except (aiosmtplib.SMTPException, OSError):
            # Nothing of the message was sent yet.
            self._drop()
            return Delivery(outcome="closed")
        try:
            await smtp.data(message.as_bytes())
        except aiosmtplib.SMTPResponseException as refused:
            await self._reset()
            return _refused(refused.code)
        except (aiosmtplib.SMTPException, OSError):
            self._drop()
            return Delivery(outcome="uncertain")
        return Delivery(outcome="sent", code=250)

    async def _connected(self) -> aiosmtplib.SMTP:
        if self._smtp is not None and self._smtp.is_connected:
            return self._smtp
        relay = self._relay
        smtp = aiosmtplib.SMTP(
            hostname=relay.host,
            port=relay.port,
            timeout=relay.seconds,
            use_tls=relay.scheme == "smtps",
            start_tls=relay.scheme == "smtp+starttls",
            username=relay.user or None,
            password=relay.password or None,
        )
        self._smtp = smtp
        await smtp.connect()
        return smtp

    async def _reset(self) -> None:
        if self._smtp is None:
            return
        try:
            await self._smtp.rset()
        except (aiosmtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None


def _refused(code: int) -> Delivery:
    # 421: the service is closing; 4yz: not now; 5yz: not at all (RFC 5321, 4.2.1).
    if code == 421:
        return Delivery(outcome="closed", code=code)
    return Delivery(outcome="later" if code < 500 else "refused", code=code)
