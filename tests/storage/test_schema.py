"""The declared schema is the migrated one, and every column says what it may hold."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy import MetaData

from troth.storage.sql import migrate, migrating
from troth.storage.sql.database import open_data_store
from troth.storage.sql.declared import declared_columns
from troth.storage.sql.transactions import Database

HELD = {"id", "name", "instant", "count", "hash", "ciphertext"}


@pytest.mark.parametrize("line", [migrate.DATA, migrate.KEYS], ids=lambda line: line.name)
def test_every_column_says_what_it_may_hold(line: migrate.Line) -> None:
    for table in line.declared.tables.values():
        for column in table.columns:
            assert column.info["holds"] in HELD, f"{table.name}.{column.name}"


@pytest.mark.parametrize("line", [migrate.DATA, migrate.KEYS], ids=lambda line: line.name)
def test_migrations_are_in_one_line_and_numbered_as_their_files(line: migrate.Line) -> None:
    assert migrating.revisions(line.folder) == list(line.revisions)


@pytest.mark.parametrize("line", [migrate.DATA, migrate.KEYS], ids=lambda line: line.name)
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_the_migrations_make_what_is_declared(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str, line: migrate.Line
) -> None:
    postgres = kind == "postgres"
    url = request.getfixturevalue("postgres_url") if postgres else str(tmp_path / "store.db")
    database = Database(url, line, create=True)
    declared = MetaData()
    for table in line.declared.tables.values():
        table.to_metadata(declared)
    migrated = shape(database.engine)
    with database.engine.begin() as connection:
        migrate.drop(connection, line)
        declared.create_all(connection)
    made = shape(database.engine)
    database.close()
    assert {name: found for name, found in migrated.items() if name != line.version_table} == made


def shape(engine: sqlalchemy.Engine) -> dict[str, object]:
    """Return table → columns, keys and indexes as the database reports them."""
    inspector = sqlalchemy.inspect(engine)
    return {
        name: (
            [
                (column["name"], str(column["type"]), column["nullable"])
                for column in inspector.get_columns(name)
            ],
            inspector.get_pk_constraint(name)["constrained_columns"],
            [key["referred_table"] for key in inspector.get_foreign_keys(name)],
            sorted(
                (str(index["name"]), str(index["column_names"]), bool(index["unique"]))
                for index in inspector.get_indexes(name)
            ),
        )
        for name in inspector.get_table_names()
    }


def test_the_store_reports_exactly_what_is_declared(tmp_path: Path) -> None:
    store = open_data_store(str(tmp_path / "data.db"), create=True)
    with store.read() as reader:
        reported = {table: set(columns) for table, columns in reader.tables().items()}
    store.close()
    assert reported == {table: set(columns) for table, columns in declared_columns().items()}
