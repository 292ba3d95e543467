"""Tiles of the evidence log, kept in memory for as long as the rehearsal lasts."""

from __future__ import annotations


class Tiles:
    """A place to publish a log to (`engines.evidence.TileSink`)."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}

    def write(self, path: str, content: bytes) -> None:
        """Keep `content` under a path."""
        self._held[path] = content

    def read(self, path: str) -> bytes | None:
        """Return what is kept there, or None."""
        return self._held.get(path)
