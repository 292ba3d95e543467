"""The options that commands share, and how their values are read.

A value that cannot be read is refused with the nearest thing that can be meant; nothing is guessed.
`--at` is an instant: free for questions that touch no store, and for stores only where time is not
real (see `troth.cli.opening`).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import click

from troth.cli.output import Output
from troth.errors import InputError, OutsideError

Words = Callable[..., object]
Decorator = Callable[[Words], Words]


class InstantType(click.ParamType[datetime]):
    """An ISO 8601 instant; without an offset it is taken as UTC."""

    name = "instant"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read `2026-03-01`, `2026-03-01T10:00`, `2026-03-01T10:00:00+02:00`."""
        if isinstance(value, datetime):
            return value
        return read_instant(str(value))


def json_option(command: Callable[..., object]) -> Callable[..., object]:
    """Give a command `--json`; it gets its `output`."""
    return click.option(
        "--json",
        "output",
        is_flag=True,
        callback=lambda _, __, value: Output(json=bool(value)),
        help="Print one JSON document and nothing else.",
    )(command)


def at_option(help: str) -> Decorator:
    """Give a command `--at`, an instant or nothing."""
    return click.option("--at", type=InstantType(), metavar="INSTANT", help=help)


manifest_argument = click.argument("file", type=click.Path(path_type=Path), metavar="FILE")

shown_option = click.option(
    "--shown",
    multiple=True,
    metavar="NEED=ID",
    help="What can be shown, by id: agreement, case, order, device-permission… Repeatable.",
)

commit_option = click.option(
    "--commit", is_flag=True, help="Do it. Without this, only say what would be done."
)


def read_instant(text: str) -> datetime:
    """Read an ISO 8601 instant.

    Raises:
        InputError: `time/malformed`.
    """
    try:
        read = datetime.fromisoformat(text)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(
            "time/malformed",
            f"`{text[:60]}` is not an instant",
            help="write 2026-03-01 or 2026-03-01T10:00:00+02:00; without an offset it is UTC",
        ) from None


def read_arrival(text: str, zone: str) -> datetime:
    """Read when something arrived: an instant, or a day where the controller is established.

    A bare day begins at midnight in `zone`, so that a term counts from that day and no other.

    Raises:
        InputError: `time/malformed`.
    """
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return read_instant(text)
    return datetime.combine(read_day(text), time.min, ZoneInfo(zone)).astimezone(UTC)


def read_day(text: str) -> date:
    """Read an ISO 8601 date.

    Raises:
        InputError: `time/malformed`.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(
            "time/malformed", f"`{text[:60]}` is not a date", help="write 2026-03-01"
        ) from None


_PRINTED: Final = {
    "person": "`troth subject find` prints it",
    "submission": "`troth collect` prints it",
    "record": "`troth subject show` lists those of a person",
    "request": "`troth request list --all` lists them",
    "legal request": "`troth legal list` lists them",
    "hold": "`troth hold list` lists them",
    "case": "`troth case list` lists them",
    "breach": "`troth breach list` lists them",
    "deal": "`troth takeover list` lists them",
    "plan": "`troth subject erase` prints it",
    "announcement": "`troth policy announce` prints it",
    "inquiry": "`troth correspondence list` lists them",
    "message": "`troth correspondence list` lists them",
}
"""Where an id of each kind is found."""


def read_id(text: str, what: str) -> bytes:
    """Read an id of 16 bytes in hexadecimal.

    Raises:
        InputError: `cli/malformed-id`.
    """
    if not re.fullmatch(r"[0-9a-fA-F]{32}", text):
        raise InputError(
            "cli/malformed-id",
            f"`{text[:60]}` is not the id of {'an' if what[0] in 'aeiou' else 'a'} {what}",
            help=f"an id is 32 hexadecimal digits; {_PRINTED.get(what, _PRINTED['person'])}",
        )
    return bytes.fromhex(text)


def read_pairs(given: tuple[str, ...], option: str) -> dict[str, str]:
    """Read repeated `name=value`.

    Raises:
        InputError: `cli/malformed-pair`.
    """
    read: dict[str, str] = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not (name and equals and value):
            raise InputError(
                "cli/malformed-pair",
                f"`{each[:60]}` is not `name=value`",
                help=f"write {option} agreement=A-17",
            )
        read[name] = value
    return read


def read_file(path: str) -> bytes:
    """Return the bytes of a file that an option names.

    Raises:
        OutsideError: `file/unreadable`.
    """
    try:
        return Path(path).read_bytes()
    except OSError as fault:
        raise OutsideError(
            "file/unreadable",
            f"`{path}` cannot be read: {(fault.strerror or 'unknown fault').lower()}",
            place=path,
        ) from None


def read_words(given: str) -> str:
    """Return words given as text, or those of `@FILE`.

    Raises:
        OutsideError: `file/unreadable`.
    """
    return read_file(given[1:]).decode(errors="replace") if given[:1] == "@" else given


def read_paper(path: str) -> bytes:
    """Return the bytes of a paper whose hash is kept; an empty file shows nothing to anybody.

    Raises:
        InputError: `file/empty`.
        OutsideError: `file/unreadable`.
    """
    read = read_file(path)
    if not read.strip():
        raise InputError(
            "file/empty", f"`{path}` is empty", help="give the file that holds the paper itself"
        )
    return read


def read_json(given: str, option: str) -> Mapping[str, object]:
    """Read a JSON object given as text, as `@FILE`, or as `-` for standard input.

    Raises:
        InputError: `cli/malformed-json`.
        OutsideError: `file/unreadable`.
    """
    place = ""
    if given == "-":
        place, raw = "standard input", sys.stdin.buffer.read()
    elif given.startswith("@"):
        place, raw = given[1:], read_file(given[1:])
    else:
        raw = given.encode(errors="surrogateescape")
    try:
        read = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_once)
    except (UnicodeDecodeError, RecursionError):
        raise _malformed(option, "is not JSON text in UTF-8", place) from None
    except json.JSONDecodeError as fault:
        at = f"{place or option}:{fault.lineno}:{fault.colno}"
        raise _malformed(option, f"is not JSON: {fault.msg.lower()}", at) from None
    if not isinstance(read, dict):
        raise _malformed(option, "must be one JSON object", place)
    return read


def _once(found: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(found)
    if len(made) < len(found):
        raise _malformed("the object", "names one key twice", "")
    return made


def _malformed(option: str, wrong: str, place: str) -> InputError:
    return InputError(
        "cli/malformed-json",
        f"{option} {wrong}",
        place=place,
        help='write \'{"email": "a@example.com"}\', @FILE, or - for standard input',
    )
