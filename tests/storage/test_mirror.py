"""The key store's two copies: never apart for longer than a fault lasts, wherever it strikes."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.storage import rows
from tests.storage.rows import ANN, BOB
from troth.errors import TrothError
from troth.storage.sql.database import open_key_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.db"


def copy_of(path: Path) -> Path:
    return path.with_name("keys.db.copy")


def content(path: Path) -> list[object]:
    """Return all rows of all tables of one copy, read without the store."""
    with closing(sqlite3.connect(path)) as file:
        names = file.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        tables = [name for (name,) in names if not name.startswith("sqlite_")]
        return [
            (t, sorted(file.execute(f"SELECT * FROM {t}").fetchall(), key=repr)) for t in tables
        ]


def fill(path: Path) -> None:
    store = open_key_store(str(path), create=True)
    with store.unit() as unit:
        unit.put_person_keys([rows.person_key("ann", 1), rows.person_key("bob", 2)])
        unit.add_journal([rows.journal("ann", 1)])
    store.close()


KILL = """
import os, sqlite3, sys
from troth.storage.sql import mirror
from troth.storage.sql.database import open_key_store
from tests.storage.rows import ANN

store = open_key_store(sys.argv[1], create=False)
commits = 0

def dies(number):
    def trace(frame, event, argument):
        global commits
        if event == "c_return" and getattr(argument, "__name__", "") == "commit":
            commits += 1
            if commits == number:
                os._exit(137)
    return trace

with store.unit() as unit:
    unit.delete_person_keys([ANN])
    unit.delete_journal([ANN])
    sys.setprofile(dies(int(sys.argv[2])))
os._exit(0)
"""


@pytest.mark.parametrize("commits", [1, 2])
def test_a_key_destroyed_before_a_kill_is_destroyed_in_both_copies(
    path: Path, commits: int
) -> None:
    """Kills the process right after the first commit, then after the second."""
    fill(path)
    done = subprocess.run([sys.executable, "-c", KILL, str(path), str(commits)], check=False)
    assert done.returncode == 137
    assert (content(path) != content(copy_of(path))) == (commits == 1)
    store = open_key_store(str(path), create=False)
    with store.read() as reader:
        assert list(reader.persons_with_keys()) == [BOB]
    store.close()
    assert content(path) == content(copy_of(path))


@pytest.mark.parametrize("lost", ["keys.db", "keys.db.copy"])
def test_a_lost_copy_is_made_again_from_the_other(path: Path, lost: str) -> None:
    fill(path)
    path.with_name(lost).unlink()
    store = open_key_store(str(path), create=False)
    with store.unit() as unit:
        assert len(unit.person_keys([ANN, BOB])) == 2
        unit.add_journal([rows.journal("bob", 2)])
    store.close()
    assert content(path) == content(copy_of(path))


def test_an_older_first_copy_is_brought_up_to_the_newer_second(path: Path) -> None:
    fill(path)
    older = path.read_bytes()
    store = open_key_store(str(path), create=False)
    with store.unit() as unit:
        unit.delete_person_keys([ANN])
    store.clean_up()
    store.close()
    path.write_bytes(older)
    store = open_key_store(str(path), create=False)
    with store.read() as reader:
        assert list(reader.persons_with_keys()) == [BOB]
    store.close()
    assert content(path) == content(copy_of(path))


def test_a_damaged_copy_is_told_and_left_to_people(path: Path) -> None:
    fill(path)
    copy_of(path).write_bytes(b"no database\n" * 500)
    with pytest.raises(TrothError) as fault:
        open_key_store(str(path), create=False)
    assert fault.value.code == "store/corrupt"
    assert fault.value.place.endswith("keys.db.copy")
    assert copy_of(path).read_bytes() == b"no database\n" * 500


@pytest.mark.parametrize("damaged", ["keys.db", "keys.db.copy"])
def test_a_damaged_copy_is_made_again_as_the_fault_says(path: Path, damaged: str) -> None:
    fill(path)
    other = "keys.db.copy" if damaged == "keys.db" else "keys.db"
    path.with_name(damaged).write_bytes(b"no database\n" * 500)
    with pytest.raises(TrothError) as fault:
        open_key_store(str(path), create=False)
    assert fault.value.code == "store/corrupt"
    assert fault.value.place.endswith(damaged)
    assert f"`{path.with_name(other)}`" in fault.value.help
    assert "backup" not in fault.value.help
    path.with_name(damaged).rename(path.with_name("aside"))
    store = open_key_store(str(path), create=False)
    with store.read() as reader:
        assert len(reader.person_keys([ANN, BOB])) == 2
    store.close()
    assert content(path) == content(copy_of(path))


def test_damage_found_while_reading_names_the_other_copy(path: Path) -> None:
    store = open_key_store(str(path), create=True)
    with store.unit() as unit:
        unit.put_person_keys([rows.person_key(n, n % 9) for n in range(2_000)])
    store.clean_up()
    store.close()
    body = path.read_bytes()
    path.write_bytes(body[:98_304] + b"\xa5" * (len(body) - 98_304))
    store = open_key_store(str(path), create=False)
    with pytest.raises(TrothError) as fault, store.read() as reader:
        list(reader.persons_with_keys())
    store.close()
    assert fault.value.code == "store/corrupt"
    assert f"`{copy_of(path)}`" in fault.value.help


def test_a_damaged_copy_without_another_promises_nothing(path: Path) -> None:
    fill(path)
    path.write_bytes(b"no database\n" * 500)
    copy_of(path).unlink()
    with pytest.raises(TrothError) as fault:
        open_key_store(str(path), create=False)
    assert "no second copy" in fault.value.help


def test_a_copy_that_cannot_be_written_stops_the_unit_before_anything_changed(path: Path) -> None:
    fill(path)
    store = open_key_store(
        f"sqlite:///{path}", create=False, mirror=f"sqlite:///{copy_of(path)}?timeout=0.05"
    )
    with closing(sqlite3.connect(copy_of(path), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(TrothError) as fault, store.unit() as unit:
            unit.delete_person_keys([ANN])
        assert fault.value.code == "store/locked"
        other.execute("ROLLBACK")
    with store.read() as reader:
        assert len(reader.person_keys([ANN])) == 1
    store.close()
    assert content(path) == content(copy_of(path))


def test_one_copy_alone_can_be_asked_for(path: Path) -> None:
    store = open_key_store(str(path), create=True, mirror="")
    with store.unit() as unit:
        unit.put_secret("log", b"wrapped")
    store.close()
    assert not copy_of(path).exists()


@pytest.mark.postgres
def test_two_databases_of_a_server_are_kept_alike(postgres_apart: tuple[str, str]) -> None:
    first, second = postgres_apart
    store = open_key_store(first, create=True, mirror=second)
    with store.unit() as unit:
        unit.share([("person", 1)])
        unit.put_person_keys([rows.person_key(n, n % 9) for n in range(100)])
        unit.add_journal([rows.journal("ann", 1)])
    store.close()
    alone = open_key_store(first, create=False)
    with alone.unit() as unit:
        unit.delete_person_keys([rows.person_key(3, 3).person])
        unit.set_epoch(rows.epoch(1))
    alone.close()
    store = open_key_store(first, create=False, mirror=second)
    store.close()
    copy = open_key_store(second, create=False)
    with copy.unit() as unit:
        assert len(list(unit.persons_with_keys())) == 99
        unit.add_journal([rows.journal("bob", 2)])
        assert [row.at for row in unit.journal(0)] == [1, 2]
    copy.close()
