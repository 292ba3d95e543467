"""The notice of a version as it is kept, and its sentences by the promise they tell of."""

from __future__ import annotations

from troth.assembly.notices import notice_page, render
from troth.assembly.policies import LoadedPolicy
from troth.engines.publishing import Page
from troth.policy.differences.comparing import Difference, in_words

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
    """Return address → what the full notice says of it, each sentence once."""
    said: dict[str, dict[str, None]] = {}
    for section in notice_page(loaded, "full", language).sections:
        for block in section.blocks:
            lines = [line for group in block.groups for line in group]
            lines += [line for row in block.rows for cell in row.cells for line in cell]
            for line in lines:
                if line.address:
                    said.setdefault(line.address, {})[line.plain] = None
    return {address: " ".join(sentences) for address, sentences in said.items()}
