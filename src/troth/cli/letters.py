"""Letters that a command sends: through which door, and from whom."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from troth.assembly.foundation import Foundation
from troth.assembly.post import SENDER, marked, open_post, site_post
from troth.engines.correspondence.sending import Mailing
from troth.errors import InputError
from troth.mail.door import MailDoor
from troth.mail.smtp import SECONDS
from troth.policy.compiled import Policy

ADDRESS = "TROTH_ADDRESS"
"""Where the site is that letters lead to."""


def letter_options(command: Callable[..., object]) -> Callable[..., object]:
    """Give a command `--smtp`, `--drop` and `--from`."""
    options = (
        click.option("--smtp", metavar="URL", help="The mail relay; by default TROTH_SMTP."),
        click.option(
            "--drop", type=click.Path(path_type=Path), help="Write letters into this folder."
        ),
        click.option(
            "--from", "sender", metavar="ADDRESS", help="Sender; by default the controller's."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@contextmanager
def letter_door(
    smtp: str | None,
    drop: Path | None,
    *,
    seconds: float = SECONDS,
    platform: Foundation | None = None,
) -> Iterator[MailDoor]:
    """Open the door for letters, and close it after the last.

    Args:
        smtp, drop: As `open_post`.
        seconds: How long to wait for any answer of a relay.
        platform: Whose letters are known again when they come back; None marks none.

    Raises:
        InputError: those of `open_post`.
    """
    door = open_post(smtp=smtp, drop=drop, environment=os.environ, seconds=seconds)
    try:
        yield door if platform is None else marked(platform, door)
    finally:
        door.close()


def site_door(platform: Foundation, drop: Path | None) -> MailDoor:
    """Open the door for a site's letters; those to synthetic people never leave the machine."""
    outside = {} if platform.kind == "rehearsal" else os.environ
    return site_post(drop=drop, environment=outside)


def site_address() -> str:
    """Return where people reach the site, as the operator has set it up; empty for nowhere."""
    return os.environ.get(ADDRESS, "").rstrip("/")


def sender_of(policy: Policy | None, given: str | None) -> str:
    """Return the address letters come from: what was given, else the operator's, else the policy's.

    Raises:
        InputError: `mail/no-sender`.
    """
    own = None if policy is None else policy.controller.email
    chosen = given or os.environ.get(SENDER) or own
    if not chosen:
        raise InputError(
            "mail/no-sender",
            "the policy names no address to write from",
            help=f"name one with --from or {SENDER}",
        )
    return chosen


def mailing_of(policy: Policy, door: MailDoor, given: str | None) -> Mailing:
    """Return how letters to people leave.

    Raises:
        InputError: `mail/no-sender`.
    """
    return Mailing(door=door, sender=sender_of(policy, given), site=site_address())
