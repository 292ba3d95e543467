"""Runs `troth` as a terminal would: arguments in, exit code, words and errors out.

`run` calls the program's own `main` in this process, so that hundreds of commands stay cheap;
`start` starts a real process, for what only a process shows.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from troth.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
POLICIES = ROOT / "policies"


@dataclass(frozen=True)
class Ended:
    """How one command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, object]:
        """The one JSON document on standard output."""
        read = json.loads(self.out)
        assert isinstance(read, dict)
        return read

    @property
    def error(self) -> dict[str, object]:
        """The error in that document."""
        error = self.json["error"]
        assert isinstance(error, dict)
        return error


def run(*arguments: str | Path, stdin: bytes = b"", merged: bool = False) -> Ended:
    """Run one command in this process; `merged` puts errors among the words, as terminals do."""
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    err = out if merged else io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    with _stdin(stdin), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([str(each) for each in arguments])
    return Ended(code, _said(out), "" if merged else _said(err))


def start(*arguments: str | Path, folder: Path, **environment: str) -> Ended:
    """Run one command as a process of its own in `folder`."""
    program = "import sys; from troth.cli.main import main; sys.exit(main())"
    ended = subprocess.run(
        [sys.executable, "-c", program, *(str(each) for each in arguments)],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def lines(text: str) -> Sequence[str]:
    """The lines of an output, without the empty ones."""
    return [each for each in text.splitlines() if each.strip()]


def _said(stream: io.TextIOWrapper) -> str:
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode()


@contextlib.contextmanager
def _stdin(given: bytes) -> Iterator[None]:
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(given), "utf-8")
    try:
        yield
    finally:
        sys.stdin = before
