"""`troth init`: a few questions, and a first manifest that compiles.

Never overwrites a file, and writes none that would not compile.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict, Unpack

import click
import yaml

from troth.assembly.law import load_law_book
from troth.assembly.policies import load_text
from troth.cli.first_manifest import POINTS, Answers, manifest_of
from troth.cli.options import json_option, read_file
from troth.cli.outcome import Exit
from troth.cli.output import Output, counted, line
from troth.errors import InputError, OutsideError, StateError
from troth.policy.nearest import nearest

QUESTIONS = {
    "name": "Company name",
    "email": "E-mail address for privacy matters",
    "country": "Country (two letters)",
    "law": "Laws that apply (GDPR, UA…; comma between)",
    "form": f"Where data comes in (comma between): {', '.join(POINTS)}\nForms",
    "keep": "How long data is kept (P6M, P1Y…)",
    "recipient": "Who receives it (Name or Name:US, comma between; empty: nobody)",
}
DEFAULTS = {
    "name": "",
    "email": "",
    "country": "",
    "law": "GDPR",
    "form": "contact-form",
    "keep": "P12M",
    "recipient": "",
}


class Given(TypedDict):
    """The options of `troth init` that answer a question."""

    name: str | None
    email: str | None
    country: str | None
    law: str | None
    form: str | None
    keep: str | None
    recipient: str | None


@click.command()
@click.argument("file", type=click.Path(path_type=Path), default="troth.yaml", metavar="[FILE]")
@click.option("--yes", is_flag=True, help="Ask nothing; take what is given and the defaults.")
@click.option("--answers", metavar="FILE", help="Read the answers from YAML or JSON; ask nothing.")
@click.option("--name", help="Company name.")
@click.option("--email", help="E-mail address for privacy matters.")
@click.option("--country", help="Country of establishment, two letters.")
@click.option("--law", help="Laws that apply, comma between.")
@click.option("--form", help=f"Where data comes in, comma between: {', '.join(POINTS)}.")
@click.option("--keep", help="How long data is kept: P6M, P1Y.")
@click.option("--recipient", help="Who receives it: Name or Name:US, comma between.")
@json_option
def init(
    file: Path, yes: bool, answers: str | None, output: Output, **given: Unpack[Given]
) -> Exit:
    """Ask a few questions and write a first manifest (troth.yaml) that compiles."""
    if file.exists():
        raise _exists(file)
    said: dict[str, str] = {name: str(value) for name, value in given.items() if value is not None}
    if answers is not None:
        said = {**_answers(answers), **said}
    elif not yes:
        asked = {name: _ask(name) for name in QUESTIONS if name not in said}
        said = {**said, **asked}
    text = manifest_of(_read({**DEFAULTS, **said}))
    loaded = load_text(text, str(file), law=load_law_book())
    if loaded.policy is None:
        # The answers were not usable words (a country that is none, say): nothing is written.
        output.diagnostics(loaded.diagnostics)
        return Exit.REFUSED
    _write(file, text)
    output.show(
        {"file": str(file), "hash": loaded.policy.hash, "findings": len(loaded.findings)},
        line(f"wrote {file}: it compiles, with {counted(len(loaded.findings), 'finding')}"),
        line(f"next: troth check {file}"),
    )
    return Exit.DONE


def _ask(name: str) -> str:
    said: str = click.prompt(QUESTIONS[name], default=DEFAULTS[name], err=True)
    return said


def _read(said: Mapping[str, str]) -> Answers:
    return Answers(
        name=said["name"].strip(),
        email=said["email"].strip(),
        country=said["country"].strip().upper(),
        laws=_several(said["law"]),
        forms=_several(said["form"]),
        keep=said["keep"].strip(),
        recipients=tuple(_recipient(each) for each in _several(said["recipient"])),
    )


def _several(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.strip() for each in text.split(",") if each.strip()))


def _recipient(text: str) -> tuple[str, str]:
    name, _, country = text.partition(":")
    return name.strip(), country.strip().upper()


def _answers(path: str) -> dict[str, str]:
    try:
        read = yaml.safe_load(read_file(path).decode("utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError):
        read = None
    if not isinstance(read, dict):
        raise InputError(
            "init/malformed-answers",
            "the answers are not a YAML or JSON mapping",
            help=f"keys: {', '.join(QUESTIONS)}",
            place=path,
        )
    for name in read:
        if name not in QUESTIONS:
            raise InputError(
                "init/unknown-answer",
                f"`{str(name)[:60]}` answers no question",
                help=nearest(str(name), QUESTIONS),
                place=path,
            )
    return {
        name: ",".join(str(each) for each in value) if isinstance(value, list) else str(value)
        for name, value in read.items()
    }


def _write(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        raise _exists(file) from None
    except OSError as fault:
        raise OutsideError(
            "file/unwritable",
            f"`{file}` cannot be written: {(fault.strerror or 'unknown fault').lower()}",
            place=str(file),
        ) from None


def _exists(file: Path) -> StateError:
    return StateError(
        "init/exists",
        f"`{file}` exists and is not overwritten",
        help="name another file: troth init FILE",
    )
