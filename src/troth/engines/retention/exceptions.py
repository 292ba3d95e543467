"""Attaching an exception of law to one record, where the policy reserves any.

What a law reaches by its categories it keeps by itself, from the day a datum comes in. This is for
the rest: a lawyer names a record and an exception that the manifest cites. A rule that reserves no
exception refuses it, and the refusal is written down, so that somebody weighs the text against the
law (GDPR Art. 17(3)(b), 5(2)). An exception keeps; it opens no use.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from troth.core.facts import fact
from troth.core.periods import from_micros, to_micros
from troth.core.ports import Entropy
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.retention.dates import ended_by, journal_dates, signs_of_life
from troth.engines.vault.vault import Vault
from troth.errors import InputError
from troth.policy.compiled import LegalKeep, Policy
from troth.policy.keeping import duty_end
from troth.policy.nearest import nearest, quoted
from troth.storage.ports import DataStore
from troth.storage.rows import ActivityRow, RecordRow, RefusalRow

NOT_RESERVED: Final = "EXCEPTION_NOT_IN_POLICY"


class Exceptions:
    """Attaches exceptions of law to records."""

    def __init__(
        self,
        *,
        policy: Policy,
        data: DataStore,
        vault: Vault,
        evidence: EvidenceLog,
        entropy: Entropy,
    ) -> None:
        self._policy = policy
        self._data = data
        self._vault = vault
        self._evidence = evidence
        self._entropy = entropy

    def attach(self, record: bytes, key: str, now: datetime) -> datetime:
        """Keep a record until an exception ends; return when that is.

        Raises:
            InputError: `retention/unknown-record`, `retention/unknown-exception`,
                `retention/exception-not-in-policy` (which is written down), `retention/too-late`
                for a record whose period is over, `retention/exception-over` for an exception
                that keeps no longer than the record is kept anyway.
        """
        row, activity = self._look(record, now)
        keep = self._known(key)
        address = self._unreserved(row, activity)
        if address:
            self._refuse(activity, address, now)
        end = duty_end(keep, from_micros(row.collected_at))
        if end is None or end <= now or to_micros(end) <= (row.keep_until or 0):
            raise InputError("retention/exception-over", f"{quoted(key)} keeps it no longer")
        kept = replace(row, keep_until=to_micros(end))
        journal_dates(self._vault, [kept], now)
        with self._data.unit() as unit:
            self._vault.reseal(unit, [kept])
            self._evidence.append(
                unit,
                fact("kept-longer", to_micros(now), address=f"legal-exceptions/{key}", count=1),
            )
        return end

    def _look(self, record: bytes, now: datetime) -> tuple[RecordRow, ActivityRow]:
        with self._data.read() as reader:
            row = reader.record(record)
            if row is None:
                raise InputError("retention/unknown-record", f"no record `{record.hex()}` is held")
            activity = reader.activities()[row.activity]
            signs = signs_of_life(reader, [row.person], now).get(row.person, {})
        if ended_by(self._policy, row, activity, signs, now):
            raise InputError(
                "retention/too-late",
                "the period of the record is over",
                help="an exception does not bring back what has expired",
            )
        return row, activity

    def _known(self, key: str) -> LegalKeep:
        found = self._policy.legal_keeps.get(key)
        if found is None:
            raise InputError(
                "retention/unknown-exception",
                f"the policy cites no exception {quoted(key)}",
                help=nearest(key, self._policy.legal_keeps)
                or "cite the law under `legal-exceptions` first",
            )
        return found

    def _unreserved(self, row: RecordRow, activity: ActivityRow) -> str:
        """Return the rule that ends the record and reserves no exception, if that is so."""
        governing = self._policy.rules_for(activity.category, activity.form)
        mine = [rule for rule in governing if rule.address == row.rule] or list(governing)
        return next((rule.address for rule in mine if "legal-duty" not in rule.unless), "")

    def _refuse(self, activity: ActivityRow, address: str, now: datetime) -> None:
        at, refusal = to_micros(now), self._entropy.bytes(16)
        row = RefusalRow(
            refusal=refusal,
            action="except",
            subject=activity.form,
            code=NOT_RESERVED,
            address=address,
            at=at,
        )
        with self._data.unit() as unit:
            unit.add_refusals([row])
            self._evidence.append(
                unit,
                fact(
                    "refused",
                    at,
                    refusal=refusal,
                    action="except",
                    code=NOT_RESERVED,
                    address=address,
                ),
            )
        raise InputError(
            "retention/exception-not-in-policy",
            f"`{address}` reserves no exception of law",
            help="a lawyer weighs text and law; `unless: [legal-duty]` would reserve one",
        )
