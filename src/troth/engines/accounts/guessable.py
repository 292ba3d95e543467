"""Which passwords are among the first that are tried: common words, dressed up, and one's own.

Whoever guesses begins with the commonest words, with digits and signs around them, letters written
as digits, doubled, or two of them together; and with the name of the company, its site and the
login. A list of whole passwords would have to name each of these. Several words stay allowed.

OWASP ASVS 5.0, 6.1.2, 6.2.4, 6.2.11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

WRITTEN: Final = str.maketrans("013457$@!", "oieastsai")
"""Digits and signs that stand for letters."""
SHORTEST_WORD: Final = 4
AROUND: Final = 8
"""So many digits and signs around a common word still leave it to be found."""
BESIDE_OWN: Final = 6
"""So many letters beside one's own words make a password of them again."""
RUNS: Final = (
    "abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm",
    "qwertzuiop", "azertyuiop", "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
)  # fmt: skip
"""What fingers walk along."""


class Guessable:
    """Tells which passwords are soon found.

    Args:
        words: Common words, in small letters.
        own: Words of the company's own: its name, its site.
    """

    def __init__(self, words: Iterable[str], own: Iterable[str] = ()) -> None:
        self._words = frozenset(words)
        self._own = frozenset(own)

    def common(self, password: str) -> bool:
        """Tell whether a password is a common word or a walk along the keys, dressed up."""
        plain = password.casefold()
        if _walks(plain) or _repeats(plain):
            return True
        return any(self._common(form) for form in _forms(plain))

    def own(self, password: str, about: Iterable[str] = ()) -> bool:
        """Tell whether a password is little more than words that belong to the company or login.

        Args:
            about: More such words: a login.
        """
        plain = password.casefold()
        for form in _forms(plain):
            letters = re.sub(r"[^a-z]", "", form)
            left = letters
            for word in sorted({*self._own, *words_of(about)}, key=len, reverse=True):
                left = left.replace(word, "")
            if left != letters and len(left) < BESIDE_OWN:
                return True
        return False

    def _common(self, form: str) -> bool:
        letters = re.sub(r"[^a-z]", "", form)
        if len(letters) < SHORTEST_WORD or len(form) - len(letters) > AROUND:
            return False
        unit = _unit(letters)
        if letters in self._words or unit in self._words or _walks(unit):
            return True
        # Two common words alone are a few million guesses.
        return any(
            letters[:at] in self._words and letters[at:] in self._words
            for at in range(SHORTEST_WORD, len(letters) - SHORTEST_WORD + 1)
        )


def words_of(names: Iterable[str]) -> frozenset[str]:
    """Return the words of names and addresses that are long enough to be guessed by."""
    found = (word for name in names for word in re.findall(r"[a-z]+", name.casefold()))
    return frozenset(word for word in found if len(word) >= SHORTEST_WORD)


def _forms(plain: str) -> tuple[str, ...]:
    """Return how a password may be meant: as it is, or with letters written as digits and signs."""
    bare = re.sub(r"[^a-z]+$", "", plain)
    return plain, plain.translate(WRITTEN), bare.translate(WRITTEN)


def _unit(text: str) -> str:
    """Return what a text repeats; the text itself where it repeats nothing."""
    return text[: (text + text).find(text, 1)]


def _repeats(text: str) -> bool:
    return len(_unit(text)) <= len(text) // 2


def _walks(text: str) -> bool:
    """Tell whether a text goes along rows of keys or the alphabet, forwards or backwards."""
    bare = re.sub(r"[^a-z0-9]", "", text)
    if len(bare) < SHORTEST_WORD:
        return False
    for run in (*RUNS, *(one[::-1] for one in RUNS)):
        at = 0
        while at < len(bare):
            step = next((n for n in range(len(bare) - at, 2, -1) if bare[at : at + n] in run), 0)
            if not step:
                break
            at += step
        else:
            return True
    return False
