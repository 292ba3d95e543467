"""Reads facts of one kind from the log for other probes, leniently: the log's probe judges them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from troth.storage.ports import DataReader


def facts_of(reader: DataReader, kind: str) -> Iterator[tuple[int | None, Mapping[str, object]]]:
    """Yield (index in the log, fields) of every readable fact of a kind, oldest first."""
    for row in reader.facts_of(kind):
        try:
            loaded = json.loads(row.body)
        except ValueError:
            continue
        if isinstance(loaded, dict):
            yield row.index, loaded


def name(fields: Mapping[str, object], field: str) -> str:
    """Return a field that holds a name, an id or a hash; empty when it does not."""
    value = fields.get(field)
    return value if isinstance(value, str) else ""


def count(fields: Mapping[str, object], field: str) -> int:
    """Return a field that holds a number; 0 when it does not."""
    value = fields.get(field)
    return value if isinstance(value, int) else 0
