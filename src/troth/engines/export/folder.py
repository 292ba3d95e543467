"""The files a person takes along: data as JSON and CSV with its schema, and for other programs.

Only bytes are made here; commands write them. `contents.json` lists every file with its SHA-256,
and says in counts and words what was left out and what was masked. The same portion gives the same
bytes. docs/formats/portable.md describes the files, docs/formats/portable.schema.json the data.

GDPR Art. 20(1)-(2).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

from troth.engines.export.formats import (
    COLUMNS,
    calendar,
    canonical,
    contact_card,
    mailbox,
    table,
)
from troth.engines.export.portable import Portion, Value
from troth.engines.export.shapes import CONTACT, shape_of
from troth.policy.compiled import Policy

FORMAT: Final = 1
BINARY: Final = "base64:"
"""How a value that is no text begins in an answer."""

_TEXT: Final = {"type": "string"}
_ID: Final = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
SCHEMA: Final[Mapping[str, object]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:troth:portable:1",
    "title": "Portable personal data (GDPR Art. 20)",
    "type": "object",
    "additionalProperties": False,
    "required": ["format", "controller", "policy", "answered_at", "data"],
    "properties": {
        "format": {"const": FORMAT},
        "controller": {
            "type": "object",
            "properties": {name: {"type": ["string", "null"]} for name in
                           ("name", "address", "email")},
        },
        "policy": {"type": "object", "properties": {"name": _TEXT, "hash": _TEXT}},
        "answered_at": {"type": "string", "format": "date-time"},
        "data": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": sorted(set(COLUMNS) - {"file"} | {"item", "submission"}),
                "properties": {
                    "record": {**_ID, "description": "Random id of the value."},
                    "submission": {**_ID, "description": "Same for what came in together."},
                    "field": {**_TEXT, "description": "Field of the form it came in by."},
                    "item": {**_TEXT, "description": "What it is, in the policy's words."},
                    "category": {**_TEXT, "description": "Category of the policy."},
                    "value": {**_TEXT, "description": "Text; or base64: and the file's bytes."},
                    "origin": {"enum": ["automatic", "direct"]},
                    "source": {**_TEXT, "description": "Where it came from."},
                    "purposes": {"type": "array", "items": _TEXT},
                    "basis": {**_TEXT, "description": "Legal basis (GDPR Art. 6(1))."},
                    "collected_at": {"type": "string", "format": "date-time"},
                    "file": {**_TEXT, "description": "The same value as a file of this folder."},
                },
            },
        },
    },
}  # fmt: skip
"""The shape of `data.json`."""

_KEPT: Final = (*COLUMNS[:-1], "item", "submission")
_SIGNS: Final = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"PK\x03", "zip"),
)
"""How files of common kinds begin."""


def portable_folder(
    policy: Policy, content: Mapping[str, object], portion: Portion
) -> dict[str, bytes]:
    """Return file name → bytes of everything a person takes along.

    Args:
        policy: Says what the items are to other programs.
        content: The answer the portion was taken from (`Pack.content`).
        portion: What portability covers.
    """
    files = files_of(portion.values)
    names = {record: name for record, (name, _) in files.items()}
    made = dict(files.values())
    made["data.json"] = canonical(
        {
            "format": FORMAT,
            "controller": content["controller"],
            "policy": content["policy"],
            "answered_at": content["answered_at"],
            "data": [_datum(one, names) for one in portion.values],
        }
    )
    made["data.csv"] = table(portion.values, names)
    made["schema.json"] = canonical(SCHEMA)
    made |= _for_programs(policy, content, portion.values)
    made["contents.json"] = canonical(
        {
            **portion.explained(),
            "files": {name: hashlib.sha256(made[name]).hexdigest() for name in sorted(made)},
        }
    )
    return made


def _for_programs(
    policy: Policy, content: Mapping[str, object], values: Sequence[Value]
) -> dict[str, bytes]:
    shaped = [
        (shape_of(policy, str(v["form"]), str(v["field"]), str(v["item"])), v)
        for v in values
        if _bytes_of(v) is None
    ]
    controller = content["controller"]
    assert isinstance(controller, Mapping)  # made by `Export.assemble`
    reached = [v for shape, v in shaped if shape == "email"]
    newest = max(reached, key=lambda v: (str(v["collected_at"]), str(v["record"])), default=None)
    sender = "" if newest is None else str(newest["value"])
    made = {
        "contact.vcf": contact_card([one for one in shaped if one[0] in CONTACT]),
        "calendar.ics": calendar(v for shape, v in shaped if shape == "event"),
        "messages.mbox": mailbox(
            (v for shape, v in shaped if shape == "message"), sender, str(controller["email"] or "")
        ),
    }
    return {name: body for name, body in made.items() if body is not None}


def files_of(values: Sequence[Value]) -> dict[str, tuple[str, bytes]]:
    """Return record → (name, bytes) of the values that are no text."""
    found = {}
    for value in values:
        body = _bytes_of(value)
        if body is not None:
            kind = next((end for sign, end in _SIGNS if body.startswith(sign)), "bin")
            record = str(value["record"])
            found[record] = (f"files/{value['item']}-{record}.{kind}", body)
    return found


def _bytes_of(value: Value) -> bytes | None:
    """Return the bytes of a value that is no text, or None for one that is."""
    text = str(value["value"])
    if not text.startswith(BINARY):
        return None
    try:
        return base64.b64decode(text.removeprefix(BINARY), validate=True)
    except binascii.Error:
        # Somebody wrote these very letters into a form.
        return None


def _datum(value: Value, files: Mapping[str, str]) -> dict[str, object]:
    made = {name: value[name] for name in _KEPT}
    file = files.get(str(value["record"]))
    return made if file is None else {**made, "file": file}
