"""Messages as files: a folder of `.eml`, or a Maildir; what was dealt with moves to another folder.

A file is read where it lies and moved last, so a crash at any step leaves it to be read again.
Whoever puts files here writes them elsewhere and renames them, as a Maildir does: half a file is
half a message. Links and folders are left alone.

GDPR Art. 32: the folders of what was read are readable by their owner only.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from troth.connectors.inbox import BEGINNING, LARGEST, Arrived, Verdict, unreachable

SUFFIX: Final = ".eml"


class DropInbox:
    """A folder that messages are laid into.

    Args:
        folder: `*.eml`, or a Maildir with `new` and `cur`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def waiting(self, taken: Callable[[str], bool]) -> Iterator[Arrived]:
        """Yield each file, the oldest first; what cannot be read stays where it is."""
        for path in self._files():
            found = _read(path)
            if found is not None:
                raw, whole, at = found
                yield Arrived(name=str(path.relative_to(self._folder)), raw=raw, whole=whole, at=at)

    def put_away(self, message: Arrived, verdict: Verdict) -> None:
        """Move a file to `done` or `refused`."""
        path, folder = self._folder / message.name, self._folder / verdict
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            path.replace(_free(folder / path.name))
            _flush(folder)
            _flush(path.parent)
        except FileNotFoundError:
            # Somebody else moved it meanwhile.
            return
        except OSError:
            raise unreachable() from None

    def close(self) -> None:
        """Nothing is held open."""

    def _files(self) -> list[Path]:
        maildir = [self._folder / name for name in ("new", "cur")]
        try:
            if all(one.is_dir() for one in maildir):
                found = [path for one in maildir for path in one.iterdir()]
            else:
                found = [one for one in self._folder.iterdir() if one.suffix == SUFFIX]
        except OSError:
            raise unreachable() from None
        aged = []
        for path in found:
            with suppress(OSError):
                known = path.lstat()
                if stat.S_ISREG(known.st_mode) and not path.name.startswith("."):
                    aged.append((known.st_mtime_ns, path.name, path))
        return [path for _, _, path in sorted(aged)]


def _read(path: Path) -> tuple[bytes, bool, datetime] | None:
    try:
        # Not through a link that somebody put in its place meanwhile.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(handle, "rb") as file:
            known = os.fstat(file.fileno())
            whole = known.st_size <= LARGEST
            raw = file.read(LARGEST if whole else BEGINNING)
    except OSError:
        return None
    return raw, whole, datetime.fromtimestamp(known.st_mtime, UTC)


def _free(path: Path) -> Path:
    """Return a name in a folder that is not taken."""
    tried, number = path, 0
    while tried.exists():
        number += 1
        tried = path.with_name(f"{path.stem}.{number}{path.suffix}")
    return tried


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
