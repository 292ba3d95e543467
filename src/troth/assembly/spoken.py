"""The notice of a version as it is kept, and its sentences by the promise they tell of."""

from __future__ import annotations

from collections.abc import Iterator

from troth.assembly.notices import notice_page, render
from troth.assembly.policies import LoadedPolicy
from troth.engines.publication.publishing import Page
from troth.policy.differences.comparing import Difference, in_words
from troth.policy.notice.model import stopped
from troth.policy.pages.page import SUMMARY, PageSection

LANGUAGES = ("en", "de", "fr")


def notice_pages(loaded: LoadedPolicy) -> tuple[Page, ...]:
    """Return the full notice in every language, as it is kept with a version."""
    return tuple(
        Page(kind="notice", language=each, body=render(notice_page(loaded, "full", each), "html"))
        for each in LANGUAGES
    )


def spoken(
    found: tuple[Difference, ...], old: LoadedPolicy, new: LoadedPolicy, language: str = "en"
) -> tuple[Difference, ...]:
    """Return differences with the sentences of both notices."""
    return in_words(found, _sentences(old, language), _sentences(new, language))


def _sentences(loaded: LoadedPolicy, language: str) -> dict[str, str]:
    """Return address → what the full notice says of it below its summary, each sentence once."""
    said: dict[str, dict[str, None]] = {}
    for section in notice_page(loaded, "full", language).sections:
        # A sentence of the summary speaks of many promises at once, and of none in full.
        if section.key == SUMMARY:
            continue
        for address, text in _told(section):
            said.setdefault(address, {})[text] = None
    return {address: " ".join(sentences) for address, sentences in said.items()}


def _told(section: PageSection) -> Iterator[tuple[str, str]]:
    """Give each sentence with its promise; the cells of a row belong to the promise of the row."""
    for block in section.blocks:
        for line in (line for group in block.groups for line in group):
            if line.address:
                yield line.address, line.plain
        for row in block.rows:
            for line in (line for cell in row.cells for line in cell):
                if line.address or row.address:
                    yield line.address or row.address, stopped(line.plain)
