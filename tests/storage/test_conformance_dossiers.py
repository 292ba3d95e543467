"""Dossiers: what every driver does with them, the same on all."""

from __future__ import annotations

from pathlib import Path

from tests.storage.conformance import refused
from tests.storage.rows import ANN, BOB, id_of
from troth.storage.dossier_rows import DossierEventRow, DossierPersonRow, DossierRow
from troth.storage.ports import DataStore


def dossier(number: int, kind: str = "breach", **also: object) -> DossierRow:
    given = {"state": "opened", "due_at": None, "closed_at": None, "body": "{}"} | also
    return DossierRow(dossier=id_of("dossier", number), kind=kind, opened_at=number, **given)


def about(number: int, person: bytes, state: str = "") -> DossierPersonRow:
    return DossierPersonRow(dossier=id_of("dossier", number), person=person, state=state)


def event(number: int, at: int) -> DossierEventRow:
    return DossierEventRow(
        event=0, dossier=id_of("dossier", number), kind="opened", who="", detail="", at=at
    )


def test_dossiers_of_a_kind_and_their_events_come_in_order(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.put_dossier(dossier(2))
        unit.put_dossier(dossier(1))
        unit.put_dossier(dossier(3, "deal"))
        unit.put_dossier(dossier(1, state="closed", due_at=8, closed_at=9, body='{"a":1}'))
        unit.add_dossier_events([event(1, 5), event(2, 4), event(1, 3)])
    with peopled.read() as reader:
        assert [row.opened_at for row in reader.dossiers("breach")] == [1, 2]
        assert [row.opened_at for row in reader.dossiers("breach", newest=1)] == [2]
        assert [row.opened_at for row in reader.dossiers("breach", newest=9)] == [1, 2]
        assert [row.opened_at for row in reader.dossiers("breach", states=["closed"])] == [1]
        assert reader.dossiers("breach", states=["opened"], newest=0) == []
        assert reader.dossier_states("breach") == {"opened": 1, "closed": 1}
        assert reader.dossier_states("nothing") == {}
        assert reader.dossier(id_of("dossier", 1)) == dossier(
            1, state="closed", due_at=8, closed_at=9, body='{"a":1}'
        )
        assert reader.dossier(id_of("dossier", 9)) is None
        told = reader.dossier_events([id_of("dossier", 1)])
        assert [(row.event, row.at) for row in told] == [(1, 5), (3, 3)]


def test_whom_a_dossier_is_about_is_there_once_and_goes_with_the_person(
    peopled: DataStore,
) -> None:
    with peopled.unit() as unit:
        unit.put_dossier_persons([about(1, ANN), about(1, BOB), about(2, ANN)])
        unit.put_dossier_persons([about(1, ANN, "told")])
    with peopled.read() as reader:
        both = reader.dossier_persons([id_of("dossier", 1)])
        assert [row.person for row in both] == sorted((ANN, BOB))
        assert {row.person: row.state for row in both} == {ANN: "told", BOB: ""}
    with peopled.unit() as unit:
        unit.delete_persons([ANN])
    with peopled.read() as reader:
        left = reader.dossier_persons([id_of("dossier", 1), id_of("dossier", 2)])
        assert list(left) == [about(1, BOB)]


def test_a_dossier_is_about_nobody_who_is_not_there(peopled: DataStore) -> None:
    ghost = about(1, id_of("ghost"))
    refused("store/unknown-reference", peopled, lambda unit: unit.put_dossier_persons([ghost]))


def test_a_backup_brings_dossiers_back(peopled: DataStore, tmp_path: Path) -> None:
    with peopled.unit() as unit:
        unit.put_dossier(dossier(1))
        unit.put_dossier_persons([about(1, ANN)])
        unit.add_dossier_events([event(1, 5)])
    peopled.backup(str(tmp_path / "copy"))
    with peopled.unit() as unit:
        unit.put_dossier(dossier(1, state="closed"))
        unit.put_dossier_persons([about(1, BOB)])
    peopled.load_backup(str(tmp_path / "copy"))
    with peopled.read() as reader:
        assert reader.dossiers("breach") == [dossier(1)]
        assert list(reader.dossier_persons([id_of("dossier", 1)])) == [about(1, ANN)]
