"""What crosses the doors of storage about correspondence: one message, and where its words lie.

A row holds ids, enums and instants. The words are records like any other, sealed in the vault under
the submission named here; so whatever reaches records reaches them: a hold, a period, an erasure.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """One message from or to a person.

    Attributes:
        inquiry: The dossier it belongs to; None for what answers nothing.
        person: Whom it is from or to; None for nobody known, and after their erasure.
        submission: Where its words lie; None where they were not kept.
        direction: `in` from the person, `out` from the controller.
        channel: The way it took: `email`, `form`, `phone`...
        kind: What it is: `inquiry`, `inquiry-reply`, `service`, `transactional`, `legal`...
        state: `received`, `waiting`, `sent`, `held`, `dropped`, `refused`, `uncertain`.
        template: What made it of its kind; empty for words of somebody's own.
        outside: SHA-256 of the id it bears elsewhere (RFC 5322, 3.6.4); None where it has none.
        who: Which of the staff wrote or entered it; empty for nobody.
    """

    message: bytes
    inquiry: bytes | None
    person: bytes | None
    submission: bytes | None
    direction: str
    channel: str
    kind: str
    state: str
    template: str
    outside: bytes | None
    who: str
    at: int
