"""The words of a message: its plain text, or the words of its page where it has nothing else.

Nothing is fetched, run or opened. What no alphabet explains is shown as a mark in its place, so
that a broken charset costs a letter and not the message.

RFC 2045-2046; HTML is read for its words alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from html import unescape
from typing import Final

from troth.mail.headers import FAULTS, kind_of, readable

LONGEST_TEXT: Final = 50_000
LONGEST_PAGE: Final = 300_000
LONGEST_TYPE: Final = 2_000
"""Characters; what says more about itself than this is not a text."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LINES: Final = re.compile(r"\n{3,}")
_NAME: Final = re.compile(r"/?[a-zA-Z][a-zA-Z0-9]{0,20}")
_BLOCKS: Final = frozenset(
    ("p", "div", "br", "li", "tr", "table", "blockquote", "h1", "h2", "h3", "h4", "hr", "pre")
)
_UNSEEN: Final = frozenset(("script", "style", "head", "title", "template"))


def text_of(parts: Sequence[EmailMessage]) -> tuple[str, int]:
    """Return the text of a message, and how many of its parts were not read for it."""
    plain = next((one for one in parts if _is(one, "text/plain")), None)
    page = next((one for one in parts if _is(one, "text/html")), None)
    others = [one for one in parts if one is not plain and not (_is(one, "text/html"))]
    if plain is not None:
        text = _decoded(plain)[:LONGEST_TEXT]
        # Some write an empty text beside the page that they mean.
        if text.strip() or page is None:
            return text, len(others)
    return ("" if page is None else words_of(_decoded(page)[:LONGEST_PAGE])), len(others)


def words_of(page: str) -> str:
    """Return the words of a page of HTML.

    >>> words_of("<p>Please <b>delete</b> my&nbsp;data</p><script>no</script>")
    'Please delete my data'
    """
    lines = (" ".join(line.split()) for line in "".join(_seen(page)).split("\n"))
    return _LINES.sub("\n\n", "\n".join(lines)).strip()[:LONGEST_TEXT]


def _seen(page: str) -> Iterator[str]:
    """Yield what a reader sees; by hand: on hostile pages the library takes minutes."""
    first, *others = page.split("<")
    yield unescape(first)
    hidden = ""
    for each in others:
        if hidden:
            # Not shown until it is closed, whatever else opens meanwhile.
            after = _after(each, hidden)
            if after is not None:
                hidden = ""
                yield unescape(after)
            continue
        if each.startswith("!--"):
            hidden = "" if "-->" in each else "-->"
            yield unescape(each.partition("-->")[2])
            continue
        tag, closed, words = each.partition(">")
        name = _NAME.match(tag)
        if not closed or (name is None and tag[:1] not in ("!", "?")):
            yield "<" + unescape(each)
            continue
        named = name.group().lower() if name else ""
        if named in _UNSEEN:
            hidden = f"/{named}"
        else:
            yield ("\n" if named.lstrip("/") in _BLOCKS else "") + unescape(words)


def _after(chunk: str, closing: str) -> str | None:
    if closing == "-->":
        return chunk.partition("-->")[2] if "-->" in chunk else None
    return chunk.partition(">")[2] if chunk[: len(closing)].lower() == closing else None


def _is(part: EmailMessage, kind: str) -> bool:
    written = [str(v) for k, v in part.raw_items() if k.lower().startswith("content-")]
    if any(len(one) > LONGEST_TYPE for one in written):
        return False
    return kind_of(part) == kind and not _is_attached(part)


def _is_attached(part: EmailMessage) -> bool:
    try:
        return part.get_content_disposition() == "attachment" or bool(part.get_filename())
    except FAULTS:
        return True


def _decoded(part: EmailMessage) -> str:
    try:
        held = part.get_payload(decode=True)
        named = part.get_content_charset("utf-8")
    except FAULTS:
        return ""
    raw = held if isinstance(held, bytes) else b""
    raw = raw[: 4 * LONGEST_PAGE]
    for charset in (named, "utf-8"):
        try:
            return _clean(raw.decode(charset))
        except (LookupError, ValueError):
            # A name that is no charset, or one that does not fit what was written.
            continue
    return _clean(raw.decode("latin-1"))


def _clean(text: str) -> str:
    lines = readable(text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", lines)
