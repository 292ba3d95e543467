"""A message that came back: what a mail server says of it, and what it brings back of ours.

Anybody can write such a report about anybody. It is believed only as far as it holds a letter of
ours with the mark that `mail.marked` gave it, and then only about the address that letter went to.

RFC 3464 (delivery status notifications), RFC 3463 (status codes), RFC 3462 (what comes back).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message
from typing import Final

from troth.mail.headers import FAULTS, kind_of, line_of

MARK: Final = "X-Letter-Mark"
"""The header by which a letter of ours is known again."""

GONE: Final = re.compile(r"5\.(?:0\.0|1\.\d+|2\.1|4\.4|7\.1[78])")
"""Wrong address, closed mailbox, no such host, another owner by now (RFC 7293)."""

_STATUS: Final = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_ADDRESS: Final = re.compile(r"[^\s<>,;:\"]{1,200}@[^\s<>,;:\"]{1,200}")
MOST_PARTS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """What a report says.

    Attributes:
        statuses: Of each recipient of whom it says `failed`, the status code.
        message_id, recipient, mark: Of the letter it brings back; empty where it brings none.
    """

    statuses: tuple[str, ...]
    message_id: str = ""
    recipient: str = ""
    mark: str = ""

    @property
    def for_good(self) -> bool:
        """Whether the address itself is what failed, and for good."""
        return bool(self.statuses) and all(GONE.fullmatch(one) for one in self.statuses)


def read_bounce(message: EmailMessage) -> Bounce | None:
    """Return what a delivery status notification says; None for any other message."""
    if kind_of(message) != "multipart/report" or not _is_delivery(message):
        return None
    content = message.get_payload()
    parts = (
        [one for one in content if isinstance(one, Message)] if isinstance(content, list) else []
    )
    statuses: list[str] = []
    brought: Message | None = None
    for part in parts[:MOST_PARTS]:
        match kind_of(part):
            case "message/delivery-status":
                statuses += _failed(part)
            case "message/rfc822" | "message/rfc822-headers" | "text/rfc822-headers":
                brought = brought or _letter(part)
    if brought is None:
        return Bounce(statuses=tuple(statuses))
    found = _ADDRESS.search(line_of(brought, "to"))
    return Bounce(
        statuses=tuple(statuses),
        message_id=line_of(brought, "message-id"),
        recipient=found.group().lower() if found else "",
        mark=line_of(brought, MARK.lower()),
    )


def _is_delivery(message: EmailMessage) -> bool:
    try:
        said = message.get_param("report-type", "")
    except FAULTS:
        return False
    return str(said).lower() in ("", "delivery-status")


def _failed(part: Message) -> Iterator[str]:
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else ():
        if isinstance(block, Message) and line_of(block, "action").lower() == "failed":
            found = _STATUS.search(line_of(block, "status"))
            yield found.group() if found else "unknown"


def _letter(part: Message) -> Message | None:
    """Return the letter that came back, or its headers."""
    content = part.get_payload()
    if isinstance(content, list):
        return content[0] if content and isinstance(content[0], Message) else None
    held = part.get_payload(decode=True)
    return _headers(held) if isinstance(held, bytes) else None


def _headers(text: bytes) -> Message:
    letter = Message()
    unfolded = re.sub(r"\r?\n[ \t]+", " ", text[:65_536].decode("utf-8", "replace"))
    for line in unfolded.splitlines():
        name, colon, value = line.partition(":")
        if not colon or not name.isprintable() or " " in name:
            break
        letter[name] = value.strip()
    return letter
