"""A clarification beside a value: what is true and yet misleads stays, with the person's own words.

A correction replaces; a clarification is added. It is a record of its own in the same activity, so
it is kept as long as what it stands beside, goes with it, and is found in the same answer.

GDPR Art. 16, second sentence (incomplete data is completed by a supplementary statement).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from troth.core.facts import fact
from troth.core.periods import from_micros, to_micros
from troth.core.ports import Entropy
from troth.core.values import Flaw, read_value
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.vault.rows import NewRecord
from troth.engines.vault.vault import Vault
from troth.errors import InputError
from troth.policy.compiled import Policy
from troth.storage.ports import DataStore

CLARIFIES: Final = "clarifies:"
"""How the note of such a record begins; the id of what it stands beside follows."""

MOST_BYTES: Final = 4_000


class Clarifications:
    """Puts clarifications beside values."""

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

    def add(self, record: bytes, words: str | bytes, now: datetime) -> bytes:
        """Put a person's words beside one of their records; return the id of the new record.

        Raises:
            InputError: `retention/unknown-record`; `rectification/not-acceptable` for words that
                are none, too many, or no text.
        """
        value = read_value("text", words, MOST_BYTES)
        if isinstance(value, Flaw) or not value.strip():
            raise InputError(
                "rectification/not-acceptable",
                "the clarification is refused",
                help=value.detail if isinstance(value, Flaw) else "it is empty",
            )
        with self._data.unit() as unit:
            row = unit.record(record)
            if row is None:
                raise InputError("retention/unknown-record", f"no record `{record.hex()}` is held")
            activity = unit.activities()[row.activity]
            made, submission = self._entropy.bytes(16), self._entropy.bytes(16)
            ends = row.expires_at, row.keep_until
            beside = NewRecord(
                person=row.person,
                record=made,
                submission=submission,
                activity=row.activity,
                field=activity.field,
                value=value,
                collected_at=now,
                expires_at=None if ends[0] is None else from_micros(ends[0]),
                rule=row.rule,
                keep_until=None if ends[1] is None else from_micros(ends[1]),
                purpose_note=CLARIFIES + record.hex(),
            )
            self._vault.put(unit, [beside])
            commitment = self._vault.commitments([(row.person, submission, made)])[0]
            self._evidence.append(
                unit,
                fact(
                    "collected", to_micros(now), submission=submission, form=activity.form,
                    policy=self._policy.hash, count=1, commitment=commitment,
                ),
            )  # fmt: skip
        return made
