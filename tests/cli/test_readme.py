"""The commands of the README run as it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.cli.terminal import ROOT, run
from tests.cli.transcript import matches


def dialogues(text: str) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for each in block.replace("\\\n", " ").splitlines():
            if each.startswith("$ "):
                found.append((each[2:], []))
            else:
                found[-1][1].append(each)
    return found


def test_the_ten_minutes_go_as_the_readme_says(folder: Path) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    ran = 0
    for command, expected in dialogues(text):
        program, *arguments = shlex.split(command, comments=True)
        if program == "make":
            continue
        ended = run(*arguments, merged=True)
        assert ended.code in (0, 2), ended.out
        assert not expected or matches(expected, ended.out), f"$ {command}\n{ended.out}"
        assert (ended.code == 2) == ("refused" in ended.out), ended.out
        ran += 1
    assert ran == 9
