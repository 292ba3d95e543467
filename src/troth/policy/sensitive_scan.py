"""Which kinds of sensitive data a piece of text appears to hold, so that it can be kept out.

Free text, file names and short contents; English wording. Numbers are believed only when they pass
their own check (IBAN: ISO 13616 mod 97; payment card: ISO/IEC 7812 Luhn) or stand beside the words
that say what they are. Words are believed only where they speak of somebody: "I have diabetes",
"suspected of theft", not "a healthy budget" or "a union of sets".

It never keeps, logs or returns what it found, only the kinds. It is a sieve, not a proof: what it
misses is still bound by the policy, what it stops by mistake goes to a person. Law: GDPR Art. 9(1),
10, and the wider kinds that policies name for themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Literal, get_args

from troth.policy.sensitive_words import WORDING

SensitiveKind = Literal[
    "racial-ethnic-origin", "political-opinions", "religious-philosophical-beliefs",
    "trade-union-membership", "genetic", "biometric", "health", "mental-health", "sex-life",
    "criminal", "identifying-number", "financial-account", "trade-association",
    "professional-association",
]  # fmt: skip
"""The kinds of the manifest language; a house test holds the two lists together."""

KINDS: frozenset[str] = frozenset(get_args(SensitiveKind))
LONGEST_SCANNED = 200_000
"""Characters looked at; the caller bounds what it takes in long before this."""

_IBAN = re.compile(r"\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?\b", re.ASCII)
_CARD = re.compile(r"(?<![\d.,/-])(?:\d[ -]?){12,18}\d(?![\d/-])")
_ISSUED = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}"
    r"|6(?:011|5\d\d|2\d\d)\d{12,15}",
    re.ASCII,
)
_US_SSN = re.compile(r"(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\d-])")


def scan(text: str) -> frozenset[SensitiveKind]:
    """Return the kinds of sensitive data that `text` appears to hold; empty when none.

    Args:
        text: Free text, a file name (underscores and hyphens count as spaces) or a short content.
    """
    plain = unicodedata.normalize("NFKC", text[:LONGEST_SCANNED]).replace("’", "'")
    spaced = re.sub(r"[_\s]+", " ", plain).lower()
    found: set[SensitiveKind] = {kind for kind, holds in _NUMBERS.items() if holds(spaced)}
    found |= {kind for kind, wording in _WORDING.items() if wording.search(spaced)}
    return frozenset(found)


def scan_fields(values: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Return field → kinds found, for those fields in which any were; feeds `Question.found`."""
    found = {field: scan(value) for field, value in values.items()}
    return {field: frozenset(kinds) for field, kinds in found.items() if kinds}


def is_iban(text: str) -> bool:
    """Whether `text` is an IBAN by its check digits (ISO 13616, ISO 7064 mod 97-10)."""
    compact = re.sub(r"\s", "", text).upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", compact):
        return False
    turned = compact[4:] + compact[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def is_card_number(text: str) -> bool:
    """Whether `text` is a payment card number: an issuer's prefix and length, and Luhn."""
    compact = re.sub(r"[ -]", "", text)
    if not _ISSUED.fullmatch(compact):
        return False
    digits = [int(sign) for sign in compact]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _financial(text: str) -> bool:
    return any(
        is_iban(hit.group()) or _iban_prefix(hit.group()) for hit in _IBAN.finditer(text)
    ) or any(is_card_number(hit.group()) for hit in _CARD.finditer(text))


def _iban_prefix(hit: str) -> bool:
    # A following word of up to four letters may have been taken for the last group.
    parts = hit.split(" ")
    return any(is_iban(" ".join(parts[:count])) for count in range(3, len(parts)))


def _identifying(text: str) -> bool:
    return _US_SSN.search(text) is not None


_NUMBERS: Mapping[SensitiveKind, Callable[[str], bool]] = {
    "financial-account": _financial,
    "identifying-number": _identifying,
}


def _compile(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(phrases) + r")(?!\w)")


_WORDING: Mapping[SensitiveKind, re.Pattern[str]] = {
    kind: _compile(WORDING[kind]) for kind in get_args(SensitiveKind)
}
