"""Finds whom an identifier leads to, as somebody types it; nothing of what is held is opened.

An identifier that is shared leads to nobody alone (DESIGN, D15): every person it leads to is named
by id, and whoever asked chooses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, get_args

from troth.core.names import Identifier, IdentifierKind, normalise
from troth.engines.subjects.identity import Identity
from troth.storage.ports import DataStore

ID: Final = re.compile(r"[0-9a-fA-F]{32}")
_PHONE: Final = re.compile(r"\+?[\d\s().-]{5,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One person an identifier leads to, with how many records lie under their whole family."""

    person: bytes
    status: str
    aliases: tuple[bytes, ...]
    records: int


def identifier_in(text: str) -> Identifier:
    """Return what somebody typed as an identifier: an address, a number, or `kind:value`.

    Raises:
        InputError: `identifier/malformed`.
    """
    kind, colon, value = text.partition(":")
    kinds: tuple[IdentifierKind, ...] = get_args(IdentifierKind)
    for known in kinds:
        if colon and kind == known:
            return normalise(known, value)
    if "@" in text:
        return normalise("email", text)
    return normalise("phone" if _PHONE.fullmatch(text) else "account", text)


def look_up(data: DataStore, identity: Identity, typed: str) -> Sequence[Hit]:
    """Return everybody an id or identifier leads to, each family once.

    Raises:
        InputError: `identifier/malformed`.
    """
    if ID.fullmatch(typed):
        found = [(bytes.fromhex(typed), "id")]
    else:
        found = [(one.person, one.status) for one in identity.find(identifier_in(typed))]
    hits: list[Hit] = []
    with data.read() as reader:
        for person, status in found:
            row = reader.person(person)
            if row is None or row.hidden or any(person in hit.aliases for hit in hits):
                continue
            aliases = reader.aliases(person)
            hits.append(
                Hit(
                    person=person,
                    status=status,
                    aliases=aliases,
                    records=len(reader.records(aliases)),
                )
            )
    return hits
