"""The register of consent texts: what was shown to people, word for word, known by its hash.

A text asks for one purpose, in one language, in one layout, toward one recipient or none. Once a
store has published any text, a consent for a text it never published is refused: nobody could show
later what was agreed to (GDPR Art. 7(1)). A text is never changed; another one replaces it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import msgspec

from troth.core.consent import About
from troth.errors import InputError
from troth.storage.ports import DataReader, DataUnit

K = TypeVar("K", bound=Hashable)

REGISTER = "consent-texts"
"""Setting of the store under which the register is kept; each text is kept under `/<hash>`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedText:
    """One text as it was published.

    Attributes:
        text: SHA-256 of its UTF-8 bytes, in hex.
        layout: Name of the form or screen it is shown on.
        recipient: Whom it names; empty when nobody.
        at: Microseconds UTC.
        replaced_by: Hash of the text that people are asked now; empty while it is this one.
        fields: The only items that a consent to it covers; empty when it names none apart.
        by_channel: The channel it names; empty when none.
        withdrawn_at: Microseconds UTC from which nobody may be asked by it any more; 0 for never.
    """

    text: str
    purpose: str
    language: str
    layout: str = ""
    recipient: str = ""
    at: int
    replaced_by: str = ""
    fields: tuple[str, ...] = ()
    withdrawn_at: int = 0
    by_channel: str = ""


Texts = Mapping[str, PublishedText]


def hash_of(words: str) -> str:
    """Return the hash by which a text is known: SHA-256 of its UTF-8 bytes, in hex."""
    return hashlib.sha256(words.encode()).hexdigest()


def published(reader: DataReader) -> dict[str, PublishedText]:
    """Return hash → text of everything ever published into a store."""
    kept = reader.meta(REGISTER)
    if kept is None:
        return {}
    return {one.text: one for one in msgspec.json.decode(kept, type=list[PublishedText])}


def words_of(reader: DataReader, text: str) -> str | None:
    """Return the words behind a hash, or None when they were never published."""
    return reader.meta(f"{REGISTER}/{text}")


def enter(unit: DataUnit, new: PublishedText, words: str, replaces: str = "") -> PublishedText:
    """Enter a text into the register, in the caller's unit; the same text twice is one.

    Raises:
        InputError: `consent/empty-text`; `consent/text-published-otherwise` when the same words
            stand there for something else; `consent/text-withdrawn`;
            `consent/text-unpublished` for an unknown `replaces`.
    """
    if not words.strip():
        raise InputError("consent/empty-text", "a consent text has words")
    known = published(unit)
    before = known.get(new.text)
    if before is not None:
        if replace(before, at=new.at, replaced_by="", withdrawn_at=0) != new:
            raise InputError(
                "consent/text-published-otherwise",
                f"these words were published for `{before.purpose}` in `{before.language}`",
                help="one text asks for one purpose, toward one recipient (GDPR recital 43)",
            )
        _refuse_withdrawn(before)
        return before
    if replaces:
        if replaces not in known:
            raise InputError("consent/text-unpublished", f"no text `{replaces}` was published")
        known[replaces] = replace(known[replaces], replaced_by=new.text)
    known[new.text] = new
    _keep(unit, known)
    unit.set_meta(f"{REGISTER}/{new.text}", words)
    return new


def retire(unit: DataUnit, text: str, at: int) -> PublishedText:
    """Withdraw a text without another in its place, in the caller's unit; twice is once.

    Raises:
        InputError: `consent/text-unpublished`.
    """
    known = published(unit)
    if text not in known:
        raise InputError("consent/text-unpublished", f"no text `{text}` was published")
    if not known[text].withdrawn_at:
        known[text] = replace(known[text], withdrawn_at=at)
        _keep(unit, known)
    return known[text]


def _keep(unit: DataUnit, known: Texts) -> None:
    unit.set_meta(REGISTER, msgspec.json.encode(list(known.values())).decode())


def _refuse_withdrawn(shown: PublishedText) -> None:
    if shown.withdrawn_at:
        raise InputError(
            "consent/text-withdrawn",
            f"the text `{shown.text}` was withdrawn",
            help="publish another text and ask by that one",
        )


def check_text(known: Texts, *, text: str, about: About, language: str, layout: str) -> None:
    """Refuse a consent whose text cannot carry it.

    Raises:
        InputError: `consent/text-unpublished`, `consent/text-withdrawn`, `consent/text-replaced`,
            `consent/text-for-another-purpose`, `consent/text-names-another`,
            `consent/text-names-another-channel`, `consent/text-in-another-language`,
            `consent/text-in-another-layout`.
    """
    if not known:
        return
    shown = known.get(text)
    if shown is None:
        raise InputError(
            "consent/text-unpublished",
            f"no text `{text}` was published",
            help="publish the exact text before it is shown: `troth consent publish`",
        )
    _refuse_withdrawn(shown)
    if shown.replaced_by:
        raise InputError(
            "consent/text-replaced",
            f"the text `{text}` was replaced by `{shown.replaced_by}`",
            help="show the new text and ask again",
        )
    # GDPR Art. 4(11), recital 32: specific and informed, for what that very text says.
    asked = (
        ("consent/text-for-another-purpose", about.purpose, shown.purpose),
        ("consent/text-names-another", about.recipient, shown.recipient),
        ("consent/text-names-another-channel", about.by_channel, shown.by_channel),
        ("consent/text-in-another-language", language, shown.language),
        ("consent/text-in-another-layout", layout, layout and shown.layout),
    )
    for code, given, said in asked:
        if given != said:
            detail = f"the text says `{said}`, the consent `{given}`"
            raise InputError(code, detail, help="a consent reaches as far as the text shown")


def reach_of(known: Texts, agreed: Mapping[K, str]) -> dict[K, frozenset[str]]:
    """Return key → the only items that a consent covers, for those whose text names items.

    Args:
        known: The register.
        agreed: Any key → hash of the text that was agreed to.
    """
    found = {}
    for key, text in agreed.items():
        shown = known.get(text)
        if shown is not None and shown.fields:
            found[key] = frozenset(shown.fields)
    return found
