"""The key store: what every driver does alike.

On SQLite the store has its second copy, so each of these also runs through the mirrored units.
"""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from tests.storage import rows
from tests.storage.rows import ANN, BOB, id_of
from troth.errors import TrothError
from troth.storage.ports import KeyStore, KeyUnit
from troth.storage.rows import EpochRow
from troth.storage.sql.database import open_key_store


def test_a_unit_that_fails_leaves_nothing(keys: KeyStore) -> None:
    with keys.unit() as unit:
        unit.put_person_keys([rows.person_key("ann", 1)])

    def act(unit: KeyUnit) -> None:
        unit.delete_person_keys([ANN])
        unit.put_secret("log", b"wrapped")
        unit.set_epoch(EpochRow(epoch=2, check=b"check", at=5))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), keys.unit() as unit:
        act(unit)
    with keys.read() as reader:
        assert reader.person_keys([ANN]) == {ANN: rows.person_key("ann", 1)}
        assert (reader.secret("log"), reader.epoch()) == (None, None)


def test_the_epoch_marker_is_one(keys: KeyStore) -> None:
    with keys.unit() as unit:
        unit.set_epoch(EpochRow(epoch=1, check=b"first", at=5))
        unit.set_epoch(EpochRow(epoch=2, check=b"second", at=6))
    with keys.read() as reader:
        assert reader.epoch() == EpochRow(epoch=2, check=b"second", at=6)


def test_shard_keys_are_put_in_place_of_older_ones(keys: KeyStore) -> None:
    with keys.unit() as unit:
        unit.put_shard_keys({("person", 3): b"old", ("index", 3): b"index"})
        unit.put_shard_keys({("person", 3): b"new", ("period", 0): b"period"})
    with keys.read() as reader:
        assert reader.shard_keys() == {
            ("index", 3): b"index",
            ("period", 0): b"period",
            ("person", 3): b"new",
        }


def test_person_keys_are_put_found_by_shard_and_destroyed(keys: KeyStore) -> None:
    names = range(1_000)
    with keys.unit() as unit:
        unit.put_person_keys([rows.person_key(name, name % 4) for name in names])
        unit.put_person_keys([replace(rows.person_key(7, 3), wrapped=b"renewed")])
    gone = [id_of("person", name) for name in names if name % 2]
    with keys.unit() as unit:
        assert len(unit.person_keys(gone)) == 500
        assert unit.delete_person_keys([*gone, id_of("nobody")]) == 500
        assert [row.shard for row in unit.person_keys_in([2, 0, 3])] == [0] * 250 + [2] * 250
        assert unit.person_keys_in([1, 3]) == []
        assert list(unit.persons_with_keys()) == sorted(
            id_of("person", name) for name in names if not name % 2
        )


def test_of_two_keys_for_one_person_in_one_call_the_later_stays(keys: KeyStore) -> None:
    with keys.unit() as unit:
        unit.put_person_keys([rows.person_key("ann", 9), rows.person_key("ann", 1, wrapped=b"a")])
        assert unit.person_keys([ANN])[ANN] == rows.person_key("ann", 1, wrapped=b"a")


def test_period_keys_are_destroyed_by_period_or_with_their_person(keys: KeyStore) -> None:
    with keys.unit() as unit:
        unit.put_period_keys([rows.period_key("2026-01", 1), rows.period_key("2026-02", 2)])
        unit.put_period_keys([rows.period_key("idle-ann", 1, about="ann")])
        unit.put_period_keys([rows.period_key("idle-bob", 1, about="bob")])
        assert len(unit.period_keys_in([1])) == 3
        assert unit.delete_period_keys([id_of("period", "2026-01"), id_of("none")]) == 1
        assert unit.delete_period_keys_of([ANN]) == 1
    with keys.read() as reader:
        left = [rows.period_key("2026-02", 2), rows.period_key("idle-bob", 1, about="bob")]
        assert {row.period: row for row in left} == {
            row.period: row for row in reader.all_period_keys()
        }
        assert reader.period_keys([left[0].period]) == {left[0].period: left[0]}


def test_periods_are_found_by_their_end_their_person_and_their_id(keys: KeyStore) -> None:
    months = [rows.period_key("2026-01", 1), rows.period_key("2026-02", 2)]
    own = [rows.period_key("idle-ann", 1, about="ann"), rows.period_key("idle-bob", 3, about="bob")]
    with keys.unit() as unit:
        unit.put_period_keys([replace(months[0], expires_at=10), replace(months[1], expires_at=20)])
        unit.put_period_keys([replace(row, expires_at=None) for row in own])
    with keys.read() as reader:
        assert [row.period for row in reader.ended_periods(9)] == []
        assert [row.period for row in reader.ended_periods(10)] == [months[0].period]
        assert len(reader.ended_periods(20)) == 2
        assert reader.own_periods([ANN]) == [own[0].period]
        assert reader.own_periods([BOB, ANN]) == sorted(row.period for row in own)
        assert reader.own_periods([]) == []
        asked = [months[1].period, own[0].period, id_of("none")]
        assert reader.periods_with_keys(asked) == set(asked[:2])


def test_index_rows_are_found_by_token_and_remade_by_an_epoch(keys: KeyStore) -> None:
    with keys.unit() as unit:
        unit.put_index([rows.index("x", 1, 5), rows.index("x", 2, 5), rows.index("y", 3, 6)])
        unit.put_index([replace(rows.index("y", 3, 6), status="shared")])
    with keys.unit() as unit:
        token = rows.index("x", 1, 5).token
        assert {row.row for row in unit.find([token])} == {id_of("row", 1), id_of("row", 2)}
        assert [row.status for row in unit.index_in([6])] == ["shared"]
        unit.replace_index([id_of("row", 1)], [rows.index("z", 4, 5)])
        assert {row.row for row in unit.index_in([5])} == {id_of("row", 2), id_of("row", 4)}
        assert unit.delete_index([id_of("row", 2), id_of("row", 99)]) == 1
        assert unit.find([token]) == []
    with pytest.raises(TrothError) as fault, keys.unit() as unit:
        unit.replace_index([], [rows.index("z", 4, 5)])
    assert fault.value.code == "store/duplicate"


def test_a_suppression_is_kept_and_forgotten(keys: KeyStore) -> None:
    one, two = rows.suppression("x"), rows.suppression("y")
    with keys.unit() as unit:
        unit.put_suppression(rows.suppression("x", at=1))
        unit.put_suppression(one)
        unit.put_suppression(two)
        unit.delete_suppression(two.token)
        unit.delete_suppression(b"never there")
    with keys.read() as reader:
        assert reader.suppressed(one.token) == one
        assert reader.suppressed(two.token) is None
        assert list(reader.all_suppressed()) == [one]


def test_the_journal_keeps_its_order_and_dies_with_the_person(keys: KeyStore) -> None:
    with keys.unit() as unit:
        unit.add_journal([rows.journal("ann", 9), rows.journal("bob", 2)])
        unit.add_journal([rows.journal("bob", 5)])
    with keys.unit() as unit:
        assert [row.at for row in unit.journal(0)] == [9, 2, 5]
        assert [row.at for row in unit.journal(5)] == [9, 5]
        first, *_ = unit.journal(0)
        assert replace(first, seq=0) == rows.journal("ann", 9)
        assert unit.delete_journal([ANN]) == 1
        assert unit.delete_journal([], before=5) == 1
        assert [row.at for row in unit.journal(0)] == [5]
        assert unit.delete_journal([BOB], before=1) == 1


def test_secrets_are_put_in_place_of_older_ones(keys: KeyStore) -> None:
    with keys.unit() as unit:
        unit.put_secret("log", b"old")
        unit.put_secret("log", b"new")
        assert (unit.secret("log"), unit.secret("index")) == (b"new", None)


@pytest.mark.postgres
def test_writers_share_a_shard_and_an_epoch_waits_for_them(postgres_url: str) -> None:
    """Two writers hold one shard at once; the epoch gets it only after both have ended."""
    store = open_key_store(postgres_url, create=True)
    order: list[str] = []
    together = threading.Barrier(3, timeout=60)
    leave = threading.Event()

    def write() -> None:
        with store.unit() as unit:
            unit.share([("person", 7), ("index", 9)])
            together.wait()
            leave.wait(60)
            order.append("writer")

    def renew() -> None:
        with store.unit() as unit:
            unit.exclude([("person", shard) for shard in range(1_024)])
            order.append("epoch")

    writers = [threading.Thread(target=write) for _ in range(2)]
    for thread in writers:
        thread.start()
    # Nobody passes here unless both hold the shard at once.
    together.wait()
    epoch = threading.Thread(target=renew)
    epoch.start()
    epoch.join(0.3)
    assert order == []
    leave.set()
    for thread in (*writers, epoch):
        thread.join(60)
    assert order[-1] == "epoch"
    assert len(order) == 3
    store.close()
