"""The search after an erasure: looks in both stores for anything still held of somebody.

Shares nothing with the erasure it checks: it asks the stores for what is there and counts. It opens
no seal. GDPR Art. 17; the figure stands in the receipt and in the fact `searched`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from troth.storage.ports import DataReader, KeyStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is still there: table → rows, and keys."""

    rows: Mapping[str, int]
    keys: int

    @property
    def total(self) -> int:
        """Rows and keys in all; zero after an erasure."""
        return sum(self.rows.values()) + self.keys


def search(reader: DataReader, keys: KeyStore, persons: Sequence[bytes]) -> Found:
    """Count what both stores still hold of these persons, hidden rows included."""
    with keys.read() as key_reader:
        held = len(key_reader.person_keys(persons))
    return Found(rows=reader.held(persons), keys=held)
