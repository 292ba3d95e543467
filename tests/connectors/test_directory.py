"""What is published to a directory is there whole, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.connectors.directory import Directory
from troth.errors import InputError, OutsideError

NAME = st.text("abc019.x", min_size=1, max_size=8).filter(lambda name: name.strip("."))


@given(st.dictionaries(NAME, st.binary(max_size=40), max_size=6))
def test_what_was_written_last_is_read(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]
) -> None:
    place = Directory(tmp_path_factory.mktemp("published"))
    for name, content in files.items():
        place.write(f"tile/{name}", b"before")
        place.write(f"tile/{name}", content)
    assert {name: place.read(f"tile/{name}") for name in files} == files
    assert place.read("tile/never") is None


def test_nothing_is_left_beside_what_was_written(tmp_path: Path) -> None:
    Directory(tmp_path).write("a/b/checkpoint", b"head")
    assert [each.name for each in tmp_path.rglob("*") if each.is_file()] == ["checkpoint"]


@pytest.mark.parametrize("path", ["../out", "a/../../out", "/out", ""])
def test_a_path_that_leads_out_is_refused(path: str, tmp_path: Path) -> None:
    place = Directory(tmp_path / "published")
    with pytest.raises(InputError, match="does not lie"):
        place.write(path, b"x")
    with pytest.raises(InputError, match="does not lie"):
        place.read(path)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_a_fault_outside(tmp_path: Path) -> None:
    (tmp_path / "tile").write_text("a file where a folder is needed")
    with pytest.raises(OutsideError) as raised:
        Directory(tmp_path).write("tile/0/000", b"x")
    assert raised.value.code == "directory/unwritable"
