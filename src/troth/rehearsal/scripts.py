"""What people ask of the rehearsed company, and how each request goes: one script a course.

Every right of the law and every turn a request can take has its script: asked by the person, by an
agent or a guardian; somebody in doubt, for whom the clock stands; a longer term with its notice in
time; refused on a ground, granted in part, asked twice, taken back. Scripts are dealt out over the
rehearsed time, so that a small rehearsal meets every kind of request and a large one more of each.
Nothing here touches a store.

GDPR Art. 12(2)-(6), 15-22, 77.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from troth.core.requests import RIGHTS, Asker, Right
from troth.engines.rights.opening import Channel
from troth.policy.compiled import Policy

Verb = Literal[
    "ask-identity", "suspend", "resume", "verify", "collect", "ask-person", "hear", "extend",
    "hold", "refuse", "join", "finish", "withdraw", "appeal", "uphold", "lift", "release",
]  # fmt: skip
"""What is done to a request; each names a method of `troth.rehearsal.desk.Desk`."""

Who = Literal["known", "child", "stranger", "asking", "answered"]
"""Who asks: somebody known, a child, somebody unknown, one who is asking, one who was answered."""

Topic = Literal["", "purpose", "consent", "marketing", "ground"]
"""What a request is about: everything, or something of the asker's own under the policy."""

BELL: Final = -1
"""Not before the first reminder rings: a little before the earliest date."""


class Step(NamedTuple):
    """Something that is done, and how many days after receipt at the earliest."""

    verb: Verb
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """The course of one request.

    Attributes:
        right: What is asked for.
        manner: How it goes, in words.
        steps: What is done, in this order.
        who, topic: Who asks, about what.
        asker, channel: In whose name, and by which way in.
        session: Whether it comes from a confirmed session.
        ground: On which ground it is refused; of a restriction, why it is asked for.
        handed: Whether data is handed to a recipient on the day before (GDPR Art. 19).
    """

    right: Right
    manner: str
    steps: tuple[Step, ...]
    who: Who = "known"
    topic: Topic = ""
    asker: Asker = "person"
    channel: Channel = "email"
    session: bool = False
    ground: str = ""
    handed: bool = False


def _then(*steps: tuple[Verb, int]) -> tuple[Step, ...]:
    return tuple(Step(verb, day) for verb, day in steps)


SCRIPTS: Final[tuple[Script, ...]] = (
    Script(right="erasure", manner="asked by a guardian", who="child", asker="guardian",
           channel="post", steps=_then(("verify", 1), ("finish", 2))),
    Script(right="access", manner="asked from a session", session=True, channel="account",
           steps=_then(("finish", BELL))),
    Script(right="rectification", manner="shown by a link", handed=True,
           steps=_then(("verify", 1), ("finish", 6))),
    Script(right="objection", manner="to marketing, at once", topic="marketing", channel="link",
           steps=_then(("verify", 0))),
    Script(right="erasure", manner="shown by a link, data was passed on", handed=True,
           steps=_then(("verify", 1), ("finish", BELL))),
    Script(right="restriction", manner="while accuracy is contested", handed=True, topic="ground",
           ground="accuracy-contested", steps=_then(("verify", 1), ("lift", 25))),
    Script(right="portability", manner="asked from a session", session=True, channel="account",
           steps=_then(("finish", BELL))),
    Script(right="objection", manner="to one purpose, weighed", topic="purpose", channel="form",
           steps=_then(("verify", 1), ("finish", BELL))),
    Script(right="withdrawal", manner="of one consent, at once", topic="consent", session=True,
           channel="account", steps=()),
    Script(right="confirmation", manner="by somebody unknown here", who="stranger",
           steps=_then(("verify", 1), ("finish", 5))),
    Script(right="information", manner="asked by form", channel="form",
           steps=_then(("verify", 1), ("finish", 4))),
    Script(right="sale-opt-out", manner="by a signal, at once", session=True, channel="signal",
           steps=()),
    Script(right="access", manner="in doubt who asks", channel="phone",
           steps=_then(("ask-identity", 1), ("suspend", 2), ("resume", 11), ("verify", 11),
                       ("finish", BELL))),
    Script(right="access", manner="a hard one, more time wanted",
           steps=_then(("verify", 1), ("collect", 4), ("extend", BELL), ("finish", BELL))),
    Script(right="access", manner="asked a second time", who="asking", channel="form",
           steps=_then(("join", 1), ("verify", 2), ("finish", BELL))),
    Script(right="erasure", manner="while a claim is pending", channel="form",
           steps=_then(("verify", 1), ("hold", 2), ("finish", BELL), ("release", 60))),
    Script(right="portability", manner="asked by an agent", asker="agent", channel="post",
           steps=_then(("verify", 3), ("finish", BELL))),
    Script(right="objection", manner="an interest weighs more", topic="purpose",
           ground="compelling-grounds",
           steps=_then(("verify", 1), ("refuse", 9), ("finish", 10))),
    Script(right="erasure", manner="nobody shows who asks", who="stranger",
           ground="not-identified",
           steps=_then(("ask-identity", 1), ("refuse", BELL), ("finish", BELL))),
    Script(right="access", manner="asked again, then appealed", who="answered", session=True,
           channel="account", ground="excessive",
           steps=_then(("refuse", 2), ("finish", 3), ("appeal", 9), ("uphold", 10))),
    Script(right="access", manner="taken back by the asker",
           steps=_then(("verify", 1), ("withdraw", 6))),
    Script(right="rectification", manner="asked by an agent", asker="agent", channel="post",
           steps=_then(("verify", 2), ("finish", BELL))),
    Script(right="access", manner="specified on being asked",
           steps=_then(("verify", 1), ("ask-person", 3), ("hear", 8), ("finish", BELL))),
    Script(right="confirmation", manner="shown by a link", channel="fax",
           steps=_then(("verify", 1), ("finish", BELL))),
)  # fmt: skip
"""Every course of a request, in the order in which they are dealt out."""

IN_THOUSAND: Final = 15
"""So many requests a thousand people make in a year, if that is more than one of each kind."""
FIRST_DAY: Final = 6
UNDISTURBED: Final = 12
"""No request arrives in so many last days: whatever is asked is at least looked at."""


def kinds_of(policy: Policy) -> tuple[Right, ...]:
    """Return the rights that people have under a policy: those it offers and those of the law."""
    known = policy.rights.offered | policy.rights.by_law
    return tuple(right for right in RIGHTS if right in known)


def openings(policy: Policy, people: int, days: int) -> dict[int, list[Script]]:
    """Return day → scripts that begin on it, evenly over the rehearsed time.

    Args:
        policy: Whose rights are asked for.
        people: How many come in all.
        days: How long the rehearsal lasts.
    """
    kinds = kinds_of(policy)
    scripts = [script for script in SCRIPTS if script.right in kinds]
    count = max(len(scripts), people * IN_THOUSAND * days // 365_000)
    first = min(FIRST_DAY, days - 1)
    last = max(first, days - UNDISTURBED)
    calendar: dict[int, list[Script]] = {}
    for number in range(count):
        day = first + (last - first) * number // max(1, count - 1)
        calendar.setdefault(day, []).append(scripts[number % len(scripts)])
    return calendar
