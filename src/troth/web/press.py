"""Prints what everybody reads alike: once per version and language, and keeps the bytes.

Nothing of a reader is in them: neither who calls, nor what they did before.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from troth.assembly.library import Library
from troth.assembly.ruling import Told
from troth.core.periods import from_micros

KEPT = 512
"""Pages in memory; the one that was read longest ago goes first."""

Key = tuple[str | int, ...]
Make = Callable[[Told, str], str]
"""Makes a page of the version in effect, in a language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A page as bytes, plain and packed."""

    body: bytes
    packed: bytes
    tag: str
    modified: datetime
    media: str
    language: str


class Press:
    """Keeps what was printed."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._kept: OrderedDict[Key, Printed] = OrderedDict()
        self._lock = Lock()
        self._under_way: dict[Key, Lock] = {}

    def find(self, key: Key) -> Printed | None:
        """Return a page that was printed before."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def print(self, key: Key, told: Told, language: str, make: Make, media: str) -> Printed:
        """Make a page and keep it; who asks for it meanwhile waits for the same one."""
        with self._lock:
            one_at_a_time = self._under_way.setdefault(key, Lock())
        with one_at_a_time:
            printed = self.find(key) or self._make(told, language, make, media)
            with self._lock:
                self._kept[key] = printed
                self._under_way.pop(key, None)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return printed

    def _make(self, told: Told, language: str, make: Make, media: str) -> Printed:
        body = make(told, language).encode()
        newest = self.library.versions()[-1].row.published_at
        return Printed(
            body=body,
            packed=gzip.compress(body, compresslevel=6, mtime=0),
            tag=hashlib.sha256(body).hexdigest()[:32],
            modified=from_micros(max(newest, told.row.effective_at)).replace(microsecond=0),
            media=media,
            language=language,
        )
