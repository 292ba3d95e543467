"""Lives of persons and keys: made, settled, given new keys, destroyed, sealed off by an epoch.

The half of the vault that seals nothing. It joins the key store's steps with the data store's, so
that every other engine has one place to ask. What is done where: `engines.vault.intents` carries
steps across the two stores, `engines.vault.epochs` makes epochs, `engines.vault.rekey` and
`engines.vault.periods` seal again what must stay while a key goes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from troth.core.facts import fact
from troth.core.ports import Entropy
from troth.engines.vault.blindindex import Claim
from troth.engines.vault.epochs import Claimed, EpochReport, Epochs
from troth.engines.vault.intents import GRACE, Intents, Log, Newcomers, Settled
from troth.engines.vault.keyring import Destroyed, Keyring, no_person
from troth.engines.vault.periods import Periods
from troth.engines.vault.rekey import Rekeying
from troth.engines.vault.rows import JournalEntry, StartReport
from troth.ledger.commitment import commit
from troth.sealing.keys import commitment_salt
from troth.storage.ports import DataStore, DataUnit
from troth.storage.rows import JournalRow, RecordRow

_EPOCH: Final = "epoch"


class Lives(ABC):
    """Makes, settles and destroys; the vault adds the sealing."""

    def __init__(
        self, *, data: DataStore, keyring: Keyring, entropy: Entropy, evidence: Log
    ) -> None:
        self._data = data
        self._keyring = keyring
        self._entropy = entropy
        self._evidence = evidence
        self._epochs = Epochs(keyring=keyring)
        self.intents = Intents(data=data, keyring=keyring, evidence=evidence, entropy=entropy)
        self._rekeying = Rekeying(data=data, keyring=keyring, intents=self.intents, sealer=self)
        self._periods = Periods(
            data=data, keyring=keyring, intents=self.intents, evidence=evidence, sealer=self
        )

    @abstractmethod
    def open_values(self, rows: Sequence[RecordRow]) -> list[bytes | None]:
        """Open records; None for what is shredded."""

    @abstractmethod
    def seal_under(self, key: bytes, rows: Sequence[tuple[RecordRow, bytes]]) -> list[RecordRow]:
        """Return rows sealed under another person key."""

    @abstractmethod
    def hold_over(self, unit: DataUnit, rows: Sequence[RecordRow], now: datetime) -> None:
        """Seal records again under a month that is not over; keep in the key store how they lie."""

    @abstractmethod
    def sealed_with(
        self, key: bytes, periods: Mapping[bytes, bytes], rows: Sequence[RecordRow]
    ) -> list[RecordRow]:
        """Return those rows that a person key opens, with the keys of their periods."""

    @abstractmethod
    def journal_row(self, key: bytes, entry: JournalEntry) -> JournalRow:
        """Return a journal entry sealed under a key."""

    @abstractmethod
    def journal_entry(self, key: bytes, row: JournalRow) -> JournalEntry:
        """Return a journal row opened with a key."""

    def commitments(self, asked: Sequence[tuple[bytes, bytes, bytes]]) -> list[bytes]:
        """Return a commitment for each (person, fact id, detail); salts die with the persons.

        Raises:
            StateError: `keys/no-person`.
        """
        return committed(self._keyring.person_keys(list({person for person, _, _ in asked})), asked)

    def commitment(self, person: bytes, fact_id: bytes, detail: bytes) -> bytes:
        """Return the commitment of one fact about one person."""
        return self.commitments([(person, fact_id, detail)])[0]

    def create_persons(
        self, count: int, now: datetime, claims: Sequence[Sequence[Claim]] = ()
    ) -> list[bytes]:
        """Make new persons, ready for records; return their ids."""
        if not count:
            return []
        newcomers = self.intents.announce(claims or [()] * count, now)
        with self._data.unit() as unit:
            self.intents.admit(unit, newcomers)
        return list(newcomers.persons)

    def destroy_persons(self, persons: Sequence[bytes]) -> Destroyed:
        """Destroy persons' keys; the caller has opened an `erase` intent for each before."""
        return self._keyring.destroy_persons(persons)

    def destroy_periods(self, periods: Sequence[bytes]) -> Destroyed:
        """Destroy period keys; the caller has opened an `expire` intent for each before."""
        return self._keyring.destroy_periods(periods)

    def destroy_empty_periods(
        self, now: datetime, plan: bytes, persons: Sequence[bytes] = ()
    ) -> int:
        """Destroy the keys of months that are over, and unused own periods of swept persons."""
        return self._periods.destroy_ended(now, plan, persons)

    def rekey(self, kept: Mapping[bytes, Sequence[RecordRow]], now: datetime) -> list[RecordRow]:
        """Give persons new keys under which only these records open (`engines.vault.rekey`)."""
        return self._rekeying.rekey(kept, now)

    def announce(
        self,
        claims: Sequence[Sequence[Claim]],
        now: datetime,
        *,
        known: Sequence[bytes] | None = None,
    ) -> Newcomers:
        """Make keys for new persons; `admit` gives them rows in the caller's own unit."""
        return self.intents.announce(claims, now, known=known)

    def admit(self, unit: DataUnit, newcomers: Newcomers) -> None:
        """Give announced persons their rows, in the caller's unit."""
        self.intents.admit(unit, newcomers)

    @property
    def current_epoch(self) -> int:
        """The epoch the key store stands at."""
        return self._keyring.epoch

    def claim(self, persons: Sequence[bytes]) -> Claimed:
        """Return what can be said today of persons whose keys were destroyed."""
        return self._epochs.claim(persons)

    def epoch_due(self, now: datetime) -> bool:
        """Whether destroyed keys have awaited an epoch for long enough (D4.7)."""
        return self._epochs.due(now)

    def start(self, now: datetime, *, grace: timedelta = GRACE) -> StartReport:
        """Settle what the last process left open, and record an epoch it had no time to record."""
        return StartReport(settled=self.settle(now, grace=grace), epoch=self._record_epoch())

    def settle(self, now: datetime, *, grace: timedelta = GRACE) -> Settled:
        """Finish or undo every open intent that is older than `grace`."""
        one = self.intents.settle(now, grace=grace)
        two = self._rekeying.settle(now, grace=grace)
        return Settled(
            finished=one.finished + two.finished,
            undone=one.undone + two.undone,
            waiting=one.waiting + two.waiting,
        )

    def epoch(self, now: datetime) -> EpochReport:
        """Make an erasure epoch, clean both stores' files, and put it into the log."""
        report = self._epochs.make(now)
        self._record_epoch()
        self._data.clean_up()
        return report

    def _record_epoch(self) -> int:
        """Write the fact of every epoch once, however often a process died before it could."""
        epoch, shards, keys, at = self._epochs.last()
        with self._data.unit() as unit:
            if epoch > int(unit.meta(_EPOCH) or 0):
                self._evidence.append(
                    unit, fact("epoch", at, epoch=epoch, shards=shards, keys=keys)
                )
                unit.set_meta(_EPOCH, str(epoch))
        return epoch


def committed(
    keys: Mapping[bytes, bytes], asked: Sequence[tuple[bytes, bytes, bytes]]
) -> list[bytes]:
    """Return a commitment for each (person, fact id, detail) under these keys.

    Raises:
        StateError: `keys/no-person`.
    """
    if any(person not in keys for person, _, _ in asked):
        raise no_person()
    return [
        commit(commitment_salt(keys[person], fact_id), person, detail)
        for person, fact_id, detail in asked
    ]
