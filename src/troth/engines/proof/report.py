"""The promise table as one HTML page: for a screen, for paper, without a script.

Everything is in the file, so it can be mailed and kept. Renders what `engines.proof.prove` found
and adds nothing to it; every value is escaped.
"""

from __future__ import annotations

from itertools import groupby
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from troth.engines.proof.prove import PromiseTable

ORDER: Final = ("broken", "unproven", "kept")

_PAGES: Final = Environment(
    loader=PackageLoader("troth.engines.proof", "."),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def proof_page(table: PromiseTable) -> str:
    """Return the page for a promise table; the same table gives the same page."""
    sections = [
        (section, list(rows)) for section, rows in groupby(table.promises, key=lambda o: o.section)
    ]
    return _PAGES.get_template("proof.html.j2").render(
        table=table,
        counts=table.counts,
        order=ORDER,
        sections=sections,
        verdict=_verdict(table),
    )


def _verdict(table: PromiseTable) -> str:
    broken, unproven = len(table.broken), table.counts["unproven"]
    open_ = f"{unproven} cannot be shown either way yet; each says what it waits for."
    if broken:
        what = "One promise is broken." if broken == 1 else f"{broken} promises are broken."
        return f"{what} {open_}"
    return f"No promise is broken. {open_ if unproven else 'Every one was seen to be kept.'}"
