"""`troth register`: the registers that the law asks for, made from the manifest that runs.

Without `--to` one register goes to standard output; with it every one (or the one named) becomes a
file. With `--store` the versions that were published there give the recipients their history.

GDPR Art. 30, 44-49.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import click

from troth.assembly.policies import load_policy
from troth.assembly.registers import (
    FORMATS,
    make_register,
    published_versions,
    render_registers,
)
from troth.cli.files import write_bytes_report
from troth.cli.opening import Place, opened
from troth.cli.options import at_option, json_option, manifest_argument
from troth.cli.outcome import Exit
from troth.cli.output import Output, counted, line, table
from troth.errors import InputError
from troth.policy.registers.build import REGISTERS
from troth.policy.registers.pages import as_document
from troth.policy.registers.register import PublishedVersion, Register


@click.command()
@manifest_argument
@click.option(
    "--kind", metavar="KIND", help=f"{', '.join(REGISTERS)}. By default every one of them."
)
@click.option("--format", "form", type=click.Choice(FORMATS), help="By default words, or HTML.")
@click.option(
    "--to", "folder", type=click.Path(path_type=Path), metavar="FOLDER", help="Write files here."
)
@at_option("The day on which the registers are to be true; by default that of the law packs.")
@click.option("--store", metavar="URL", help="Tell the history of recipients kept in this store.")
@click.option("--keys", metavar="URL", help="The key store of that store.")
@json_option
def register(
    file: Path, kind: str | None, form: str | None, folder: Path | None, at: datetime | None,
    store: str | None, keys: str | None, output: Output,
) -> Exit:  # fmt: skip
    """Make the registers of a manifest: processing, recipients, transfers and the rest."""
    day = at.date() if at else None
    wanted = (kind,) if kind else tuple(REGISTERS)
    loaded = load_policy(file, at=day)
    history = _history(store, keys)
    made = {each: make_register(loaded, each, day, history) for each in wanted}
    if folder is not None:
        return _to_files(made, form or "html", folder, output)
    if form is not None:
        return _to_output(list(made.values()), form, output)
    output.show(
        {"registers": {each: as_document(one) for each, one in made.items()}},
        table(
            ("register", "rows", "not stated", "law"),
            [(each, len(one.rows), _gaps(one), one.law) for each, one in made.items()],
        ),
    )
    return Exit.DONE


def _history(store: str | None, keys: str | None) -> tuple[PublishedVersion, ...]:
    if store is None:
        return ()
    with opened(Place(store=store, keys=keys)) as platform:
        return published_versions(platform.data)


def _gaps(one: Register) -> int:
    return sum(len(row.gaps) for row in one.rows)


def _to_output(made: list[Register], form: str, output: Output) -> Exit:
    if form in ("csv", "json") and len(made) > 1:
        raise InputError(
            "register/one-at-a-time",
            f"`{form}` holds one register",
            help="name it with --kind, or write files with --to",
        )
    if form == "xlsx":
        raise InputError(
            "register/no-text", "a workbook is no text", help="write it to a folder with --to"
        )
    text = render_registers(made, form).decode("utf-8-sig")
    document: Mapping[str, object] = {
        "day": _day(made), "format": form, "text": text, "register": [one.kind for one in made],
    }  # fmt: skip
    output.raw(document, text)
    return Exit.DONE


def _day(made: list[Register]) -> str:
    days: set[date] = {one.day for one in made}
    return max(days).isoformat()


def _to_files(made: dict[str, Register], form: str, folder: Path, output: Output) -> Exit:
    """Write a file a register; older ones are replaced."""
    if folder.exists() and not folder.is_dir():
        raise InputError("file/no-folder", f"`{folder}` is no folder", help="name a folder")
    content = {each: render_registers([one], form) for each, one in made.items()}
    folder.mkdir(parents=True, exist_ok=True)
    written = {each: folder / f"{each}.{form}" for each in made}
    for each, path in written.items():
        write_bytes_report(path, content[each])
    rows = [(each, len(made[each].rows), str(path)) for each, path in written.items()]
    output.show(
        {"files": {each: str(path) for each, path in written.items()}, "format": form},
        table(("register", "rows", "file"), rows),
        line(""),
        line(counted(len(rows), "file")),
    )
    return Exit.DONE
