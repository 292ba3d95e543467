"""A notice in words, ready to be laid out: every line with its text id and a unique anchor.

The first place that tells of a promise bears its address as anchor: `#retention/usage` leads
there; the summary only points. Made from `troth.policy.notice`, knows no markup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from troth.policy.notice.model import (
    Block,
    Notice,
    Pairs,
    Paragraph,
    Points,
    Section,
    Sentence,
    Sentences,
    Table,
    say,
)
from troth.policy.notice.spoken import Catalogue, Span

SUMMARY = "summary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence in words. `anchor` is empty where the sentence tells of no promise.

    `leads` is the page outside that it leads to, if any.
    """

    text: str
    spans: tuple[Span, ...]
    address: str
    anchor: str
    leads: str = ""

    @property
    def plain(self) -> str:
        """The words without marks."""
        return "".join(span.text for span in self.spans)


Lines = tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """One row of a table, or one pair of a heading and its lines."""

    address: str
    anchor: str
    cells: tuple[Lines, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBlock:
    """A paragraph (one group of lines), a list (many), pairs or a table (rows)."""

    kind: Literal["paragraph", "list", "pairs", "table"]
    groups: tuple[Lines, ...] = ()
    caption: Line | None = None
    head: Lines = ()
    rows: tuple[PageRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSection:
    """A part of the page under one heading."""

    key: str
    anchor: str
    title: Line
    blocks: tuple[PageBlock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One layer of a notice in one language."""

    language: str
    written_in: str
    layer: str
    title: Line
    stamp: Line | None
    stamp_at: str
    sections: tuple[PageSection, ...]
    words: Mapping[str, str]
    policy: str
    hash: str

    def anchors(self) -> frozenset[str]:
        """Return every anchor of the page."""
        found = {section.anchor for section in self.sections}
        if self.stamp and self.stamp_at != "none":
            found.add(self.stamp.anchor)
        for section in self.sections:
            for block in section.blocks:
                found |= {row.anchor for row in block.rows}
                found |= {line.anchor for line in _lines(block)}
        return frozenset(found - {""})


def _lines(block: PageBlock) -> Lines:
    grouped = tuple(line for group in block.groups for line in group)
    return (*grouped, *(line for row in block.rows for cell in row.cells for line in cell))


def sentences(page: Page) -> tuple[str, ...]:
    """Return the page's sentences as they are read, headings left out."""
    found: list[str] = []
    for section in page.sections:
        for block in section.blocks:
            found += [line.plain for group in block.groups for line in group]
            rows = (row.cells[1:] if block.kind == "pairs" else row.cells for row in block.rows)
            found += [line.plain for cells in rows for cell in cells for line in cell]
    return tuple(found)


def lay_out(notice: Notice, catalogue: Catalogue) -> Page:
    """Return a notice in the words of a catalogue, with its anchors.

    Raises:
        InputError: `notice/no-text` when the catalogue lacks a text.
    """
    making = _Making(catalogue=catalogue)
    # A section bears the name of its part of the manifest; its own sentences come after.
    making.taken |= {section.key for section in notice.sections}
    sections = tuple(making.section(section) for section in notice.sections)
    made_from = say("made-from", policy=notice.policy, hash=notice.hash[:16])
    return Page(
        language=catalogue.language,
        written_in=notice.written_in,
        layer=notice.layer,
        title=making.line(notice.title),
        stamp=making.line(notice.stamp) if notice.stamp else None,
        stamp_at=notice.stamp_at,
        sections=sections,
        words={
            "skip": catalogue.text(say("skip")),
            "contents": catalogue.text(say("contents")),
            "made-from": catalogue.text(made_from),
            "own-words": catalogue.text(say("own-words")),
        },
        policy=notice.policy,
        hash=notice.hash,
    )


@dataclass(slots=True, kw_only=True)
class _Making:
    """What is known while a page is made: its language and the anchors given away."""

    catalogue: Catalogue
    taken: set[str] = field(default_factory=set)
    pointing: bool = False

    def section(self, section: Section) -> PageSection:
        self.pointing = section.key == SUMMARY
        title = self.line(section.title)
        blocks = tuple(self.block(block) for block in section.blocks)
        return PageSection(key=section.key, anchor=section.key, title=title, blocks=blocks)

    def block(self, block: Block) -> PageBlock:
        if isinstance(block, Paragraph):
            return PageBlock(kind="paragraph", groups=(self.lines(block.sentences),))
        if isinstance(block, Points):
            return PageBlock(kind="list", groups=tuple(map(self.lines, block.points)))
        if isinstance(block, Pairs):
            return self.pairs(block)
        return self.table(block)

    def pairs(self, block: Pairs) -> PageBlock:
        rows = tuple(
            PageRow(address="", anchor="", cells=((self.line(label),), self.lines(told)))
            for label, told in block.pairs
        )
        return PageBlock(kind="pairs", rows=rows)

    def table(self, block: Table) -> PageBlock:
        rows = tuple(
            PageRow(
                address=row.address,
                anchor=self.anchor(row.address),
                cells=tuple(map(self.lines, row.cells)),
            )
            for row in block.rows
        )
        caption = self.line(block.caption)
        return PageBlock(kind="table", caption=caption, head=self.lines(block.head), rows=rows)

    def lines(self, told: Sentences) -> Lines:
        return tuple(map(self.line, told))

    def line(self, sentence: Sentence) -> Line:
        return Line(
            text=sentence.text,
            spans=self.catalogue.spans(sentence),
            address=sentence.address,
            anchor=self.anchor(sentence.address),
            leads=sentence.leads,
        )

    def anchor(self, address: str) -> str:
        """Return an anchor nobody else has: the address itself for the first who tells of it."""
        if not address:
            return ""
        wanted = f"in-short/{address}" if self.pointing else address
        made, count = wanted, 1
        while made in self.taken:
            count += 1
            made = f"{wanted}:{count}"
        self.taken.add(made)
        return made
