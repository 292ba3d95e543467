"""What a program that sends asks of a door for messages, and what a door may answer.

A door tells apart what surely did not leave from what may have: only the first is tried again by
itself, so that nobody is told twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal, Protocol

Outcome = Literal["sent", "refused", "later", "closed", "uncertain"]
"""`sent`: accepted for delivery. `refused`: for good (5yz). `later`: not this message now (4yz).
`closed`: no message gets through now. `uncertain`: the connection broke while it was on its way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of one message. `code` is the reply code, 0 where there was none."""

    outcome: Outcome
    code: int = 0


class MailDoor(Protocol):
    """Sends one message at a time."""

    def send(self, message: EmailMessage) -> Delivery:
        """Hand one message on; never raises for what the other side does."""
        ...

    def close(self) -> None: ...
