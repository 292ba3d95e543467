"""Raw bytes after the commands that people use: erase, sweep, checkpoint.

What is looked for is read out of the stores first and found in their files, so that finding
nothing of the erased person afterwards means something; of the others it must still be found.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.terminal import run

ERASED, STAYING = "hanna.planted@example.org", "boris@example.org"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    before = Path.cwd()
    os.chdir(tmp_path)
    monkeypatch.setenv("TROTH_CLOCK", "2026-03-01T10:00:00Z")
    try:
        yield tmp_path / ".troth"
    finally:
        os.chdir(before)


def taken_in(email: str) -> bytes:
    data = json.dumps({"email": email, "message": f"a message of {email}"})
    ended = run("collect", "troth.yaml", "--form", "contact-form", "--data", data, "--json")
    assert ended.code == 0, ended.err
    return bytes.fromhex(str(ended.json["person"]))


def rows(file: Path, sql: str, *values: object) -> list[bytes]:
    with closing(sqlite3.connect(file)) as database:
        return [line[0] for line in database.execute(sql, values)]


def tokens(home: Path) -> set[bytes]:
    return set(rows(home / "keys.db", "SELECT token FROM identifiers"))


def held(home: Path, person: bytes) -> list[bytes]:
    """The ciphertexts of a person and the wrapped key."""
    sealed = rows(home / "data.db", "SELECT sealed FROM records WHERE person = ?", person)
    wrapped = rows(home / "keys.db", "SELECT wrapped FROM person_keys WHERE person = ?", person)
    assert (len(sealed), len(wrapped)) == (2, 1)
    return sealed + wrapped


def where(home: Path, needle: bytes) -> list[str]:
    return [path.name for path in home.rglob("*") if path.is_file() and needle in path.read_bytes()]


def test_after_the_commands_nothing_of_the_erased_is_in_any_file(home: Path) -> None:
    made = run("init", "--yes", "--name", "Acme", "--email", "privacy@example.com")
    assert made.code == 0, made.err
    erased = taken_in(ERASED)
    mine = tokens(home)
    assert len(mine) == 1
    staying = taken_in(STAYING)
    gone, kept = [*held(home, erased), *mine], held(home, staying)
    for needle in (*gone, *kept):
        assert where(home, needle) != [], "it should be found before the erasure"
    for command in (
        ["subject", "erase", erased.hex(), "--commit"],
        ["retention", "sweep", "--commit"],
        ["evidence", "checkpoint"],
    ):
        ended = run(*command)
        assert ended.code == 0, ended.err
    for needle in gone:
        assert where(home, needle) == []
    # The others' ciphertext stays byte for byte; an epoch may have wrapped their keys anew.
    for needle in (*kept[:2], *held(home, staying)[2:], *tokens(home)):
        assert where(home, needle) != []
    assert len(tokens(home)) == 1
    found = run("subject", "export", staying.hex(), "--json")
    assert STAYING in found.out
    for text in (ERASED.encode(), STAYING.encode()):
        assert where(home, text) == []
