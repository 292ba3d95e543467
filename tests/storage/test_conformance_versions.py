"""Versions, announcements and cases: what every driver does alike.

The contract of `storage.version_ports` on the memory model, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.storage.conformance import everything, refused
from tests.storage.rows import ANN, BOB, POLICY, id_of
from troth.storage.case_rows import CaseEventRow, CaseRow
from troth.storage.ports import DataStore
from troth.storage.version_rows import CampaignRow, DocumentRow, NoticeRow, VersionRow

CAMPAIGN = id_of("campaign")


def version(policy: str = POLICY, *, at: int = 1) -> VersionRow:
    return VersionRow(
        version=0,
        policy=policy,
        text="b" * 64,
        dated="2026-03-01",
        published_at=at,
        effective_at=at + 5,
        rule="date",
        weight="material",
        author="dpo",
        accepted="board-7",
    )


def notice(person: bytes, state: str = "queued", **also: object) -> NoticeRow:
    row = NoticeRow(campaign=CAMPAIGN, person=person, channel="mail", state="queued")
    return replace(row, state=state, **also)


def campaign(state: str = "planned") -> CampaignRow:
    row = CampaignRow(
        campaign=CAMPAIGN,
        policy=POLICY,
        previous="c" * 64,
        weight="material",
        channel="each-person",
        source="changes/material",
        state="planned",
        planned_at=3,
    )
    return replace(row, state=state)


def case(number: int, person: bytes | None = ANN, **also: object) -> CaseRow:
    row = CaseRow(
        matter=id_of("case", number),
        kind="complaint",
        person=person,
        stage="company",
        law="",
        about="",
        document="",
        categories=("contact", "contract"),
        residence="FR",
        submission=None,
        request=None,
        received_at=number,
        due_at=None,
        closed_at=None,
        outcome="",
        policy=POLICY,
    )
    return replace(row, **also)


def test_versions_are_numbered_in_the_order_they_came(data: DataStore) -> None:
    """The same policy may come again after another: it is one text and two versions."""
    with data.unit() as unit:
        assert unit.add_version(version(at=5)) == 1
        assert unit.add_version(version("d" * 64, at=4)) == 2
    with data.unit() as unit:
        assert unit.add_version(version(at=6)) == 3
    with data.read() as reader:
        assert [(row.version, row.policy[0]) for row in reader.versions()] == [
            (1, "a"), (2, "d"), (3, "a"),
        ]  # fmt: skip
        assert reader.versions()[0] == replace(version(at=5), version=1)


def test_a_version_keeps_its_pages_as_they_were(data: DataStore) -> None:
    page = DocumentRow(policy=POLICY, kind="notice", language="en", hash="e" * 64, body="Text\nñ")
    with data.unit() as unit:
        unit.put_documents([page, replace(page, language="de")])
        unit.put_documents([replace(page, body="Newer")])
    with data.read() as reader:
        found = reader.documents(POLICY)
        assert [(row.language, row.body) for row in found] == [("de", "Text\nñ"), ("en", "Newer")]
        assert reader.documents("0" * 64) == []


def test_a_notice_is_one_row_a_person_and_campaign(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.put_campaign(campaign())
        unit.put_notices([notice(ANN), notice(BOB)])
        unit.put_notices([notice(ANN, "sent", attempts=1, tried_at=7)])
        unit.put_campaign(campaign("running"))
    with peopled.read() as reader:
        assert reader.campaign(CAMPAIGN) == campaign("running")
        assert reader.campaign(id_of("another")) is None
        assert reader.campaigns() == [campaign("running")]
        assert [row.person for row in reader.notices(CAMPAIGN)] == sorted((ANN, BOB))
        assert [row.person for row in reader.notices(CAMPAIGN, states=["sent"])] == [ANN]
        assert [row.state for row in reader.notices_of([ANN])] == ["sent"]
        counted = [reader.tried_since(CAMPAIGN, since) for since in (6, 7, 8)]
        assert counted == [1, 1, 0]


def test_nobody_is_told_who_is_not_there(peopled: DataStore) -> None:
    code = "store/unknown-reference"
    refused(code, peopled, lambda unit: unit.put_notices([notice(id_of("ghost"))]))
    refused(code, peopled, lambda unit: unit.put_case(case(1, id_of("ghost"))))


def test_cases_and_what_happened_to_them_are_told_in_order(peopled: DataStore) -> None:
    events = [
        CaseEventRow(
            event=0, matter=id_of("case", n), kind="opened", who="", detail="", stage="company",
            at=n,
        )
        for n in (2, 1)
    ]  # fmt: skip
    with peopled.unit() as unit:
        unit.put_case(case(2, BOB))
        unit.put_case(case(1))
        unit.put_case(case(1, stage="dpo", due_at=9))
        unit.add_case_events(events)
    with peopled.read() as reader:
        assert reader.case(id_of("case", 1)) == case(1, stage="dpo", due_at=9)
        assert [row.received_at for row in reader.cases()] == [1, 2]
        assert [row.received_at for row in reader.cases(persons=[BOB])] == [2]
        told = reader.case_events([row.matter for row in events])
        assert [(row.event, row.at) for row in told] == [(1, 2), (2, 1)]


def test_with_a_person_their_notices_go_and_their_cases_lead_to_nobody(
    peopled: DataStore,
) -> None:
    with peopled.unit() as unit:
        unit.put_notices([notice(ANN), notice(BOB)])
        unit.put_case(case(1))
    with peopled.unit() as unit:
        assert unit.held([ANN])["notices"] == 1
        assert unit.delete_persons([ANN])["notices"] == 1
    with peopled.read() as reader:
        assert [row.person for row in reader.notices(CAMPAIGN)] == [BOB]
        assert [row.person for row in reader.cases()] == [None]
        assert reader.held([ANN])["notices"] == 0


def test_a_backup_brings_them_back(peopled: DataStore, tmp_path: Path) -> None:
    with peopled.unit() as unit:
        unit.add_version(version())
        unit.put_campaign(campaign())
        unit.put_notices([notice(ANN)])
        unit.put_case(case(1))
    with peopled.read() as reader:
        before = everything(reader)
    peopled.backup(str(tmp_path / "copy"))
    with peopled.unit() as unit:
        unit.add_version(version("d" * 64))
        unit.delete_persons([ANN])
    peopled.load_backup(str(tmp_path / "copy"))
    with peopled.read() as reader:
        assert everything(reader) == before
