"""Letters to the people a dossier is about: one each, and written down how it went.

Somebody who was reached is not written to again; nobody without an address is passed over in
silence. The log holds a commitment for each person, no address and no name.
GDPR Art. 12(1), 34(1), 14(3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from troth.core.facts import fact
from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.publication.letter_addresses import newest_addresses
from troth.engines.publication.versions import Versions
from troth.engines.vault.vault import Vault
from troth.errors import InputError
from troth.mail.door import MailDoor
from troth.mail.letter import Letter, compose
from troth.storage.dossier_rows import DossierPersonRow
from troth.storage.ports import DataStore

TOLD: Final = "told"
UNREACHED: Final = frozenset(("no-address", "refused"))
"""How a person stands who was tried and cannot be reached by letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What everybody whom a dossier is about is written."""

    subject: str
    body: str
    sender: str
    sender_name: str


class DossierLetters:
    """Writes to the people of a dossier."""

    def __init__(
        self,
        *,
        data: DataStore,
        vault: Vault,
        evidence: EvidenceLog,
        entropy: Entropy,
        versions: Versions,
    ) -> None:
        self._data = data
        self._vault = vault
        self._evidence = evidence
        self._entropy = entropy
        self._versions = versions

    def write(
        self, dossier: bytes, message: Message, door: MailDoor, now: datetime
    ) -> Mapping[str, int]:
        """Write to whoever was not told yet; return outcome → persons, over everybody.

        Whom the door could not take now stays untold, and is tried by the next call.
        """
        with self._data.read() as reader:
            rows = reader.dossier_persons([dossier])
            waiting = [row for row in rows if row.state != TOLD]
            people = [row.person for row in waiting]
            addresses = newest_addresses(reader, self._versions, self._vault, people)
        for row in waiting:
            outcome = self._send(row, addresses.get(row.person), message, door, now)
            self._note(row, outcome, now)
        return self.counts(dossier)

    def counts(self, dossier: bytes) -> Mapping[str, int]:
        """Return how the people of a dossier stand: `told`, `waiting`, `no-address`, `refused`."""
        with self._data.read() as reader:
            rows: Sequence[DossierPersonRow] = reader.dossier_persons([dossier])
        made: dict[str, int] = {}
        for row in rows:
            state = row.state or "waiting"
            made[state] = made.get(state, 0) + 1
        return made

    def _send(
        self,
        row: DossierPersonRow,
        address: str | None,
        message: Message,
        door: MailDoor,
        now: datetime,
    ) -> str:
        if address is None:
            return "no-address"
        letter = Letter(
            key=row.dossier + row.person,
            sender=message.sender,
            sender_name=message.sender_name,
            recipient=address,
            subject=message.subject,
            body=message.body,
            at=now,
        )
        try:
            outcome = door.send(compose(letter)).outcome
        except InputError:
            return "no-address"
        if outcome == "sent":
            return TOLD
        # Only what surely did not leave is tried again by itself.
        return "refused" if outcome == "refused" else outcome

    def _note(self, row: DossierPersonRow, outcome: str, now: datetime) -> None:
        asked = (row.person, self._entropy.bytes(16), row.dossier)
        commitment = self._vault.commitments([asked])[0]
        with self._data.unit() as unit:
            if unit.person(row.person) is None:
                return
            unit.put_dossier_persons([replace(row, state=outcome)])
            self._evidence.append(
                unit,
                fact(
                    "dossier-told",
                    to_micros(now),
                    dossier=row.dossier,
                    channel="mail",
                    outcome=outcome,
                    commitment=commitment,
                ),
            )
