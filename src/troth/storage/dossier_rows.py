"""What crosses the doors of storage about dossiers: requests of authorities, inquiries, breaches.

A dossier holds ids, names, hashes and instants, and of a breach what happened; nobody is named in
it. Whom it is about stands beside it by id, and goes with the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DossierKind = Literal["legal-request", "breach", "deal", "inquiry", "testimonial", "dataset"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierRow:
    """One dossier as it stands now; its history is in its events.

    Attributes:
        state: A word of its own kind, such as `opened`, `approved`, `answered`.
        due_at: When something is due, where a term is known.
        body: What else is known of it: canonical JSON of names, hashes, ids and instants.
    """

    dossier: bytes
    kind: str
    state: str
    opened_at: int
    due_at: int | None
    closed_at: int | None
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierEventRow:
    """One thing that happened to a dossier; `event` is given by storage."""

    event: int
    dossier: bytes
    kind: str
    who: str
    detail: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPersonRow:
    """Whom a dossier is about; `state` says whether they were told of it, and how that went."""

    dossier: bytes
    person: bytes
    state: str = ""
