"""One store of each kind on each driver, for tests that every driver must pass alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage import rows
from troth.storage.memory import MemoryDataStore, MemoryKeyStore
from troth.storage.ports import DataStore, KeyStore
from troth.storage.sql.database import open_data_store, open_key_store

DRIVERS = ["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=DRIVERS)
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DataStore]:
    """An empty data store."""
    if request.param == "memory":
        yield MemoryDataStore()
        return
    where = (
        str(tmp_path / "data.db")
        if request.param == "sqlite"
        else request.getfixturevalue("postgres_stores")[0]
    )
    store = open_data_store(where, create=True)
    yield store
    store.close()


@pytest.fixture(params=DRIVERS)
def keys(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[KeyStore]:
    """An empty key store; the one on SQLite has its second copy."""
    if request.param == "memory":
        yield MemoryKeyStore()
        return
    where = (
        str(tmp_path / "keys.db")
        if request.param == "sqlite"
        else request.getfixturevalue("postgres_stores")[1]
    )
    store = open_key_store(where, create=True)
    yield store
    store.close()


@pytest.fixture
def peopled(data: DataStore) -> DataStore:
    """A data store with two persons of five records each, three of which expire at 10, 11, 12."""
    with data.unit() as unit:
        unit.add_persons([rows.person("ann"), rows.person("bob")])
        email = unit.add_activity(rows.activity("email", rules=("accounts", "idle")))
        call = unit.add_activity(rows.activity("recording", category="calls"))
        for name in ("ann", "bob"):
            unit.add_records(
                [
                    *(rows.record(name, n, email, expires_at=10 + n) for n in range(3)),
                    *(rows.record(name, n, call, rule="calls") for n in (3, 4)),
                ]
            )
    return data
