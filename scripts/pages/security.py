"""Writes docs/security.md: OWASP ASVS 5.0 at level 2, item by item, from tests/asvs.yaml.

Run by `make docs`; a test holds the page to what it would write, and the named tests to exist.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import yaml

ROOT: Final = Path(__file__).resolve().parents[2]
TABLE: Final = ROOT / "tests" / "asvs.yaml"
PAGE: Final = ROOT / "docs" / "security.md"

STATES: Final[Mapping[str, str]] = {
    "met": "**met**",
    "part": "in part",
    "not": "**not met**",
    "unshown": "built so, shown by no test",
    "operator": "for whoever runs the site",
    "none": "does not apply",
}

HEAD: Final = """\
# Security, item by item

OWASP Application Security Verification Standard 5.0.0, levels 1 and 2: every item by its number
(the words of the standard stand [there](https://owasp.org/www-project-application-security-verification-standard/)),
what Troth does about it, and the test that shows it. Made from `tests/asvs.yaml` by `make docs`.
Nobody from outside has verified this; it is what the project knows of itself.

"""


def items() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """Return chapter → item → state, words, tests."""
    said = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return {chapter: dict(rows) for chapter, rows in said.items()}


def missing() -> list[str]:
    """Return the tests that the table names and nobody has written."""
    named = {test for rows in items().values() for row in rows.values() for test in row[2:]}
    return sorted(test for test in named if not _exists(test))


def _exists(test: str) -> bool:
    file, _, name = test.partition("::")
    path = ROOT / "tests" / f"{file}.py"
    if not path.is_file():
        return False
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return not name or any(
        isinstance(one, ast.FunctionDef) and one.name == name for one in ast.walk(tree)
    )


def page() -> str:
    """Return the page."""
    return HEAD + "\n".join([*_counted(), *_chapters()])


def _counted() -> Iterator[str]:
    counts = Counter(row[0] for rows in items().values() for row in rows.values())
    yield "| state | items |"
    yield "|---|---:|"
    for state, words in STATES.items():
        yield f"| {words} | {counts[state]} |"
    yield f"| all | {sum(counts.values())} |"


def _chapters() -> Iterator[str]:
    for number, (chapter, rows) in enumerate(items().items(), start=1):
        yield f"\n## V{number} {chapter}\n"
        yield "| item | state | what is done, or missing | shown by |"
        yield "|---|---|---|---|"
        for item, (state, words, *tests) in rows.items():
            shown = "<br>".join(_link(test) for test in tests)
            yield f"| {item} | {STATES[state]} | {words} | {shown} |"
    yield ""


def _link(test: str) -> str:
    file, _, name = test.partition("::")
    words = name.removeprefix("test_").replace("_", " ") or f"{file}.py"
    return f"[{words}](../tests/{file}.py)"


if __name__ == "__main__":
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}\n")
    PAGE.write_text(page(), encoding="utf-8")
