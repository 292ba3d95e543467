"""The pages about the law say what the packs and the clock say."""

from __future__ import annotations

import re
import runpy
from datetime import date, timedelta
from pathlib import Path

from tests.law.lawyers import LAW, case, extended
from troth.law.statute import reckon

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def test_the_page_of_the_packs_is_up_to_date() -> None:
    made = runpy.run_path(str(ROOT / "scripts" / "pages" / "law.py"))
    assert (DOCS / "law.md").read_text("utf-8") == made["page"]()


def test_the_worked_dates_of_the_page_are_those_of_the_clock() -> None:
    row = re.compile(r"^\| " + r" \| ".join([r"(\d{4}-\d\d-\d\d)"] * 5) + r" \|$", re.M)
    rows = row.findall((DOCS / "counting.md").read_text("utf-8"))
    assert len(rows) == 7
    for received, safe, statutory, longest, timer in rows:
        found = reckon(case(received))
        assert (str(found.safe), str(found.statutory)) == (safe, statutory)
        assert str(reckon(extended(case(received), received)).statutory) == longest
        assert str(date.fromisoformat(received) + timedelta(days=30)) == timer


def test_every_term_and_every_duty_stands_on_the_page() -> None:
    page = (DOCS / "law.md").read_text("utf-8")
    for law, event in LAW.deadlines:
        assert f"### `{law}`" in page
        assert f"| {event} |" in page
    for name in LAW.figures:
        if name.startswith("duty/"):
            assert f"| {name.rpartition('/')[2]} |" in page
