"""A message that came in, read from its bytes and believed in nothing.

What a header says is what somebody wrote there: the sender is a claim, the day is not read at all,
attachments are counted and never opened. Every limit ends in a `fault` beside what could be read,
never in an exception, so that no message stops the ones behind it.

RFC 5322 (format), RFC 2045-2047 (MIME), RFC 3464 with 3463 (bounces), RFC 3834 (automatic ones).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from hashlib import sha256
from typing import Final, Literal

from troth.mail.bounces import Bounce, read_bounce
from troth.mail.headers import FAULTS, POLICY, addresses_of, kind_of, line_of, names_of, written
from troth.mail.texts import text_of

Automatic = Literal["", "replied", "generated"]
"""Whether a program wrote it: in answer to a message (`replied`), or by itself (`generated`)."""

LARGEST: Final = 10_000_000
"""Bytes of one message that are read; what is larger is read by its head alone."""
HEAD: Final = 65_536
"""Bytes of its headers that are read."""
MOST_PARTS: Final = 200
MOST_BRANCHES: Final = 64
"""Parts that hold parts: each one costs the parser a level."""
LONGEST_SUBJECT: Final = 300

_ID: Final = re.compile(r"<[^<>\s]{1,250}>")
MOST_SEPARATORS: Final = 1_000

_BLANK: Final = re.compile(rb"\r?\n\r?\n")
_FIRST: Final = re.compile(r"[a-z-]+")
_SEPARATOR: Final = re.compile(rb"^--", re.M)
_BRANCH: Final = re.compile(rb"boundary\s*\*?\d*\*?\s*=|:\s*message/", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """What could be read of a message.

    Attributes:
        sender: The one address of `From`; empty where there is none, or more than one.
        addressed_to: Every address it was sent to, as its headers say.
        subject, text: In one line, and in lines; without control characters.
        message_id: With its brackets; empty where it has none that is one.
        answers: The messages it answers, the nearest first.
        bounce: What a mail server says of a message of ours (RFC 3464).
        attachments: How many parts were not read.
        faults: What is wrong with it: `no-sender`, `two-senders`, `too-large`, `too-many-parts`,
            `malformed`.
        content: A hash of what its writer wrote; the same for the same message on another way.
    """

    sender: str
    addressed_to: tuple[str, ...]
    subject: str
    text: str
    message_id: str
    answers: tuple[str, ...]
    automatic: Automatic
    bounce: Bounce | None
    attachments: int
    faults: tuple[str, ...]
    content: bytes

    @property
    def readable(self) -> bool:
        """Whether its text is all there: nothing was too much to be read."""
        return not set(self.faults) & {"too-large", "too-many-parts", "malformed"}


def read_message(raw: bytes, *, whole: bool = True) -> Incoming:
    """Read one message.

    Args:
        raw: Its bytes, or the first of them.
        whole: Whether these are all.
    """
    message, faults = _parsed(raw, whole=whole)
    senders = addresses_of(message, "from")
    one = len(senders) == 1 and len(written(message, "from")) == 1
    text, attachments = "", 0
    if not faults:
        parts = list(_parts(message))
        faults += ["too-many-parts"] if len(parts) > MOST_PARTS else []
        text, attachments = text_of(parts[:MOST_PARTS])
    if not one:
        # RFC 5322, 3.6.2: several authors would name one sender, who is not the one we could ask.
        faults.append(
            "two-senders" if len(written(message, "from")) > 1 or senders else "no-sender"
        )
    return Incoming(
        sender=senders[0] if one else "",
        addressed_to=tuple(
            addresses_of(message, "delivered-to", "x-original-to", "envelope-to", "to", "cc")
        ),
        subject=line_of(message, "subject")[:LONGEST_SUBJECT],
        text=text,
        message_id=next(iter(_ids(message, "message-id")), ""),
        answers=tuple(dict.fromkeys(_answered(message))),
        automatic=_automatic(message),
        bounce=read_bounce(message),
        attachments=attachments,
        faults=tuple(faults),
        content=_content(message, raw),
    )


def _parsed(raw: bytes, *, whole: bool) -> tuple[EmailMessage, list[str]]:
    """Return a message, or its headers alone with what kept the rest from being read."""
    headers = _BLANK.search(raw[: LARGEST + HEAD])
    long = headers.start() > HEAD if headers else len(raw) > HEAD
    faults = ["too-large"] if not whole or len(raw) > LARGEST or long else []
    branches = len(_BRANCH.findall(raw[:LARGEST]))
    separators = len(_SEPARATOR.findall(raw[:LARGEST])) if branches else 0
    if branches > MOST_BRANCHES or separators > MOST_SEPARATORS:
        faults.append("too-many-parts")
    if not faults:
        try:
            return _read(raw), faults
        except FAULTS:
            faults.append("malformed")
    # What follows the headers stays one text that nobody looks at.
    return _read(raw[:HEAD], head=True), faults


def _read(raw: bytes, *, head: bool = False) -> EmailMessage:
    message = BytesParser(policy=POLICY).parsebytes(raw, headersonly=head)
    # What the policy makes.
    assert isinstance(message, EmailMessage)
    return message


def _ids(message: EmailMessage, name: str) -> list[str]:
    return [one for said in written(message, name) for one in _ID.findall(said)][:MOST_PARTS]


def _answered(message: EmailMessage) -> list[str]:
    # RFC 5322, 3.6.4: the last reference is the message that is answered.
    return [*_ids(message, "in-reply-to"), *reversed(_ids(message, "references"))]


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the parts that hold no others, in order; a message in a message is one of them."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        content = part.get_payload()
        if kind_of(part).startswith("multipart/") and isinstance(content, list):
            waiting += [one for one in reversed(content) if isinstance(one, EmailMessage)]
        else:
            yield part


def _automatic(message: EmailMessage) -> Automatic:
    """Tell whether a program wrote it: RFC 3834, section 5, and what programs do beside it."""
    word = _FIRST.match(line_of(message, "auto-submitted").lower())
    said = word.group() if word else ""
    names, weight = names_of(message), line_of(message, "precedence").lower()
    if said == "auto-replied" or names & {"x-autoreply", "x-autorespond", "x-autoresponder"}:
        return "replied"
    # RFC 3464 and RFC 8098: what became of a message, told by a program.
    if weight == "auto_reply" or kind_of(message) == "multipart/report":
        return "replied"
    if said not in ("", "no") or names & {"list-id", "list-post", "x-auto-response-suppress"}:
        return "generated"
    # RFC 3834, section 2: to an empty return path nothing is ever sent.
    nobody = "<>" in [one.strip() for one in written(message, "return-path")]
    return "generated" if nobody or weight in ("bulk", "junk", "list") else ""


def _content(message: EmailMessage, raw: bytes) -> bytes:
    """Return a hash of what was written; the marks of its way are left out."""
    _, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    hashed = sha256()
    for name in ("from", "date", "subject", "message-id", "to"):
        for said in written(message, name):
            hashed.update(f"{name}:{' '.join(said.split())}\n".encode(errors="replace"))
    hashed.update(sha256(body).digest())
    return hashed.digest()
