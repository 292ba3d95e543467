"""Accounts elsewhere that open an account here: joined, listed, and let go.

A connection is an identifier like any other (D15), by a keyed hash of who somebody is there; it is
written down in the standing of the person, so that it has a fact, outlives a restore, and goes with
its person. It never moves from one person to another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from troth.core.names import Identifier
from troth.core.periods import from_micros
from troth.engines.consents.standing import Change, StandingEngine
from troth.engines.subjects.identity import Identity
from troth.errors import StateError
from troth.storage.ports import DataStore

KIND: Final = "connected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """An account at a provider that opens one here."""

    provider: str
    since: datetime


class Connections:
    """Joins accounts elsewhere to persons here."""

    def __init__(self, *, data: DataStore, identity: Identity, standing: StandingEngine) -> None:
        self._data = data
        self._identity = identity
        self._standing = standing

    def owner(self, subject: str) -> bytes | None:
        """Return the person that somebody elsewhere is here.

        Args:
            subject: Their keyed hash (`engines.accounts.oidc`).
        """
        for found in self._identity.find(_identifier(subject)):
            if found.status == "confirmed":
                return found.person
        return None

    def connect(self, person: bytes, provider: str, subject: str, now: datetime) -> None:
        """Join an account elsewhere to a person.

        Raises:
            StateError: `provider/taken` where it opens somebody else's account.
        """
        owner = self.owner(subject)
        with self._data.read() as reader:
            family = reader.aliases(person)
        if owner is not None and owner not in family:
            raise StateError("provider/taken", "this account elsewhere opens another account here")
        self._identity.confirm(person, _identifier(subject), now)
        self._standing.change(person, Change(kind=KIND, about=provider, value=subject), now)

    def of(self, person: bytes) -> Sequence[Connection]:
        """Return the connections of a person, by provider."""
        with self._data.read() as reader:
            rows = reader.standing(reader.aliases(person))
        found = [
            Connection(provider=row.about, since=from_micros(row.since))
            for row in rows
            if row.kind == KIND
        ]
        return sorted(found, key=lambda one: one.provider)

    def disconnect(self, person: bytes, provider: str, now: datetime) -> bool:
        """Let a connection go: nobody comes in by it, nor is it made again by itself."""
        with self._data.read() as reader:
            rows = reader.standing(reader.aliases(person))
        gone = [row for row in rows if row.kind == KIND and row.about == provider]
        for row in gone:
            self._identity.release(row.person, _identifier(row.value))
            self._standing.change(row.person, Change(kind=KIND, about=provider, cleared=True), now)
        return bool(gone)


def _identifier(subject: str) -> Identifier:
    return Identifier("account", f"elsewhere-{subject}")
