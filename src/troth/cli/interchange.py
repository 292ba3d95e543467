"""`troth policy export` and `troth import policy`: a policy in the languages of others, and back.

W3C DPV as JSON-LD, fideslang as YAML, TILT as JSON. What a language cannot say is listed, and so is
what a draft had to assume; a draft is written only when it compiles.
"""

from __future__ import annotations

from pathlib import Path

import click

from troth.assembly.interchange import (
    LANGUAGES,
    READABLE,
    export_policy,
    read_policy,
    written_in,
)
from troth.assembly.policies import load_policy
from troth.cli.files import write_new, write_report
from troth.cli.options import json_option, manifest_argument
from troth.cli.outcome import Exit
from troth.cli.output import Output, counted, line, table


@click.command("export")
@manifest_argument
@click.option("--as", "language", type=click.Choice(LANGUAGES), required=True, help="In what.")
@click.option("--to", "target", type=click.Path(path_type=Path), metavar="FILE", help="Write here.")
@json_option
def export(file: Path, language: str, target: Path | None, output: Output) -> Exit:
    """Write a policy in another language: W3C DPV, fideslang or TILT."""
    made = export_policy(load_policy(file), language)
    text = written_in(made, language)
    document = {"language": language, "left_out": list(made.left_out)}
    if target is None:
        output.raw({**document, "document": made.document}, text)
    else:
        write_report(target, text)
        output.show({**document, "file": str(target)}, line(f"written to {target}"))
    if made.left_out:
        output.note(f"{language} has no place for {', '.join(made.left_out)}")
    return Exit.DONE


@click.command("policy")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "language", type=click.Choice(READABLE), required=True, help="In what.")
@click.option("--to", "target", type=click.Path(path_type=Path), metavar="FILE", help="Write here.")
@json_option
def policy(file: Path, language: str, target: Path | None, output: Output) -> Exit:
    """Make a draft manifest of a policy in another language: TILT or fideslang."""
    text, draft = read_policy(file, language)
    document = {
        "language": language, "lost": list(draft.lost), "assumed": list(draft.assumed),
    }  # fmt: skip
    if target is None:
        output.raw({**document, "manifest": text}, text)
        return Exit.DONE
    write_new(target, text.encode())
    rows = [(each, "could not be carried") for each in draft.lost]
    rows += [(each, "is assumed") for each in draft.assumed]
    output.show(
        {**document, "file": str(target)},
        *([table(("where", "what"), rows)] if rows else []),
        line(f"written to {target}; {counted(len(rows), 'note')}"),
    )
    return Exit.DONE
