"""ARCHITECTURE.md tells the truth: walks visit the files it lists, and its map is complete."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def made(name: str) -> str:
    """Return one made part of the page."""
    found = re.search(rf"<!-- made: {name} -->(.*?)<!-- end -->", PAGE, re.DOTALL)
    assert found, f"ARCHITECTURE.md has no part `{name}`"
    return found[1]


@pytest.mark.parametrize("name", ["datum", "policy"])
def test_a_walk_enters_exactly_the_listed_files_in_that_order(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scripts.walk", name],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    visited = [file for files in json.loads(done.stdout).values() for file in files]
    listed = re.findall(r"^\d+\. `([^`]+)`", made(name), re.MULTILINE)
    assert visited == listed


def test_the_map_names_every_module_once_and_no_other() -> None:
    listed = re.findall(r"^\| `([^`]+\.py)` \|", made("rooms"), re.MULTILINE)
    source = ROOT / "src" / "troth"
    modules = sorted(path.relative_to(source).as_posix() for path in source.rglob("*.py"))
    assert sorted(listed) == modules


def test_the_floors_of_the_page_are_those_that_are_checked() -> None:
    drawn = re.findall(r"^  ([a-z]+(?: │ [a-z]+)*)", PAGE.split("```")[1], re.MULTILINE)
    floors = {name for line in drawn for name in line.split(" │ ")}
    source = ROOT / "src" / "troth"
    there = {path.name for path in source.iterdir() if (path / "__init__.py").exists()}
    assert floors == there | {"errors"}
