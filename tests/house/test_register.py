"""The page of the register says what its tests say: each entry once, kept or waiting."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml

from tests.house.tree import ROOT

TESTS = ROOT / "tests" / "register"
PAGE = ROOT / "docs" / "register.md"
WAITING = TESTS / "waiting.yaml"
ENTRIES = 366
ROW = re.compile(r"^\| `([a-z]+\.[a-z0-9-]+)` \| (kept|waiting|\*\*fails\*\*) \| (.+) \|$", re.M)


def proved() -> dict[str, set[str]]:
    """Return entry → the tests that name it, read from the tests' own text."""
    found: dict[str, set[str]] = {}
    for path in sorted(TESTS.glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                for mark in node.decorator_list:
                    if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "entry":
                        name = ast.literal_eval(mark.args[0])
                        found.setdefault(name, set()).add(node.name)
    return found


def waiting() -> list[str]:
    """Return every waiting entry, as often as it is listed."""
    groups = yaml.safe_load(WAITING.read_text(encoding="utf-8"))
    assert all(group["part"] for group in groups)
    return [name for group in groups for name in group["entries"]]


def test_every_entry_is_kept_or_waiting_and_none_is_both() -> None:
    waits = waiting()
    assert len(set(waits)) == len(waits)
    assert set(waits) & proved().keys() == set()
    assert len(set(waits) | proved().keys()) == ENTRIES


def test_the_entries_are_those_of_the_register(register: Path) -> None:
    known = [
        one["id"]
        for path in sorted(register.glob("*.yaml"))
        for one in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]
    assert sorted(known) == sorted([*waiting(), *proved()])


def test_the_page_lists_each_entry_once_with_its_state() -> None:
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert sorted(name for name, _, _ in rows) == sorted([*waiting(), *proved()])
    assert {name for name, state, _ in rows if state == "waiting"} == set(waiting())
    assert {name for name, state, _ in rows if state == "kept"} == proved().keys()


def test_the_page_names_the_tests_that_prove_an_entry() -> None:
    proofs = {name: text for name, state, text in ROW.findall(PAGE.read_text("utf-8")) if text}
    for name, tests in proved().items():
        for test in tests:
            assert test.removeprefix("test_").replace("_", " ") in proofs[name], (name, test)


def test_the_counts_are_those_of_the_rows() -> None:
    text = PAGE.read_text(encoding="utf-8")
    states = [state for _, state, _ in ROW.findall(text)]
    kept = states.count("kept")
    assert f"| **all** | **{len(states)}** | **{kept}** | **{len(states) - kept}** |" in text


@pytest.mark.parametrize("path", sorted(TESTS.glob("test_*.py")), ids=lambda path: path.stem)
def test_every_test_of_the_register_speaks_through_the_driver(path: Path) -> None:
    """No test opens an engine by itself: what it may import is the driver and plain values.

    Tests of pages hold the site they serve, and ask its engines what a page did.
    """
    imported = {
        node.module or ""
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
    }
    inside = {name for name in imported if name.startswith("troth")}
    served = path.stem.startswith("test_web_")
    assert served or inside <= {"troth.engines.intake.submission"}
