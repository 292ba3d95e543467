"""The index of the pages names every page and every decision once, and no other."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def named() -> list[str]:
    links = re.findall(r"\]\(([^)#:]+)\)", (DOCS / "README.md").read_text())
    return [link for link in links if not link.endswith("/")]


def test_the_index_names_every_page_once_and_no_other() -> None:
    pages = {str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md")}
    rest = {"README.md", "adr/template.md"}
    # The pages of the rules have an index of their own.
    rest |= {page for page in pages if page.startswith("findings/") and "README" not in page}
    schema = {str(path.relative_to(DOCS)) for path in DOCS.rglob("*.schema.json")}
    assert sorted(named()) == sorted((pages - rest) | schema)


def test_the_index_of_findings_names_every_page_of_a_rule_once() -> None:
    index = (DOCS / "findings" / "README.md").read_text()
    named = re.findall(r"\]\(([A-Z]+\.[\w-]+\.md)\)", index)
    pages = {path.name for path in (DOCS / "findings").glob("*.md")} - {"README.md"}
    assert sorted(named) == sorted(pages)


def test_decisions_are_numbered_without_a_gap_and_open_with_their_number() -> None:
    records = sorted((DOCS / "adr").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        assert path.read_text().startswith(f"# {path.name[:4]}. ")


def test_a_decision_is_called_in_the_index_what_it_calls_itself() -> None:
    index = (DOCS / "README.md").read_text()
    for path in sorted((DOCS / "adr").glob("[0-9]*.md")):
        title = path.read_text().splitlines()[0].partition(". ")[2]
        assert f"[{path.name[:4]}](adr/{path.name}) | {title} |" in index
