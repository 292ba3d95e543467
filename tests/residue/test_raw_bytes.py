"""Raw bytes: what the files of the stores hold before and after an erasure.

The search is for bytes in whole files, not for rows: databases, write-ahead logs, the second copy
of the key store, backups, everything below the folder. Before the erasure it *finds* what it looks
for, so that finding nothing afterwards means something.
"""

from __future__ import annotations

import base64
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.engines.grounds import START, activity, new_record, on_postgres, on_sqlite
from troth.assembly.entropy import SystemEntropy
from troth.assembly.foundation import Foundation, lay_foundation
from troth.core.names import Identifier
from troth.core.periods import to_micros
from troth.engines.vault.keyring import Keyring
from troth.engines.vault.keytree import person_shard
from troth.errors import TrothError
from troth.storage.rows import RecordRow
from troth.storage.sql.database import open_data_store, open_key_store

PLAINTEXT = b"Hanna Planted, hanna.planted@example.org, +375291112233"
HANNA = Identifier("email", "hanna.planted@example.org")
OTHER = Identifier("email", "boris@example.org")


def spellings(text: bytes) -> list[bytes]:
    """Every form in which a plaintext might have slipped into a file."""
    parts = [text, HANNA.value.encode()]
    found = [*parts]
    for part in parts:
        found += [part.decode().encode(f"utf-16-{end}") for end in ("le", "be")]
        found += [part.hex().encode(), part.hex().upper().encode()]
        # Base64 at each of the three offsets, without the characters its neighbours decide.
        for offset in range(3):
            coded = base64.b64encode(b"x" * offset + part)
            found.append(coded[4 if offset else 0 : -4])
    return found


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


def where(folder: Path, needle: bytes) -> list[str]:
    return [name for name, content in files(folder) if needle in content]


def plant(laid: Foundation) -> tuple[list[bytes], list[RecordRow]]:
    persons = laid.identity.welcome([[HANNA], [OTHER]], START)
    with laid.data.unit() as unit:
        number = activity(unit)
        rows = laid.vault.put(
            unit,
            [
                new_record(laid, persons[0], number, PLAINTEXT),
                new_record(laid, persons[1], number, b"somebody else"),
            ],
        )
    laid.vault.journal(persons[0], "rectified", PLAINTEXT, START)
    return persons, rows


def needles(laid: Foundation, persons: list[bytes], rows: list[RecordRow]) -> dict[str, bytes]:
    """What the stores hold of the first person: ciphertext, wrapped key, index token, and more."""
    with laid.keyring.reading() as (keys, tree):
        row = keys.person_keys([persons[0]])[persons[0]]
        shard_key = keys.shard_keys()[person_shard(persons[0])]
        h = laid.keyring.hashes_of([persons[0]])[persons[0]][0]
        number = (h[0] << 2) | (h[1] >> 6)
        found = keys.find([tree.index(number).token(h)])[0]
    return {
        "ciphertext": rows[0].sealed,
        "wrapped key": row.wrapped,
        "identifiers": row.identifiers,
        "index token": found.token,
        "index row": found.sealed,
        "shard key": shard_key,
        "person id": persons[0],
    }


def erase(laid: Foundation, person: bytes) -> None:
    with laid.data.unit() as unit:
        intents = laid.vault.intents.intend(unit, "erase", [person], START)
        unit.hide([person])
    laid.vault.destroy_persons([person])
    with laid.data.unit() as unit:
        unit.delete_persons([person])
        unit.settle_intents(intents, 0)
    laid.vault.epoch(START)
    with laid.data.unit() as unit:
        # Settled intents name their target; they are pruned as working rows are.
        unit.delete_working_rows(to_micros(START) + 1)
    laid.data.clean_up()


def test_before_an_erasure_the_bytes_are_there_and_after_it_they_are_not(tmp_path: Path) -> None:
    folder = tmp_path / "stores"
    folder.mkdir()
    with on_sqlite(folder).opened() as laid:
        persons, rows = plant(laid)
        wanted = needles(laid, persons, rows)
        root = laid.root.current() or b""
        for name, needle in wanted.items():
            assert where(folder, needle), f"the {name} should be found before the erasure"
        assert where(folder, root) == ["root.key"]
        erase(laid, persons[0])
        for name, needle in wanted.items():
            assert where(folder, needle) == [], f"the {name} is still there"
        assert where(folder, root) == [], "the old root is still there"
        assert laid.vault.open_values(rows) == [None, b"somebody else"]
    for name, needle in wanted.items():
        assert where(folder, needle) == [], f"the {name} came back when the stores were closed"


def test_plaintext_is_in_no_file_at_any_time(tmp_path: Path) -> None:
    folder = tmp_path / "stores"
    folder.mkdir()
    with on_sqlite(folder).opened() as laid:
        persons, rows = plant(laid)
        laid.vault.open_records(rows)
        laid.evidence.checkpoint()
        laid.data.backup(str(folder / "backup.db"))
        for spelling in spellings(PLAINTEXT):
            assert where(folder, spelling) == []
        erase(laid, persons[0])
        for spelling in spellings(PLAINTEXT):
            assert where(folder, spelling) == []


def test_the_search_for_plaintext_finds_what_it_looks_for(tmp_path: Path) -> None:
    for number, spelling in enumerate(spellings(PLAINTEXT)):
        (tmp_path / f"{number:02d}").write_bytes(b"before" + spelling + b"after")
    coded = base64.b64encode(b"xx" + PLAINTEXT + b"yyyy")
    (tmp_path / "coded").write_bytes(coded)
    for number, spelling in enumerate(spellings(PLAINTEXT)):
        assert f"{number:02d}" in where(tmp_path, spelling)
    assert any("coded" in where(tmp_path, spelling) for spelling in spellings(PLAINTEXT))


def copy(folder: Path, into: Path, *names: str) -> None:
    into.mkdir(exist_ok=True)
    for name in names:
        for path in folder.glob(f"{name}*"):
            shutil.copy(path, into / path.name)


def reopened(data: Path, keys: Path, root: Path) -> Foundation:
    ground = on_sqlite(root)
    return lay_foundation(
        data=open_data_store(f"sqlite:///{data / 'data.db'}", create=False),
        keys=open_key_store(f"sqlite:///{keys / 'keys.db'}", create=False),
        root=ground.root,
        clock=ground.clock,
        entropy=SystemEntropy(),
    )


def test_an_older_data_backup_opens_everybody_else_and_not_the_erased(tmp_path: Path) -> None:
    stores, backup = tmp_path / "stores", tmp_path / "backup"
    stores.mkdir()
    with on_sqlite(stores).opened() as laid:
        persons, rows = plant(laid)
        laid.data.clean_up()
        copy(stores, backup, "data.db")
        erase(laid, persons[0])
    old = open_data_store(f"sqlite:///{backup / 'data.db'}", create=False)
    try:
        with old.read() as reader:
            kept = [reader.record(row.record) for row in rows]
    finally:
        old.close()
    assert kept == rows
    with on_sqlite(stores).opened() as laid:
        assert laid.vault.open_values([row for row in kept if row]) == [None, b"somebody else"]


def test_older_backups_of_both_stores_open_nobody_with_the_root_of_today(tmp_path: Path) -> None:
    stores, backup = tmp_path / "stores", tmp_path / "backup"
    stores.mkdir()
    with on_sqlite(stores).opened() as laid:
        persons, _ = plant(laid)
        laid.data.clean_up()
        laid.keys.clean_up()
        copy(stores, backup, "data.db", "keys.db")
        assert reads_with(backup, stores) == 2
        erase(laid, persons[0])
    with pytest.raises(TrothError) as refused:
        reads_with(backup, stores)
    assert refused.value.code == "keys/wrong-root"


def reads_with(backup: Path, root: Path) -> int:
    """Return how many persons of a backup of both stores this root can open."""
    keys = open_key_store(f"sqlite:///{backup / 'keys.db'}", create=False)
    try:
        with keys.read() as reader:
            persons = list(reader.persons_with_keys())
        ring = Keyring(keys=keys, root=on_sqlite(root).root, entropy=SystemEntropy())
        return len(ring.person_keys(persons))
    finally:
        keys.close()


@pytest.mark.postgres
def test_remnants_in_postgresql_do_not_open(tmp_path: Path, postgres_urls: tuple[str, str]) -> None:
    """A dump of both databases from before the erasure stands for whatever its files still hold."""
    ground = on_postgres(tmp_path, postgres_urls)
    with ground.opened() as laid:
        persons, rows = plant(laid)
        wanted = needles(laid, persons, rows)
        with laid.keyring.reading() as (keys, _):
            old_row = keys.person_keys([persons[0]])[persons[0]]
            old_shards = dict(keys.shard_keys())
        dumped = dump(postgres_urls)
        for name, needle in wanted.items():
            assert needle in dumped, f"the {name} should be found before the erasure"
        for spelling in spellings(PLAINTEXT):
            assert spelling not in dumped
        erase(laid, persons[0])
        after = dump(postgres_urls)
        for name, needle in wanted.items():
            assert needle not in after, f"the {name} is still in a table"
        # Put the remnants back into the key store of today: they do not open.
        with laid.keys.unit() as unit:
            unit.put_person_keys([old_row])
        with pytest.raises(TrothError) as refused:
            laid.vault.open_records([rows[0]])
        assert refused.value.code == "keys/wrong-key"
        with laid.keys.unit() as unit:
            unit.put_shard_keys(old_shards)
        laid.keyring.forget()
        with pytest.raises(TrothError) as refused:
            laid.vault.open_records([rows[0]])
        assert refused.value.code == "keys/wrong-key"


def dump(urls: tuple[str, str]) -> bytes:
    """Return every row of every table of these databases in PostgreSQL's binary copy format."""
    found = []
    for url in urls:
        with psycopg.connect(url.replace("+psycopg", "", 1)) as connection:
            tables = connection.execute(
                "SELECT table_name FROM information_schema.tables"
                " WHERE table_schema = current_schema()"
            ).fetchall()
            for (table,) in tables:
                with connection.cursor().copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as rows:
                    found += [bytes(block) for block in rows]
    return b"".join(found)
