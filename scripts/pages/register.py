"""Write docs/register.md: what the register asks, entry by entry, and which test proves it.

Run by `make docs`. Counts come from the results of the register's tests (`build/register.json`,
made by `scripts/register.py`; the tests are run when it is missing), and from
`tests/register/waiting.yaml`, which names the part that each other entry waits for. Never by hand.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "register.md"
RESULTS = ROOT / "build" / "register.json"
WAITING = ROOT / "tests" / "register" / "waiting.yaml"

HEAD = """# The register

What five published privacy policies say their companies do, have, allow or refuse, entry by entry.
An entry is *kept* when the tests that drive the program from outside for it pass; it is *waiting*
when the part it needs is not built, and names that part. This page is made by
`scripts/pages/register.py` from the results of `tests/register`; nothing in it is counted by hand.
"""


def waiting() -> dict[str, str]:
    """Return entry → the part it waits for.

    Raises:
        ValueError: when an entry is listed twice.
    """
    found: dict[str, str] = {}
    for group in yaml.safe_load(WAITING.read_text(encoding="utf-8")):
        for name in group["entries"]:
            if name in found:
                raise ValueError(f"`{name}` waits twice")
            found[name] = group["part"]
    return found


def results() -> dict[str, dict[str, bool]]:
    """Return entry → test → whether it passed, from the last run, or from one made now."""
    if not RESULTS.is_file():
        subprocess.run([sys.executable, ROOT / "scripts" / "register.py"], check=False)
    read: dict[str, dict[str, bool]] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return read


def page(tested: Mapping[str, Mapping[str, bool]], waits: Mapping[str, str]) -> str:
    """Return the whole page."""
    areas: dict[str, list[str]] = defaultdict(list)
    for name in sorted(tested.keys() | waits.keys()):
        areas[name.partition(".")[0]].append(name)
    kept = {name for name, tests in tested.items() if tests and all(tests.values())}
    lines = [HEAD, "| area | entries | kept | waiting |", "|---|---:|---:|---:|"]
    for area, names in areas.items():
        good = len(kept.intersection(names))
        lines.append(f"| [{area}](#{area}) | {len(names)} | {good} | {len(names) - good} |")
    total = len(tested.keys() | waits.keys())
    lines.append(f"| **all** | **{total}** | **{len(kept)}** | **{total - len(kept)}** |")
    for area, names in areas.items():
        lines += ["", f"## {area}", "", "| entry | | proved by, or waiting for |", "|---|---|---|"]
        lines += [_row(name, tested.get(name, {}), waits.get(name, "")) for name in names]
    return "\n".join(lines) + "\n"


def _row(name: str, tests: Mapping[str, bool], part: str) -> str:
    if not tests:
        return f"| `{name}` | waiting | {part} |"
    if not all(tests.values()):
        return f"| `{name}` | **fails** | {', '.join(_tests(tests, passed=False))} |"
    return f"| `{name}` | kept | {', '.join(_tests(tests, passed=True))} |"


def _tests(tests: Mapping[str, bool], *, passed: bool) -> Iterator[str]:
    """Give each test once, whatever its parameters: its file and its sentence."""
    named = (node.partition("[")[0] for node, good in tests.items() if good == passed)
    for node in dict.fromkeys(sorted(named)):
        file, _, function = node.rpartition("::")
        words = function.removeprefix("test_").replace("_", " ")
        yield f"[{words}](../{file})"


def main() -> int:
    """Write the page; return 1 when an entry is both tested and waiting."""
    tested, waits = results(), waiting()
    both = sorted(tested.keys() & waits.keys())
    if both:
        print(f"both tested and waiting: {', '.join(both)}", file=sys.stderr)
        return 1
    PAGE.write_text(page(tested, waits), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
