"""Other people's data in what is handed to a person: withheld or masked, counted, and explained.

Whose words an item holds is the manifest's to say (`written-by`). In words of others and in what
several people wrote, addresses and numbers that are not the person's own are masked; a value that
cannot be looked into is withheld. Nothing is redacted in a person's own words. Pure: values come
in, values and reasons come out.

GDPR Art. 15(4), 20(4); recital 63: never a refusal of all that there is.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email import policy as mail_rules
from email.message import EmailMessage
from typing import Final

from troth.core.names import normalise
from troth.errors import InputError

WRITTEN_BY_ANOTHER: Final = "WRITTEN_BY_ANOTHER"
NAMES_ANOTHER: Final = "NAMES_ANOTHER"
SEVERAL_VOICES: Final = "SEVERAL_VOICES"

WHY: Final[Mapping[str, str]] = {
    WRITTEN_BY_ANOTHER: "somebody else wrote it, so it is not data that you provided",
    NAMES_ANOTHER: "it names how to reach somebody else; that part is masked",
    SEVERAL_VOICES: "several people are in it and cannot be told apart",
}
"""Each reason in words for the person."""

MASK: Final = "[…]"

_ADDRESS: Final = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER: Final = re.compile(r"\+\d(?:[\s().-]?\d){6,14}|\b0\d(?:[\s().-]?\d){6,12}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """One value of which something is not shown: why, and in how many places."""

    record: str
    field: str
    category: str
    reason: str
    count: int

    def as_json(self) -> dict[str, object]:
        """Return it as an answer says it."""
        return {
            "record": self.record,
            "field": self.field,
            "category": self.category,
            "reason": self.reason,
            "count": self.count,
            "why": WHY[self.reason],
            "law": "GDPR Art. 15(4), 20(4)",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """How the person can be reached: what is never masked."""

    addresses: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()

    @classmethod
    def of(cls, values: Iterable[tuple[str, bytes]]) -> Own:
        """Return the identifiers among (kind, value), brought to one spelling."""
        found: dict[str, set[str]] = {"email": set(), "phone": set()}
        for kind, value in values:
            if kind in found:
                found[kind].add(_spelt(kind, value.decode(errors="replace")))
        return cls(addresses=frozenset(found["email"]), numbers=frozenset(found["phone"]))

    def has(self, kind: str, written: str) -> bool:
        """Whether something that looks like an address or a number is the person's own."""
        spelt = _spelt(kind, written)
        if kind == "email":
            return spelt in self.addresses
        # A number without its country code is the same number when it ends alike.
        return any(number.endswith(spelt.lstrip("+").lstrip("0")) for number in self.numbers)


def masked(value: bytes, own: Own) -> tuple[bytes | None, str, int]:
    """Return what may be shown of words that are not the person's alone, why, and how often.

    What is no text cannot be looked into: it is withheld.
    """
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return None, SEVERAL_VOICES, 1
    shown, addresses = _masked(_ADDRESS, "email", text, own)
    shown, numbers = _masked(_NUMBER, "phone", shown, own)
    count = addresses + numbers
    return shown.encode(), NAMES_ANOTHER if count else "", count


def author_is_another(value: bytes, own: Own) -> bool:
    """Whether a value is a message (RFC 5322) that somebody else sent."""
    letter = as_letter(value)
    if letter is None:
        return False
    senders = _ADDRESS.findall(str(letter["From"]))
    return not any(own.has("email", sender) for sender in senders)


def as_letter(value: bytes) -> EmailMessage | None:
    """Return a value as the message it is, or None where it is none (RFC 5322, 3.6)."""
    if not value[:200].lstrip().lower().startswith(_HEADERS):
        return None
    letter = email.message_from_bytes(value, policy=mail_rules.default)
    return letter if letter["From"] and letter["Date"] else None


_HEADERS: Final = (b"from:", b"to:", b"date:", b"subject:", b"received:", b"return-path:",
                   b"message-id:", b"mime-version:", b"delivered-to:", b"reply-to:")  # fmt: skip


def _masked(pattern: re.Pattern[str], kind: str, text: str, own: Own) -> tuple[str, int]:
    count = 0

    def mask(found: re.Match[str]) -> str:
        nonlocal count
        if own.has(kind, found.group()):
            return found.group()
        count += 1
        return MASK

    return pattern.sub(mask, text), count


def _spelt(kind: str, written: str) -> str:
    try:
        return normalise("email" if kind == "email" else "phone", written).value
    except InputError:
        digits = re.sub(r"\D", "", written)
        return written.strip().casefold() if kind == "email" else digits
