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
from troth.engines.vault.intents import Intents, Log
from troth.engines.vault.keyring import Keyring
from troth.engines.vault.keytree import fixed_period
from troth.storage.ports import DataReader, DataStore, DataUnit
from troth.storage.rows import PeriodKeyRow, RecordRow

_AT_ONCE: Final = 10_000


class Sealer(Protocol):
    """What the end of a period needs of the vault."""

    def hold_over(self, unit: DataUnit, rows: Sequence[RecordRow], now: datetime) -> None:
        """Seal records again under a month that is not over; keep in the key store how they lie."""
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
        sealer: Sealer,
    ) -> None:
        self._data = data
        self._keyring = keyring
        self._intents = intents
        self._evidence = evidence
        self._sealer = sealer

    def destroy_ended(self, now: datetime, plan: bytes, persons: Sequence[bytes] = ()) -> int:
        """Destroy the keys of months that are over, and unused own periods of these persons.

        Call it after the sweep of the same instant: what is still there then is held or kept, and
        is sealed again for another month. Safe to repeat. Returns how many keys went.
        """
        at = to_micros(now)
        with self._keyring.store.read() as keys:
            months = keys.ended_periods(at)
            own = keys.own_periods(persons)
        if not months and not own:
            return 0
        intents = self._intend(months, now, plan) if months else []
        # Inside one unit, so that no record is added between the look and the destruction. An own
        # key that goes without its unit ending well was in nobody's use; a month's has its intent.
        with self._data.unit() as unit:
            used = unit.live_periods(own)
            unused = [period for period in own if period not in used]
            going = [*(row.period for row in months), *unused]
            gone = self._keyring.destroy_periods(going).periods if going else 0
            unit.settle_intents(intents, at)
            if unused:
                self._evidence.append(unit, _fact(plan, "retention", "own", len(unused), now))
        return gone

    def _intend(self, months: Sequence[PeriodKeyRow], now: datetime, plan: bytes) -> list[bytes]:
        """Save what is held of these months, and write down that their keys go."""
        periods = [row.period for row in months]
        left = list(periods)
        while True:
            with self._data.unit() as unit:
                self._save_held(unit, left, now)
                if not left:
                    intents = self._intents.intend(unit, "expire", periods, now)
                    self._evidence.append(unit, *_facts(unit, months, now, plan))
                    return intents

    def _save_held(self, unit: DataUnit, left: list[bytes], now: datetime) -> None:
        # The sweep has been: what is left of these periods is held, kept or extended.
        held: list[RecordRow] = []
        while left and len(held) < _AT_ONCE:
            room = _AT_ONCE - len(held)
            found = unit.records_in_period(left[-1], room)
            held += found
            if len(found) < room:
                left.pop()
        if held:
            self._sealer.hold_over(unit, held, now)


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
