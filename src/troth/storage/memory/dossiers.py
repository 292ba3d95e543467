"""Dossiers in the memory model: plain dictionaries, exact meaning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from troth.storage.dossier_rows import DossierEventRow, DossierPersonRow, DossierRow
from troth.storage.memory.tables import DataTables
from troth.storage.refusals import unknown_reference


class MemoryDossierReads:
    """Reads dossiers, their events and whom they are about."""

    _tables: DataTables

    def dossier(self, dossier: bytes) -> DossierRow | None:
        """Return one dossier."""
        return self._tables.dossiers.get(dossier)

    def dossiers(
        self, kind: str, *, states: Sequence[str] = (), newest: int | None = None
    ) -> Sequence[DossierRow]:
        """Return the dossiers of a kind, oldest first; of many only the newest where asked."""
        found = [
            row
            for row in self._tables.dossiers.values()
            if row.kind == kind and (not states or row.state in states)
        ]
        found.sort(key=lambda row: (row.opened_at, row.dossier))
        return found if newest is None else found[max(0, len(found) - newest) :]

    def dossier_states(self, kind: str) -> Mapping[str, int]:
        """Return state → how many dossiers of a kind are in it."""
        return Counter(row.state for row in self._tables.dossiers.values() if row.kind == kind)

    def dossier_events(self, dossiers: Sequence[bytes]) -> Sequence[DossierEventRow]:
        """Return what happened to these dossiers, in the order it was appended."""
        wanted, rows = set(dossiers), self._tables.dossier_events
        return [rows[key] for key in sorted(rows) if rows[key].dossier in wanted]

    def dossier_persons(self, dossiers: Sequence[bytes]) -> Sequence[DossierPersonRow]:
        """Return whom these dossiers are about, by (dossier, person); the erased are not there."""
        wanted, rows = set(dossiers), self._tables.dossier_persons
        return [rows[key] for key in sorted(rows) if key[0] in wanted]


class MemoryDossierWrites(MemoryDossierReads):
    """Writes dossiers, their events and whom they are about."""

    def put_dossier(self, row: DossierRow) -> None:
        """Write a dossier in place of what it was."""
        self._tables.dossiers[row.dossier] = row

    def add_dossier_events(self, rows: Sequence[DossierEventRow]) -> None:
        """Append events; `event` is given here."""
        for row in rows:
            event = self._tables.number("dossier_events")
            self._tables.dossier_events[event] = replace(row, event=event)

    def put_dossier_persons(self, rows: Sequence[DossierPersonRow]) -> None:
        """Write down whom a dossier is about, in place of what was written of them before."""
        for row in rows:
            if row.person not in self._tables.persons:
                raise unknown_reference("dossier_persons")
            self._tables.dossier_persons[(row.dossier, row.person)] = row

    def _forget_in_dossiers(self, persons: Iterable[bytes]) -> None:
        gone = set(persons)
        for key in [key for key in self._tables.dossier_persons if key[1] in gone]:
            del self._tables.dossier_persons[key]
