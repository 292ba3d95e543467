"""Versions of a policy, announcements and cases: statements for both databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from troth.storage.case_rows import CaseEventRow, CaseRow
from troth.storage.sql import version_schema
from troth.storage.sql.session import Session
from troth.storage.sql.shapes import Shape
from troth.storage.sql.subjects import SubjectWrites
from troth.storage.version_rows import CampaignRow, DocumentRow, NoticeRow, VersionRow

_VERSIONS: Final = Shape(version_schema.VERSIONS, VersionRow, "version")
_DOCUMENTS: Final = Shape(version_schema.DOCUMENTS, DocumentRow)
_CAMPAIGNS: Final = Shape(version_schema.CAMPAIGNS, CampaignRow)
_NOTICES: Final = Shape(version_schema.NOTICES, NoticeRow)
_CASES: Final = Shape(version_schema.CASES, CaseRow)
_CASE_EVENTS: Final = Shape(version_schema.CASE_EVENTS, CaseEventRow, "event")


class VersionReads:
    """Reads versions, pages, announcements and cases."""

    _session: Session

    def versions(self) -> Sequence[VersionRow]:
        """Return every version in the order of publication."""
        return _VERSIONS.rows(self._session.lines(f"{_VERSIONS.select} ORDER BY version"))

    def documents(self, policy: str) -> Sequence[DocumentRow]:
        """Return the pages of a version in the order of (kind, language)."""
        sql = f"{_DOCUMENTS.select} WHERE policy = ? ORDER BY kind, language"
        return _DOCUMENTS.rows(self._session.lines(sql, (policy,)))

    def campaign(self, campaign: bytes) -> CampaignRow | None:
        """Return one announcement."""
        line = self._session.line(f"{_CAMPAIGNS.select} WHERE campaign = ?", (campaign,))
        return None if line is None else _CAMPAIGNS.row(line)

    def campaigns(self) -> Sequence[CampaignRow]:
        """Return every announcement, oldest first."""
        sql = f"{_CAMPAIGNS.select} ORDER BY planned_at, campaign"
        return _CAMPAIGNS.rows(self._session.lines(sql))

    def notices(self, campaign: bytes, *, states: Sequence[str] = ()) -> Sequence[NoticeRow]:
        """Return a campaign's notices in these states (none named: all), by person."""
        condition, values = self._session.among("state", states) if states else ("1 = 1", ())
        sql = f"{_NOTICES.select} WHERE campaign = ? AND {condition} ORDER BY person"
        return _NOTICES.rows(self._session.lines(sql, (campaign, *values)))

    def notices_of(self, persons: Sequence[bytes]) -> Sequence[NoticeRow]:
        """Return what these persons are or were told, by (campaign, person)."""
        condition, values = self._session.among("person", persons)
        sql = f"{_NOTICES.select} WHERE {condition} ORDER BY campaign, person"
        return _NOTICES.rows(self._session.lines(sql, values))

    def tried_since(self, campaign: bytes, since: int) -> int:
        """Return how many messages of a campaign were tried at or after an instant."""
        sql = (
            "SELECT count(*) FROM notices WHERE campaign = ? AND channel = 'mail' AND tried_at >= ?"
        )
        return self._session.number(sql, (campaign, since))

    def persons_under(self, activities: Sequence[int]) -> Sequence[bytes]:
        """Return the persons, in order, of whom records of these activities are held."""
        condition, values = self._session.among("activity", activities)
        sql = f"SELECT DISTINCT person FROM records WHERE {condition} ORDER BY person"
        lines = self._session.lines(sql, values)
        return [bytes(line[0]) for line in lines if isinstance(line[0], bytes)]

    def case(self, matter: bytes) -> CaseRow | None:
        """Return one case."""
        line = self._session.line(f"{_CASES.select} WHERE matter = ?", (matter,))
        return None if line is None else _CASES.row(line)

    def cases(self, *, persons: Sequence[bytes] | None = None) -> Sequence[CaseRow]:
        """Return cases, oldest receipt first; of these persons only, where they are named."""
        named = ("1 = 1", ()) if persons is None else self._session.among("person", persons)
        sql = f"{_CASES.select} WHERE {named[0]} ORDER BY received_at, matter"
        return _CASES.rows(self._session.lines(sql, named[1]))

    def case_events(self, matters: Sequence[bytes]) -> Sequence[CaseEventRow]:
        """Return what happened to these cases, in the order it was appended."""
        condition, values = self._session.among("matter", matters)
        sql = f"{_CASE_EVENTS.select} WHERE {condition} ORDER BY event"
        return _CASE_EVENTS.rows(self._session.lines(sql, values))


class VersionWrites(VersionReads, SubjectWrites):
    """Writes versions, pages, announcements and cases."""

    def add_version(self, row: VersionRow) -> int:
        """Append a version and return its number."""
        self._session.insert(_VERSIONS, [row])
        return self._session.number("SELECT max(version) FROM versions")

    def put_documents(self, rows: Sequence[DocumentRow]) -> None:
        """Write pages in place of older ones of the same version, kind and language."""
        self._session.put(_DOCUMENTS, rows)

    def put_campaign(self, row: CampaignRow) -> None:
        """Write an announcement in place of what it was."""
        self._session.put(_CAMPAIGNS, [row])

    def put_notices(self, rows: Sequence[NoticeRow]) -> None:
        """Write notices in place of older ones of the same campaign and person."""
        self.demand((row.person for row in rows), "notices")
        self._session.put(_NOTICES, rows)

    def put_case(self, row: CaseRow) -> None:
        """Write a case in place of what it was."""
        self.demand([] if row.person is None else [row.person], "cases")
        self._session.put(_CASES, [row])

    def add_case_events(self, rows: Sequence[CaseEventRow]) -> None:
        """Append events; `event` is given by the database."""
        self._session.insert(_CASE_EVENTS, rows)
