"""The tour is run, command by command, and prints what it says it prints."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.terminal import ROOT, run
from tests.cli.transcript import matches

TOUR = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")


def dialogues() -> Iterator[tuple[str, list[str], int]]:
    """Give every command of the page with what it prints and how it ends."""
    command, printed, code = "", [], 0
    for block in re.findall(r"```console\n(.*?)```", TOUR, re.DOTALL):
        for line in [*block.splitlines(), "$ "]:
            if line.startswith("$ "):
                if command:
                    yield command, printed, code
                command, printed, code = line[2:], [], 0
            elif found := re.fullmatch(r"\[exit (\d)\]", line):
                code = int(found[1])
            else:
                printed.append(line)
        command = ""


def filled(text: str, person: str) -> str:
    """Put the person's id where the page says `<person>`."""
    return text.replace("<person>", person or "…")


def test_the_tour_prints_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(ROOT / "policies" / "intexsoft.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TROTH_CLOCK", "2026-03-01T10:00:00+00:00")
    person, count = "", 0
    for command, printed, code in dialogues():
        program, *arguments = shlex.split(filled(command, person))
        assert program == "troth"
        ended = run(*arguments, merged=True)
        expected = [filled(line, person) for line in printed]
        assert ended.code == code, f"$ {command}\n{ended.out}"
        assert matches(expected, ended.out), f"$ {command}\n{ended.out}"
        if found := re.search(r"^person +([0-9a-f]{32})$", ended.out, re.MULTILINE):
            person = person or found[1]
        count += 1
    assert count >= 12
    assert (tmp_path / "year.html").stat().st_size > 10_000
