"""What goes to the gate and what comes back: a submission, and a receipt or a refusal.

Values only. A refusal never repeats what was sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from troth.engines.consents.consents import Given
from troth.storage.ports import DataUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What a submission that is a message brings beside its words.

    Attributes:
        message: The id it is to have.
        direction: `out` is what the controller wrote: it moves no clock of the person.
        inquiry: The one it belongs to; None opens one for what comes in.
        outside: SHA-256 of the id it bears elsewhere.
    """

    message: bytes
    channel: str
    direction: Literal["in", "out"] = "in"
    kind: str = "inquiry"
    state: str = "received"
    template: str = ""
    topic: str = ""
    inquiry: bytes | None = None
    outside: bytes | None = None
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What arrives at one collection point at one instant.

    Attributes:
        form: The collection point.
        data: Field → text or bytes, exactly as sent.
        received_at: When, timezone-aware.
        person: The confirmed person, from a session or link; None for anybody else.
        purpose: One purpose, where the caller names one; by default the form's.
        basis: The legal basis the caller claims, if any.
        source, property, system: By default the form's.
        shown: What is shown by id: `agreement`, `interaction-reference`, `device-permission`...
        consents: Consents given by affirmative acts in this submission.
        residence: ISO 3166 country, where known.
        entity: Company of the group that collects; None for the controller itself.
        issued_at: Date of a document, for periods that run from its issue.
        carried: What it brings as a message, where whoever hands it in knows.
    """

    form: str
    data: Mapping[str, str | bytes]
    received_at: datetime
    person: bytes | None = None
    purpose: str | None = None
    basis: str | None = None
    source: str | None = None
    property: str | None = None
    system: str | None = None
    shown: Mapping[str, str] = field(default_factory=dict)
    consents: tuple[Given, ...] = ()
    residence: str | None = None
    entity: str | None = None
    issued_at: datetime | None = None
    carried: Carried | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One value that was kept."""

    field: str
    record: bytes
    category: str
    delete_after: datetime | None
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The gate's yes: what was kept, for what, until when."""

    submission: bytes
    person: bytes
    kept: tuple[Kept, ...]
    dropped: tuple[str, ...]
    purposes: tuple[str, ...]
    basis: str | None
    policy: str

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedFor:
    """One reason, ready to be shown: it never repeats a value."""

    code: str
    address: str
    detail: str
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The gate's no. Falsy."""

    refusal: bytes
    reasons: tuple[RefusedFor, ...]

    def __bool__(self) -> bool:
        return False

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, each once, in order."""
        return tuple(dict.fromkeys(reason.code for reason in self.reasons))


class Filing(Protocol):
    """Files messages, in the unit of work that keeps their words."""

    def file(
        self, unit: DataUnit, given: Sequence[Submission], answers: Sequence[Receipt | Refusal]
    ) -> None: ...
