"""Walk one datum, or one policy, through the house, and write down which files it visits.

    python -m scripts.walk datum|policy     prints JSON: step → files in the order first entered

A file is visited when one of its functions is called; a file appears at the step that entered it
first. Each walk is a process of its own, so that nothing is warm.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from troth.cli.main import main

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = str(ROOT / "src" / "troth") + os.sep
MANIFEST = str(ROOT / "policies" / "intexsoft.yaml")
MESSAGE = json.dumps({"email": "walker@example.org", "message": "please call me back"})

Walk = Callable[["Trail"], None]


class Trail:
    """The files entered so far, step by step."""

    def __init__(self) -> None:
        self.steps: dict[str, list[str]] = {}
        self._seen: set[str] = set()
        self._here: list[str] = []

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Follow every call of a step."""
        self._here = self.steps.setdefault(name, [])
        sys.setprofile(self._enter)
        try:
            yield
        finally:
            sys.setprofile(None)

    def _enter(self, frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        # Module and class bodies run when a file is imported, which is not a visit.
        if event != "call" or not code.co_flags & 0x02:
            return
        path = code.co_filename
        if path.startswith(PACKAGE) and path not in self._seen and not _importing(frame):
            self._seen.add(path)
            self._here.append(path.removeprefix(PACKAGE))

    def troth(self, name: str, *arguments: str, at: str) -> dict[str, object]:
        """Run one command as a step and return its JSON."""
        os.environ["TROTH_CLOCK"] = at
        out = io.StringIO()
        with contextlib.redirect_stdout(out), self.step(name):
            code = main([*arguments, "--json"])
        if code:
            raise SystemExit(f"`troth {' '.join(arguments)}` ended with {code}: {out.getvalue()}")
        loaded = json.loads(out.getvalue())
        assert isinstance(loaded, dict)
        return loaded


def _importing(frame: FrameType | None) -> bool:
    """Whether a call is made by the import of a module, for a table or a default."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def datum(trail: Trail) -> None:
    """A message sent with a form: taken in, explained, shown, expired, erased, proved."""
    start, later = "2026-03-01T10:00:00+00:00", "2027-03-01T10:00:00+00:00"
    kept = trail.troth(
        "collect", "collect", MANIFEST, "--form", "contact-form", "--data", MESSAGE, at=start
    )
    person = str(kept["person"])
    values = kept["kept"]
    assert isinstance(values, list)
    trail.troth("explain", "retention", "explain", str(values[0]["record"]), at=start)
    trail.troth("export", "subject", "export", person, at=start)
    trail.troth("sweep", "retention", "sweep", "--commit", at=later)
    trail.troth("erase", "subject", "erase", person, "--commit", at=later)
    trail.troth("epoch", "keys", "epoch", at=later)
    trail.troth("verify", "evidence", "verify", at=later)
    trail.troth("prove", "prove", at=later)


def policy(trail: Trail) -> None:
    """A manifest: checked, compiled, asked, and in effect from its first submission on."""
    at = "2026-03-01T10:00:00+00:00"
    trail.troth("check", "check", MANIFEST, "--explain", at=at)
    trail.troth("compile", "compile", MANIFEST, at=at)
    asked = ("--purpose", "inquiry", "--category", "contact", "--form", "contact-form")
    trail.troth("decide", "decide", MANIFEST, *asked, at=at)
    sent = ("--form", "contact-form", "--data", MESSAGE)
    trail.troth("live", "collect", MANIFEST, *sent, at=at)


WALKS: dict[str, Walk] = {"datum": datum, "policy": policy}


def walked(name: str) -> dict[str, list[str]]:
    """Return step → files, walking in an empty folder."""
    trail = Trail()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        WALKS[name](trail)
    return trail.steps


if __name__ == "__main__":
    sys.stdout.write(json.dumps(walked(sys.argv[1]), indent=1) + "\n")
