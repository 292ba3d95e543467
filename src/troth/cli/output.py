"""Everything a command prints goes through here: words for people, or one JSON document.

With `--json` standard output holds exactly one JSON document and nothing else; otherwise calm text
that fits 80 columns, with colours only on a terminal. Errors go to standard error as
`place: code: message`, each with its help on the next line. Control characters in what others wrote
are shown, never sent to the terminal. It decides nothing and reads nothing.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence

import click
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from troth.core.periods import from_micros
from troth.errors import InputError, TrothError
from troth.policy.diagnostics import Diagnostic, ManifestRefused

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

STYLES: Mapping[str, str] = {
    "error": "red",
    "warning": "yellow",
    "info": "cyan",
    "kept": "green",
    "broken": "bold red",
    "unproven": "yellow",
    "allowed": "green",
    "refused": "red",
}
"""Words that carry a colour on a terminal; elsewhere they are only words."""


class Output:
    """Where one command's words go."""

    def __init__(self, *, json: bool) -> None:
        self.json = json

    def show(self, document: object, *parts: RenderableType) -> None:
        """Print the document with `--json`, else the parts, each on its own line or lines."""
        if self.json:
            self._document(document)
            return
        _print(parts)

    def raw(self, document: object, text: str) -> None:
        """Print the document with `--json`, else `text` exactly as it is."""
        if self.json:
            self._document(document)
        else:
            click.echo(text, nl=not text.endswith("\n"))

    def note(self, text: str) -> None:
        """Say something on the way, to standard error; silent with `--json`."""
        if not self.json:
            _print([line(text, "dim")], errors=True)

    def error(self, error: TrothError) -> None:
        """Say what is wrong: all diagnostics of a manifest, or the one error."""
        if isinstance(error, ManifestRefused):
            self.diagnostics(error.diagnostics)
            return
        if self.json:
            self._document({"error": error.as_dict()})
        place = f"{error.place}: " if error.place else ""
        head = f"{place}{error.code}: {error.message}"
        _print(problem(head, error.help, style="error"), errors=True)

    def diagnostics(self, found: Sequence[Diagnostic], **also: object) -> None:
        """Say everything that stops a manifest from compiling."""
        if self.json:
            self._document({**also, "diagnostics": [each.as_dict() for each in found]})
        parts: list[RenderableType] = []
        for each in found:
            head = f"{each.place}: {each.code}: {each.message}"
            parts += problem(head, each.help, style="error")
        parts.append(line(f"{counted(len(found), 'problem')}; nothing was done"))
        _print(parts, errors=True)

    def usage(self, error: click.ClickException) -> None:
        """Say what is wrong with the command line, and which help to ask for."""
        if isinstance(error, click.exceptions.NoArgsIsHelpError):
            click.echo(error.format_message(), err=True)
            return
        message = error.format_message().rstrip(".").replace("'", "`").replace("\n", " ")
        said, _, near = message.partition(". Did you mean ")
        help = f"did you mean {near}" if near else ""
        if not help and isinstance(error, click.UsageError) and error.ctx is not None:
            help = f"see `{error.ctx.command_path} --help`"
        self.error(InputError("cli/usage", said[:1].lower() + said[1:], help=help))

    def trace(self, text: str) -> None:
        """Print where a fault happened, for those who mend it."""
        click.echo(clean(text), err=True)

    def _document(self, document: object) -> None:
        text = json.dumps(document, indent=2, ensure_ascii=False)
        click.echo(text.encode(errors="backslashreplace").decode())


def clean(text: str) -> str:
    """Return text with control characters made visible."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def line(text: str, style: str = "") -> Text:
    """Return one line of plain words."""
    return Text(clean(text), style=STYLES.get(style, style))


def indented(part: RenderableType, by: int = 2) -> Padding:
    """Return a part moved to the right."""
    return Padding(part, (0, 0, 0, by), expand=False)


def problem(head: str, help: str, *, style: str = "") -> list[RenderableType]:
    """Return a head line with its help underneath."""
    return [line(head, style), *([indented(line(f"help: {help}"), 4)] if help else [])]


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """Return an aligned table; numbers to the right, known words in their colour."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    listed = [tuple(row) for row in rows]
    for index, heading in enumerate(headings):
        numbers = all(isinstance(row[index], int) for row in listed) and bool(listed)
        made.add_column(
            heading,
            justify="right" if numbers else "left",
            overflow="fold",
            no_wrap=index == 0,
        )
    for row in listed:
        made.add_row(*(line(_word(cell), str(cell)) if _styled(cell) else _cell(cell)
                       for cell in row))  # fmt: skip
    return made


def pairs(rows: Mapping[str, object]) -> Table:
    """Return names and values, aligned."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    made.add_column(style="dim", no_wrap=True)
    made.add_column(overflow="fold")
    for name, value in rows.items():
        made.add_row(line(name), _cell(value))
    return made


def reasons(given: Iterable[tuple[str, str, str, str]]) -> list[RenderableType]:
    """Return refusals as (code, address, detail, help): code, why, policy address and help."""
    parts: list[RenderableType] = []
    for code, address, detail, help in given:
        parts.append(indented(line(f"{code}  {detail}", "refused")))
        parts.append(indented(line(f"policy: {address}"), 4))
        if help:
            parts.append(indented(line(f"help: {help}"), 4))
    return parts


def instant(micros: int | None) -> str | None:
    """Return an instant as JSON says it (ISO 8601, UTC); None where there is none."""
    return None if micros is None else from_micros(micros).isoformat()


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return `1 record`, `2 records`."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or noun + 's'}"


def _styled(cell: object) -> bool:
    return isinstance(cell, str) and cell in STYLES


def _cell(value: object) -> Text:
    return line(_word(value))


def _word(value: object) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(str(each) for each in value) or "–"
    return str(value)


def _print(parts: Iterable[RenderableType], *, errors: bool = False) -> None:
    stream = sys.stderr if errors else sys.stdout
    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        for part in parts:
            # What is read by a program is not broken into lines: a place stays in one piece.
            words = _in_one_piece(part)
            if words is not None and not console.is_terminal:
                console.print(words, soft_wrap=True)
            else:
                console.print(part)
    click.echo(re.sub(r" +$", "", captured.get(), flags=re.MULTILINE), file=stream, nl=False)


def _in_one_piece(part: RenderableType) -> Text | None:
    if isinstance(part, Padding) and isinstance(part.renderable, Text):
        return Text(" " * part.left).append_text(part.renderable)
    return part if isinstance(part, Text) else None
