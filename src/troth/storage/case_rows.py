"""What crosses the doors of storage about cases: complaints, claims, breaches of terms, questions.

The words of a case are never kept here: where they came in by a form they lie sealed under its
submission. A case outlives its person and leads to nobody then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CaseKind = Literal[
    "complaint", "claim", "breach", "question", "fraud", "accuracy-review", "false-data"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One case as it stands now; its history is in its events.

    Attributes:
        matter: Its id; `case` is a word of SQL.
        stage: `company`, `dpo`, `authority` or `closed`.
        law: The law it is under, by pack or citation id, or empty.
        about: What it is about: a name of the manifest or an id, or empty.
        document: The agreement or letter it rests on, by id, or empty.
        categories: What an open breach or fraud case lets be used; empty for any other.
        submission: Where its own words lie sealed, or None.
        request: A rights request that was found in it, or None.
        due_at: When the answer is due, where a term is known.
    """

    matter: bytes
    kind: CaseKind
    person: bytes | None
    stage: str
    law: str
    about: str
    document: str
    categories: tuple[str, ...]
    residence: str
    submission: bytes | None
    request: bytes | None
    received_at: int
    due_at: int | None
    closed_at: int | None
    outcome: str
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEventRow:
    """One thing that happened to a case; `event` is given by storage."""

    event: int
    matter: bytes
    kind: str
    who: str
    detail: str
    stage: str
    at: int
