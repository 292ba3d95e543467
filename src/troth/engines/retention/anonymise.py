"""Anonymising at the end of a period: what identifies goes, what may stay leads to nobody.

Every value that stays is moved, alone, into one bag that belongs to no person: a new record under
a new id, sealed anew, dated by its month only, bound to no purpose, recipient or submission. Which
values came from one person, or together, can no longer be told. The rest is deleted with the
record (GDPR recital 26: data that leads to nobody is outside the law; keyed hashes would not be).

It decides nothing: the manifest says what stays (`leaves`), and the sweep says when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from troth.core.periods import from_micros
from troth.core.ports import Entropy
from troth.core.retention import day_of
from troth.engines.vault.rows import NewRecord
from troth.engines.vault.vault import Vault
from troth.policy.compiled import Policy, RetentionRule
from troth.storage.ports import DataStore, DataUnit
from troth.storage.rows import ActivityRow, RecordRow

ANONYMOUS: Final = "anonymous"
"""Stands where an activity names its rules: what lies under it leads to nobody."""
_BAG: Final = "anonymous-bag"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anonymised:
    """What one chunk amounted to: records that went, and values that stayed without them."""

    gone: int
    left: int


class Anonymising:
    """Moves what may stay to where it leads to nobody, and deletes the records it came from."""

    def __init__(self, *, policy: Policy, data: DataStore, vault: Vault, entropy: Entropy) -> None:
        self._policy = policy
        self._data = data
        self._vault = vault
        self._entropy = entropy

    def bag(self, now: datetime) -> bytes:
        """Return the id under which anonymous values lie, made on first use."""
        with self._data.read() as reader:
            known = reader.meta(_BAG)
        if known:
            return bytes.fromhex(known)
        (made,) = self._vault.create_persons(1, now)
        with self._data.unit() as unit:
            # Whoever came first wins; the other bag stays empty and is nobody.
            first = unit.meta(_BAG)
            if first:
                return bytes.fromhex(first)
            unit.set_meta(_BAG, made.hex())
        return made

    def look(self, unit: DataUnit, rule: RetentionRule, rows: Sequence[RecordRow]) -> Anonymised:
        """Do as `take` does with what goes, in a unit that is undone; nothing is moved."""
        activities = unit.activities()
        left = sum(activities[row.activity].item in rule.leaves for row in rows)
        gone = unit.delete_records([(row.person, row.record) for row in rows])
        return Anonymised(gone=gone, left=left)

    def take(
        self, unit: DataUnit, bag: bytes, rule: RetentionRule, rows: Sequence[RecordRow]
    ) -> Anonymised:
        """Anonymise records in the caller's unit."""
        activities = unit.activities()
        stays = [row for row in rows if activities[row.activity].item in rule.leaves]
        values = self._vault.open_values(stays)
        numbers: dict[int, int] = {}
        made = []
        for row, value in zip(stays, values, strict=True):
            activity = activities[row.activity]
            if value is None:
                continue
            if row.activity not in numbers:
                numbers[row.activity] = unit.add_activity(_of_nobody(activity))
            made.append(self._new(bag, numbers[row.activity], activity, rule, row, value))
        self._vault.put(unit, made)
        gone = unit.delete_records([(row.person, row.record) for row in rows])
        return Anonymised(gone=gone, left=len(made))

    def _new(
        self,
        bag: bytes,
        number: int,
        activity: ActivityRow,
        rule: RetentionRule,
        row: RecordRow,
        value: bytes,
    ) -> NewRecord:
        # The exact instant would lead back to whoever looks it up in another log.
        month = day_of(from_micros(row.collected_at)).replace(day=1)
        return NewRecord(
            person=bag,
            record=self._entropy.bytes(16),
            submission=self._entropy.bytes(16),
            activity=number,
            field=activity.field,
            value=value,
            collected_at=month,
            expires_at=None,
            rule=rule.address,
        )


def _of_nobody(activity: ActivityRow) -> ActivityRow:
    return replace(activity, activity=0, purposes=(), basis="", recipients=(), rules=(ANONYMOUS,))
