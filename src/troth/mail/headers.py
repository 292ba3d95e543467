"""Headers of a message that came in, read so that none of them can stop the reading.

They are taken as they were written, cut to a length, and explained one by one: the library that
explains them raises on some that are none, and what was encoded in one may hold what none may.

RFC 5322, section 2.2; RFC 2047.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.headerregistry import BaseHeader
from email.message import Message
from email.policy import EmailPolicy
from typing import Final

from troth.core.names import normalise
from troth.errors import InputError

FAULTS: Final = (ValueError, LookupError, AttributeError, TypeError, RecursionError)
"""What the library raises on headers that are none."""
LONGEST: Final = 1_000
MOST_ADDRESSES: Final = 50

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class ShortHeaders(EmailPolicy):
    """Explains no more of a header than its beginning: the library takes minutes for a long one."""

    def header_fetch_parse(self, name: str, value: str) -> BaseHeader:
        """Return a header explained."""
        explained: BaseHeader = super().header_fetch_parse(name, str(value)[:LONGEST])
        return explained


POLICY: Final = ShortHeaders()


def written(message: Message, name: str) -> list[str]:
    """Return a header as it was written, as often as it stands there."""
    return [
        readable(str(value)[:LONGEST]) for key, value in message.raw_items() if key.lower() == name
    ]


def names_of(message: Message) -> frozenset[str]:
    """Return the names of all headers."""
    return frozenset(key.lower() for key, _ in message.raw_items())


def line_of(message: Message, name: str) -> str:
    """Return a header in one line of readable characters; empty where it is missing."""
    for said in written(message, name):
        try:
            explained = str(POLICY.header_factory(name, said))
        except FAULTS:
            explained = said
        return " ".join(_CONTROL.sub(" ", readable(explained)).split())
    return ""


def addresses_of(message: Message, *names: str) -> list[str]:
    """Return the addresses of some headers, each once, as they are compared."""
    found = [one for name in names for said in written(message, name) for one in _addresses(said)]
    return list(dict.fromkeys(found))[:MOST_ADDRESSES]


def kind_of(part: Message) -> str:
    """Return what a part says it is, such as `text/plain`; empty where it says what nobody can."""
    try:
        return part.get_content_type()
    except FAULTS:
        return ""


def readable(text: str) -> str:
    """Return a text that every store can keep: what no alphabet explains is a mark."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _addresses(said: str) -> Iterator[str]:
    try:
        known = [one.addr_spec for one in POLICY.header_factory("to", said).addresses]
    except FAULTS:
        return
    for each in known[:MOST_ADDRESSES]:
        try:
            yield normalise("email", each).value
        except InputError:
            continue
