"""The root key's file: what is on disk at every point where the power may go."""

from __future__ import annotations

import base64
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from troth.errors import TrothError
from troth.storage.ports import RootKey
from troth.storage.rootfile import EnvironmentRoot, MemoryRoot, RootFile

FIRST, SECOND, THIRD = (bytes([mark]) * 32 for mark in (1, 2, 3))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "root.key"


@pytest.fixture(params=["file", "memory"])
def root(request: pytest.FixtureRequest, path: Path) -> RootKey:
    return RootFile(path) if request.param == "file" else MemoryRoot()


def renew(root: RootKey, content: bytes) -> None:
    root.prepare(content)
    root.promote()


def test_before_the_first_start_there_is_no_root(root: RootKey) -> None:
    assert root.current() is None
    assert list(root.candidates()) == []


def test_a_prepared_root_is_a_candidate_beside_the_current_one(root: RootKey) -> None:
    renew(root, FIRST)
    root.prepare(SECOND)
    assert root.current() == FIRST
    assert list(root.candidates()) == [FIRST, SECOND]
    root.promote()
    assert list(root.candidates()) == [SECOND]


def test_a_discarded_root_is_no_candidate(root: RootKey) -> None:
    renew(root, FIRST)
    root.prepare(SECOND)
    root.discard()
    assert list(root.candidates()) == [FIRST]
    with pytest.raises(TrothError) as refused:
        root.promote()
    assert refused.value.code == "keys/no-next-root"


@pytest.mark.parametrize("content", [b"", bytes(31), bytes(33)])
def test_a_root_of_another_length_is_refused(root: RootKey, content: bytes) -> None:
    renew(root, FIRST)
    with pytest.raises(TrothError) as refused:
        root.prepare(content)
    assert refused.value.code == "keys/root-malformed"
    assert list(root.candidates()) == [FIRST]


def test_only_its_owner_may_read_it(path: Path) -> None:
    renew(RootFile(path), FIRST)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_old_bytes_are_overwritten_where_they_lay(path: Path) -> None:
    root = RootFile(path)
    renew(root, FIRST)
    # A second name keeps the blocks of the old file readable, as a look at the raw disk would.
    witness = path.with_name("witness")
    os.link(path, witness)
    renew(root, SECOND)
    assert witness.read_bytes() == bytes(32)
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["root.key", "witness"]


def test_a_discarded_next_is_overwritten_where_it_lay(path: Path) -> None:
    root = RootFile(path)
    root.prepare(FIRST)
    witness = path.with_name("witness")
    os.link(path.with_name("root.key.next"), witness)
    root.discard()
    assert witness.read_bytes() == bytes(32)


CUT = """
import os, sys
from troth.storage.rootfile import RootFile

calls = 0

def cut(event, arguments):
    global calls
    if event in ("open", "os.link", "os.rename", "os.remove", "os.truncate"):
        if event == "open" and not str(arguments[0]).startswith(sys.argv[1]):
            return
        calls += 1
        if calls == int(sys.argv[2]):
            os._exit(137)

root = RootFile(sys.argv[1] + "/root.key")
sys.addaudithook(cut)
root.prepare(bytes([2]) * 32)
print("prepared", flush=True)
root.promote()
print("promoted", flush=True)
"""


def test_wherever_it_is_cut_a_root_remains_and_the_next_start_finishes(tmp_path: Path) -> None:
    """Ends the process at every file operation of an epoch, then does what a start does."""
    for step in range(1, 40):
        folder = tmp_path / str(step)
        folder.mkdir()
        renew(RootFile(folder / "root.key"), FIRST)
        os.link(folder / "root.key", folder / "witness")
        done = subprocess.run(
            [sys.executable, "-c", CUT, str(folder), str(step)], capture_output=True, check=False
        )
        prepared = b"prepared" in done.stdout
        again = RootFile(folder / "root.key")
        assert again.current() in (FIRST, SECOND)
        assert not prepared or SECOND in again.candidates()
        if prepared and again.current() == FIRST:
            again.promote()
        else:
            again.discard()
        expected = SECOND if prepared else FIRST
        assert list(again.candidates()) == [expected]
        assert {entry.name for entry in folder.iterdir()} == {"root.key", "witness"}
        assert (folder / "witness").read_bytes() == (bytes(32) if prepared else FIRST)
        if done.returncode == 0:
            assert step > 6
            return
    pytest.fail("the renewal never ran to its end")


def test_a_damaged_root_is_told_and_left_as_it_is(path: Path) -> None:
    renew(RootFile(path), FIRST)
    path.write_bytes(b"short")
    with pytest.raises(TrothError) as refused:
        RootFile(path).current()
    assert refused.value.code == "keys/root-corrupt"
    assert path.read_bytes() == b"short"


def test_a_folder_in_its_place_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(TrothError) as refused:
        RootFile(path).current()
    assert refused.value.code == "keys/root-unreadable"


def test_what_cannot_be_written_leaves_the_current_root(path: Path) -> None:
    root = RootFile(path)
    renew(root, FIRST)
    path.with_name("root.key.next").mkdir()
    with pytest.raises(TrothError) as refused:
        root.prepare(THIRD)
    assert refused.value.code == "keys/root-unwritable"
    assert root.path.read_bytes() == FIRST


def test_a_root_from_the_environment_is_used_and_never_changed() -> None:
    root: RootKey = EnvironmentRoot(base64.b64encode(FIRST).decode() + "\n")
    assert root.current() == FIRST
    assert not root.can_overwrite
    for change in (lambda: root.prepare(SECOND), root.promote):
        with pytest.raises(TrothError) as refused:
            change()
        assert refused.value.code == "keys/root-fixed"
    root.discard()
    assert list(root.candidates()) == [FIRST]


@pytest.mark.parametrize("text", ["", "not base64", base64.b64encode(bytes(16)).decode()])
def test_a_malformed_root_from_the_environment_is_refused(text: str) -> None:
    with pytest.raises(TrothError) as refused:
        EnvironmentRoot(text)
    assert refused.value.code == "keys/root-malformed"
