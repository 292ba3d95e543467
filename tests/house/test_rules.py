"""The checkout keeps the rules of the house, and each rule catches what breaks it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tests.house import rules
from tests.house.tree import (
    PACKAGE,
    ROOT,
    modules,
    parse,
    pure_modules,
    python_files,
    shown,
    texts,
)


def broken(paths: Iterable[Path], rule: Callable[[ast.Module], Iterator[str]]) -> list[str]:
    return [f"{shown(path)}:{word}" for path in paths for word in rule(parse(path))]


def test_no_function_is_longer_than_fifty_lines() -> None:
    assert broken(python_files(), rules.long_functions) == []


def test_no_file_has_four_hundred_lines() -> None:
    lengths = {shown(p): len(p.read_text(encoding="utf-8").splitlines()) for p in python_files()}
    assert {p: n for p, n in lengths.items() if n >= rules.LONGEST_FILE} == {}


def test_only_assembly_reads_the_clock() -> None:
    others = [m for m in modules() if not shown(m).startswith("src/troth/assembly")]
    assert broken(others, rules.clock_reads) == []


def test_no_import_hides_inside_a_function() -> None:
    assert broken(python_files(), rules.inner_imports) == []


def test_the_pure_floors_open_and_print_nothing() -> None:
    assert broken(pure_modules(), rules.opened_files) == []


def test_names_say_what_a_thing_is() -> None:
    found = [f"{shown(p)}:{word}" for p in modules() for word in rules.vague_names(p, parse(p))]
    assert found == []


def test_every_file_has_a_head() -> None:
    # An empty file only marks a folder of tests.
    written = [p for p in python_files() if p.stat().st_size or PACKAGE in p.parents]
    assert broken(written, rules.missing_head) == []


def test_every_package_folder_is_a_package() -> None:
    folders = {path.parent for path in modules()}
    assert [shown(f) for f in sorted(folders) if not (f / "__init__.py").is_file()] == []
    assert (PACKAGE / "py.typed").is_file()


def all_suppressions() -> list[tuple[str, bool]]:
    return [
        (f"{shown(path)}:{line}: {comment}", reasoned)
        for path in python_files()
        for line, comment, reasoned in rules.suppressions(path.read_text(encoding="utf-8"))
    ]


def test_every_suppression_carries_a_code_and_a_reason() -> None:
    assert [comment for comment, reasoned in all_suppressions() if not reasoned] == []


def test_the_number_of_suppressions_only_falls() -> None:
    record = ROOT / "tests" / "house" / "suppressions.txt"
    recorded = int(re.findall(r"^\d+$", record.read_text(encoding="utf-8"), re.M)[0])
    found = [comment for comment, _ in all_suppressions()]
    assert len(found) == recorded, "\n".join(found)


def test_the_project_speaks_of_itself_alone() -> None:
    found = [f"{shown(p)}:{word}" for p, text in texts() for word in rules.forbidden_words(text)]
    assert found == []


LONG = "def long():\n" + "    pass\n" * 50
BREACHES = [
    (rules.long_functions, LONG),
    (rules.clock_reads, "x = datetime.now(UTC)"),
    (rules.clock_reads, "x = datetime.datetime.utcnow()"),
    (rules.clock_reads, "x = date.today()"),
    (rules.clock_reads, "x = time.time()"),
    (rules.clock_reads, "field(default_factory=datetime.now)"),
    (rules.inner_imports, "def f():\n    import json"),
    (rules.inner_imports, "async def f():\n    from json import loads"),
    (rules.opened_files, "open('x')"),
    (rules.missing_head, "x = 1"),
    (rules.missing_head, '"""No sentence"""'),
    (lambda tree: rules.vague_names(Path("x.py"), tree), "class KeyManager: pass"),
    (lambda tree: rules.vague_names(Path("utils.py"), tree), ""),
]


@pytest.mark.parametrize(("rule", "text"), BREACHES)
def test_a_rule_catches_what_breaks_it(
    rule: Callable[[ast.Module], Iterator[str]], text: str
) -> None:
    assert len(list(rule(ast.parse(text)))) == 1


HONOURED = [
    (rules.long_functions, LONG.removesuffix("    pass\n")),
    (rules.clock_reads, "x = clock.now()"),
    (rules.inner_imports, "import json"),
    (rules.missing_head, '"""A sentence."""'),
    (lambda tree: rules.vague_names(Path("x.py"), tree), "class DatabaseError: pass"),
]


@pytest.mark.parametrize(("rule", "text"), HONOURED)
def test_a_rule_lets_what_keeps_it_pass(
    rule: Callable[[ast.Module], Iterator[str]], text: str
) -> None:
    assert list(rule(ast.parse(text))) == []


@pytest.mark.parametrize(
    ("comment", "reasoned"),
    [
        ("no" + "qa", False),
        ("no" + "qa: E501", False),
        ("no" + "qa: E501 - a URL that cannot be broken", True),
        ("type: " + "ignore", False),
        ("type: " + "ignore[arg-type]", False),
        ("type: " + "ignore[arg-type]  # the stub is behind the library", True),
        ("pragma: " + "no cover", False),
        ("pragma: " + "no cover - only on another system", True),
    ],
)
def test_a_suppression_without_a_reason_is_seen(comment: str, reasoned: bool) -> None:
    assert [r for _, _, r in rules.suppressions(f"x = 1  # {comment}\n")] == [reasoned]


@pytest.mark.parametrize(
    "line",
    [
        "see /wo" + "rk/main",
        "written to /t" + "mp/x",
        "fixes iss" + "ue 12",
        "co-auth" + "ored-by: somebody",
        "from files.python" + "hosted.org",
        "asked a language " + "model",
    ],
)
def test_a_word_about_its_making_is_seen(line: str) -> None:
    assert len(list(rules.forbidden_words(line))) == 1


@pytest.mark.parametrize(
    "line",
    ["a network/ho" + "me/x link", "the user agent", "issued on 2024-01-01", "a legal issue"],
)
def test_ordinary_words_pass(line: str) -> None:
    assert list(rules.forbidden_words(line)) == []
