"""The notice as a value: sections, blocks and sentences, in no language and on no page.

A sentence is the id of a text in the catalogues, its arguments, and the address of the promise that
it tells of. Words come with `troth.policy.notice.spoken`, pages with `troth.policy.pages`. Nothing
here is text for people, save what the manifest itself says (`Free`), which keeps its own language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from troth.core.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word of a manifest or of its language, to be looked up in the vocabulary."""

    group: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """Free text of the manifest: stays in the manifest's language and is marked with it."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An ISO 3166 code, or `any`."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """Several things in a row: `a, b and c`; `or` with `either`."""

    items: tuple[Argument, ...]
    either: bool = False


Argument = str | int | date | Period | Term | Free | Place | Many
"""`str` is a name, an address or a code: the same in every language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One text of the catalogues with its arguments, and the promise that it tells of.

    `leads` is the address of the page that it leads to, if it leads out of the notice.
    """

    text: str
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    address: str = ""
    leads: str = ""


Sentences = tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Sentences that are read in one go."""

    sentences: Sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """A list; each point is a few sentences."""

    points: tuple[Sentences, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Short headings, each with the sentences that belong to it."""

    pairs: tuple[tuple[Sentence, Sentences], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table, with the address of the promise that it tells of."""

    address: str
    cells: tuple[Sentences, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; the first cell of a row is its heading."""

    caption: Sentence
    head: tuple[Sentence, ...]
    rows: tuple[Row, ...]


Block = Paragraph | Points | Pairs | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a notice under one heading; an empty one is left out by `build`."""

    key: str
    title: Sentence
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One layer of a policy's notice.

    Attributes:
        layer: `summary`, `full`, `form:KEY`, `cookies`, `recruitment`, `recipients`, `rights`.
        title: The heading of the page.
        stamp: The line with the date of the text, or None where the policy has no date.
        stamp_at: Where the policy puts it.
        written_in: Language of the manifest's free text, as BCP 47.
        policy: Name of the manifest.
        hash: Content hash of the compiled policy that this was made from.
    """

    layer: str
    title: Sentence
    stamp: Sentence | None
    stamp_at: Literal["top", "bottom", "none"]
    sections: tuple[Section, ...]
    written_in: str
    policy: str
    hash: str


def say(text: str, address: str = "", **arguments: Argument) -> Sentence:
    """Return a sentence: the text with this id, about the promise at `address`."""
    return Sentence(text=text, arguments=arguments, address=address)


def free(text: str, address: str = "") -> Sentence:
    """Return the manifest's own words as a sentence."""
    return say("free", address, said=Free(text=stopped(text)))


def stopped(text: str) -> str:
    """Return free text as one line that ends like a sentence."""
    line = " ".join(text.split())
    return line if line.endswith((".", "!", "?", ":")) else f"{line}."
