"""Write the pages under `docs/` that are made from the code, or check that they are up to date.

python scripts/generate_docs.py            write
python scripts/generate_docs.py --check    exit 1 when a page differs from what would be written
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from troth.assembly.law import load_law_book
from troth.policy.diagnostics import CODES
from troth.policy.findings.find import RULES
from troth.policy.schema import json_schema_text, reference

ROOT = Path(__file__).resolve().parent.parent


def manifest_page() -> str:
    """Return the reference of the manifest language."""
    return reference(load_law_book())


def errors_page() -> str:
    """Return every code that Troth can answer with."""
    lines = [
        "# Codes",
        "",
        "Made by `scripts/generate_docs.py`. Codes stay; messages may change.",
        "",
        "## Diagnostics",
        "",
        "A manifest with any of these is not compiled; `troth check` exits 2 and shows them all.",
        "",
        "| code | meaning |",
        "|---|---|",
        *(f"| `{code}` | {meaning} |" for code, meaning in sorted(CODES.items())),
        "",
        "## Findings",
        "",
        "What the law asks and a policy leaves out (`GAP`) or says doubtfully (`WARN`). They never",
        "stop compiling; those of severity `error` stop publishing. A case may weigh more or less",
        "than the usual severity.",
        "",
        "| code | article | usual severity | what to do |",
        "|---|---|---|---|",
        *(
            f"| [`{code}`](findings/{code}.md) | {rule.article} | {rule.severity} "
            f"| {rule.instead} |"
            for code, rule in sorted(RULES.items())
        ),
        "",
        "## Errors",
        "",
        "Faults, by who is at fault: `InputError` (what was given), `StateError` (what is stored,",
        "or the order of steps), `OutsideError` (a file, a database, another system).",
        "",
        "| code | family | raised in |",
        "|---|---|---|",
        *(f"| `{code}` | `{family}` | `{room}` |" for code, family, room in sorted(set(_raised()))),
    ]
    return "\n".join(lines) + "\n"


def _raised() -> Iterator[tuple[str, str, str]]:
    for path in sorted((ROOT / "src" / "troth").rglob("*.py")):
        room = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            first = node.args[0] if node.args else None
            if (
                node.func.id.endswith("Error")
                and isinstance(first, ast.Constant)
                and isinstance(first.value, str)
                and "/" in first.value
            ):
                yield first.value, node.func.id, room


PAGES: dict[str, Callable[[], str]] = {
    "manifest.md": manifest_page,
    "manifest.schema.json": json_schema_text,
    "errors.md": errors_page,
}


def main(arguments: list[str]) -> int:
    """Write or check the pages."""
    stale = 0
    for name, make in PAGES.items():
        path, text = ROOT / "docs" / name, make()
        if path.exists() and path.read_text("utf-8") == text:
            continue
        if "--check" in arguments:
            print(f"docs/{name} is not what the code says; run scripts/generate_docs.py")
            stale += 1
        else:
            path.write_text(text, "utf-8")
            print(f"wrote docs/{name}")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
