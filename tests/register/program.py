"""The program as an outsider meets it: arguments in; exit code and one JSON document out.

Every call runs one command of `troth` on a store of its own. What no command offers (a look by
staff, a disclosure, an objection) goes through `Company.open`, the door that developers use.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.plain import read_yaml, write_yaml
from troth.cli.instants import VARIABLE, StoppedClock
from troth.cli.main import main
from troth.cli.options import read_instant

POLICIES = Path(__file__).resolve().parents[2] / "policies"
CONSENT_TEXT = hashlib.sha256(b"I agree to exactly this").hexdigest()
Edit = Callable[[dict], object]


@dataclass(frozen=True, slots=True)
class Ran:
    """One command's end."""

    code: int
    said: dict
    words: str

    @property
    def codes(self) -> list[str]:
        """Codes of the reasons, findings or diagnostics, in order, each as often as it came."""
        lists = ("reasons", "findings", "diagnostics")
        return [one["code"] for name in lists for one in self.said.get(name, ())]


def troth(*arguments: object, at: str | None = None) -> Ran:
    """Run the program with `--json`; `at` stops its clock."""
    said, words, before = io.StringIO(), io.StringIO(), os.environ.pop(VARIABLE, None)
    try:
        if at is not None:
            os.environ[VARIABLE] = at
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(words):
            code = main([*map(str, arguments), "--json"])
    finally:
        os.environ.pop(VARIABLE, None)
        if before is not None:
            os.environ[VARIABLE] = before
    text = said.getvalue()
    return Ran(code, json.loads(text) if text.strip() else {}, words.getvalue())


def options(given: Mapping[str, object]) -> Iterator[str]:
    """Give `--name value` for each option; lists repeat it, True stands alone, None is left out."""
    for name, value in given.items():
        flag = f"--{name.replace('_', '-')}"
        for one in value if isinstance(value, (list, tuple)) else (value,):
            if one is True:
                yield flag
            elif one is not None and one is not False:
                yield from (flag, one if isinstance(one, str) else json.dumps(one))


def written(name: str, folder: Path, edit: Edit | None) -> Path:
    """Return the path of a shipped manifest, or of a copy with its data edited."""
    path = POLICIES / f"{name}.yaml"
    if edit is None:
        return path
    data = read_yaml(path.read_text(encoding="utf-8"))
    edit(data)
    copy = folder / f"{name}.yaml"
    copy.write_text(write_yaml(data), encoding="utf-8")
    return copy


def clock(at: str) -> StoppedClock:
    """Return a clock that stands at an instant."""
    return StoppedClock(read_instant(at))
