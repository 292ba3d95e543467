"""What crosses the doors of storage about rights requests: where each stands, what is due when.

No free text and no value of a person: a request's words are never kept, only what was asked for, by
whom, when, and how it ended. A request outlives its person: once they are erased its `person` is
None, and the row leads to nobody (GDPR Art. 5(2): the register must show that answers were given).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

StepState = Literal["open", "done", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """One rights request as it stands now; its history is in its events.

    Attributes:
        asked: The right, in the words of the manifest.
        about: A purpose, a category, `marketing`, `*`, or empty for everything.
        asker: In whose name: `person`, `guardian`, `agent`, `heir`.
        mandate: By what authority, where it is not the person: an id, never a document.
        received_at: First arrival at any channel, from which every term runs.
        safe_at, statutory_at, promised_at: The first instant after the last day of each.
        due_at: The earliest of them.
        repeats: An earlier request for the same thing, or None.
        plan: The erasure it led to, or None.
        answer: SHA-256 of the answer, 64 hex digits, or empty.
        expired: Records found past their end while it was worked on; anything but 0 is a breach.
    """

    request: bytes
    person: bytes | None
    asked: str
    about: str
    asker: str
    mandate: str
    channel: str
    residence: str
    state: str
    verification: str
    outcome: str
    ground: str
    handler: str
    law: str
    policy: str
    received_at: int
    opened_at: int
    moved_at: int
    safe_at: int
    statutory_at: int
    promised_at: int | None
    due_at: int
    extended_at: int | None
    answered_at: int | None
    repeats: bytes | None
    plan: bytes | None
    answer: str
    expired: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestEventRow:
    """One step a request took; appended and never changed. `event` is given by storage."""

    event: int
    request: bytes
    kind: str
    actor: str
    who: str
    detail: str
    state: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueStepRow:
    """Something that must happen to a request, and when; done once, by (request, step)."""

    request: bytes
    step: str
    due_at: int
    state: StepState = "open"
    done_at: int | None = None
    outcome: str = ""
