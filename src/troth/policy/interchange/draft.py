"""What comes of reading somebody else's document: a draft manifest, and what it could not carry.

A draft is plain data that parses and compiles. What the other language says and this one has no
place for is listed with where it stood, and so is what had to be assumed; nothing is dropped in
silence. Other people's documents are data: nothing in them is run, followed or fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Data = dict[str, Any]
"""Plain data as JSON and YAML say it."""

NOBODY = "unnamed"
_WORDS = re.compile(r"[a-z0-9]+")
_LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A policy in another language.

    Attributes:
        left_out: Addresses of what that language cannot say, sections as a whole.
    """

    document: Data
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft manifest as plain data.

    Attributes:
        lost: Where something stood that could not be carried, as `dataDisclosed/3/storage`.
        assumed: Addresses of the draft at which something had to be assumed.
    """

    manifest: Data
    lost: tuple[str, ...]
    assumed: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Notes:
    """What is noted while a document is read."""

    lost: list[str] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)

    def drafted(self, manifest: Data) -> Draft:
        """Return the draft with everything noted, each once and in order."""
        return Draft(
            manifest=manifest,
            lost=tuple(dict.fromkeys(self.lost)),
            assumed=tuple(dict.fromkeys(self.assumed)),
        )


def slug(text: object) -> str:
    """Return a key made of the words of a text.

    >>> slug("E-mail address (work)")
    'e-mail-address-work'
    """
    return "-".join(_WORDS.findall(str(text).lower()))[:_LONGEST].strip("-") or NOBODY


def mapping(value: object) -> Mapping[str, Any]:
    """Return a mapping, or an empty one where something else stands."""
    return value if isinstance(value, Mapping) else {}


def entries(value: object) -> list[Mapping[str, Any]]:
    """Return the mappings of a list; whatever else stands in it is left."""
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def words(value: object) -> list[str]:
    """Return the texts of a list, or of a single text."""
    if isinstance(value, str):
        return [value] if value else []
    return (
        [each for each in value if isinstance(each, str) and each]
        if isinstance(value, list)
        else []
    )


def merged(into: list[str], more: Iterable[str]) -> None:
    """Add what is not there yet."""
    into.extend(each for each in dict.fromkeys(more) if each not in into)
