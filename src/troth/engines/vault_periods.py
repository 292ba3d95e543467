"""Ends of periods: destroying the keys of what has expired, and only of that.

A month's key opens every record of its rule that ended in that month, in every backup there is.
Before it goes, whatever a hold or a legal duty still keeps is sealed again under a later month
(DESIGN, D4.3); as long as it is held, that repeats each month. A person's own period key goes when
none of their records is sealed under it any more.

It deletes no record: the sweep does that. GDPR Art. 5(1)(e).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from troth.core.facts import Fact, fact
from troth.core.periods import from_micros, to_micros
from troth.engines.intents import Intents, Log
from troth.engines.kept_part import held_over
from troth.engines.keyring import Keyring
from troth.engines.keytree import fixed_period
from troth.engines.vault_rows import JournalEntry
from troth.storage.ports import DataReader, DataStore, DataUnit
from troth.storage.rows import PeriodKeyRow, RecordRow

_AT_ONCE: Final = 10_000


class Resealer(Protocol):
    """What the end of a period needs of the vault."""

    def reseal(
        self, unit: DataUnit, rows: Sequence[RecordRow], until: datetime | None = None
    ) -> list[RecordRow]:
        """Seal records again under the period of their ends, or of `until` where that is later."""
        ...

    def journal_all(self, entries: Sequence[JournalEntry]) -> list[bytes]:
        """Keep changes in the key store, sealed under their persons' keys; return nothing."""
        ...


class Periods:
    """Destroys the keys of periods that have ended."""

    def __init__(
        self,
        *,
        data: DataStore,
        keyring: Keyring,
        intents: Intents,
        evidence: Log,
        resealer: Resealer,
    ) -> None:
        self._data = data
        self._keyring = keyring
        self._intents = intents
        self._evidence = evidence
        self._resealer = resealer

    def destroy_ended(self, now: datetime, plan: bytes, persons: Sequence[bytes] = ()) -> int:
        """Destroy the keys of months that are over, and unused own periods of these persons.

        Call it after the sweep of the same instant: what is still there then is held or kept, and
        is sealed again for another month. Safe to repeat. Returns how many keys went.
        """
        at = to_micros(now)
        with self._keyring.store.read() as keys:
            months = keys.ended_periods(at)
            own = keys.own_periods(persons)
        return self._destroy_months(months, now, plan) + self._destroy_unused(own, now, plan)

    def _destroy_months(self, ended: Sequence[PeriodKeyRow], now: datetime, plan: bytes) -> int:
        if not ended:
            return 0
        periods = [row.period for row in ended]
        self._save_held(periods, now)
        with self._data.unit() as unit:
            intents = self._intents.intend(unit, "expire", periods, now)
            self._evidence.append(unit, *_facts(unit, ended, now, plan))
        gone = self._keyring.destroy_periods(periods).periods
        with self._data.unit() as unit:
            unit.settle_intents(intents, to_micros(now))
        return gone

    def _save_held(self, ended: Sequence[bytes], now: datetime) -> None:
        # The sweep has been: what is left of these periods is held, kept or extended.
        left = list(ended)
        while left:
            with self._data.unit() as unit:
                held: list[RecordRow] = []
                while left and len(held) < _AT_ONCE:
                    room = _AT_ONCE - len(held)
                    found = unit.records_in_period(left[-1], room)
                    held += found
                    if len(found) < room:
                        left.pop()
                if held:
                    made = self._resealer.reseal(unit, held, now)
                    # A backup is older than the key they lie under now; the journal is not.
                    self._resealer.journal_all(held_over(made, to_micros(now)))

    def _destroy_unused(self, own: Sequence[bytes], now: datetime, plan: bytes) -> int:
        if not own:
            return 0
        # Inside one unit, so that no record is added between the look and the destruction. A key
        # that goes without its unit ending well was in nobody's use.
        with self._data.unit() as unit:
            used = unit.live_periods(own)
            unused = [period for period in own if period not in used]
            if not unused:
                return 0
            gone = self._keyring.destroy_periods(unused).periods
            address, month = "retention", "own"
            self._evidence.append(unit, _fact(plan, address, month, len(unused), now))
        return gone


def _facts(
    reader: DataReader, ended: Sequence[PeriodKeyRow], now: datetime, plan: bytes
) -> list[Fact]:
    rules = {rule for row in reader.activities().values() for rule in row.rules}
    made = []
    for row in ended:
        # The key is due at the first instant after its month.
        last = from_micros((row.expires_at or 0) - 1)
        address = next(
            (rule for rule in rules if fixed_period(rule, last.year, last.month) == row.period),
            "retention",
        )
        made.append(_fact(plan, address, f"{last.year:04d}-{last.month:02d}", 1, now))
    return made


def _fact(plan: bytes, address: str, month: str, keys: int, now: datetime) -> Fact:
    return fact(
        "period-destroyed", to_micros(now), plan=plan, address=address, month=month, keys=keys
    )
