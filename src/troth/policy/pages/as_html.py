"""A page as one HTML file: for a screen, for paper, for a screen reader; without a script.

The stylesheet is in the file, so that it can be mailed and kept. Landmarks, one heading order, a
skip link, `lang` on every stretch of another language, tables with captions and scopes (WCAG 2.2
AA). Every value is escaped. The template and the stylesheet are package data and passed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from jinja2 import DictLoader, Environment, StrictUndefined, Template

from troth.policy.pages.page import Page, PageRow

TEMPLATE = "notice.html.j2"
STYLES = "notice.css"


def as_html(page: Page, templates: Mapping[str, str]) -> str:
    """Return the page as HTML.

    Args:
        page: What to show.
        templates: `notice.html.j2`, `notice-parts.html.j2` and `notice.css` by name.
    """
    return _template(tuple(templates.items())).render(
        page=page, styles=templates[STYLES], targets=targets(page, page.anchors())
    )


def targets(page: Page, anchors: frozenset[str]) -> dict[str, str]:
    """Return where each line of a page's summary leads, by the text id of its label.

    Args:
        page: What has a summary.
        anchors: Of the page that the lines lead to.
    """
    return {
        row.cells[0][0].text: _target(row, anchors)
        for section in page.sections
        if section.key == "summary"
        for block in section.blocks
        for row in block.rows
    }


def _target(row: PageRow, anchors: frozenset[str]) -> str:
    """Return where a line of the summary leads on this page; empty where the page ends with it."""
    told = row.cells[1][0].address if row.cells[1] else ""
    return told if told in anchors else ""


@cache
def _template(sources: tuple[tuple[str, str], ...]) -> Template:
    environment = Environment(
        loader=DictLoader(dict(sources)),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(TEMPLATE)
