"""How easily a text reads: Flesch for English, Amstad for German, Kandel and Moles for French.

All three give about 0 to 100, higher is easier; 60 to 70 is plain English. They measure the length
of sentences and words and nothing else. Syllables are counted by whoever calls, so that nothing
here opens a dictionary.

Sources: R. Flesch, A new readability yardstick, J. Appl. Psychol. 32 (1948) 221-233; T. Amstad, Wie
verständlich sind unsere Zeitungen?, Zürich 1978; L. Kandel and A. Moles, Application de l'indice de
Flesch à la langue française, Cahiers d'Études de Radio-Télévision 19 (1958) 253-274.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

Syllables = Callable[[str], int]

_FORMULAS: Mapping[str, tuple[float, float, float]] = {
    "en": (206.835, 1.015, 84.6),
    "de": (180.0, 1.0, 58.5),
    "fr": (207.0, 1.015, 73.6),
}
"""Constant, weight of words per sentence, weight of syllables per word."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ease:
    """The measure of one text."""

    score: float
    sentences: int
    words: int
    syllables: int


def ease(sentences: Iterable[str], language: str, syllables: Syllables) -> Ease:
    """Return how easily sentences read.

    Args:
        sentences: Each one sentence, or several that end with a stop.
        language: `en`, `de` or `fr`.
        syllables: How many syllables a word has.

    Addresses count as one word of one syllable each: nobody reads them aloud. Figures count as one.
    """
    total = words = spoken = 0
    for each in sentences:
        text = _NUMBER.sub(" x ", _ADDRESS.sub(" x ", each))
        for part in re.split(r"(?<=[.!?])\s+", text):
            found = _WORD.findall(part)
            if found:
                total += 1
                words += len(found)
                spoken += sum(max(1, syllables(word)) for word in found)
    if not words:
        return Ease(score=0.0, sentences=0, words=0, syllables=0)
    constant, per_sentence, per_word = _FORMULAS[language]
    score = constant - per_sentence * words / total - per_word * spoken / words
    return Ease(score=round(score, 1), sentences=total, words=words, syllables=spoken)
