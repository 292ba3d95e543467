"""What crosses the doors of storage about versions of a policy, and about who was told of them.

A notice holds an id, a channel and a state, never an address or a name; it goes with its person,
and the log keeps what proves that somebody was told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NoticeState = Literal["queued", "sending", "sent", "seen", "refused", "unreachable", "uncertain"]
"""`sending` is written before a message leaves, so that a crash never sends one twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """One publication of a policy; the text itself is the `PolicyRow` of the same hash.

    Attributes:
        version: 1, 2, 3… in the order of publication; 0 until storage gives it.
        policy: Hash of the compiled policy.
        text: SHA-256 of the manifest's text, 64 hex digits.
        dated: The revision date that the text carries (ISO), or empty.
        published_at: When it was published.
        effective_at: When it takes effect for whoever it takes effect without acceptance.
        rule: `publication`, `acceptance` or `date`.
        weight: Of its heaviest difference to the version before.
        author: Who published it: a role or an id.
        accepted: The name under which findings or weaker promises were taken into account.
    """

    version: int
    policy: str
    text: str
    dated: str
    published_at: int
    effective_at: int
    rule: str
    weight: str
    author: str
    accepted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """One text as it was published: a page of a version's notice, or a document beside the policy.

    A document lies under its own hash in place of a version's.
    """

    policy: str
    kind: str
    language: str
    hash: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignRow:
    """One announcement: what is told, and how far it has come.

    Attributes:
        policy, previous: The version that is told of, and the one before.
        channel: As `policy.differences.demands.Channel` has it.
        source: Address or article that asks for it.
        state: `planned`, `running` or `done`.
    """

    campaign: bytes
    policy: str
    previous: str
    weight: str
    channel: str
    source: str
    state: Literal["planned", "running", "done"]
    planned_at: int
    done_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """One person who is to be told in a campaign, once.

    Attributes:
        channel: `mail` or `login`: shown at the next visit.
        tried_at: When it was last sent or shown, or None.
    """

    campaign: bytes
    person: bytes
    channel: Literal["mail", "login"]
    state: NoticeState
    attempts: int = 0
    tried_at: int | None = None
