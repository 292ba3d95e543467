"""The page about security is what its table says, and every test that the table names is there."""

from __future__ import annotations

import re

from scripts.pages.security import PAGE, STATES, items, missing, page


def test_the_page_is_what_its_table_makes() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m scripts.pages.security`"


def test_every_test_that_is_named_exists() -> None:
    assert missing() == []


def test_whatever_is_called_met_names_a_test_and_nothing_that_is_missing_does_so_alone() -> None:
    rows = {item: row for chapter in items().values() for item, row in chapter.items()}
    assert {row[0] for row in rows.values()} <= set(STATES)
    assert [item for item, row in rows.items() if row[0] == "met" and not row[2:]] == []
    assert [item for item, row in rows.items() if row[0] in ("none", "unshown") and row[2:]] == []
    assert [item for item, row in rows.items() if not row[1].strip()] == []


def test_every_item_of_levels_one_and_two_stands_once_under_its_chapter() -> None:
    """70 of the first level and 183 of the second (ASVS 5.0.0)."""
    text = (PAGE.parents[1] / "tests" / "asvs.yaml").read_text(encoding="utf-8")
    written = re.findall(r"^  ([0-9.]+):", text, re.MULTILINE)
    assert len(written) == len(set(written)) == 253
    for number, rows in enumerate(items().values(), start=1):
        assert {item.split(".")[0] for item in rows} == {str(number)}
