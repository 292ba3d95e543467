"""The model in memory: the right answer to every operation.

Plain dictionaries, no storage and nothing of Troth: what the contestants say is compared with it.
"""

from __future__ import annotations

from collections import defaultdict

from bench.gdprbench.generator import PUR, USR, Operation, Record, record_of

Answer = dict[int, Record]
"""Record number → its ten fields; empty for a write and for what is not there."""


class Oracle:
    """Every record as it should be."""

    def __init__(self, records: int) -> None:
        self.rows: Answer = {}
        self._found: dict[int, dict[str, set[int]]] = {
            PUR: defaultdict(set),
            USR: defaultdict(set),
        }
        for number in range(records):
            self._put(number, record_of(number))

    def apply(self, operation: Operation) -> Answer:
        """Return what the operation should read; do what it writes."""
        key = operation.key
        match operation.kind:
            case "read":
                return {key: self.rows[key]} if key in self.rows else {}
            case "read-by":
                keys = self._found[operation.by][operation.value]
                return {number: self.rows[number] for number in keys}
            case "insert":
                self._put(key, record_of(key))
            case "update":
                if key in self.rows:
                    self._put(key, record_of(key))
            case "delete":
                self._drop(key)
            case "update-by":
                for number in list(self._found[operation.by][operation.value]):
                    changed = list(self.rows[number])
                    changed[operation.field] = operation.new
                    self._put(number, tuple(changed))
        return {}

    def _put(self, number: int, row: Record) -> None:
        self._drop(number)
        self.rows[number] = row
        for field, found in self._found.items():
            found[row[field]].add(number)

    def _drop(self, number: int) -> None:
        row = self.rows.pop(number, None)
        if row is not None:
            for field, found in self._found.items():
                found[row[field]].discard(number)
