"""Writes the drawn part of docs/consent.md: the state table of consent, from the code.

Run by `make docs`; a test holds the page to what it would write.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from troth.core.consent import EVENTS, STATES, TABLE, step

PAGE = Path(__file__).resolve().parents[2] / "docs" / "consent.md"
PLACE = re.compile(r"(?<=<!-- made: states -->\n).*?(?=<!-- end -->)", re.S)


def table() -> str:
    """Return the table: states down, events across, then the law of each event."""
    lines = [f"| from | {' | '.join(EVENTS)} |", "|---" * (len(EVENTS) + 1) + "|"]
    for start in STATES:
        ends = [step(start, event) or "–" for event in EVENTS]
        lines.append(f"| **{start}** | {' | '.join(ends)} |")
    lines += ["", "| event | by what rule |", "|---|---|"]
    for event in EVENTS:
        laws = dict.fromkeys(one.law for one in TABLE if one.event == event)
        lines.append(f"| {event} | {'; '.join(laws)} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the page."""
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(PLACE.sub(lambda _: table(), text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
