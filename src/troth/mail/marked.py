"""A mark on every letter, so that one that comes back is known for ours.

Who never received a letter cannot make its mark, and the mark of one address fits no other: nobody
gets somebody else's address taken out of the post by a forged report (RFC 3464, section 4.1).
"""

from __future__ import annotations

import hashlib
import hmac
from email.message import EmailMessage

from troth.mail.bounces import MARK, Bounce
from troth.mail.door import Delivery, MailDoor


class MarkedDoor:
    """A door that marks what leaves by it.

    Args:
        door: What the letters leave by.
        secret: 32 bytes that this store alone knows.
    """

    def __init__(self, door: MailDoor, secret: bytes) -> None:
        self._door = door
        self._secret = secret

    def send(self, message: EmailMessage) -> Delivery:
        """Mark one message and hand it on."""
        if MARK not in message:
            recipient = message["To"].addresses[0].addr_spec
            message[MARK] = _mark(self._secret, str(message["Message-ID"]), recipient)
        return self._door.send(message)

    def close(self) -> None:
        """Let go of the door."""
        self._door.close()


def is_ours(secret: bytes, bounce: Bounce) -> bool:
    """Tell whether what came back is a letter of ours to the address it names."""
    right = _mark(secret, bounce.message_id, bounce.recipient)
    return bool(bounce.recipient) and hmac.compare_digest(right.encode(), bounce.mark.encode())


def _mark(secret: bytes, message_id: str, recipient: str) -> str:
    told = f"letter\n{' '.join(message_id.split())}\n{recipient.lower()}"
    return hmac.digest(secret, told.encode(), hashlib.sha256).hex()[:40]
