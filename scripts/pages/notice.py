"""Writes what is made in docs/notice.md, and docs/notice.schema.json; a test holds both.

Run by `make docs`. The pictures are taken by `scripts/notice_images.py`, which needs a browser.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from troth.assembly.notices import notice_page, reading_ease
from troth.assembly.policies import load_policy
from troth.policy.notice.spoken import LANGUAGES
from troth.policy.pages.as_json import SCHEMA

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "notice.md"
SCHEMA_FILE = ROOT / "docs" / "notice.schema.json"
PLACE = re.compile(r"(?<=<!-- made: ease -->\n).*?(?=<!-- end -->)", re.S)


def table() -> str:
    """Return the reading ease of each shipped policy's summary, by language."""
    lines = [f"| policy | {' | '.join(LANGUAGES)} |", "|---" * (len(LANGUAGES) + 1) + "|"]
    for path in sorted((ROOT / "policies").glob("*.yaml")):
        loaded = load_policy(path)
        eases = [reading_ease(notice_page(loaded, "summary", each)) for each in LANGUAGES]
        lines.append(f"| {path.stem} | {' | '.join(f'{each.score:g}' for each in eases)} |")
    return "\n".join(lines) + "\n"


def schema() -> str:
    """Return the JSON Schema of notices as text."""
    return json.dumps(SCHEMA, indent=2, ensure_ascii=False) + "\n"


def main() -> int:
    """Write the page and the schema."""
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(PLACE.sub(lambda _: table(), text), encoding="utf-8")
    SCHEMA_FILE.write_text(schema(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
