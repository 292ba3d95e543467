"""A page as JSON, for programs that show a notice themselves; `SCHEMA` says its form.

The same page gives the same bytes. Free text of the manifest is a span with the language it is in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from troth.policy.pages.page import Line, Page, PageBlock, PageRow, PageSection

FORM = 1
"""The version of this form."""


def as_document(page: Page) -> dict[str, object]:
    """Return the page as JSON-ready values."""
    return {
        "form": FORM,
        "language": page.language,
        "layer": page.layer,
        "policy": page.policy,
        "hash": page.hash,
        "title": _line(page.title, page),
        "stamp": _line(page.stamp, page) if page.stamp else None,
        "stamp-at": page.stamp_at,
        "sections": [_section(section, page) for section in page.sections],
    }


def as_json(page: Page) -> str:
    """Return the page as JSON text that ends with a newline."""
    return json.dumps(as_document(page), indent=2, ensure_ascii=False) + "\n"


def _section(section: PageSection, page: Page) -> dict[str, object]:
    return {
        "key": section.key,
        "anchor": section.anchor,
        "title": _line(section.title, page),
        "blocks": [_block(block, page) for block in section.blocks],
    }


def _block(block: PageBlock, page: Page) -> dict[str, object]:
    if block.kind in ("paragraph", "list"):
        groups = [[_line(line, page) for line in group] for group in block.groups]
        return {"kind": block.kind, "groups": groups}
    made: dict[str, object] = {"kind": block.kind, "rows": [_row(row, page) for row in block.rows]}
    if block.caption:
        made["caption"] = _line(block.caption, page)
        made["head"] = [_line(line, page) for line in block.head]
    return made


def _row(row: PageRow, page: Page) -> dict[str, object]:
    cells = [[_line(line, page) for line in cell] for cell in row.cells]
    return {"address": row.address, "anchor": row.anchor, "cells": cells}


def _line(line: Line, page: Page) -> dict[str, object]:
    languages = (page.written_in if span.foreign else page.language for span in line.spans)
    spans = [
        {"text": span.text, "language": language}
        for span, language in zip(line.spans, languages, strict=True)
    ]
    leads = {"leads": line.leads} if line.leads else {}
    return {"text": line.text, "address": line.address, "anchor": line.anchor, **leads,
            "spans": spans}  # fmt: skip


def _object(properties: Mapping[str, object], *optional: str) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _array(of: str) -> dict[str, object]:
    return {"type": "array", "items": {"$ref": f"#/$defs/{of}"}}


_TEXT = {"type": "string"}
_LINE = {"$ref": "#/$defs/line"}

SCHEMA: Mapping[str, object] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Troth notice",
    **_object(
        {
            "form": {"const": FORM},
            "language": _TEXT,
            "layer": _TEXT,
            "policy": _TEXT,
            "hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "title": _LINE,
            "stamp": {"anyOf": [_LINE, {"type": "null"}]},
            "stamp-at": {"enum": ["top", "bottom", "none"]},
            "sections": _array("section"),
        }
    ),
    "$defs": {
        "span": _object({"text": _TEXT, "language": _TEXT}),
        "line": _object(
            {"text": _TEXT, "address": _TEXT, "anchor": _TEXT, "leads": _TEXT,
             "spans": _array("span")},
            "leads",
        ),
        "lines": _array("line"),
        "row": _object({"address": _TEXT, "anchor": _TEXT, "cells": _array("lines")}),
        "block": _object(
            {
                "kind": {"enum": ["paragraph", "list", "pairs", "table"]},
                "groups": _array("lines"),
                "rows": _array("row"),
                "caption": _LINE,
                "head": _array("line"),
            },
            "groups", "rows", "caption", "head",
        ),
        "section": _object(
            {"key": _TEXT, "anchor": _TEXT, "title": _LINE, "blocks": _array("block")}
        ),
    },
}  # fmt: skip
"""JSON Schema (2020-12) of a notice in JSON."""
