"""Versions, announcements and cases in the memory model: plain dictionaries, exact meaning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from troth.storage.case_rows import CaseEventRow, CaseRow
from troth.storage.memory.tables import DataTables
from troth.storage.refusals import unknown_reference
from troth.storage.version_rows import CampaignRow, DocumentRow, NoticeRow, VersionRow


class MemoryVersionReads:
    """Reads versions, pages, announcements and cases."""

    _tables: DataTables

    def versions(self) -> Sequence[VersionRow]:
        """Return every version in the order of publication."""
        return [self._tables.versions[number] for number in sorted(self._tables.versions)]

    def documents(self, policy: str) -> Sequence[DocumentRow]:
        """Return the pages of a version in the order of (kind, language)."""
        rows = self._tables.documents
        return [rows[key] for key in sorted(rows) if key[0] == policy]

    def campaign(self, campaign: bytes) -> CampaignRow | None:
        """Return one announcement."""
        return self._tables.campaigns.get(campaign)

    def campaigns(self) -> Sequence[CampaignRow]:
        """Return every announcement, oldest first."""
        rows = self._tables.campaigns.values()
        return sorted(rows, key=lambda row: (row.planned_at, row.campaign))

    def notices(self, campaign: bytes, *, states: Sequence[str] = ()) -> Sequence[NoticeRow]:
        """Return a campaign's notices in these states (none named: all), by person."""
        rows = self._tables.notices
        found = [rows[key] for key in sorted(rows) if key[0] == campaign]
        return [row for row in found if not states or row.state in states]

    def notices_of(self, persons: Sequence[bytes]) -> Sequence[NoticeRow]:
        """Return what these persons are or were told, by (campaign, person)."""
        wanted, rows = set(persons), self._tables.notices
        return [rows[key] for key in sorted(rows) if key[1] in wanted]

    def tried_since(self, campaign: bytes, since: int) -> int:
        """Return how many messages of a campaign were tried at or after an instant."""
        return sum(
            row.channel == "mail" and row.tried_at is not None and row.tried_at >= since
            for row in self.notices(campaign)
        )

    def persons_under(self, activities: Sequence[int]) -> Sequence[bytes]:
        """Return the persons, in order, of whom records of these activities are held."""
        wanted, held = set(activities), self._tables.records
        return sorted(
            p for p, rows in held.items() if any(r.activity in wanted for r in rows.values())
        )

    def case(self, matter: bytes) -> CaseRow | None:
        """Return one case."""
        return self._tables.cases.get(matter)

    def cases(self, *, persons: Sequence[bytes] | None = None) -> Sequence[CaseRow]:
        """Return cases, oldest receipt first; of these persons only, where they are named."""
        rows = self._tables.cases.values()
        found = [row for row in rows if persons is None or row.person in persons]
        return sorted(found, key=lambda row: (row.received_at, row.matter))

    def case_events(self, matters: Sequence[bytes]) -> Sequence[CaseEventRow]:
        """Return what happened to these cases, in the order it was appended."""
        wanted, rows = set(matters), self._tables.case_events
        return [rows[key] for key in sorted(rows) if rows[key].matter in wanted]


class MemoryVersionWrites(MemoryVersionReads):
    """Writes versions, pages, announcements and cases."""

    def add_version(self, row: VersionRow) -> int:
        """Append a version and return its number."""
        number = self._tables.number("versions")
        self._tables.versions[number] = replace(row, version=number)
        return number

    def put_documents(self, rows: Sequence[DocumentRow]) -> None:
        """Write pages in place of older ones of the same version, kind and language."""
        self._tables.documents.update({(r.policy, r.kind, r.language): r for r in rows})

    def put_campaign(self, row: CampaignRow) -> None:
        """Write an announcement in place of what it was."""
        self._tables.campaigns[row.campaign] = row

    def put_notices(self, rows: Sequence[NoticeRow]) -> None:
        """Write notices in place of older ones of the same campaign and person."""
        for row in rows:
            if row.person not in self._tables.persons:
                raise unknown_reference("notices")
            self._tables.notices[(row.campaign, row.person)] = row

    def put_case(self, row: CaseRow) -> None:
        """Write a case in place of what it was."""
        if row.person is not None and row.person not in self._tables.persons:
            raise unknown_reference("cases")
        self._tables.cases[row.matter] = row

    def add_case_events(self, rows: Sequence[CaseEventRow]) -> None:
        """Append events; `event` is given here."""
        for row in rows:
            event = self._tables.number("case_events")
            self._tables.case_events[event] = replace(row, event=event)

    def _forget_parties(self, persons: Iterable[bytes]) -> None:
        gone = set(persons)
        for matter, row in list(self._tables.cases.items()):
            if row.person in gone:
                self._tables.cases[matter] = replace(row, person=None)
