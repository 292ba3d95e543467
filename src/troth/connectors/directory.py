"""A directory that tiles, entry bundles and checkpoints of the evidence log are published to.

Each file is replaced whole: written beside its place, synced, renamed, the folder synced. A reader,
or a power cut, sees the old file or the new one, never half of one. It knows nothing of what the
files mean; paths that lead out of the directory are refused.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path, PurePosixPath

from troth.errors import InputError, OutsideError


class Directory:
    """A place to publish to (`engines.evidence.TileSink`).

    Args:
        folder: The directory; made when something is first written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, path: str, content: bytes) -> None:
        """Store `content` under a relative path, replacing what is there.

        Raises:
            InputError: `directory/outside`.
            OutsideError: `directory/unwritable`.
        """
        place = self._place(path)
        part = place.with_name(place.name + ".part")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(place)
            _sync(place.parent)
        except OSError as fault:
            with suppress(OSError):
                part.unlink()
            raise OutsideError(
                "directory/unwritable",
                f"`{place}` cannot be written: {(fault.strerror or 'unknown fault').lower()}",
                help="nothing else in the directory has changed",
                place=str(place),
            ) from fault

    def read(self, path: str) -> bytes | None:
        """Return what is stored there, or None.

        Raises:
            InputError: `directory/outside`.
            OutsideError: `directory/unreadable`.
        """
        place = self._place(path)
        try:
            return place.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as fault:
            raise OutsideError(
                "directory/unreadable",
                f"`{place}` cannot be read: {(fault.strerror or 'unknown fault').lower()}",
                place=str(place),
            ) from fault

    def _place(self, path: str) -> Path:
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or ".." in parts:
            raise InputError("directory/outside", f"`{path}` does not lie in the directory")
        return self._folder.joinpath(*parts)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
