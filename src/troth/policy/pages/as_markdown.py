"""A page as Markdown: headings, lists and tables as CommonMark with tables reads them.

Anchors are empty `a` elements, the one thing Markdown has no words for. What a manifest says cannot
break out of its line: signs that Markdown reads are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from troth.policy.pages.page import Line, Lines, Page, PageBlock

_SIGNS = re.compile(r"([\\`*_\[\]<>|#&])")


def as_markdown(page: Page) -> str:
    """Return the page as Markdown that ends with a newline."""
    return "\n".join(_parts(page)).rstrip() + "\n"


def _parts(page: Page) -> Iterator[str]:
    yield f"# {_words(page.title)}"
    yield ""
    if page.stamp and page.stamp_at == "top":
        yield from (_told((page.stamp,)), "")
    for section in page.sections:
        yield f'<a id="{section.anchor}"></a>'
        yield ""
        yield f"## {_words(section.title)}"
        yield ""
        for block in section.blocks:
            yield from _block(block)
            yield ""
    if page.stamp and page.stamp_at == "bottom":
        yield from (_told((page.stamp,)), "")
    yield "---"
    yield ""
    if page.language != page.written_in:
        yield from (_escaped(page.words["own-words"]), "")
    yield _escaped(page.words["made-from"])


def _block(block: PageBlock) -> Iterator[str]:
    if block.kind == "paragraph":
        yield from (_told(group) for group in block.groups)
    elif block.kind == "list":
        yield from (f"- {_told(group)}" for group in block.groups)
    elif block.kind == "pairs":
        for row in block.rows:
            yield f"- **{_words(row.cells[0][0])}**: {_told(row.cells[1])}"
    else:
        yield from _table(block)


def _table(block: PageBlock) -> Iterator[str]:
    if block.caption:
        yield from (f"*{_words(block.caption)}*", "")
    yield f"| {' | '.join(_words(line) for line in block.head)} |"
    yield f"|{'---|' * len(block.head)}"
    for row in block.rows:
        cells = ["<br>".join(_marked(line) for line in cell) for cell in row.cells]
        mark = f'<a id="{row.anchor}"></a>' if row.anchor else ""
        yield f"| {mark}{' | '.join(cells)} |"


def _told(lines: Lines) -> str:
    return " ".join(_marked(line) for line in lines)


def _marked(line: Line) -> str:
    mark = f'<a id="{line.anchor}"></a>' if line.anchor else ""
    return mark + _words(line)


def _words(line: Line) -> str:
    words = _escaped(line.plain)
    # Between angle brackets an address may hold whatever it likes but these and white space.
    leads = line.leads.replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C")
    return f"[{words}](<{leads}>)" if leads else words


def _escaped(text: str) -> str:
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))
