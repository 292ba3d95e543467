"""What is told of stores that are missing, damaged, locked, full, foreign or too new."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from tests.storage import rows
from tests.storage.conformance import everything
from tests.support.cluster import admin
from troth.errors import TrothError
from troth.storage.sql.database import SqlDataStore, open_data_store, open_key_store
from troth.storage.sql.faults import translate


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqlDataStore]:
    opened = open_data_store(str(path), create=True)
    with opened.unit() as unit:
        unit.add_persons([rows.person("ann"), rows.person("bob")])
    yield opened
    opened.close()


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(TrothError) as fault:
        act()
    return fault.value.code


def test_a_missing_store_is_told_and_not_made(path: Path) -> None:
    assert code_of(lambda: open_data_store(str(path), create=False)) == "store/missing"
    assert code_of(lambda: open_key_store(str(path), create=False)) == "store/missing"
    assert list(path.parent.iterdir()) == []


def test_a_new_store_belongs_to_its_owner_alone(store: SqlDataStore, path: Path) -> None:
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize(
    "content", [b"hello, I am no database\n" * 500, b"SQLite format 3\x00" * 99]
)
def test_a_file_that_is_no_database_is_told_and_left(
    path: Path, content: bytes, create: bool
) -> None:
    path.write_bytes(content)
    assert code_of(lambda: open_data_store(str(path), create=create)) == "store/corrupt"
    assert path.read_bytes() == content


def test_a_damaged_page_is_told_when_it_is_read(path: Path) -> None:
    store = open_data_store(str(path), create=True)
    with store.unit() as unit:
        unit.add_persons([rows.person(n) for n in range(6_000)])
    store.clean_up()
    store.close()
    body = path.read_bytes()
    # The last pages hold rows; the first name the tables.
    sound = len(body) * 3 // 4
    path.write_bytes(body[:sound] + b"\xa5" * (len(body) - sound))
    store = open_data_store(str(path), create=False)

    def read_all() -> None:
        with store.read() as reader:
            list(reader.all_persons())

    assert code_of(read_all) == "store/corrupt"
    store.close()


def test_damage_is_told_of_the_store_it_is_in(path: Path) -> None:
    """Reads a damaged data store inside a unit of a sound key store."""
    store = open_data_store(str(path), create=True)
    with store.unit() as unit:
        unit.add_persons([rows.person(n) for n in range(6_000)])
    store.clean_up()
    store.close()
    body = path.read_bytes()
    sound = len(body) * 3 // 4
    path.write_bytes(body[:sound] + b"\xa5" * (len(body) - sound))
    store = open_data_store(str(path), create=False)
    keys = open_key_store(str(path.with_name("keys.db")), create=True)
    with pytest.raises(TrothError) as fault, store.read() as reader, keys.unit():
        list(reader.all_persons())
    assert (fault.value.code, fault.value.place.endswith("/data.db")) == ("store/corrupt", True)
    keys.close()
    store.close()


def test_another_programs_database_is_refused_and_left(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE customers (name TEXT)")
    before = path.read_bytes()
    assert code_of(lambda: open_data_store(str(path), create=True)) == "store/foreign"
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_newer_store_is_refused_and_left(store: SqlDataStore, path: Path) -> None:
    store.close()
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("UPDATE data_schema SET version_num = 'data_9999'")
        newer.commit()
    assert code_of(lambda: open_data_store(str(path), create=True)) == "store/newer-schema"
    with closing(sqlite3.connect(path)) as newer:
        assert newer.execute("SELECT count(*) FROM persons").fetchone() == (2,)


def test_a_backup_of_a_newer_store_is_refused(store: SqlDataStore, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    store.backup(str(copy))
    with closing(sqlite3.connect(copy)) as newer:
        newer.execute("UPDATE data_schema SET version_num = 'data_9999'")
        newer.commit()
    assert code_of(lambda: store.load_backup(str(copy))) == "store/newer-schema"
    with store.read() as reader:
        assert len(list(reader.all_persons())) == 2


def test_a_store_that_another_program_writes_to_is_told_locked(
    store: SqlDataStore, path: Path
) -> None:
    impatient = open_data_store(f"sqlite:///{path}?timeout=0.05", create=False)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        def write() -> None:
            with impatient.unit() as unit:
                unit.set_meta("kind", "real")

        assert code_of(write) == "store/locked"
        with impatient.read() as reader:
            assert len(list(reader.all_persons())) == 2
        other.execute("ROLLBACK")
    with impatient.unit() as unit:
        unit.set_meta("kind", "real")
    impatient.close()


def test_old_bytes_that_a_reader_still_needs_are_told(store: SqlDataStore, path: Path) -> None:
    impatient = open_data_store(f"sqlite:///{path}?timeout=0.05", create=False)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM persons").fetchone()
        with impatient.unit() as unit:
            unit.delete_persons([rows.ANN])
        assert code_of(impatient.clean_up) == "store/busy"
        other.execute("ROLLBACK")
    impatient.clean_up()
    assert path.with_name("data.db-wal").stat().st_size == 0
    impatient.close()


def test_a_full_disk_is_told_and_the_unit_undone(path: Path) -> None:
    def few_pages(connection: sqlite3.Connection, _: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA max_page_count = 160")

    event.listen(Engine, "connect", few_pages)
    try:
        store = open_data_store(str(path), create=True)
        with store.unit() as unit:
            unit.add_persons([rows.person("ann")])
        with store.read() as reader:
            before = everything(reader)

        def fill() -> None:
            with store.unit() as unit:
                unit.add_persons([rows.person(n) for n in range(9_000)])

        assert code_of(fill) == "store/full"
        with store.read() as reader:
            assert everything(reader) == before
        store.close()
    finally:
        event.remove(Engine, "connect", few_pages)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """Lend a disk of 600 KiB, or None where no disk may be mounted."""
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=600k", "none", str(folder)]
    try:
        mounted = subprocess.run(words, check=False, capture_output=True).returncode == 0
    except OSError:
        mounted = False
    try:
        yield folder if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def fill_up(folder: Path) -> None:
    with (folder / "rest").open("wb", buffering=0) as rest, suppress(OSError):
        while True:
            rest.write(bytes(4096))


def faults_of_the_disk() -> Iterator[sqlite3.Error]:
    """Yield what SQLite raises of a disk, with the codes that do not say it is full."""
    for code in (sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_CANTOPEN):
        fault = sqlite3.OperationalError("disk I/O error")
        fault.sqlite_errorcode = code
        yield fault


def test_a_disk_that_others_have_filled_is_told_whatever_is_asked(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        if disk is None:
            # No disk to fill: at least none with room is called full. See `few_pages` above too.
            for fault in faults_of_the_disk():
                roomy = translate(fault, str(tmp_path / "absent.db")).code
                assert roomy in ("store/fault", "store/missing")
            return
        path = disk / "data.db"
        open_data_store(str(path), create=True).close()
        fill_up(disk)

        def read() -> None:
            store = open_data_store(str(path), create=False)
            try:
                with store.read() as reader:
                    list(reader.all_persons())
            finally:
                store.close()

        def write() -> None:
            store = open_data_store(str(path), create=False)
            try:
                with store.unit() as unit:
                    unit.add_persons([rows.person(n) for n in range(6_000)])
            finally:
                store.close()

        assert code_of(read) == "store/full"
        assert code_of(write) == "store/full"
        assert code_of(lambda: open_data_store(str(disk / "new.db"), create=True)) == "store/full"
        assert {translate(each, str(path)).code for each in faults_of_the_disk()} == {"store/full"}
        (disk / "rest").unlink()
        read()


def test_a_store_that_may_only_be_read_is_not_called_missing(
    store: SqlDataStore, path: Path
) -> None:
    store.close()
    # A folder in the place of the log: SQLite can open neither it nor, therefore, the store.
    path.with_name("data.db-wal").mkdir()
    assert code_of(lambda: open_data_store(str(path), create=False)) == "store/read-only"
    path.with_name("data.db-wal").rmdir()
    open_data_store(str(path), create=False).close()


def test_a_store_that_could_not_be_made_leaves_no_file(path: Path) -> None:
    def no_pages(connection: sqlite3.Connection, _: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA max_page_count = 3")

    event.listen(Engine, "connect", no_pages)
    try:
        assert code_of(lambda: open_data_store(str(path), create=True)) == "store/full"
    finally:
        event.remove(Engine, "connect", no_pages)
    assert list(path.parent.iterdir()) == []


def test_a_place_where_nothing_can_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    inside_a_file = str(tmp_path / "file" / "data.db")
    assert code_of(lambda: open_data_store(inside_a_file, create=True)) == "store/read-only"


@pytest.mark.parametrize("url", ["mysql://host/name", "sqlite://", "sqlite:///:memory:", "x://"])
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    assert code_of(lambda: open_data_store(url, create=True)) == "store/unknown-kind"


def test_a_server_that_is_not_there_is_told_without_its_password() -> None:
    url = "postgresql://troth:hidden-word@127.0.0.1:1/troth"
    with pytest.raises(TrothError) as fault:
        open_data_store(url, create=False)
    assert fault.value.code == "store/unreachable"
    assert "hidden-word" not in str(fault.value)


@pytest.mark.postgres
def test_a_database_of_a_server_is_refused_for_the_same_reasons(postgres_url: str) -> None:
    assert code_of(lambda: open_data_store(postgres_url, create=False)) == "store/missing"
    gone = postgres_url + "_gone"
    assert code_of(lambda: open_data_store(gone, create=True)) == "store/missing"
    with admin(postgres_url) as connection:
        connection.execute("CREATE TABLE customers (name text)")
        assert code_of(lambda: open_data_store(postgres_url, create=True)) == "store/foreign"
        connection.execute("DROP TABLE customers")
        open_data_store(postgres_url, create=True).close()
        connection.execute("UPDATE data_schema SET version_num = 'data_9999'")
        assert code_of(lambda: open_data_store(postgres_url, create=True)) == "store/newer-schema"


@pytest.mark.postgres
def test_a_connection_that_the_server_let_go_is_made_anew(postgres_url: str) -> None:
    store = open_data_store(postgres_url, create=True)
    with store.unit() as unit:
        unit.add_persons([rows.person("ann")])
        unit.set_standing([rows.standing("ann")])
    before = store.standing_of(rows.ANN)
    with admin(postgres_url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle'"
        )
    assert store.standing_of(rows.ANN) == before
    assert len(before[0]) == 1
    store.close()


def test_two_programs_see_each_others_units(store: SqlDataStore, path: Path) -> None:
    other = open_data_store(str(path), create=False)
    before = other.version()
    with store.unit() as unit:
        unit.touch([rows.clock("ann", 5)])
    assert other.version() != before
    with other.unit() as unit:
        unit.touch([rows.clock("ann", 3), rows.clock("bob", 3)])
    with store.read() as reader:
        assert {row.at for row in reader.clocks([rows.ANN, rows.BOB])} == {3, 5}
    other.close()


def test_programs_that_make_one_store_at_once_make_it_once(path: Path) -> None:
    made: list[SqlDataStore] = []
    faults: list[TrothError] = []

    def make() -> None:
        try:
            made.append(open_data_store(str(path), create=True))
        except TrothError as fault:
            faults.append(fault)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), faults) == (4, [])
    with made[0].unit() as unit:
        unit.add_persons([rows.person("ann")])
    with made[3].read() as reader:
        assert len(list(reader.all_persons())) == 1
    for store in made:
        store.close()


def test_a_reader_of_another_thread_uses_the_same_store(store: SqlDataStore) -> None:
    found: list[int] = []

    def read() -> None:
        with store.read() as reader:
            found.append(len(list(reader.all_persons())))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [2] * 8
