"""Does it promote? The linter for words that go out as something else than marketing.

The phrases are data: the law packs' by language, and the manifest's own. What is found decides
nothing about the person; somebody looks at the message before it leaves.

ePrivacy Directive Art. 13; CJEU C-102/20: an advertisement in another message is direct marketing.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from troth.core.standing import Standing
from troth.law.book import LawBook
from troth.policy.compiled import Policy

GROUP: Final = "promotional-phrases"


def phrases_in(policy: Policy, law: LawBook, words: str, day: date) -> tuple[str, ...]:
    """Return the phrases in words that promote, of every language known, in order of the text."""
    text = _plain(words)
    known = {
        _plain(phrase) for figure in law.under(GROUP, day).values() for phrase in figure.names()
    }
    known.update(_plain(one) for each in policy.correspondence.promotional.values() for one in each)
    found = {phrase: at for phrase in known if phrase and (at := _place(phrase, text)) is not None}
    return tuple(sorted(found, key=lambda phrase: (found[phrase], phrase)))


def opted_out(policy: Policy, standing: Standing) -> bool:
    """Whether somebody has said no to marketing: an objection, or a consent taken back."""
    marketing = {key for key, purpose in policy.purposes.items() if purpose.marketing}
    refused = standing.objected | standing.withdrawn
    return standing.marketing_objection or standing.suppressed or bool(marketing & refused)


def _place(phrase: str, text: str) -> int | None:
    start = r"\b" if phrase[0].isalnum() else ""
    end = r"\b" if phrase[-1].isalnum() else ""
    found = re.search(start + re.escape(phrase) + end, text)
    return None if found is None else found.start()


def _plain(words: str) -> str:
    """Return words in one spelling: case, forms of letters, apostrophes and breaks are alike."""
    folded = (
        unicodedata.normalize("NFKC", words)
        .casefold()
        .replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    )
    return " ".join(folded.split())
