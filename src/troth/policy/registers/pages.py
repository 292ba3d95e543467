"""A register as JSON values, as rows of text, and as one HTML page.

The page has the stylesheet of the notice in it, so that it can be mailed and kept; every row bears
the address of the entry it tells of. The same register gives the same bytes. The template and the
stylesheet are package data and passed in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from jinja2 import DictLoader, Environment, StrictUndefined

from troth.policy.registers.register import Register

FORM = 1
"""The version of the JSON form."""

TEMPLATE = "register.html.j2"


def as_document(register: Register) -> dict[str, object]:
    """Return a register as JSON-ready values."""
    return {
        "form": FORM,
        "register": register.kind,
        "title": register.title,
        "law": register.law,
        "policy": register.policy,
        "hash": register.hash,
        "day": register.day.isoformat(),
        "head": {name: list(told) for name, told in register.head},
        "columns": [
            {"key": each.key, "title": each.title, "needed": each.needed, "law": each.law}
            for each in register.columns
        ],
        "rows": [
            {
                "address": each.address,
                "cells": {key: list(told) for key, told in each.cells.items()},
                "gaps": list(each.gaps),
            }
            for each in register.rows
        ],
    }


def as_json(register: Register) -> str:
    """Return a register as JSON text that ends with a newline."""
    return json.dumps(as_document(register), indent=2, ensure_ascii=False) + "\n"


def as_table(register: Register) -> tuple[tuple[str, ...], ...]:
    """Return a register as rows of text: headings first, then a row each; lines joined by `; `."""
    heading = ("Address", *(each.title for each in register.columns), "Not stated")
    rows = (
        (
            each.address,
            *("; ".join(each.cells[column.key]) for column in register.columns),
            "; ".join(each.gaps),
        )
        for each in register.rows
    )
    return (heading, *rows)


def as_html(registers: Sequence[Register], templates: Mapping[str, str], styles: str) -> str:
    """Return registers of one policy as one page.

    Args:
        registers: What to show, in this order; at least one.
        templates: `register.html.j2` by name.
        styles: The stylesheet of the notice.
    """
    environment = Environment(
        loader=DictLoader(dict(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(TEMPLATE).render(registers=registers, styles=styles)
