"""What is owed to or by a person: contracts, tickets, invoices, each with a beginning and an end.

While something is owed the person counts as active, so that the period of their account does not
run; when the last of it is met, that period begins. Where nothing but the obligation keeps a
record, its end dates the record. Neither the thing nor its parties are kept here: an id and a kind.

GDPR Art. 5(1)(e), 6(1)(b) (kept as long as a contract needs it).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import msgspec

from troth.core.facts import fact
from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.retention.dates import ACTIVITY, OBLIGATION
from troth.engines.retention.events import Happenings
from troth.engines.vault.vault import Vault
from troth.errors import InputError
from troth.policy.compiled import Policy
from troth.policy.keeping import OBLIGATION_MET
from troth.policy.nearest import quoted
from troth.storage.ports import DataStore
from troth.storage.rows import ClockRow, StandingRow

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./:*~+-]{0,119}")


class Obligations:
    """Notes what is owed, and what has been met."""

    def __init__(
        self,
        *,
        policy: Policy,
        data: DataStore,
        vault: Vault,
        evidence: EvidenceLog,
        entropy: Entropy,
        happenings: Happenings,
    ) -> None:
        self._policy = policy
        self._data = data
        self._vault = vault
        self._evidence = evidence
        self._entropy = entropy
        self._happenings = happenings

    def open(self, person: bytes, name: str, kind: str, now: datetime) -> None:
        """Note that something is owed from now on.

        Args:
            name: Its id, such as that of a contract or a ticket.
            kind: What it is: `contract`, `ticket`, `invoice`.

        Raises:
            InputError: `obligation/bad-name`, `obligation/unknown-person`, `obligation/known`.
        """
        for given in (name, kind):
            if _NAME.fullmatch(given) is None:
                raise InputError(
                    "obligation/bad-name",
                    f"{quoted(given)} is not an id",
                    help="name the contract, ticket or invoice by its id, no words",
                )
        with self._data.read() as reader:
            if reader.person(person) is None:
                raise InputError("obligation/unknown-person", "nobody is known under this id")
        if any(row.about == name and row.until is None for row in self.of(person)):
            raise InputError("obligation/known", f"{quoted(name)} is open already")
        at = to_micros(now)
        row = StandingRow(
            person=person, kind=OBLIGATION, about=name, value=kind, since=at, until=None
        )
        self._set(row, "set", now)

    def close(self, person: bytes, name: str, now: datetime) -> int:
        """Note that something owed has been met; return how many records that dated.

        Raises:
            InputError: `obligation/unknown`, `obligation/not-begun`.
        """
        rows = [row for row in self.of(person) if row.about == name and row.until is None]
        if not rows:
            raise InputError("obligation/unknown", f"no obligation {quoted(name)} is open")
        at = to_micros(now)
        if at < rows[0].since:
            raise InputError(
                "obligation/not-begun",
                f"{quoted(name)} would have been met before it began",
                help="an obligation ends after it began: look at the clock",
            )
        self._set(replace(rows[0], until=at), "cleared", now)
        awaited = any(rule.until == OBLIGATION_MET for rule in self._policy.rules.values())
        if not awaited or any(row.until is None for row in self.of(person)):
            return 0
        return self._happenings.tell([person], OBLIGATION_MET, now)

    def of(self, person: bytes) -> Sequence[StandingRow]:
        """Return everything ever owed to or by a person, open or met."""
        with self._data.read() as reader:
            family = reader.aliases(person)
            return [row for row in reader.standing(family) if row.kind == OBLIGATION]

    def _set(self, row: StandingRow, change: str, now: datetime) -> None:
        told = {
            "kind": row.kind,
            "about": row.about,
            "value": row.value,
            "since": row.since,
            "until": row.until,
        }
        self._vault.journal(row.person, "standing", msgspec.json.encode(told), now)
        salt = self._entropy.bytes(16)
        detail = f"{row.kind}:{row.about}".encode()
        commitment = self._vault.commitment(row.person, salt, detail)
        at = to_micros(now)
        with self._data.unit() as unit:
            unit.set_standing([row])
            # To owe or to be owed is to be a customer: the account lives.
            unit.touch([ClockRow(person=row.person, clock=ACTIVITY, at=at)])
            self._evidence.append(
                unit,
                fact(
                    "standing-changed",
                    at,
                    standing=row.kind,
                    about=row.value,
                    change=change,
                    commitment=commitment,
                ),
            )
