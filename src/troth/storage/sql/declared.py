"""The columns of both stores as they were declared, for whoever compares (DESIGN, D14)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import MetaData

from troth.storage.sql import key_schema, schema, version_schema


def declared_columns(*, keys: bool = False) -> Mapping[str, Mapping[str, str]]:
    """Return table → column → what it may hold, the table of the migrations' revision included.

    Args:
        keys: Of the key store instead of the data store.
    """
    metadata: MetaData = key_schema.KEYS if keys else version_schema.VERSIONS.metadata
    version = key_schema.VERSION_TABLE if keys else schema.VERSION_TABLE
    found = {
        name: {column.name: str(column.info["holds"]) for column in table.columns}
        for name, table in metadata.tables.items()
    }
    return found | {version: {"version_num": "name"}}
