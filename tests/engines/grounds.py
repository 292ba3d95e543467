"""Stores to try engines on: memory, SQLite, PostgreSQL; opened, killed and opened again.

`ground` gives each test the three in turn. A ground can be opened any number of times: what a
second opening sees is what a restarted process would.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from troth.assembly.entropy import SystemEntropy
from troth.assembly.foundation import Foundation, lay_foundation
from troth.engines.vault.rows import NewRecord
from troth.storage.memory import MemoryDataStore, MemoryKeyStore
from troth.storage.ports import DataStore, DataUnit, KeyStore, RootKey
from troth.storage.rootfile import MemoryRoot, RootFile
from troth.storage.rows import ActivityRow
from troth.storage.sql.database import open_data_store, open_key_store

START = datetime(2025, 3, 10, 9, 0, tzinfo=UTC)


@dataclass(slots=True)
class SteppedClock:
    """A clock that moves when it is told to."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at

    def pass_(self, **how_long: float) -> datetime:
        self.at += timedelta(**how_long)
        return self.at


@dataclass(slots=True)
class Ground:
    """Where stores are, and a clock that outlives them."""

    name: str
    data_url: str = ""
    keys_url: str = ""
    root: RootKey = field(default_factory=MemoryRoot)
    clock: SteppedClock = field(default_factory=SteppedClock)
    _memory: tuple[MemoryDataStore, MemoryKeyStore] | None = None

    def stores(self) -> tuple[DataStore, KeyStore]:
        if self.name == "memory":
            if self._memory is None:
                self._memory = (MemoryDataStore(), MemoryKeyStore())
            return self._memory
        data = open_data_store(self.data_url, create=True)
        return data, open_key_store(self.keys_url, create=True)

    def open(self, *, examining: bool = False) -> Foundation:
        data, keys = self.stores()
        try:
            return lay_foundation(
                data=data,
                keys=keys,
                root=self.root,
                clock=self.clock,
                entropy=SystemEntropy(),
                examining=examining,
            )
        except BaseException:
            data.close()
            keys.close()
            raise

    @contextmanager
    def opened(self, *, examining: bool = False) -> Iterator[Foundation]:
        laid = self.open(examining=examining)
        try:
            yield laid
        finally:
            laid.close()


def on_memory() -> Ground:
    return Ground("memory")


def on_sqlite(folder: Path) -> Ground:
    return Ground(
        "sqlite",
        data_url=f"sqlite:///{folder / 'data.db'}",
        keys_url=f"sqlite:///{folder / 'keys.db'}",
        root=RootFile(folder / "root.key"),
    )


def on_postgres(folder: Path, urls: tuple[str, str]) -> Ground:
    return Ground(
        "postgres", data_url=urls[0], keys_url=urls[1], root=RootFile(folder / "root.key")
    )


def activity(unit: DataUnit, name: str = "email") -> int:
    """Make an activity whose records hold one field."""
    return unit.add_activity(
        ActivityRow(
            activity=0,
            policy="0" * 64,
            form="contact-form",
            field=name,
            category="contact",
            item=name,
            purposes=("support",),
            basis="consent",
            origin="person",
            source="form",
            recipients=(),
            system="",
            rules=("retention/contact-form", "retention/accounts"),
        )
    )


def new_record(
    laid: Foundation,
    person: bytes,
    number: int,
    value: bytes,
    *,
    expires_at: datetime | None = START + timedelta(days=365),
    keep_until: datetime | None = None,
    rule: str = "retention/contact-form",
) -> NewRecord:
    """Return one e-mail of a person, ready for the vault."""
    return NewRecord(
        person=person,
        record=laid.entropy.bytes(16),
        submission=laid.entropy.bytes(16),
        activity=number,
        field="email",
        value=value,
        collected_at=laid.clock.now(),
        expires_at=expires_at,
        rule=rule,
        keep_until=keep_until,
    )
