"""Dossiers: statements for both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from troth.storage.dossier_rows import DossierEventRow, DossierPersonRow, DossierRow
from troth.storage.sql import dossier_schema
from troth.storage.sql.session import Session
from troth.storage.sql.shapes import Shape
from troth.storage.sql.subjects import SubjectWrites

_DOSSIERS: Final = Shape(dossier_schema.DOSSIERS, DossierRow)
_EVENTS: Final = Shape(dossier_schema.DOSSIER_EVENTS, DossierEventRow, "event")
_PERSONS: Final = Shape(dossier_schema.DOSSIER_PERSONS, DossierPersonRow)


class DossierReads:
    """Reads dossiers, their events and whom they are about."""

    _session: Session

    def dossier(self, dossier: bytes) -> DossierRow | None:
        """Return one dossier."""
        line = self._session.line(f"{_DOSSIERS.select} WHERE dossier = ?", (dossier,))
        return None if line is None else _DOSSIERS.row(line)

    def dossiers(
        self, kind: str, *, states: Sequence[str] = (), newest: int | None = None
    ) -> Sequence[DossierRow]:
        """Return the dossiers of a kind, oldest first; of many only the newest where asked."""
        among = f" AND state IN ({', '.join('?' for _ in states)})" if states else ""
        sql = f"{_DOSSIERS.select} WHERE kind = ?{among} ORDER BY opened_at"
        if newest is None:
            return _DOSSIERS.rows(self._session.lines(f"{sql}, dossier", (kind, *states)))
        sql = f"{sql} DESC, dossier DESC LIMIT ?"
        return _DOSSIERS.rows(self._session.lines(sql, (kind, *states, newest)))[::-1]

    def dossier_states(self, kind: str) -> Mapping[str, int]:
        """Return state → how many dossiers of a kind are in it."""
        sql = "SELECT state, count(*) FROM dossiers WHERE kind = ? GROUP BY state"
        return {str(state): int(str(n)) for state, n in self._session.lines(sql, (kind,))}

    def dossier_events(self, dossiers: Sequence[bytes]) -> Sequence[DossierEventRow]:
        """Return what happened to these dossiers, in the order it was appended."""
        condition, values = self._session.among("dossier", dossiers)
        sql = f"{_EVENTS.select} WHERE {condition} ORDER BY event"
        return _EVENTS.rows(self._session.lines(sql, values))

    def dossier_persons(self, dossiers: Sequence[bytes]) -> Sequence[DossierPersonRow]:
        """Return whom these dossiers are about, by (dossier, person); the erased are not there."""
        condition, values = self._session.among("dossier", dossiers)
        sql = f"{_PERSONS.select} WHERE {condition} ORDER BY dossier, person"
        return _PERSONS.rows(self._session.lines(sql, values))


class DossierWrites(DossierReads, SubjectWrites):
    """Writes dossiers, their events and whom they are about."""

    def put_dossier(self, row: DossierRow) -> None:
        """Write a dossier in place of what it was."""
        self._session.put(_DOSSIERS, [row])

    def add_dossier_events(self, rows: Sequence[DossierEventRow]) -> None:
        """Append events; `event` is given by the database."""
        self._session.insert(_EVENTS, rows)

    def put_dossier_persons(self, rows: Sequence[DossierPersonRow]) -> None:
        """Write down whom a dossier is about, in place of what was written of them before."""
        self.demand((row.person for row in rows), "dossier_persons")
        self._session.put(_PERSONS, rows)
