"""Where letters of a rehearsal go: a door that takes most of them, as a relay would.

One letter in some is told to come later, and one mailbox in some is gone for good. Which ones is
settled by the letter itself, so that the same rehearsal meets the same relay.
"""

from __future__ import annotations

from email.message import EmailMessage
from hashlib import sha256
from typing import Final

from troth.mail.door import Delivery

BUSY: Final = 11
"""One letter in so many is to come later, once."""
GONE: Final = 40
"""One mailbox in so many takes nothing any more."""


class Outbox:
    """A door for messages (`mail.door.MailDoor`) behind which nobody lives."""

    def __init__(self) -> None:
        self._told_to_wait: set[str] = set()
        self.taken = 0

    def send(self, message: EmailMessage) -> Delivery:
        """Take a letter, put it off, or refuse it for good."""
        recipient = str(message["To"])
        place = int.from_bytes(sha256(recipient.encode()).digest()[:4])
        if place % GONE == 0:
            return Delivery(outcome="refused", code=550)
        if place % BUSY == 0 and recipient not in self._told_to_wait:
            self._told_to_wait.add(recipient)
            return Delivery(outcome="later", code=451)
        self.taken += 1
        return Delivery(outcome="sent", code=250)

    def close(self) -> None:
        """Close nothing."""
