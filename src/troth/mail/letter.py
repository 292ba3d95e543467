"""A letter becomes a message: headers by the book, plain text, and one fixed Message-ID.

The Message-ID comes from what is told and to whom, so a message that is sent again is the same
message to every program that counts them. It holds no address.

RFC 5322 (format), RFC 3834 (Auto-Submitted), RFC 8058 and RFC 2369 (List-Unsubscribe). A way to
unsubscribe belongs to marketing (ePrivacy Directive Art. 13(2)) and to nothing else: nobody can
unsubscribe from being told what the law says they are told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from troth.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What one person is to be sent.

    Attributes:
        key: What makes the message this one: the same key, the same Message-ID.
        sender: The controller's address; its domain names the message.
        sender_name: What the controller is called.
        unsubscribe: Where marketing is unsubscribed from with one click; empty for anything else.
        unsubscribe_by_mail: The `mailto:` by which it is, with its token (RFC 2369).
    """

    key: bytes
    sender: str
    sender_name: str
    recipient: str
    subject: str
    body: str
    at: datetime
    language: str = "en"
    unsubscribe: str = ""
    unsubscribe_by_mail: str = ""


def message_id(key: bytes, sender: str) -> str:
    """Return the Message-ID that belongs to a key."""
    domain = sender.rpartition("@")[2] or "localhost"
    return f"<{sha256(key).hexdigest()[:40]}@{domain}>"


def compose(letter: Letter) -> EmailMessage:
    """Return the message of a letter.

    Raises:
        InputError: `mail/not-an-address` for a sender or recipient that no header can hold.
    """
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = Address(letter.sender_name, addr_spec=letter.sender)
        message["To"] = Address(addr_spec=letter.recipient)
        message["Subject"] = letter.subject
    except (MessageError, ValueError, IndexError):
        raise InputError(
            "mail/not-an-address", "no message can be addressed with what was given"
        ) from None
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = message_id(letter.key, letter.sender)
    message["Auto-Submitted"] = "auto-generated"
    ways = [one for one in (letter.unsubscribe, letter.unsubscribe_by_mail) if one]
    if ways:
        message["List-Unsubscribe"] = ", ".join(f"<{one}>" for one in ways)
    if letter.unsubscribe:
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.body)
    message["Content-Language"] = letter.language
    return message
