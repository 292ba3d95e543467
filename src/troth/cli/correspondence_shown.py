"""How inquiries and messages are printed: ids, kinds, states and instants; words when asked."""

from __future__ import annotations

from datetime import datetime

from troth.cli.outcome import Exit
from troth.cli.output import Output, instant, line, pairs, reasons
from troth.engines.correspondence.correspondence import Received
from troth.engines.correspondence.inquiries import Inquiry
from troth.engines.correspondence.outgoing import Sent
from troth.storage.message_rows import MessageRow


def show_received(found: Received, output: Output) -> Exit:
    """Print what became of a message that came in."""
    document: dict[str, object] = {
        "inquiry": found.inquiry,
        "message": found.message,
        "person": found.person,
        "records": list(found.records),
        "application": found.application,
        "repeated": found.repeated,
        "refused": list(found.refused),
    }
    state = "known already" if found.repeated else "received"
    head = (
        line(state) if not found.refused else line("received; its words were not kept", "refused")
    )
    output.show(document, head, pairs(document))
    return Exit.DONE


def show_inquiry(found: Inquiry, now: datetime, output: Output) -> Exit:
    """Print an inquiry after a step."""
    document = inquiry_document(found, now)
    output.show(document, pairs(document))
    return Exit.DONE


def show_sent(made: Sent, output: Output) -> Exit:
    """Print what became of a message that was to go out."""
    document = sent_document(made)
    told = [(one.code, one.address, one.detail, one.help) for one in made.reasons]
    style = "" if made.state == "sent" else "refused"
    shown = pairs({key: value for key, value in document.items() if key != "reasons"})
    output.show(document, line(made.state, style), shown, *reasons(told))
    return Exit.DONE if made else Exit.REFUSED


def sent_document(made: Sent) -> dict[str, object]:
    """Return what became of a message as JSON can say it."""
    return {
        "message": made.message.hex() or None,
        "state": made.state,
        "kind": made.kind,
        "purpose": made.purpose,
        "channel": made.channel,
        "phrases": list(made.phrases),
        "reasons": [
            {"code": one.code, "address": one.address, "detail": one.detail, "help": one.help}
            for one in made.reasons
        ],
    }


def inquiry_document(found: Inquiry, now: datetime) -> dict[str, object]:
    """Return an inquiry as JSON can say it."""
    row, body = found.row, found.body
    return {
        "inquiry": found.id.hex(),
        "state": row.state,
        "flag": "OVERDUE" if found.overdue(now) else None,
        "topic": body.topic,
        "purpose": body.purpose,
        "channel": body.channel,
        "received": instant(row.opened_at),
        "due": instant(row.due_at),
        "taken_by": body.taken_by or None,
        "answered": instant(body.answered_at),
        "answered_by": body.answered_by or None,
        "closed": instant(row.closed_at),
        "reason": body.reason or None,
        "not_kept": body.refused or None,
    }


def message_document(row: MessageRow, words: str | None = None) -> dict[str, object]:
    """Return a message as JSON can say it."""
    return {
        "message": row.message.hex(),
        "inquiry": None if row.inquiry is None else row.inquiry.hex(),
        "direction": row.direction,
        "channel": row.channel,
        "kind": row.kind,
        "template": row.template or None,
        "state": row.state,
        "at": instant(row.at),
        "who": row.who or None,
        "words": words,
    }
