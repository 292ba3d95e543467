"""The doors to dossiers: halves of the data store's reader and unit.

Part of `troth.storage.ports`, under the same contract.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from troth.storage.dossier_rows import DossierEventRow, DossierPersonRow, DossierRow


class DossierReader(Protocol):
    """The read half."""

    def dossier(self, dossier: bytes) -> DossierRow | None: ...
    def dossiers(
        self, kind: str, *, states: Sequence[str] = (), newest: int | None = None
    ) -> Sequence[DossierRow]:
        """Return the dossiers of a kind, oldest first.

        Args:
            kind: The kind.
            states: Only those in one of these states; none named: in any.
            newest: Of many only so many, the newest.
        """
        ...

    def dossier_states(self, kind: str) -> Mapping[str, int]:
        """Return state → how many dossiers of a kind are in it."""
        ...

    def dossier_events(self, dossiers: Sequence[bytes]) -> Sequence[DossierEventRow]:
        """Return what happened to these dossiers, in the order it was appended."""
        ...

    def dossier_persons(self, dossiers: Sequence[bytes]) -> Sequence[DossierPersonRow]:
        """Return whom these dossiers are about, by (dossier, person); the erased are not there."""
        ...


class DossierUnit(DossierReader, Protocol):
    """The write half."""

    def put_dossier(self, row: DossierRow) -> None: ...
    def add_dossier_events(self, rows: Sequence[DossierEventRow]) -> None: ...
    def put_dossier_persons(self, rows: Sequence[DossierPersonRow]) -> None: ...
