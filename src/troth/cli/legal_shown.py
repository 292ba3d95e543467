"""What `troth legal` prints: a request as it stands, a look, and what left."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence

from rich.console import RenderableType

from troth.cli.output import instant, line, pairs, reasons, table
from troth.core.periods import from_micros
from troth.engines.disclosure.legal_requests import Disclosed, LegalRequest
from troth.engines.staff.access import Answer
from troth.policy.question import Reason


def document(found: LegalRequest) -> dict[str, object]:
    """Return a request as JSON can say it."""
    asked, row = found.asked, found.row
    return {
        "request": found.id.hex(),
        "state": row.state,
        "to": asked.recipient,
        "authority": asked.authority,
        "instrument": asked.instrument,
        "ground": asked.ground,
        "reference": asked.reference,
        "jurisdiction": asked.jurisdiction,
        "treaty": asked.treaty,
        "purpose": asked.purpose,
        "scope": list(asked.scope),
        "place": asked.place,
        "document": asked.document,
        "received": from_micros(row.opened_at).isoformat(),
        "due": instant(row.due_at),
        "silent": asked.silent,
        "silent_until": instant(asked.silent_until),
        "approved_by": asked.approved_by,
        "refusal": asked.refusal,
        "disclosures": list(asked.disclosures),
        "persons": [
            {"person": one.person.hex(), "told": one.state or "not yet"} for one in found.persons
        ],
        "events": [
            {"event": one.kind, "who": one.who, "detail": one.detail,
             "at": from_micros(one.at).isoformat()}
            for one in found.events
        ],
    }  # fmt: skip


def request_words(found: LegalRequest) -> Iterator[RenderableType]:
    """Return a request in words."""
    said = document(found)
    yield pairs({name: value for name, value in said.items() if isinstance(value, str) and value})
    yield pairs({"scope": ", ".join(found.asked.scope), "persons": len(found.persons)})


def seen_document(answer: Answer) -> dict[str, object]:
    """Return one look as JSON can say it."""
    return {
        "look": answer.access.hex(),
        "seen": [
            {"field": one.field, "category": one.category, "value": text_of(one.value)}
            for one in answer.seen
        ],
    }


def answered_document(done: Disclosed) -> dict[str, object]:
    """Return what left and what stayed as JSON can say it."""
    return {
        **document(done.request),
        "handed": [
            {"person": person.hex(), "category": kind, "field": name, "value": text_of(value)}
            for person, one in done.handed.items()
            for kind, name, value in one.values
        ],
        "reasons": reasons_of(done.refused),
    }


def answered_words(done: Disclosed) -> Iterator[RenderableType]:
    """Return what left and what stayed, in words."""
    rows = [
        (person.hex(), kind, name, text_of(value))
        for person, one in done.handed.items()
        for kind, name, value in one.values
    ]
    yield table(("person", "category", "field", "value"), rows) if rows else line("nothing left")
    if done.refused:
        yield line("not handed over", "refused")
        yield from reasons([(r.code, r.address, r.detail, r.help) for r in done.refused])


def reasons_of(refused: Sequence[Reason]) -> list[dict[str, object]]:
    """Return reasons as JSON can say them."""
    return [
        {"code": one.code, "address": one.address, "detail": one.detail, "help": one.help}
        for one in refused
    ]


def text_of(value: bytes) -> str:
    """Return a value as text, or as base64 where it is a file."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return "base64:" + base64.b64encode(value).decode()
