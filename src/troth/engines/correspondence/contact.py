"""Contact details inside words: what makes a message an application, where the policy says so.

A message by e-mail always shows an address, whatever it says. Whether that one counts is the
manifest's to say (`correspondence: contact-details`); what stands in the words always does. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from troth.core.names import normalise
from troth.errors import InputError

_ADDRESS: Final = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_NUMBER: Final = re.compile(r"(?:\+|\b00|\b0)\d(?:[\s().-]{0,2}\d){5,14}\b")
LONGEST: Final = 65_536
"""Characters of words that are searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """The first address and number in some words; empty where there is none.

    Attributes:
        named: Whether anything was found, even what nobody can dial as it stands.
    """

    email: str = ""
    phone: str = ""
    named: bool = False


def details_in(words: str) -> Details:
    """Return the contact details that words hold."""
    searched = words[:LONGEST]
    address, number = _ADDRESS.search(searched), _NUMBER.search(searched)
    return Details(
        email=_usable("email", address),
        phone=_usable("phone", number),
        named=address is not None or number is not None,
    )


def _usable(kind: str, found: re.Match[str] | None) -> str:
    """Return what was found if a form would take it, in its one spelling."""
    if found is None:
        return ""
    try:
        return normalise("email" if kind == "email" else "phone", found.group()).value
    except InputError:
        return ""
