"""Correcting a value: the record keeps its id, its term and its history in the log (GDPR Art. 16).

The correction is journalled under the person's own key before it is made, so that a restored older
backup cannot bring the wrong value back (D4.8).
"""

from __future__ import annotations

import base64
from datetime import datetime

import msgspec

from troth.core.facts import fact
from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.core.values import Flaw, read_value
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.vault.vault import Vault
from troth.errors import InputError
from troth.policy.compiled import Policy
from troth.storage.ports import DataStore


class Rectification:
    """Replaces values that are wrong."""

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

    def rectify(self, record: bytes, raw: str | bytes, now: datetime) -> None:
        """Put a right value in place of a wrong one.

        Raises:
            InputError: `retention/unknown-record`; `rectification/not-acceptable` when the new
                value is not one the field may hold.
        """
        with self._data.read() as reader:
            row = reader.record(record)
            if row is None:
                raise InputError("retention/unknown-record", f"no record `{record.hex()}` is held")
            activity = reader.activities()[row.activity]
        form = self._policy.forms.get(activity.form)
        known = None if form is None else form.fields.get(activity.field)
        value = read_value(known.type, raw, known.max_bytes) if known else Flaw("", "undeclared")
        if isinstance(value, Flaw):
            raise InputError(
                "rectification/not-acceptable", f"the new value of `{activity.field}` is refused",
                help=value.detail,
            )  # fmt: skip
        payload = {"record": record.hex(), "value": base64.b64encode(value).decode()}
        self._vault.journal(row.person, "rectified", msgspec.json.encode(payload), now)
        salt_id = self._entropy.bytes(16)
        commitment = self._vault.commitments([(row.person, salt_id, record)])[0]
        with self._data.unit() as unit:
            self._vault.replace(unit, row, value)
            self._evidence.append(
                unit,
                fact(
                    "rectified",
                    to_micros(now),
                    record=record,
                    address=f"collection/{activity.form}",
                    commitment=commitment,
                ),
            )
