"""Typed names: random ids for people and records, and identifiers brought to one spelling.

A person is a random 16-byte id, never an e-mail. An identifier (`email`, `phone`, `account`,
`device`, `cookie`) is normalised before anything is compared or indexed, so that one mailbox has
one spelling. This file never looks anything up.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, NewType

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from troth.errors import InputError

PersonId = NewType("PersonId", bytes)
"""16 random bytes that stand for one data subject."""
RecordId = NewType("RecordId", bytes)
"""16 random bytes that stand for one stored value (an *item*)."""
SubmissionId = NewType("SubmissionId", bytes)
"""16 random bytes that group the records of one submission."""
IdentifierKind = Literal["email", "phone", "account", "device", "cookie"]

ID_BYTES = 16

ROLE_LOCAL_PARTS = frozenset((
    "abuse", "accounting", "accounts", "admin", "billing", "careers", "compliance", "contact",
    "enquiries", "finance", "hello", "help", "hostmaster", "hr", "info", "inquiries", "it",
    "jobs", "legal", "mail", "marketing", "media", "news", "noc", "office", "orders",
    "postmaster", "press", "privacy", "recruiting", "sales", "security", "service", "shop",
    "support", "team", "webmaster",
))  # fmt: skip
"""Local parts that name a desk, not a person (after RFC 2142 and common practice)."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """One way to reach or recognise a person, in its normal spelling."""

    kind: IdentifierKind
    value: str

    @property
    def names_a_desk(self) -> bool:
        """Whether this is a role address (`info@`): shared from the start (D15)."""
        return self.kind == "email" and self.value.split("@", 1)[0] in ROLE_LOCAL_PARTS


def normalise(kind: IdentifierKind, value: str, *, region: str | None = None) -> Identifier:
    """Bring an identifier to its one spelling.

    Args:
        kind: What sort of identifier it is.
        value: As typed by somebody.
        region: ISO 3166 country for phone numbers without a country code.

    Raises:
        InputError: `identifier/malformed` when no such identifier can be meant.
    """
    text = unicodedata.normalize("NFC", value).strip()
    if not text:
        raise InputError("identifier/malformed", f"an empty {kind} identifies nobody")
    if kind == "email":
        return Identifier("email", _email(text))
    if kind == "phone":
        return Identifier("phone", _phone(text, region))
    if len(text) > 256 or re.search(r"\s", text):
        raise InputError("identifier/malformed", f"`{text[:40]}` is not a usable {kind} identifier")
    return Identifier(kind, text if kind in ("device", "cookie") else text.casefold())


def _email(text: str) -> str:
    try:
        parts = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as fault:
        raise InputError(
            "identifier/malformed",
            "the e-mail address is not well formed",
            help=str(fault).rstrip("."),
        ) from None
    return parts.normalized.casefold()


def _phone(text: str, region: str | None) -> str:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        raise InputError(
            "identifier/malformed",
            "the phone number is not well formed",
            help="write it with its country code, such as +375 152 55 05 55",
        ) from None
    if not phonenumbers.is_possible_number(number):
        raise InputError("identifier/malformed", "the phone number has an impossible length")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
