"""The page of requests is the one the code would draw."""

from __future__ import annotations

from scripts.pages.requests import PAGE, page
from troth.core.requests import STATES, TABLE


def test_the_page_is_what_the_code_draws() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_line_and_every_state_is_drawn() -> None:
    drawn = page()
    for line in TABLE:
        assert f"| {line.event} | {line.start} | {line.end} |" in drawn
    drawing = drawn.split("```text")[1].split("```")[0].splitlines()
    assert [line[2:] for line in drawing if line[:1] in ("○", "●")] == list(STATES)
