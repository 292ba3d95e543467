"""`troth policy coverage`: which statements of the published text are kept by what, and which not.

Lines are put to clauses by the text's own numbers and headings, so a line is said to be kept where
its clause holds a promise. What is only declared counts as not enforced. GDPR Art. 5(2).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import click
from rich.console import RenderableType

from troth.assembly.policies import load_policy
from troth.cli.options import json_option, manifest_argument, read_file
from troth.cli.outcome import Exit
from troth.cli.output import Output, line, table
from troth.errors import InputError
from troth.policy.coverage import Coverage, Kind, Statement
from troth.policy.coverage import coverage as covered
from troth.policy.diagnostics import ManifestRefused

_MANY = 3
"""Addresses of a statement that are shown in words; with --json there are all of them."""


@click.command()
@manifest_argument
@click.argument("text", type=click.Path(path_type=Path), metavar="TEXT")
@json_option
def coverage(file: Path, text: Path, output: Output) -> Exit:
    """Say of every line of the published TEXT what keeps it.

    Exit 2 where a line belongs to no clause that the manifest knows.
    """
    loaded = load_policy(file)
    loaded.required()
    if loaded.parsed.manifest is None:
        raise ManifestRefused(loaded.diagnostics)
    found = covered(loaded.parsed.manifest, _text(text))
    counts = {kind: len(found.of(kind)) for kind in get_args(Kind)}
    document = {
        "lines": len(found.statements),
        "counts": counts,
        "without_control": round(found.without_control, 4),
        "declarative": [each.number for each in found.of("declarative")],
        "unmapped": [each.number for each in found.of("unmapped")],
        "statements": [_statement(each) for each in found.statements],
    }
    output.show(document, *_words(found, counts))
    return Exit.REFUSED if counts["unmapped"] else Exit.DONE


def _text(path: Path) -> str:
    try:
        read = read_file(str(path)).decode()
    except UnicodeDecodeError:
        raise InputError("file/not-text", f"`{path}` is not UTF-8 text") from None
    if not read.strip():
        raise InputError(
            "file/empty", f"`{path}` is empty", help="give the text as it is published"
        )
    return read


def _statement(each: Statement) -> dict[str, object]:
    return {
        "line": each.number,
        "kind": each.kind,
        "clause": each.clause,
        "addresses": list(each.addresses),
    }


def _words(found: Coverage, counts: dict[Kind, int]) -> Iterator[RenderableType]:
    rows = [
        (each.number, each.clause or "–", _told(each), _named(each))
        for each in found.statements
        if each.kind != "heading"
    ]
    yield table(("line", "clause", "", "by"), rows)
    yield line("")
    share = f"{found.without_control:.0%} of the statements have no control"
    told = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    yield line(f"{share}: {told}")


def _told(each: Statement) -> str:
    return "declarative only" if each.kind == "declarative" else each.kind


def _named(each: Statement) -> str:
    more = len(each.addresses) - _MANY
    return ", ".join(each.addresses[:_MANY]) + (f" and {more} more" if more > 0 else "")
