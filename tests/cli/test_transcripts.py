"""Every dialogue in `tests/transcripts` goes as it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.transcript import matches, replay

TRANSCRIPTS = sorted((Path(__file__).resolve().parents[1] / "transcripts").glob("*.txt"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_a_dialogue_goes_as_written(path: Path, folder: Path) -> None:
    replay(path.read_text("utf-8"), folder)


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        (["a"], "a\n", True),
        (["a"], "b\n", False),
        (["a"], "a\nb\n", False),
        (["a…c"], "abbc\n", True),
        (["a", "…", "z"], "a\nb\nc\nz\n", True),
        (["a", "…", "z"], "a\nb\n", False),
        ([], "", True),
        ([], "a\n", False),
    ],
)
def test_a_transcript_that_says_otherwise_is_seen(
    expected: list[str], printed: str, same: bool
) -> None:
    assert matches(expected, printed) is same
