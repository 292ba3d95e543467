"""How easily a summary reads: worked figures of the formulas, and the mark the summaries hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.policy.notice.shipped import SHIPPED, loaded
from troth.assembly.notices import notice_page, reading_ease, syllables
from troth.policy.notice.readability import ease


def count(word: str) -> int:
    return {"cat": 1, "sat": 1, "kitten": 2, "banana": 3}[word]


@pytest.mark.parametrize(
    ("language", "score"),
    # Five words, eight syllables, two sentences: 2.5 words a sentence, 1.6 syllables a word.
    [("en", 68.9), ("de", 83.9), ("fr", 86.7)],
)
def test_the_formulas_give_worked_figures(language: str, score: float) -> None:
    measured = ease(["cat sat kitten.", "cat banana."], language, count)
    assert (measured.sentences, measured.words, measured.syllables) == (2, 5, 8)
    assert measured.score == pytest.approx(score, abs=0.06)


def test_stops_inside_a_line_end_sentences_and_addresses_count_as_one_word() -> None:
    measured = ease(["One. Two! Write: a.b@example.com."], "en", lambda word: 1)
    assert (measured.sentences, measured.words) == (3, 4)


def test_nothing_reads_as_nothing() -> None:
    assert ease([], "en", count).score == 0.0


@pytest.mark.parametrize(
    ("word", "language", "number"),
    [
        ("data", "en", 2), ("use", "en", 1), ("people", "en", 2), ("authority", "en", 4),
        ("erased", "en", 2), ("Daten", "de", 2), ("Einwilligung", "de", 4), ("données", "fr", 2),
        ("site", "fr", 1), ("consentement", "fr", 4),
    ],
)  # fmt: skip
def test_syllables_are_near_those_one_hears(word: str, language: str, number: int) -> None:
    assert abs(syllables(word, language) - number) <= 1


@pytest.mark.parametrize("name", SHIPPED)
def test_the_english_summary_reads_easily(
    name: str, record_property: Callable[[str, object], None]
) -> None:
    measured = reading_ease(notice_page(loaded(name), "summary", "en"))
    record_property(f"reading ease of {name}", measured.score)
    assert measured.sentences >= 10
    assert measured.score >= 50
