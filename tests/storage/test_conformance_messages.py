"""Correspondence: what every driver does with it, the same on all."""

from __future__ import annotations

from pathlib import Path

from tests.storage.conformance import refused
from tests.storage.rows import ANN, BOB, id_of
from troth.storage.message_rows import MessageRow
from troth.storage.ports import DataStore

HASH = bytes(range(32))


def message(number: int, person: bytes | None = ANN, **also: object) -> MessageRow:
    given = {
        "inquiry": id_of("inquiry", 1),
        "submission": id_of("submission", number),
        "direction": "in",
        "channel": "email",
        "kind": "inquiry",
        "state": "received",
        "template": "",
        "outside": None,
        "who": "",
        "at": number,
    } | also
    return MessageRow(message=id_of("message", number), person=person, **given)


def test_messages_come_in_the_order_of_their_instants_by_each_way_to_them(
    peopled: DataStore,
) -> None:
    other = id_of("inquiry", 2)
    with peopled.unit() as unit:
        unit.put_messages([message(3), message(1, outside=HASH), message(2, BOB, inquiry=other)])
        unit.put_messages([message(3, state="held")])
    with peopled.read() as reader:
        assert [row.at for row in reader.messages_in([id_of("inquiry", 1)])] == [1, 3]
        assert [row.at for row in reader.messages_in([id_of("inquiry", 1), other])] == [1, 2, 3]
        assert [row.at for row in reader.messages_of([BOB])] == [2]
        assert list(reader.messages_at("held")) == [message(3, state="held")]
        assert reader.message(id_of("message", 2)) == message(2, BOB, inquiry=other)
        assert reader.message_outside(HASH) == message(1, outside=HASH)
        assert reader.message_outside(bytes(32)) is None
        assert reader.message(id_of("message", 9)) is None


def test_the_same_message_from_outside_lies_in_a_store_once(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.put_messages([message(1, outside=HASH), message(2), message(3)])
        unit.put_messages([message(1, outside=HASH, state="answered")])
    refused("store/duplicate", peopled, lambda unit: unit.put_messages([message(4, outside=HASH)]))


def test_a_message_is_moved_by_whoever_comes_first(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.put_messages([message(1, state="waiting"), message(2, state="held")])
    with peopled.unit() as unit:
        assert unit.move_message(id_of("message", 1), "waiting", "uncertain")
        assert not unit.move_message(id_of("message", 1), "waiting", "uncertain")
        assert not unit.move_message(id_of("message", 2), "waiting", "uncertain")
        assert not unit.move_message(id_of("message", 9), "waiting", "uncertain")
    with peopled.read() as reader:
        assert [row.at for row in reader.messages_at("uncertain")] == [1]
        assert [row.at for row in reader.messages_at("held")] == [2]


def test_an_erased_person_leaves_a_message_that_leads_to_nobody(peopled: DataStore) -> None:
    with peopled.unit() as unit:
        unit.put_messages([message(1, outside=HASH), message(2, BOB)])
    with peopled.unit() as unit:
        unit.delete_persons([ANN])
    with peopled.read() as reader:
        left = reader.message(id_of("message", 1))
        assert left == message(1, None, submission=None, outside=HASH)
        assert reader.messages_of([ANN]) == []
        assert list(reader.messages_of([BOB])) == [message(2, BOB)]


def test_a_message_is_from_nobody_who_is_not_there(peopled: DataStore) -> None:
    ghost = message(1, id_of("ghost"))
    refused("store/unknown-reference", peopled, lambda unit: unit.put_messages([ghost]))


def test_a_backup_brings_messages_back(peopled: DataStore, tmp_path: Path) -> None:
    with peopled.unit() as unit:
        unit.put_messages([message(1, outside=HASH)])
    peopled.backup(str(tmp_path / "copy"))
    with peopled.unit() as unit:
        unit.put_messages([message(1, state="answered", outside=HASH), message(2)])
    peopled.load_backup(str(tmp_path / "copy"))
    with peopled.read() as reader:
        assert list(reader.messages_of([ANN])) == [message(1, outside=HASH)]
