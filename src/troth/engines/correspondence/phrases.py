"""The words by which messages are sorted, made ready once: data of the law packs, by language.

A phrase is words in a row; `*` stands for up to eight others and `~` for any ending. Case, forms
of letters and everything between words do not matter. Pure; nothing of what is read is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from troth.core.requests import RIGHTS, Right
from troth.law.book import LawBook

GAP: Final = 8
QUOTE_GAP: Final = 24
"""Words that a program writes between `on` and `wrote`: a day, a name, an address."""
LONGEST: Final = 20_000
"""Characters that are searched."""

_WORD: Final = re.compile(r"[^\W_]+")
_QUOTED: Final = re.compile(r"^\s*(?:[>|]|_{5,}\s*$|-{5,}\s*$)")
_SIGNED: Final = re.compile(r"^-- ?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A right that some words ask for, and the language they are in."""

    right: Right
    language: str


class Phrases:
    """The words of one day.

    Args:
        book: The law packs.
        day: Which words hold.
    """

    def __init__(self, book: LawBook, day: date) -> None:
        self._rights = _by_right(book, day)
        self._groups = {
            group: {
                language: _pattern(figure.names(), QUOTE_GAP if group == "quote-words" else GAP)
                for language, figure in book.under(group, day).items()
            }
            for group in (
                "stop-words", "agreement-words", "data-protection-words", "another-words",
                "quote-words",
            )
        }  # fmt: skip

    def rights_in(self, words: str) -> tuple[Found, ...]:
        """Return the rights that some words seem to ask for, each once."""
        text = spoken(words)
        found: dict[Right, Found] = {}
        for (language, right), pattern in self._rights.items():
            if right not in found and pattern.search(text):
                found[right] = Found(right=right, language=language)
        return tuple(found.values())

    def language_of(self, group: str, words: str) -> str:
        """Return the language in which words hold a phrase of a group; empty where they do not."""
        text = spoken(words)
        return next((name for name, one in self._groups[group].items() if one.search(text)), "")

    def own(self, text: str) -> str:
        """Return what somebody wrote themselves: without the message they answer and their sign."""
        kept: list[str] = []
        for line in text[:LONGEST].splitlines():
            if _SIGNED.match(line) or (_QUOTED.match(line) and ">" not in line[:8]):
                break
            if _QUOTED.match(line):
                continue
            if len(line) <= 300 and self.language_of("quote-words", line):
                break
            kept.append(line)
        return "\n".join(kept).strip()


def spoken(words: str) -> str:
    """Return the words of a text in one spelling, with a space between each two and around all."""
    folded = unicodedata.normalize("NFKC", words[:LONGEST]).casefold()
    return f" {' '.join(_WORD.findall(folded))} "


def _by_right(book: LawBook, day: date) -> Mapping[tuple[str, Right], re.Pattern[str]]:
    found: dict[tuple[str, Right], re.Pattern[str]] = {}
    for name, figure in book.under("request-words", day).items():
        language, _, named = name.partition("/")
        for right in RIGHTS:
            if right == named:
                found[language, right] = _pattern(figure.names(), GAP)
    return found


def _pattern(phrases: Iterable[str], gap: int) -> re.Pattern[str]:
    return re.compile("|".join(_one(phrase, gap) for phrase in phrases))


def _one(phrase: str, gap: int) -> str:
    parts = []
    for word in phrase.replace("*", " * ").split():
        if word == "*":
            # Lazy and bounded: what it costs grows with the text and not with its square.
            parts.append(rf"(?:[^ ]+ ){{0,{gap}}}?")
            continue
        spelled = [re.escape(each) for each in spoken(word.rstrip("~")).split()]
        ending = "[^ ]*" if word.endswith("~") else ""
        parts.append(" ".join(spelled) + ending + " ")
    return " " + "".join(parts)
