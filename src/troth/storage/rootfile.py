"""The root key: 32 bytes outside both stores, in a file that can be overwritten (DESIGN, D4.2).

An epoch changes it in two steps with the key store's transaction between them. `prepare` leaves
`root.key.next` on disk, synced. `promote` keeps the old bytes reachable as `root.key.old`, renames
`next` over the current file, overwrites the old bytes in place, and only then removes their name:
a power cut leaves nothing that a second `promote` or `discard` does not finish. Which of the bytes
on disk is the root is not decided here: the one that opens the epoch marker is.

What stays assumed, and receipts say it: a disk may keep remnants of 32 overwritten bytes, and
nobody copied the file.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from troth.errors import InputError, OutsideError, StateError

ROOT_BYTES: Final = 32


class RootFile:
    """The root key in a file of its owner alone, mode 0600.

    Args:
        path: Where the 32 bytes lie, or will lie after the first `prepare` and `promote`.
    """

    can_overwrite = True

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._next = self.path.with_name(self.path.name + ".next")
        self._old = self.path.with_name(self.path.name + ".old")

    def current(self) -> bytes | None:
        """Return the root, or None where there is no file yet.

        Raises:
            OutsideError: `keys/root-unreadable`, `keys/root-corrupt` unless it has 32 bytes.
        """
        root = self._content(self.path)
        if root is not None and len(root) != ROOT_BYTES:
            raise OutsideError(
                "keys/root-corrupt",
                f"the root key has {len(root)} bytes instead of {ROOT_BYTES}",
                help="put back the file as it was; nothing was changed",
                place=str(self.path),
            )
        return root

    def candidates(self) -> Sequence[bytes]:
        """Return the current root and a whole `next`, in this order.

        Raises:
            OutsideError: as `current`.
        """
        found = (self.current(), self._content(self._next))
        return [root for root in found if root is not None and len(root) == ROOT_BYTES]

    def prepare(self, root: bytes) -> None:
        """Write `next` and sync the file and its folder; an older `next` is overwritten in place.

        Raises:
            InputError: `keys/root-malformed` unless 32 bytes are given.
            OutsideError: `keys/root-unwritable`.
        """
        if len(root) != ROOT_BYTES:
            raise _malformed()
        with self._writing():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            _write_in_place(self._next, root)
            _sync_folder(self.path.parent)

    def promote(self) -> None:
        """Make `next` current, then overwrite the old bytes and remove them.

        Raises:
            StateError: `keys/no-next-root` when nothing was prepared.
            OutsideError: `keys/root-unwritable`.
        """
        if not self._next.exists():
            raise StateError("keys/no-next-root", "no next root was prepared")
        with self._writing():
            self._finish_old()
            if self.path.exists():
                os.link(self.path, self._old)
            os.replace(self._next, self.path)
            _sync_folder(self.path.parent)
            self._finish_old()

    def discard(self) -> None:
        """Overwrite and remove a `next` that opens nothing, and what a cut `promote` left.

        Raises:
            OutsideError: `keys/root-unwritable`.
        """
        with self._writing():
            self._finish_old()
            if self._next.exists():
                _wipe(self._next)
                _sync_folder(self.path.parent)

    def destroy(self) -> None:
        """Overwrite and remove the root and everything beside it: nothing it opened is left.

        Raises:
            OutsideError: `keys/root-unwritable`.
        """
        self.discard()
        with self._writing():
            if self.path.exists():
                _wipe(self.path)
                _sync_folder(self.path.parent)

    def _finish_old(self) -> None:
        if not self._old.exists():
            return
        if self.path.exists() and self._old.samefile(self.path):
            # The cut came before the rename: these are the bytes of the root still in use.
            self._old.unlink()
        else:
            _wipe(self._old)
        _sync_folder(self.path.parent)

    def _content(self, path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as fault:
            raise OutsideError(
                "keys/root-unreadable",
                f"the root key cannot be read: {_why(fault)}",
                place=str(path),
            ) from fault

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as fault:
            raise OutsideError(
                "keys/root-unwritable",
                f"the root key cannot be written: {_why(fault)}",
                help="the root that was current before is still in place",
                place=str(self.path),
            ) from fault


class EnvironmentRoot:
    """A root handed in from outside, which Troth can neither change nor destroy.

    Args:
        text: 32 bytes in base64, as in the variable `TROTH_ROOT`.

    Raises:
        InputError: `keys/root-malformed`.
    """

    can_overwrite = False

    def __init__(self, text: str) -> None:
        try:
            self._root = base64.b64decode(text.strip(), validate=True)
        except (binascii.Error, ValueError) as fault:
            raise _malformed() from fault
        if len(self._root) != ROOT_BYTES:
            raise _malformed()

    def current(self) -> bytes | None:
        """Return the root."""
        return self._root

    def candidates(self) -> Sequence[bytes]:
        """Return the root; there is no other."""
        return [self._root]

    def prepare(self, root: bytes) -> None:
        """Refuse: `keys/root-fixed`."""
        raise _fixed()

    def promote(self) -> None:
        """Refuse: `keys/root-fixed`."""
        raise _fixed()

    def discard(self) -> None:
        """Do nothing: there never is a `next`."""


class MemoryRoot:
    """A root that lives as long as the process: for rehearsals and tests."""

    can_overwrite = True

    def __init__(self) -> None:
        self._current: bytes | None = None
        self._next: bytes | None = None

    def current(self) -> bytes | None:
        """Return the root, or None before the first `promote`."""
        return self._current

    def candidates(self) -> Sequence[bytes]:
        """Return the current root and a `next`, in this order."""
        return [root for root in (self._current, self._next) if root is not None]

    def prepare(self, root: bytes) -> None:
        """Keep `next`.

        Raises:
            InputError: `keys/root-malformed` unless 32 bytes are given.
        """
        if len(root) != ROOT_BYTES:
            raise _malformed()
        self._next = root

    def promote(self) -> None:
        """Make `next` current.

        Raises:
            StateError: `keys/no-next-root` when nothing was prepared.
        """
        if self._next is None:
            raise StateError("keys/no-next-root", "no next root was prepared")
        self._current, self._next = self._next, None

    def discard(self) -> None:
        """Forget a `next`."""
        self._next = None


def _write_in_place(path: Path, content: bytes) -> None:
    # Without O_TRUNC: a truncated file gets new blocks and leaves the old bytes in the old ones.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.fchmod(descriptor, 0o600)
        os.write(descriptor, content)
        os.ftruncate(descriptor, len(content))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _wipe(path: Path) -> None:
    _write_in_place(path, bytes(max(ROOT_BYTES, path.stat().st_size)))
    path.unlink()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        # Some network file systems sync folders by themselves and refuse to be asked.
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _why(fault: OSError) -> str:
    return (fault.strerror or "unknown reason").lower()


def _malformed() -> InputError:
    return InputError("keys/root-malformed", f"a root key is {ROOT_BYTES} bytes")


def _fixed() -> StateError:
    return StateError(
        "keys/root-fixed",
        "a root from the environment cannot be changed by the program",
        help="keep the root in a file to make erasures final in older backups of the key store",
    )
