"""Files that commands write: new ones only where somebody's work could be lost.

A pack, a log or a manifest is never overwritten; a report may be made again.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from troth.errors import InputError, OutsideError


def refuse_existing(path: Path) -> None:
    """Refuse to overwrite.

    Raises:
        InputError: `file/exists`.
    """
    if path.exists():
        raise InputError(
            "file/exists", f"`{path}` exists and is not overwritten", help="name another file"
        )


def write_new(path: Path, content: bytes) -> None:
    """Write a file that must not be there yet.

    Raises:
        InputError: `file/exists`.
        OutsideError: `file/unwritable`.
    """
    refuse_existing(path)
    try:
        with path.open("xb") as file:
            file.write(content)
    except OSError as fault:
        raise _unwritable(path, fault) from None


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder that must not be there yet; names may lie in folders of it.

    Raises:
        InputError: `file/exists`.
        OutsideError: `file/unwritable`.
    """
    refuse_existing(folder)
    try:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as fault:
        raise _unwritable(folder, fault) from None


def refuse_missing_folder(path: Path | None) -> None:
    """Refuse a file in a folder that is not there, before the work it would tell of.

    Raises:
        InputError: `file/no-folder`.
    """
    if path is not None and not path.parent.is_dir():
        raise InputError(
            "file/no-folder",
            f"there is no folder `{path.parent}`",
            help="make the folder first, or name a file elsewhere",
            place=str(path),
        )


def write_report(path: Path, text: str) -> None:
    """Write a report into a folder that is there; an older report is replaced.

    Raises:
        InputError: `file/no-folder`.
        OutsideError: `file/unwritable`.
    """
    write_bytes_report(path, text.encode())


def write_bytes_report(path: Path, content: bytes) -> None:
    """Write a report that is not text, as `write_report` does.

    Raises:
        InputError: `file/no-folder`.
        OutsideError: `file/unwritable`.
    """
    refuse_missing_folder(path)
    try:
        path.write_bytes(content)
    except OSError as fault:
        raise _unwritable(path, fault) from None


def _unwritable(path: Path, fault: OSError) -> OutsideError:
    return OutsideError(
        "file/unwritable",
        f"`{path}` cannot be written: {(fault.strerror or 'unknown fault').lower()}",
        place=str(path),
    )
