"""The door for messages that the operator has set up: a relay or a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from troth.assembly.foundation import Foundation
from troth.errors import InputError
from troth.mail.door import MailDoor
from troth.mail.drop import FileDrop
from troth.mail.marked import MarkedDoor
from troth.mail.smtp import SECONDS, SmtpDoor, read_relay

RELAY = "TROTH_SMTP"
SENDER = "TROTH_MAIL_FROM"
OUTBOX = Path(".troth") / "outbox"
"""Where a site lays its letters when no relay is set up."""


def open_post(
    *,
    smtp: str | None,
    drop: Path | None,
    environment: Mapping[str, str],
    seconds: float = SECONDS,
) -> MailDoor:
    """Open the door for messages.

    Args:
        smtp: `--smtp`: a relay; None for `TROTH_SMTP`.
        drop: `--drop`: a folder; wins over a relay.
        environment: The process's.
        seconds: How long to wait for any answer of a relay.

    Raises:
        InputError: `mail/no-door`, `mail/malformed-address`, `mail/in-the-clear`.
    """
    if drop is not None:
        return FileDrop(drop)
    url = smtp or environment.get(RELAY)
    if not url:
        raise InputError(
            "mail/no-door",
            "no way to send messages is set up",
            help=f"name a relay with --smtp or {RELAY}, or a folder with --drop",
        )
    return SmtpDoor(read_relay(url, seconds=seconds))


def marked(platform: Foundation, door: MailDoor) -> MailDoor:
    """Return a door whose letters are known again when they come back."""
    return MarkedDoor(door, platform.keyring.secret("post"))


def site_post(*, drop: Path | None, environment: Mapping[str, str]) -> MailDoor:
    """Open the door of a site: as `open_post`, and a folder where nothing else is set up.

    Raises:
        InputError: `mail/malformed-address`, `mail/in-the-clear`.
    """
    chosen = OUTBOX if drop is None and not environment.get(RELAY) else drop
    return open_post(smtp=None, drop=chosen, environment=environment)
