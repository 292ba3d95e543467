"""What a message that came in is, before anything is done about it.

The order is the law's: what stops messages stops them first, what may be a request is never filed
as a mere question, and what a program wrote is never answered. Nothing here believes a sender; what
each kind leads to asks for the proof that it needs. Pure: words in, a kind out.

GDPR Art. 12(2)-(3) (no form, and the term runs from receipt), 21(3); RFC 2369, RFC 3464, RFC 3834.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from troth.core.requests import Right
from troth.engines.correspondence.phrases import Phrases, spoken
from troth.mail.incoming import Incoming

Kind = Literal[
    "bounce", "automatic", "nobody", "unsubscription", "stop", "confirmation", "request",
    "may-be-request", "correspondence",
]  # fmt: skip
"""`nobody`: it names no sender, or several. `stop`: an answer that says little else."""

FEW_WORDS: Final = 12
"""An answer that says no more than this says nothing beside."""
FEWEST: Final = 4
"""Words of a message that answers none, if they are to mean only that."""
ABOUT: Final = {"objection": "marketing", "withdrawal": "*"}
"""What a request is about that names nothing narrower."""
ON_PAPER: Final[frozenset[Right]] = frozenset(("restriction",))
"""Rights that need a ground which no words of a message give for sure."""

CODE: Final = re.compile(r"\[#([0-9A-Z]{4}(?:-[0-9A-Z]{4}){2})\]")
"""How the code stands in the subject of a letter that asks whether a request is theirs."""
_LEAVING: Final = re.compile(r"unsubscribe[ +=_-]+([0-9a-f]{64})\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """What a message is.

    Attributes:
        right, about: What a request is for.
        token: Of the way out that was used, or the code that confirms a request.
        language: In which an answer is written; empty where no word told it.
    """

    kind: Kind
    right: Right | None = None
    about: str = ""
    token: str = ""
    language: str = ""


def sort(
    message: Incoming, phrases: Phrases, *, contact: str, offered: Collection[Right]
) -> Sorted:
    """Return what a message is.

    Args:
        message: What could be read of it.
        phrases: The words of the day.
        contact: Where the policy says requests go.
        offered: The rights that can be asked for here.
    """
    if message.bounce is not None:
        return Sorted(kind="bounce")
    leaving = _way_out(message)
    if leaving:
        # RFC 2369, 3.2: the address is the whole message, whoever or whatever sends it.
        return Sorted(kind="unsubscription", token=leaving)
    if message.automatic == "replied":
        return Sorted(kind="automatic")
    if not message.sender:
        return Sorted(kind="nobody")
    if not message.readable:
        return Sorted(kind="may-be-request")
    return _by_words(message, phrases, contact=contact, offered=offered)


def _by_words(
    message: Incoming, phrases: Phrases, *, contact: str, offered: Collection[Right]
) -> Sorted:
    own = phrases.own(message.text)
    said = f"{message.subject}\n{own}"
    code = CODE.search(message.subject)
    if code and not message.automatic:
        agreed = phrases.language_of("agreement-words", own)
        # Programs that answer for somebody away repeat a subject; they do not say yes.
        kind: Kind = "confirmation" if agreed and _is_short(own) else "correspondence"
        return Sorted(kind=kind, token=code.group(1), language=agreed)
    stops = phrases.language_of("stop-words", own or message.subject)
    if stops and _is_short(own) and message.answers and not message.automatic:
        return Sorted(kind="stop", language=stops)
    if phrases.language_of("another-words", said) and _sensitive(phrases, said):
        return Sorted(kind="may-be-request")
    found = phrases.rights_in(said)
    if len(found) == 1 and found[0].right in offered and not message.automatic:
        right = found[0].right
        if right not in ON_PAPER:
            about = ABOUT.get(right, "")
            return Sorted(kind="request", right=right, about=about, language=found[0].language)
    if stops and _is_short(said, FEWEST) and not message.automatic:
        return Sorted(kind="request", right="objection", about="marketing", language=stops)
    asked = found or contact in message.addressed_to or _sensitive(phrases, said)
    return Sorted(kind="may-be-request" if asked else "correspondence")


def _sensitive(phrases: Phrases, said: str) -> bool:
    found = phrases.rights_in(said)
    return bool(found) or bool(phrases.language_of("data-protection-words", said))


def _is_short(words: str, most: int = FEW_WORDS) -> bool:
    return len(spoken(words).split()) <= most


def _way_out(message: Incoming) -> str:
    """Return the token of a way out in an address or a subject; the first that is one."""
    parts = [one.partition("@")[0] for one in message.addressed_to]
    for text in (*parts, message.subject):
        found = _LEAVING.search(text)
        if found:
            return found.group(1).lower()
    return ""
