"""`troth import`: people and consents from a CSV file, through the same gate as everything else.

The file's shape is checked whole before anything is taken in. Rows the policy refuses are listed
with their line and codes, never with a value; the others are kept. Exit 2 when any was refused.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import get_args

import click
from rich.console import RenderableType

from troth.assembly.platform import Platform
from troth.cli.collect import text_hash
from troth.cli.groups import Group
from troth.cli.interchange import policy
from troth.cli.opening import Place, demo_option, opened, policy_option, store_options
from troth.cli.options import json_option, read_instant
from troth.cli.outcome import Exit
from troth.cli.output import Output, counted, line, table
from troth.cli.subjects import one_person
from troth.engines.consents.consents import Given, Method
from troth.engines.intake.submission import Refusal, Submission
from troth.errors import InputError, OutsideError
from troth.policy.nearest import nearest

AT_ONCE = 1000
"""Rows a unit of work takes in."""
RECEIVED = "received-at"
CONSENT_COLUMNS = ("person", "purpose", "text", "at", "method", "language", "channel", "until")


@dataclass(frozen=True, slots=True)
class Row:
    """One row, with the line of the file it ends on."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken in, and why."""

    line: int
    codes: tuple[str, ...]


@click.group("import", cls=Group)
def import_() -> None:
    """Take in people or consents, or a policy."""


import_.add_command(policy)


@import_.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--form", required=True, help="The collection point the rows come in by.")
@policy_option
@demo_option
@store_options
@json_option
def people(
    file: Path, form: str, manifest: Path | None, demo: bool, store: str | None,
    keys: str | None, at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Hand every row to the gate. Columns: the form's fields, and `received-at` if known."""
    place = Place(store=store, keys=keys, at=at)
    rows = list(read_rows(file))
    with opened(place, manifest=manifest, demo=demo, create=True) as platform:
        if form not in platform.policy.forms:
            raise InputError(
                "import/unknown-form",
                f"the policy has no collection point `{form}`",
                help=nearest(form, platform.policy.forms),
            )
        refused = _people(platform, form, rows)
    return _ended(output, len(rows), refused)


@import_.command()
@click.argument("file", type=click.Path(path_type=Path))
@policy_option
@demo_option
@store_options
@json_option
def consents(
    file: Path, manifest: Path | None, demo: bool, store: str | None, keys: str | None,
    at: datetime | None, output: Output,
) -> Exit:  # fmt: skip
    """Record consents. Columns: person, purpose, text; and at, method, language, channel, until.

    `person` is an id or an identifier that leads to one person; `text` is the SHA-256 of what was
    shown.
    """
    rows = list(read_rows(file))
    _check_columns(file, rows)
    place = Place(store=store, keys=keys, at=at)
    with opened(place, manifest=manifest, demo=demo) as platform:
        refused = [found for row in rows if (found := _consent(platform, row)) is not None]
    return _ended(output, len(rows), refused)


def read_rows(file: Path) -> Iterator[Row]:
    """Give the rows of a CSV file with a header; empty cells are left out.

    Raises:
        InputError: `import/malformed` with the line.
        OutsideError: `file/unreadable`.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened_file:
            reader = csv.reader(opened_file, strict=True)
            header = [name.strip() for name in next(reader, [])]
            if not header or len(set(header)) < len(header) or "" in header:
                raise _malformed(file, 1, "the first line must name every column once")
            for cells in reader:
                if not cells:
                    continue
                if len(cells) != len(header):
                    said = f"{counted(len(cells), 'cell')} under {counted(len(header), 'column')}"
                    raise _malformed(file, reader.line_num, said)
                named = zip(header, cells, strict=True)
                yield Row(reader.line_num, {name: cell for name, cell in named if cell.strip()})
    except csv.Error as fault:
        raise _malformed(file, reader.line_num, str(fault).lower()) from None
    except UnicodeDecodeError:
        raise _malformed(file, 1, "the file is not UTF-8 text") from None
    except OSError as fault:
        raise OutsideError(
            "file/unreadable",
            f"`{file}` cannot be read: {(fault.strerror or 'unknown fault').lower()}",
            place=str(file),
        ) from None


def _people(platform: Platform, form: str, rows: Sequence[Row]) -> list[Refused]:
    refused: list[Refused] = []
    now = platform.clock.now()
    for start in range(0, len(rows), AT_ONCE):
        submissions: list[Submission] = []
        lines: list[int] = []
        for row in rows[start : start + AT_ONCE]:
            try:
                submissions.append(_submission(form, row, now))
                lines.append(row.line)
            except InputError as error:
                refused.append(Refused(row.line, (error.code,)))
        answers = platform.intake.receive_many(submissions) if submissions else []
        refused += [
            Refused(number, answer.codes)
            for number, answer in zip(lines, answers, strict=True)
            if isinstance(answer, Refusal)
        ]
    return sorted(refused, key=lambda one: one.line)


def _submission(form: str, row: Row, now: datetime) -> Submission:
    cells = dict(row.cells)
    said = cells.pop(RECEIVED, None)
    received = now if said is None else read_instant(said)
    if received > now:
        raise InputError("import/not-yet", "a row was received after the present instant")
    return Submission(form=form, data=dict(cells), received_at=received)


def _consent(platform: Platform, row: Row) -> Refused | None:
    cells = row.cells
    now = platform.clock.now()
    try:
        method = cells.get("method", "ticked-box")
        methods: tuple[Method, ...] = get_args(Method)
        known = next((each for each in methods if each == method), None)
        if known is None:
            raise InputError("consent/unknown-method", "the method is none that is known")
        given = Given(
            purpose=cells.get("purpose", ""),
            text_hash=text_hash(cells.get("text", "").removeprefix("@")),
            language=cells.get("language", "en"),
            channel=cells.get("channel", "import"),
            method=known,
            until=read_instant(cells["until"]) if "until" in cells else None,
        )
        when = read_instant(cells["at"]) if "at" in cells else now
        if when > now:
            raise InputError("import/not-yet", "a consent was given after the present instant")
        platform.consents.give(one_person(platform, cells.get("person", "")), given, when)
    except InputError as error:
        return Refused(row.line, (error.code,))
    return None


def _check_columns(file: Path, rows: Sequence[Row]) -> None:
    for row in rows:
        for name in row.cells:
            if name not in CONSENT_COLUMNS:
                raise InputError(
                    "import/unknown-column",
                    f"`{name[:60]}` is no column of consents",
                    help=nearest(name, CONSENT_COLUMNS),
                    place=f"{file}:1",
                )


def _ended(output: Output, rows: int, refused: Sequence[Refused]) -> Exit:
    kept = rows - len(refused)
    parts: list[RenderableType] = [line(f"{counted(kept, 'row')} of {rows} taken in")]
    if refused:
        shown = [(f"line {one.line}", ", ".join(one.codes)) for one in refused]
        parts += [line(""), table(("refused", "because"), shown)]
    output.show(
        {
            "rows": rows,
            "kept": kept,
            "refused": len(refused),
            "refusals": [{"line": one.line, "codes": list(one.codes)} for one in refused],
        },
        *parts,
    )
    return Exit.REFUSED if refused else Exit.DONE


def _malformed(file: Path, number: int, wrong: str) -> InputError:
    return InputError(
        "import/malformed", f"the file cannot be read as CSV: {wrong}", place=f"{file}:{number}"
    )
