"""Backups of the memory model: its tables as JSON, so that restoring can be tried on memory too.

Bytes become `{"hex": …}`, tuples lists, mappings `{"map": …}`, rows an object named like the row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from troth.storage.memory.columns import COLUMNS
from troth.storage.memory.tables import DataTables
from troth.storage.refusals import exists, missing, not_a_backup

FORMAT = "troth memory backup 1"
_ROWS = {row.__name__: row for row in COLUMNS.values()}


def write(tables: DataTables, target: str) -> None:
    """Write the tables to a new file.

    Raises:
        InputError: `store/exists`.
    """
    path = Path(target)
    if path.exists():
        raise exists(target)
    body = {name: _plain(getattr(tables, name)) for name in tables.__slots__}
    path.write_text(json.dumps({"format": FORMAT, "tables": body}), encoding="ascii")


def load(source: str) -> DataTables:
    """Read the tables back.

    Raises:
        OutsideError: `store/missing`, `store/not-a-backup`.
    """
    path = Path(source)
    if not path.is_file():
        raise missing(source)
    try:
        loaded = json.loads(path.read_bytes())
        if loaded["format"] != FORMAT:
            raise not_a_backup(source)
        tables = DataTables()
        for name in tables.__slots__:
            setattr(tables, name, _rich(loaded["tables"][name]))
        return tables
    except (ValueError, KeyError, TypeError) as fault:
        raise not_a_backup(source) from fault


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Mapping):
        return {"map": [[_plain(key), _plain(part)] for key, part in value.items()]}
    row = _ROWS.get(type(value).__name__)
    if row is None:
        return value
    return {row.__name__: [_plain(getattr(value, column.name)) for column in fields(row)]}


def _rich(value: object) -> object:
    if isinstance(value, list):
        return tuple(_rich(part) for part in value)
    if not isinstance(value, dict):
        return value
    ((kind, body),) = value.items()
    if kind == "hex":
        return bytes.fromhex(body)
    if kind == "map":
        return {_rich(key): _rich(part) for key, part in body}
    row = _ROWS[kind]
    names = (column.name for column in fields(row))
    return row(**dict(zip(names, map(_rich, body), strict=True)))
