"""The page of the laws is complete, and every law on it has the test it names."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("core", "laws", "sealing", "ledger", "policy")
ROW = re.compile(
    r"\| (?P<law>.+?)(?P<cases> \(by cases\))? \| `(?P<test>\w+)` \| `(?P<file>.+)` \|"
)


def rows() -> list[re.Match[str]]:
    page = (ROOT / "docs" / "laws.md").read_text()
    lines = [line for line in page.splitlines() if line.startswith("|")]
    told = [line for line in lines if not line.startswith(("| law |", "|---"))]
    found = [ROW.fullmatch(line) for line in told]
    assert all(found), [line for line, match in zip(told, found, strict=True) if not match]
    return [match for match in found if match]


@cache
def written_in(path: Path) -> dict[str, bool]:
    """Return the tests of a file, and of each whether it draws what it tries."""
    body = ast.parse(path.read_text()).body
    functions = [node for node in body if isinstance(node, ast.FunctionDef)]
    return {
        one.name: any(
            ast.unparse(mark).startswith("given(")
            for inner in ast.walk(one)
            if isinstance(inner, ast.FunctionDef)
            for mark in inner.decorator_list
        )
        for one in functions
        if one.name.startswith("test_")
    }


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["test"])
def test_a_law_names_a_test_that_exists_and_how_it_tries(row: re.Match[str]) -> None:
    path = ROOT / "tests" / row["file"]
    assert path.exists(), row["file"]
    assert row["test"] in written_in(path)
    assert written_in(path)[row["test"]] == (row["cases"] is None)


def test_a_law_is_one_sentence_and_said_once() -> None:
    laws = [row["law"] for row in rows()]
    assert [law for law in laws if not law.endswith(".")] == []
    assert len(set(laws)) == len(laws)


@pytest.mark.parametrize("room", ROOMS)
def test_every_property_of_the_inside_stands_on_the_page(room: str) -> None:
    named = {(row["file"], row["test"]) for row in rows()}
    missing = [
        (f"{room}/{path.name}", name)
        for path in sorted((ROOT / "tests" / room).glob("test_*.py"))
        for name, drawn in written_in(path).items()
        if drawn and (f"{room}/{path.name}", name) not in named
    ]
    assert missing == []
