"""Which right a message seems to ask for, so that no request is lost among the questions.

A request needs no form and no name of a right (GDPR Art. 12(2), recital 59): what reads like one is
treated as one. The words are English; what this misses, a person who reads the message does not.
Pure, and it keeps nothing of what it reads.
"""

from __future__ import annotations

import re
from typing import Final

_MINE: Final = r"(?:my|about me|on me|of me|concerning me|i (?:gave|sent))"
_DATA: Final = r"(?:data|information|details|records?|account|profile|e-?mail address)"

_HELD: Final = r"\b(?:hold|have|keep|stored?)\b"
_ASK: Final = r"\b(?:send|give|show|tell|provide|copy)\b"
_MEND: Final = r"\b(?:correct|rectify|fix|update|change)\b"
_END: Final = r"\b(?:delete|erase|remove|destroy)\b"
_TAKE: Final = r"\b(?:export|transfer|move|port)\b"

_WORDS: Final[tuple[tuple[str, str], ...]] = (
    ("erasure", rf"{_END}.{{0,60}}(?:{_MINE}|{_DATA})"),
    ("erasure", r"\bforget me\b|right to be forgotten"),
    ("portability", rf"{_TAKE}.{{0,40}}{_MINE}.{{0,30}}{_DATA}"),
    ("rectification", rf"{_MEND}.{{0,40}}\bmy\b.{{0,30}}(?:{_DATA}|name|address|number)"),
    ("restriction", rf"\b(?:restrict|freeze|stop using)\b.{{0,40}}{_MINE}"),
    ("objection", r"\bi object\b|\bstop (?:sending|calling|contacting|profiling)\b"),
    ("withdrawal", r"\bwithdraw\b.{0,40}\bconsent\b|\bunsubscribe me\b"),
    ("access", rf"{_ASK}.{{0,60}}{_HELD}.{{0,30}}{_MINE}"),
    ("access", rf"\bwhat\b.{{0,30}}{_DATA}.{{0,40}}{_MINE}"),
    ("access", rf"\bcopy of\b.{{0,20}}\bmy\b.{{0,20}}{_DATA}"),
)
"""Right and words, the first that fits wins; what ends data before what only shows it."""

_FOUND: Final = tuple((right, re.compile(words, re.I | re.S)) for right, words in _WORDS)


def right_in(text: str) -> str | None:
    """Return the right that a message seems to ask for, or None.

    >>> right_in("please send me everything you hold on me")
    'access'
    """
    for right, words in _FOUND:
        if words.search(text):
            return right
    return None
