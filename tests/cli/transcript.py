"""Reads and replays dialogues with the terminal: files, commands, what is printed, how it ends.

A transcript is plain text. `== NAME` begins a file, up to the next `==` or `$` line at the margin;
`$ troth …` is a command; what follows is what it prints, errors included; `[exit N]` ends it. `…`
stands for any run of characters within a line, a line of `…` alone for any lines. Lines that begin
with `#` before the first file or command, or between dialogues, are remarks.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.cli.terminal import run


@dataclass
class Step:
    """A file to write, or a command to run."""

    file: str = ""
    command: str = ""
    lines: list[str] = field(default_factory=list)
    exit: int | None = None


def read(text: str) -> Iterator[Step]:
    """Give the steps of a transcript, in order."""
    step: Step | None = None
    for each in text.splitlines():
        if each.startswith(("== ", "$ ")):
            if step is not None:
                yield step
            word = each.partition(" ")[2]
            step = Step(file=word) if each.startswith("==") else Step(command=word)
        elif step is not None and step.command and step.exit is not None:
            assert each == "" or each.startswith("#"), f"after [exit]: {each}"
        elif step is not None and re.fullmatch(r"\[exit \d\]", each):
            step.exit = int(each[6])
        elif step is not None:
            step.lines.append(each)
        else:
            assert each == "" or each.startswith("#"), f"before the first step: {each}"
    if step is not None:
        yield step


def replay(text: str, folder: Path) -> None:
    """Do every step in `folder` and compare what is printed and how it ends."""
    for step in read(text):
        if step.file:
            (folder / step.file).write_text("\n".join(step.lines).rstrip("\n") + "\n", "utf-8")
            continue
        program, *arguments = shlex.split(step.command)
        assert program == "troth", step.command
        assert step.exit is not None, f"no [exit N] after: {step.command}"
        ended = run(*arguments, merged=True)
        assert matches(step.lines, ended.out), f"$ {step.command}\n{ended.out}"
        assert ended.code == step.exit, f"$ {step.command}\n{ended.out}"


def matches(expected: list[str], printed: str) -> bool:
    """Whether what was printed is what the transcript expects."""
    pattern = ""
    for each in expected:
        if each.strip() == "…":
            pattern += r"(?:[^\n]*\n)*?"
        else:
            pattern += re.escape(each.rstrip()).replace("…", "[^\n]*") + r"[ ]*\n"
    text = printed if printed.endswith("\n") or not printed else printed + "\n"
    return re.fullmatch(pattern, text) is not None
