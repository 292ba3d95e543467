"""Each kind of evidence entry, and the one spelling of its bytes.

A fact holds ids, hashes, names from the manifest, enums, counts and instants; there is no field
that could hold free text, so no personal data can get in (DESIGN, D5). About a person it holds
only a commitment whose salt dies with the person's key.

The encoding is canonical JSON: keys sorted, no spaces, ASCII only. `docs/formats/evidence-log.md`
describes it byte by byte.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from troth.errors import StateError

Field = Literal["id", "hash", "name", "count", "instant"]
"""`id` 32 hex digits, `hash` 64, `name` a manifest name or an enum; integers for the rest."""

_SHAPES: Mapping[Field, re.Pattern[str]] = {
    "id": re.compile(r"[0-9a-f]{32}"),
    "hash": re.compile(r"[0-9a-f]{64}"),
    "name": re.compile(r"[A-Za-z0-9][A-Za-z0-9_./:*~+-]{0,119}"),
}

_SIZES: Mapping[Field, int] = {"id": 16, "hash": 32}
"""How many bytes become an id or a hash when they are spelled in hex."""

KINDS: Mapping[str, Mapping[str, Field]] = {
    "store-opened": {"vault": "id", "store": "name"},
    "policy-published": {"policy": "hash", "previous": "hash", "name": "name"},
    "version-published": {
        "policy": "hash",
        "version": "count",
        "weight": "name",
        "rule": "name",
        "effective": "instant",
        "weaker": "count",
        "findings": "count",
        "accepted": "name",
    },
    "announcement-planned": {
        "campaign": "id",
        "policy": "hash",
        "channel": "name",
        "persons": "count",
    },
    "told": {
        "campaign": "id",
        "policy": "hash",
        "channel": "name",
        "outcome": "name",
        "commitment": "hash",
    },
    "announced": {
        "campaign": "id",
        "sent": "count",
        "waiting": "count",
        "undelivered": "count",
    },
    "case-moved": {
        "case": "id",
        "what": "name",
        "event": "name",
        "stage": "name",
        "law": "name",
        "due": "instant",
    },
    "person-created": {"intent": "id", "commitment": "hash"},
    "persons-created": {"intent": "id", "count": "count", "root": "hash"},
    "collected": {
        "submission": "id",
        "form": "name",
        "policy": "hash",
        "count": "count",
        "commitment": "hash",
    },
    "attested": {
        "submission": "id",
        "policy": "hash",
        "claim": "name",
        "commitment": "hash",
    },
    "collected-many": {"form": "name", "policy": "hash", "count": "count", "root": "hash"},
    "refused": {"refusal": "id", "action": "name", "code": "name", "address": "name"},
    "consent-given": {
        "purpose": "name",
        "text": "hash",
        "policy": "hash",
        "method": "name",
        "commitment": "hash",
    },
    "consent-recorded": {
        "purpose": "name",
        "text": "hash",
        "policy": "hash",
        "method": "name",
        "commitment": "hash",
    },
    "consent-text-published": {"text": "hash", "purpose": "name", "policy": "hash"},
    "consent-text-withdrawn": {"text": "hash", "purpose": "name", "policy": "hash"},
    "system-receipt": {
        "plan": "id",
        "system": "name",
        "receipt": "hash",
        "erased": "count",
        "found": "count",
    },
    "guardian-verified": {"check": "id", "means": "name"},
    "mandate-recorded": {"mandate": "id", "asker": "name", "document": "hash"},
    "consent-withdrawn": {"purpose": "name", "policy": "hash", "commitment": "hash"},
    "consents-expired": {"purpose": "name", "count": "count", "root": "hash"},
    "standing-changed": {
        "standing": "name",
        "about": "name",
        "change": "name",
        "commitment": "hash",
    },
    "identifier-confirmed": {"commitment": "hash", "gathered": "count"},
    "identifier-shared": {"commitment": "hash"},
    "looked": {
        "access": "id",
        "role": "name",
        "purpose": "name",
        "records": "count",
        "outcome": "name",
        "commitment": "hash",
    },
    "disclosed": {
        "disclosure": "id",
        "recipient": "name",
        "purpose": "name",
        "ground": "name",
        "count": "count",
        "commitment": "hash",
    },
    "rectified": {"record": "id", "address": "name", "commitment": "hash"},
    "answered": {"pack": "hash", "records": "count", "commitment": "hash"},
    "swept": {"plan": "id", "address": "name", "count": "count", "root": "hash"},
    "anonymised": {
        "plan": "id",
        "address": "name",
        "count": "count",
        "left": "count",
        "root": "hash",
    },
    "restricted-at-end": {"plan": "id", "address": "name", "count": "count"},
    "exception-ended": {"plan": "id", "address": "name", "count": "count"},
    "criterion-reviewed": {"address": "name", "count": "count"},
    "vendor-setting": {"recipient": "name", "period": "name"},
    "period-destroyed": {"plan": "id", "address": "name", "month": "name", "keys": "count"},
    "hold-placed": {"hold": "id", "ground": "name", "scope": "name", "until": "instant"},
    "hold-released": {"hold": "id"},
    "retention-event": {"event": "name", "happened": "instant", "count": "count"},
    "kept-longer": {"address": "name", "count": "count"},
    "recomputed": {"policy": "hash", "shorter": "count", "longer": "count"},
    "erasure-planned": {"plan": "id", "persons": "count", "records": "count", "kept": "count"},
    "erasure-approved": {"request": "id", "plan": "hash", "records": "count"},
    "four-eyes-set": {"records": "count"},
    "kept": {"plan": "id", "address": "name", "count": "count", "until": "instant"},
    "keys-destroyed": {"plan": "id", "persons": "count", "root": "hash"},
    "records-erased": {"plan": "id", "records": "count", "persons": "count"},
    "system-erased": {"plan": "id", "system": "name", "state": "name", "count": "count"},
    "searched": {"plan": "id", "found": "count"},
    "erased": {"plan": "id", "persons": "count", "epoch": "count"},
    "epoch": {"epoch": "count", "shards": "count", "keys": "count"},
    "backup-made": {"backup": "id", "records": "count", "size": "count"},
    "restored": {"backup": "id", "erased": "count", "replayed": "count", "facts": "count"},
    "imported": {"form": "name", "count": "count", "refused": "count", "root": "hash"},
    "pruned": {"below": "count"},
    "request-opened": {
        "request": "id",
        "right": "name",
        "asker": "name",
        "channel": "name",
        "received": "instant",
        "due": "instant",
    },
    "request-moved": {"request": "id", "event": "name", "state": "name", "actor": "name"},
    "request-due": {"request": "id", "law": "name", "due": "instant"},
    "request-decided": {"request": "id", "outcome": "name", "ground": "name"},
    "request-step": {"request": "id", "step": "name", "outcome": "name"},
    "terms-signed": {
        "recipient": "name",
        "party": "name",
        "agreement": "name",
        "edition": "name",
        "until": "instant",
    },
    "terms-required": {"recipient": "name", "edition": "name"},
    "extract-reported": {
        "extract": "hash",
        "method": "name",
        "smallest": "count",
        "rows": "count",
        "dropped": "count",
    },
    "extract-released": {
        "extract": "hash",
        "recipient": "name",
        "purpose": "name",
        "rows": "count",
    },
    "agreement-kept": {"agreement": "name", "client": "name", "entry": "name", "tasks": "count"},
    "agreement-instructed": {"agreement": "name", "task": "name", "change": "name"},
    "agreement-ended": {"agreement": "name", "ending": "name", "records": "count"},
    "measure-shown": {
        "measure": "name",
        "about": "name",
        "what": "name",
        "outcome": "name",
        "on": "name",
        "until": "name",
        "by": "name",
    },
    "finding-opened": {"finding": "name", "measure": "name", "weight": "name", "by": "name"},
    "finding-closed": {"finding": "name", "ending": "name", "by": "name"},
    "undertaking-kept": {"undertaking": "name", "who": "name", "until": "instant"},
    "undertaking-edition": {"undertaking": "name", "who": "name", "edition": "name"},
    "undertaking-required": {"edition": "name", "since": "instant"},
    "access-changed": {"staff": "id", "change": "name", "roles": "count"},
    "access-reviewed": {"staff": "id", "reviewer": "id", "outcome": "name", "roles": "count"},
    "policy-adopted": {"policy": "hash", "property": "name"},
    "document-published": {"document": "name", "version": "count", "text": "hash"},
    "document-accepted": {"document": "name", "version": "count", "agreement": "name"},
    "request-forwarded": {"request": "id", "agreement": "name", "records": "count"},
    "request-expired-held": {"request": "id", "count": "count"},
    "request-answered": {
        "request": "id",
        "outcome": "name",
        "answer": "hash",
        "due": "instant",
        "late": "count",
    },
    "dossier-moved": {
        "dossier": "id",
        "what": "name",
        "event": "name",
        "state": "name",
        "due": "instant",
        "persons": "count",
        "records": "count",
        "document": "hash",
    },
    "taken-over": {
        "deal": "id",
        "policy": "hash",
        "parcel": "hash",
        "persons": "count",
        "records": "count",
    },
    "dossier-told": {
        "dossier": "id",
        "channel": "name",
        "outcome": "name",
        "commitment": "hash",
    },
    "appeal-answered": {
        "request": "id",
        "outcome": "name",
        "answer": "hash",
        "due": "instant",
        "late": "count",
    },
    "agent-changed": {"agent": "name", "protocol": "name", "change": "name"},
    "agent-asked": {"request": "id", "agent": "name", "protocol": "name", "way": "name"},
    "message-moved": {
        "message": "id",
        "kind_of": "name",
        "template": "name",
        "channel": "name",
        "state": "name",
        "phrases": "count",
        "commitment": "hash",
    },
    "rehearsed": {"seed": "count", "people": "count", "months": "count"},
}
"""Every kind with its fields; a kind or a field that is not here cannot be written."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened, at an instant in microseconds UTC."""

    kind: str
    at: int
    detail: tuple[tuple[str, str | int], ...]

    def __getitem__(self, name: str) -> str | int:
        return dict(self.detail)[name]

    def encode(self) -> bytes:
        """Return the canonical bytes: the leaf of the log."""
        return (_form(self.kind) % {**dict(self.detail), "at": self.at}).encode("ascii")


def fact(kind: str, at: int, /, **detail: str | int | bytes) -> Fact:
    """Make a fact; bytes become hex.

    Raises:
        StateError: `evidence/unlawful-fact` when a field is missing, unknown or of another shape.
    """
    fields = KINDS.get(kind)
    if fields is None or fields.keys() != detail.keys():
        expected = ", ".join(fields or ())
        raise StateError(
            "evidence/unlawful-fact",
            f"a fact `{kind}` holds exactly: {expected}",
            help="facts have closed fields so that no personal data can enter the log",
        )
    plain: list[tuple[str, str | int]] = []
    for name, given in detail.items():
        field = fields[name]
        if isinstance(given, bytes):
            value: str | int = given.hex()
            good = len(given) == _SIZES.get(field) or _matches(field, value)
        else:
            value = given
            good = field not in _SHAPES if isinstance(given, int) else _matches(field, given)
        if not good:
            raise StateError("evidence/unlawful-fact", f"`{kind}.{name}` is not a {field}")
        plain.append((name, value))
    return Fact(kind, at, tuple(plain))


# Names of the manifest and hashes of its texts come back in fact after fact.
@lru_cache(maxsize=4_096)
def _matches(field: Field, value: str) -> bool:
    shape = _SHAPES.get(field)
    return shape is not None and shape.fullmatch(value) is not None


@lru_cache(maxsize=512)
def _form(kind: str) -> str:
    """Return the canonical spelling of a kind, with a place for each value by its name."""
    # Every value is an integer or matches a pattern without quotes or escapes, so this is JSON.
    places = {
        name: f'"{name}":"%({name})s"' if field in _SHAPES else f'"{name}":%({name})d'
        for name, field in KINDS[kind].items()
    }
    places |= {"at": '"at":%(at)d', "kind": f'"kind":"{kind}"'}
    return f"{{{','.join(places[name] for name in sorted(places))}}}"


def decode(body: bytes) -> Fact:
    """Read the canonical bytes back; refuses any other spelling.

    Raises:
        StateError: `evidence/malformed`.
    """
    try:
        loaded = json.loads(body)
        kind, at = loaded.pop("kind"), loaded.pop("at")
        if not isinstance(at, int):
            raise TypeError("an instant is a number of microseconds")
        made = fact(kind, at, **loaded)
    except (ValueError, KeyError, AttributeError, TypeError, StateError) as fault:
        raise StateError("evidence/malformed", "a leaf of the log is not a fact") from fault
    if made.encode() != body:
        raise StateError("evidence/malformed", "a leaf of the log is not in its one spelling")
    return made
