"""Requests that ask for the same again: linked always, joined where one answer answers both.

A repeat of something that was answered is a request of its own; its weight as excessive is judged
by staff. A duplicate of something that is still open joins it once both are shown to be the same
person's, and the clock of the first arrival counts. What differs in scope is no duplicate: two
corrections can be of two values.

GDPR Art. 12(3) (the term runs from the first receipt), 12(5) (repetitive requests).
"""

from __future__ import annotations

from typing import Final

from troth.core.requests import Right
from troth.engines.rights.register import Entry, read_entry
from troth.storage.ports import DataReader
from troth.storage.request_rows import RequestRow

OWN_SCOPE: Final[frozenset[Right]] = frozenset(("rectification",))
"""Rights whose scope the request itself does not tell."""

_NOT_SHOWN: Final = frozenset(("received", "identifying"))


def repeated(
    reader: DataReader, person: bytes | None, asked: str, about: str, besides: bytes = b""
) -> bytes | None:
    """Return the request of a person for the same thing, or None.

    The oldest that still waits for its answer comes first, then the newest that had one.

    Args:
        reader: Where requests are.
        person: Whose.
        asked, about: For what.
        besides: A request that is not looked for: the one that may repeat another.
    """
    if person is None:
        return None
    same = [
        row
        for row in reader.requests_of(reader.aliases(person))
        if (row.asked, row.about) == (asked, about)
        and row.state not in ("withdrawn", "joined")
        and row.request != besides
    ]
    waiting = [row for row in same if waits(row)]
    return waiting[0].request if waiting else same[-1].request if same else None


def waits(row: RequestRow) -> bool:
    """Whether a request still waits for its first answer."""
    return row.answered_at is None and row.state not in ("withdrawn", "joined")


def first_of(reader: DataReader, entry: Entry) -> Entry | None:
    """Return the request that a duplicate repeats: what it joined, or what still waits; or None."""
    row = entry.row
    if row.repeats is None or row.asked in OWN_SCOPE:
        return None
    other = reader.request(row.repeats)
    if other is None or (row.state != "joined" and not (waits(row) and waits(other))):
        return None
    return read_entry(reader, other.request)


def asked_alike(entry: Entry, other: Entry) -> bool:
    """Whether two requests come from the person, or from the same one who speaks for them."""
    return (entry.row.asker, entry.row.mandate) == (other.row.asker, other.row.mandate)


def was_shown(entry: Entry) -> bool:
    """Whether it was shown, as far as it must be, who asks."""
    return entry.case.verified and entry.case.state not in _NOT_SHOWN
