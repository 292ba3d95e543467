"""What goes out to a person: what it is, whether it may, and what is kept of it.

Values, and the decision. The kind of a message comes from what it is, an answer or a template of
the manifest, and from nobody's say. Whoever said no to marketing gets answers and what their
service needs, and no promotion inside them.

GDPR Art. 21(2)-(3), 5(1)(b); ePrivacy Directive Art. 13(1); CJEU C-102/20.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from troth.core.standing import Standing
from troth.engines.correspondence.promotion import opted_out, phrases_in
from troth.engines.correspondence.ways_out import MARKETING, MISSING, PLACE
from troth.engines.intake.submission import RefusedFor
from troth.law.book import LawBook
from troth.policy.compiled import Policy
from troth.policy.decide import decide
from troth.policy.question import Question
from troth.storage.rows import ActivityRow

OPTED_OUT: Final = "OPTED_OUT"
KIND_SUSPECT: Final = "KIND_SUSPECT"
REPLY: Final = "inquiry-reply"
ASKED: Final = frozenset((REPLY,))
"""Kinds that answer somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What somebody writes to a person.

    Attributes:
        who: Which of the staff, or which program, by id.
        channel: How it goes; empty for the way the person can be reached by.
        role: The role in which they write; some purposes are open to named roles only.
    """

    text: str
    subject: str = ""
    who: str = ""
    channel: str = ""
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of a message that was to go out. Falsy when it was refused.

    Attributes:
        message: Its id; empty where it was refused and nothing of it is kept.
        state: `sent`, `waiting`, `held`, `refused`, `uncertain`, `dropped`.
        reasons: Why it was refused or held.
        phrases: What in it promotes.
    """

    message: bytes
    state: str
    kind: str
    purpose: str
    channel: str
    reasons: tuple[RefusedFor, ...] = ()
    phrases: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.message)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, each once, in order."""
        return tuple(dict.fromkeys(reason.code for reason in self.reasons))


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """A message before it is let out: of which kind, what for, and for whom."""

    kind: str
    purpose: str
    template: str = ""
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a message may leave: with `hold` somebody else looks at it first."""

    refused: tuple[RefusedFor, ...] = ()
    hold: tuple[RefusedFor, ...] = ()
    phrases: tuple[str, ...] = ()


class Judge:
    """Says whether a message may leave."""

    def __init__(self, *, policy: Policy, law: LawBook) -> None:
        self._policy = policy
        self._law = law

    def verdict(
        self,
        meant: Meant,
        words: str,
        standing: Standing,
        held: Sequence[ActivityRow],
        now: datetime,
    ) -> Verdict:
        """Judge a message.

        Args:
            meant: What it is.
            words: Its subject and text.
            standing: What holds for the person.
            held: The activities of what is known of how to reach them.
            now: When it is to leave.
        """
        refused = self._refused(meant, standing, held, now)
        if meant.kind == MARKETING and not refused and PLACE not in words:
            # ePrivacy Directive Art. 13(2), 13(4): each message says how to get no more of them.
            detail = "a message of marketing says how to get no more of them"
            refused = (_reason(MISSING, f"purposes/{meant.purpose}", detail, f"put {PLACE} in it"),)
        if meant.kind == MARKETING or refused:
            return Verdict(refused=refused)
        phrases = phrases_in(self._policy, self._law, words, now.date())
        if not phrases:
            return Verdict()
        found = ", ".join(f"`{phrase}`" for phrase in phrases)
        if meant.kind in ASKED and opted_out(self._policy, standing):
            # GDPR Art. 21(3): an answer that promotes is direct marketing, whatever it answers.
            detail = f"the person objects to direct marketing, and this promotes: {found}"
            reason = _reason(OPTED_OUT, "rights/objection", detail, "answer without it")
            return Verdict(refused=(reason,), phrases=phrases)
        detail = f"it is said to be {meant.kind.replace('-', ' ')}, and it promotes: {found}"
        help = "somebody else releases it, or drops it"
        reason = _reason(KIND_SUSPECT, f"purposes/{meant.purpose}", detail, help)
        return Verdict(hold=(reason,), phrases=phrases)

    def _refused(
        self, meant: Meant, standing: Standing, held: Iterable[ActivityRow], now: datetime
    ) -> tuple[RefusedFor, ...]:
        """Return why nothing that is held may be used for it; one datum that may be is enough."""
        found: dict[str, RefusedFor] = {}
        for activity in held:
            asked = Question(
                action="use",
                at=now,
                purpose=meant.purpose,
                role=meant.role,
                categories=(activity.category,),
                form=activity.form,
                source=activity.source,
                collected_for=frozenset(activity.purposes),
                standing=standing,
            )
            decision = decide(self._policy, asked)
            if decision.allowed:
                return ()
            for each in decision.reasons:
                said = _reason(each.code, each.address, each.detail, each.help)
                found.setdefault(each.code, said)
        return tuple(found.values())


def _reason(code: str, address: str, detail: str, help: str) -> RefusedFor:
    return RefusedFor(code=code, address=address, detail=detail, help=help)
