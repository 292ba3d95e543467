"""Portable data in the formats other programs read: vCard, iCalendar, mbox, CSV.

Only what has a shape (`engines.export.shapes`) goes into the first three; everything is in the JSON
and the CSV. The same values give the same bytes: no clock is read, every id comes from a record.

GDPR Art. 20(1) (structured, commonly used, machine-readable); RFC 2426 (vCard 3.0), RFC 5545
(iCalendar), RFC 5322 and 4155 (messages, mbox), RFC 4180 (CSV).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from email.generator import BytesGenerator
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from importlib import import_module
from typing import TYPE_CHECKING, Final

from troth.engines.export.portable import Value
from troth.engines.export.redaction import as_letter

if TYPE_CHECKING:
    from icalendar import Event

COLUMNS: Final = (
    "record", "field", "category", "value", "origin", "source", "purposes", "basis",
    "collected_at", "file",
)  # fmt: skip
"""The columns of the CSV, in order; `docs/formats/portable.md` says what each one holds."""

_PLAIN: Final[Mapping[str, str]] = {
    "email": "email", "phone": "tel", "job-title": "title", "birthday": "bday", "url": "url",
}  # fmt: skip
"""Shape → vCard property whose value is the text itself."""

Shaped = tuple[str, Value]
"""A value with its shape."""


def table(values: Iterable[Value], files: Mapping[str, str]) -> bytes:
    """Return values as CSV; `files` names, by record, where a value that is no text lies."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for value in values:
        file = files.get(str(value["record"]), "")
        row = {**value, "file": file, "value": "" if file else value["value"]}
        row["purposes"] = " ".join(_words(value["purposes"]))
        writer.writerow([row[name] for name in COLUMNS])
    return out.getvalue().encode()


def contact_card(shaped: Sequence[Shaped]) -> bytes | None:
    """Return one vCard of all contact details, or None when there are none.

    What was given more than once stands in it once; of several names the newest is the name.
    """
    newest = sorted(shaped, key=lambda one: str(one[1]["collected_at"]), reverse=True)
    given: dict[str, list[str]] = {}
    for shape, value in newest:
        text = str(value["value"])
        if text not in given.setdefault(shape, []):
            given[shape].append(text)
    if not given:
        return None
    # Fetched here, as for calendars: together 4 MB of every process, for a few answers a year.
    vobject = import_module("vobject")
    card = vobject.vCard()
    name = {shape: given[shape][0] for shape in given}
    parts = [name.get(each, "") for each in ("given-name", "additional-name", "family-name")]
    full = name.get("name") or " ".join(part for part in parts if part)
    # RFC 2426, 3.1.1: a card has a name; who gave none is called by how they are reached.
    card.add("fn").value = full or name.get("email") or name.get("phone") or "-"
    card.add("n").value = vobject.vcard.Name(
        given=parts[0] or ("" if parts[2] else full), additional=parts[1], family=parts[2]
    )
    for shape, kind in _PLAIN.items():
        for text in given.get(shape, ()):
            card.add(kind).value = text
    for text in given.get("organisation", ()):
        card.add("org").value = [text]
    for text in given.get("address", ()):
        card.add("adr").value = vobject.vcard.Address(street=text)
    written: str = card.serialize()
    return written.encode()


def calendar(values: Iterable[Value]) -> bytes | None:
    """Return the events among values as one calendar, or None when there are none.

    An event is a JSON object with `start` and, if it has them, `end`, `summary`, `location`,
    `description`; or an ISO date alone. What is neither stays in the JSON.
    """
    made = [event for event in map(_event, values) if event is not None]
    if not made:
        return None
    whole = import_module("icalendar").Calendar()
    whole.add("prodid", "-//Troth//portable data//EN")
    whole.add("version", "2.0")
    for event in made:
        whole.add_component(event)
    written: bytes = whole.to_ical()
    return written


def mailbox(values: Iterable[Value], sender: str, recipient: str) -> bytes | None:
    """Return messages as an mbox, oldest first, or None when there are none.

    Args:
        values: Values whose shape is a message.
        sender: The person's address; empty when none is known.
        recipient: The controller's address; may be empty.
    """
    ordered = sorted(values, key=lambda one: (str(one["collected_at"]), str(one["record"])))
    out = io.BytesIO()
    for value in ordered:
        at = _instant(value)
        letter = as_letter(str(value["value"]).encode()) or _letter(value, sender, recipient, at)
        stamp = at.strftime("%a %b %d %H:%M:%S %Y")
        out.write(f"From {sender or 'MAILER-DAEMON'} {stamp}\n".encode())
        # RFC 4155, appendix A: a line of the message that begins with "From " is quoted.
        BytesGenerator(out, mangle_from_=True, policy=letter.policy.clone(linesep="\n")).flatten(
            letter
        )
        out.write(b"\n")
    return out.getvalue() or None


def canonical(document: object) -> bytes:
    """Return JSON for people and programs: sorted keys, two spaces, one newline at the end."""
    return (json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _letter(value: Value, sender: str, recipient: str, at: datetime) -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = Address(addr_spec=sender) if sender else Address("unknown")
    if recipient:
        letter["To"] = Address(addr_spec=recipient)
    letter["Date"] = format_datetime(at)
    letter["Subject"] = str(value["field"]).replace("-", " ")
    letter["Message-ID"] = f"<{value['record']}@troth.invalid>"
    letter.set_content(str(value["value"]), cte="8bit")
    return letter


def _event(value: Value) -> Event | None:
    told = _told(str(value["value"]))
    start = _when(told.get("start"))
    if start is None:
        return None
    event: Event = import_module("icalendar").Event()
    event.add("uid", f"{value['record']}@troth.invalid")
    event.add("dtstamp", _instant(value))
    event.add("dtstart", start)
    end = _when(told.get("end"))
    if end is not None:
        event.add("dtend", end)
    for name in ("summary", "location", "description"):
        if told.get(name):
            event.add(name, str(told[name]))
    return event


def _told(text: str) -> Mapping[str, object]:
    try:
        told = json.loads(text)
    except ValueError:
        return {"start": text}
    return told if isinstance(told, dict) else {"start": told}


def _when(written: object) -> datetime | date | None:
    if not isinstance(written, str):
        return None
    try:
        if len(written) == len("2026-01-01"):
            return date.fromisoformat(written)
        return datetime.fromisoformat(written).astimezone(UTC)
    except ValueError:
        return None


def _instant(value: Value) -> datetime:
    return datetime.fromisoformat(str(value["collected_at"])).astimezone(UTC).replace(microsecond=0)


def _words(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
