"""The doors to versions, pages, announcements, cases and dossiers: halves of the data store.

Part of `troth.storage.ports`, under the same contract.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from troth.storage.case_rows import CaseEventRow, CaseRow
from troth.storage.dossier_ports import DossierReader, DossierUnit
from troth.storage.message_ports import MessageReader, MessageUnit
from troth.storage.version_rows import CampaignRow, DocumentRow, NoticeRow, VersionRow


class VersionReader(DossierReader, MessageReader, Protocol):
    """The read half."""

    def versions(self) -> Sequence[VersionRow]:
        """Return every version in the order of publication."""
        ...

    def documents(self, policy: str) -> Sequence[DocumentRow]:
        """Return the pages of a version in the order of (kind, language)."""
        ...

    def campaign(self, campaign: bytes) -> CampaignRow | None: ...
    def campaigns(self) -> Sequence[CampaignRow]:
        """Return every announcement, oldest first."""
        ...

    def notices(self, campaign: bytes, *, states: Sequence[str] = ()) -> Sequence[NoticeRow]:
        """Return a campaign's notices in these states (none named: all), by person."""
        ...

    def notices_of(self, persons: Sequence[bytes]) -> Sequence[NoticeRow]:
        """Return what these persons are or were told, by (campaign, person)."""
        ...

    def tried_since(self, campaign: bytes, since: int) -> int:
        """Return how many messages of a campaign were tried at or after an instant."""
        ...

    def persons_under(self, activities: Sequence[int]) -> Sequence[bytes]:
        """Return the persons, in order, of whom records of these activities are held."""
        ...

    def case(self, matter: bytes) -> CaseRow | None: ...
    def cases(self, *, persons: Sequence[bytes] | None = None) -> Sequence[CaseRow]:
        """Return cases, oldest receipt first; of these persons only, where they are named."""
        ...

    def case_events(self, matters: Sequence[bytes]) -> Sequence[CaseEventRow]:
        """Return what happened to these cases, in the order it was appended."""
        ...


class VersionUnit(DossierUnit, MessageUnit, VersionReader, Protocol):
    """The write half."""

    def add_version(self, row: VersionRow) -> int:
        """Append a version and return its number."""
        ...

    def put_documents(self, rows: Sequence[DocumentRow]) -> None: ...
    def put_campaign(self, row: CampaignRow) -> None: ...
    def put_notices(self, rows: Sequence[NoticeRow]) -> None:
        """Write notices in place of older ones of the same campaign and person."""
        ...

    def put_case(self, row: CaseRow) -> None: ...
    def add_case_events(self, rows: Sequence[CaseEventRow]) -> None: ...
