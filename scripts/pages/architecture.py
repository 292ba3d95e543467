"""Write the made parts of ARCHITECTURE.md: the map of rooms and the two walks.

Run by `make docs`. What stands between `<!-- made: NAME -->` and `<!-- end -->` is replaced; the
rest is written by hand. `--check` exits 1 when the page differs from what would be written.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "troth"
PAGE = ROOT / "ARCHITECTURE.md"

FLOORS = (
    ("cli", "surface"),
    ("web", "pages and endpoints of a running site"),
    ("rehearsal", "a company's year on a fake clock"),
    ("assembly", "the join: settings and a policy become a running Troth"),
    ("engines", "what the house does, one use case a file"),
    ("storage", "what is kept, behind doors"),
    ("connectors", "other systems"),
    ("mail", "letters that leave"),
    ("client", "what a caller's program imports"),
    ("policy", "the manifest language (pure)"),
    ("law", "figures of law as dated data (pure)"),
    ("sealing", "bytes in, bytes out (pure)"),
    ("ledger", "the arithmetic of evidence (pure)"),
    ("core", "nouns and their laws (pure)"),
)


def purpose_of(path: Path) -> str:
    """Return the first line of a module's docstring, without its full stop."""
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return said.split("\n\n")[0].replace("\n", " ").rstrip(".")


def rooms() -> str:
    """Return the map: every module once, floor by floor, from the roof down."""
    lines: list[str] = []
    for floor, what in FLOORS:
        lines += [f"### `{floor}`: {what}", ""]
        for room in (SOURCE / floor, *sorted(d for d in (SOURCE / floor).rglob("*") if d.is_dir())):
            lines += _files(room, heading=room != SOURCE / floor)
    lines += ["### the ground", "", "| file | what it is for |", "|---|---|"]
    for path in sorted(SOURCE.glob("*.py")):
        lines.append(f"| `{path.name}` | {purpose_of(path)} |")
    return "\n".join(lines)


def _files(room: Path, *, heading: bool) -> list[str]:
    """Return the table of one room, under its own name where it is a room of a floor."""
    files = sorted(room.glob("*.py"))
    if not files:
        return []
    lines = [f"**`{room.relative_to(SOURCE).as_posix()}/`**", ""] if heading else []
    lines += ["| file | what it is for |", "|---|---|"]
    for path in files:
        lines.append(f"| `{path.relative_to(SOURCE).as_posix()}` | {purpose_of(path)} |")
    return [*lines, ""]


def walk(name: str) -> str:
    """Return one executed walk as a numbered list, a heading a step."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.walk", name],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    lines: list[str] = []
    number = 0
    for step, files in json.loads(done.stdout).items():
        lines += [f"**{step}**", ""]
        for file in files:
            number += 1
            lines.append(f"{number}. `{file}`: {purpose_of(SOURCE / file)}")
        lines += ["(enters no file that was not entered before)"] if not files else []
        lines.append("")
    return "\n".join(lines).rstrip()


def page() -> str:
    """Return the page as it should be."""
    made = {"rooms": rooms, "datum": lambda: walk("datum"), "policy": lambda: walk("policy")}
    text = PAGE.read_text(encoding="utf-8")
    for name, make in made.items():
        pattern = re.compile(rf"(<!-- made: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        text = pattern.sub(lambda found, make=make: f"{found[1]}\n{make()}\n\n{found[2]}", text)
    return text


if __name__ == "__main__":
    wanted = page()
    if "--check" in sys.argv:
        sys.exit(int(wanted != PAGE.read_text(encoding="utf-8")))
    PAGE.write_text(wanted, encoding="utf-8")
