"""Where a complaint goes: the authority of where somebody lives, or else of where the company is.

GDPR Art. 15(1)(f), 77(1) (of the habitual residence, the place of work or of the infringement).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from troth.law.book import LawBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Where a complaint goes; `name` is empty where the law packs know nobody."""

    name: str
    place: str


NOBODY_KNOWN = Authority(name="", place="")


def authority_at(book: LawBook, places: Iterable[str | None], day: date) -> Authority:
    """Return the authority of the first of these places that has one on the day.

    Args:
        book: The law packs.
        places: ISO 3166 codes, the nearest to the person first; empty ones are passed over.
        day: The day of the complaint.
    """
    for place in places:
        country = (place or "")[:2].upper()
        found = book.at(f"supervisory-authority/{country}", day) if country else None
        if found is not None:
            return Authority(name=str(found.value), place=country)
    return NOBODY_KNOWN
