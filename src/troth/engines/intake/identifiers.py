"""Keeps the index in step with what is held: a person is found by what is true of them today.

A corrected address is found under the new one and no longer under the old; what stays after an
erasure of some kinds of data keeps its person findable, and only by what stays.

GDPR Art. 5(1)(c)-(d), 16, 17: the old value is not kept, in the index neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from troth.core.names import Identifier
from troth.engines.intake.intake import identifier_of
from troth.engines.subjects.identity import INDEXED, Identity
from troth.engines.vault.vault import Vault
from troth.policy.compiled import Policy
from troth.storage.ports import DataStore

Known = tuple[bytes, Identifier, bool]
"""A person, an identifier among their records, and whether they have confirmed it."""


class Identifiers:
    """Reads the identifiers among people's records, and lets the index follow them."""

    def __init__(
        self, *, policy: Policy, data: DataStore, vault: Vault, identity: Identity
    ) -> None:
        self._policy = policy
        self._data = data
        self._vault = vault
        self._identity = identity

    def held(self, persons: Sequence[bytes]) -> list[Known]:
        """Return every identifier among these persons' records, each once."""
        return [
            (person, name, self._confirmed(person, name)) for person, name in self._names(persons)
        ]

    def follow(self, before: Sequence[Known], persons: Sequence[bytes], now: datetime) -> None:
        """Let go of identifiers that are held no more, and claim what is held now."""
        left = self._names(persons)
        for person, name, _ in before:
            if (person, name) not in left:
                self._identity.release(person, name)
        was_confirmed = {(person, name) for person, name, confirmed in before if confirmed}
        for person, name in left:
            self._identity.claim(person, [name], now)
            if (person, name) in was_confirmed and not self._confirmed(person, name):
                self._identity.confirm(person, name, now)

    def _confirmed(self, person: bytes, name: Identifier) -> bool:
        return any(
            (one.person, one.status) == (person, "confirmed") for one in self._identity.find(name)
        )

    def _names(self, persons: Sequence[bytes]) -> list[tuple[bytes, Identifier]]:
        with self._data.read() as reader:
            rows = list(reader.records(persons)) if persons else []
            activities = reader.activities()
        found = []
        for row, value in zip(rows, self._vault.open_values(rows), strict=True):
            activity = activities[row.activity]
            form = self._policy.forms.get(activity.form)
            known = None if form is None else form.fields.get(activity.field)
            # What stands beside a value is words, no identifier.
            if value is None or known is None or row.purpose_note is not None:
                continue
            if known.identifies in INDEXED:
                found.append((row.person, identifier_of(known, value)))
        return list(dict.fromkeys(found))
