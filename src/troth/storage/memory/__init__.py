"""The reference model of both stores: dictionaries, exact meaning, gone with the process.

The SQL drivers are compared with it on random work (`tests/storage`), and engines are developed on
it. A unit works on a copy and swaps it in at the end; a reader keeps the tables it began with.
Units follow one another; there is no second writer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from troth.storage.memory import copies
from troth.storage.memory.data_reads import MemoryDataReader
from troth.storage.memory.data_units import MemoryDataUnit
from troth.storage.memory.keys import MemoryKeyReader, MemoryKeyUnit
from troth.storage.memory.tables import DataTables, KeyTables
from troth.storage.rows import ConsentRow, StandingRow
from troth.storage.turn import Turn


class MemoryDataStore:
    """The data store's reference model."""

    def __init__(self) -> None:
        self.url = "memory:"
        self.single_writer = True
        self.cheap_version = True
        self._tables = DataTables()
        self._turn = Turn()
        self._version = 0

    @contextmanager
    def read(self) -> Iterator[MemoryDataReader]:
        """Open the read half on the present state."""
        yield MemoryDataReader(self._tables)

    @contextmanager
    def unit(self) -> Iterator[MemoryDataUnit]:
        """Open a unit of work: everything inside happens, or nothing does."""
        with self._turn.taken():
            tables = self._tables.copy()
            yield MemoryDataUnit(tables)
            self._tables = tables
            self._version += 1

    def version(self) -> int:
        """Return a number that changes with every unit."""
        return self._version

    def standing_of(self, person: bytes) -> tuple[Sequence[StandingRow], Sequence[ConsentRow]]:
        """Return what holds for a person and what they said, over the alias set, at once."""
        reader = MemoryDataReader(self._tables)
        family = reader.aliases(person)
        return reader.standing(family), reader.consents(family)

    def clean_up(self) -> None:
        """Do nothing: what is deleted from a dictionary has no second copy."""

    def backup(self, target: str) -> None:
        """Write a copy of the whole store to a new file."""
        copies.write(self._tables, target)

    def load_backup(self, source: str) -> None:
        """Replace the whole store by a backup."""
        with self._turn.taken():
            self._tables = copies.load(source)
            self._version += 1

    def close(self) -> None:
        """Do nothing: the store lives as long as the object."""


class MemoryKeyStore:
    """The key store's reference model."""

    def __init__(self) -> None:
        self.url = "memory:"
        self._tables = KeyTables()
        self._turn = Turn()

    @contextmanager
    def read(self) -> Iterator[MemoryKeyReader]:
        """Open the read half on the present state."""
        yield MemoryKeyReader(self._tables)

    @contextmanager
    def unit(self) -> Iterator[MemoryKeyUnit]:
        """Open a unit of work: everything inside happens, or nothing does."""
        with self._turn.taken():
            tables = self._tables.copy()
            yield MemoryKeyUnit(tables)
            self._tables = tables

    def clean_up(self) -> None:
        """Do nothing: what is deleted from a dictionary has no second copy."""

    def close(self) -> None:
        """Do nothing: the store lives as long as the object."""
