"""A notice in one language: every text id replaced by words, every place of free text marked.

Texts come from catalogues in Fluent (projectfluent.org), one for sentences and one for the words of
manifests in each language; they are package data and passed in. A text that is missing is an error,
never a blank; a word that is missing is the manifest's own key, marked as the manifest's language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel import Locale
from babel.dates import format_date
from fluent.runtime import FluentBundle, FluentResource

from troth.core.periods import Period
from troth.errors import InputError
from troth.policy.notice.model import Argument, Free, Many, Place, Sentence, Term

LANGUAGES = ("en", "de", "fr")

_OPEN, _CLOSE = "\ue000", "\ue001"
"""Marks around free text while it passes through a catalogue: private use, written by nobody."""

_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\ue000\ue001\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Our marks, control signs, lone surrogates and non-characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Some text; `foreign` when it is in the manifest's language and not in the page's."""

    text: str
    foreign: bool


OPENING = frozenset(
    {
        "just", "named", "free", "scope-words", "source", "system", "kept-silent", "interest",
        "sensitive-admitted", "sensitive-admitted-at", "staff-role", "transfer-to-recipient",
    }
)  # fmt: skip
"""Texts that open with a word of the vocabulary, which then takes a capital."""


class Catalogue:
    """The texts and words of one language."""

    def __init__(self, language: str, *texts: str) -> None:
        self.language = language
        self._bundle = FluentBundle([language], use_isolating=False)
        for text in texts:
            self._bundle.add_resource(FluentResource(text))
        self._locale = Locale.parse(language)

    def has(self, text: str) -> bool:
        """Tell whether a text or word with this id exists."""
        return self._bundle.has_message(text)

    def knows(self, term: Term) -> bool:
        """Tell whether the vocabulary has this word."""
        return self.has(word_id(term))

    def spans(self, sentence: Sentence) -> tuple[Span, ...]:
        """Return a sentence in words.

        Raises:
            InputError: `notice/no-text` when the catalogue lacks the text or one of its arguments.
        """
        given = {name: self._said(value) for name, value in sentence.arguments.items()}
        words = self._formatted(sentence.text, given)
        if sentence.text in OPENING:
            words = _capital(words)
        return tuple(_parted(words))

    def text(self, sentence: Sentence) -> str:
        """Return a sentence as plain text."""
        return "".join(span.text for span in self.spans(sentence))

    def _formatted(self, text: str, given: dict[str, Any]) -> str:
        if not self._bundle.has_message(text):
            raise _lacking(self.language, text)
        pattern = self._bundle.get_message(text).value
        if pattern is None:
            raise _lacking(self.language, text)
        words, faults = self._bundle.format_pattern(pattern, given)
        if faults:
            raise _lacking(self.language, text)
        return str(words)

    def _said(self, value: Argument) -> str | int:
        """Return an argument as Fluent takes it."""
        if isinstance(value, int):
            return value
        if isinstance(value, str):
            return _unmarked(value)
        if isinstance(value, date):
            return str(format_date(value, format="long", locale=self._locale))
        if isinstance(value, Period):
            return self._period(value)
        if isinstance(value, Many):
            return self._many([str(self._said(each)) for each in value.items], value.either)
        if isinstance(value, Place):
            return self._place(value.code)
        if isinstance(value, Free):
            return f"{_OPEN}{_unmarked(value.text)}{_CLOSE}"
        return self._word(value)

    def _word(self, term: Term) -> str:
        if self.knows(term):
            return self._formatted(word_id(term), {})
        return f"{_OPEN}{term.key.replace('-', ' ')}{_CLOSE}"

    def _place(self, code: str) -> str:
        if self.has(f"place-{code}"):
            return self._formatted(f"place-{code}", {})
        country, _, part = code.partition("-")
        name = self._locale.territories.get(country, country)
        return f"{name} ({part})" if part else str(name)

    def _period(self, period: Period) -> str:
        years, months = divmod(period.months, 12)
        hours, seconds = divmod(period.seconds, 3600)
        parts = {"years": years, "months": months, "days": period.days, "hours": hours}
        if years and not months and not period.days and not period.seconds and years == 1:
            # Twelve months are a year; the policy's own unit is lost in the arithmetic.
            parts = {"months": 12}
        named = [self._formatted(f"period-{unit}", {"n": n}) for unit, n in parts.items() if n]
        if seconds:
            named.append(self._formatted("period-seconds", {"n": seconds}))
        return self._many(named, either=False) if named else self._formatted("period-none", {})

    def _many(self, words: list[str], either: bool) -> str:
        if len(words) < 2:
            return words[0] if words else self._formatted("none", {})
        name = "list-or" if either else "list-and"
        return self._formatted(name, {"first": ", ".join(words[:-1]), "last": words[-1]})


def word_id(term: Term) -> str:
    """Return the id of a word in the vocabulary."""
    return f"word-{term.group}-{term.key}"


def _capital(text: str) -> str:
    """Return text with its first letter as a capital, free text included."""
    at = 1 if text.startswith(_OPEN) else 0
    return text[:at] + text[at : at + 1].upper() + text[at + 1 :]


def _unmarked(text: str) -> str:
    """Return text without our marks and without what no page may hold (HTML 5, 13.2.3.5)."""
    return "".join(each for each in text if each in "\t\n" or not _FORBIDDEN.match(each))


def _parted(text: str) -> Iterator[Span]:
    for number, piece in enumerate(text.split(_OPEN)):
        foreign, closed, rest = piece.partition(_CLOSE) if number else ("", "", piece)
        if closed and foreign:
            yield Span(text=foreign, foreign=True)
        if rest:
            yield Span(text=rest, foreign=False)


def _lacking(language: str, text: str) -> InputError:
    return InputError(
        "notice/no-text",
        f"the `{language}` catalogue lacks the text `{text}`, or one of its arguments",
        help="write it in `policy/notice/messages`; every language has every text",
    )
