"""Writes docs/promises.md: each kind of promise, who keeps it, who checks it, what it waits for.

Run by `make docs`; a test holds the page to what it would write.
"""

from __future__ import annotations

import sys
from pathlib import Path

from troth.engines.probes.controls import CONTROLS, STORE_CHECKS, Control
from troth.policy.compiled import PROMISE_SECTIONS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "promises.md"

HEAD = """\
# Promises, controls and probes

Made from `src/troth/engines/probes/controls.py` by `make docs`.

A promise is one entry of a manifest section that commits to something; its address is
`section/key`. It has sides, which are proved apart, and its state is its worst side's:

* **kept**: a probe saw at least one instance, and none that contradicts it;
* **broken**: a probe saw at least one that contradicts it; `troth prove` exits with 3;
* **unproven**: `not-exercised` when there was nothing to see yet, or `waits-for: …` with the name
  of the control that is still missing.

A probe derives the truth again from what is stored and uses nothing of the control it checks. What
it finds wrong is shown even on a side that the promise does not name. Where a promise of an earlier
version is broken that the version in force no longer makes, the check of the store itself reports
it.
"""

STORE = """
## store

Checks of the house itself. They hold whatever the policy says, and can be broken like a promise.

| address | control | probe | what is looked at |
|---|---|---|---|
"""


def page() -> str:
    """Return the page."""
    parts = [HEAD]
    for section in PROMISE_SECTIONS:
        parts.append(f"\n## {section}\n\n| side | of | control | probe | what is looked at |\n")
        parts.append("|---|---|---|---|---|\n")
        parts += [_row(one) for one in CONTROLS if one.section == section]
    parts.append(STORE)
    parts += [
        f"| `store/{one.facet}` | {one.control} | {one.probe} | {one.check} |\n"
        for one in STORE_CHECKS
    ]
    return "".join(parts)


def _row(one: Control) -> str:
    side = "every side" if one.facet == "*" else one.facet
    control = f"*waits for {one.waits_for}*" if one.waits_for else one.control
    probe = one.probe or "none yet"
    others = any(each.kind for each in CONTROLS if each.section == one.section)
    kind = one.kind or ("any other" if others else "all")
    return f"| {side} | {kind} | {control} | {probe} | {one.check} |\n"


def main(arguments: list[str]) -> int:
    """Write the page, or say with `--check` whether it is what would be written."""
    if "--check" in arguments:
        return 0 if PAGE.exists() and PAGE.read_text("utf-8") == page() else 1
    PAGE.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
