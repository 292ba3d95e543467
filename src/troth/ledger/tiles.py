"""Tiles: the log's hashes and entries as files that never change.

C2SP tlog-tiles. A tile holds up to 256 consecutive node hashes of one tree height (heights 0, 8,
16, ...); an entry bundle holds the entries under one level-0 tile, each after its length as a
big-endian uint16. A log pruned under its own retention serves no tile or bundle that ends at or
below its minimum index, and the tree stays the same.

This room names resources and makes their bytes; it opens no file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from troth.errors import InputError
from troth.ledger.tree import ReadNode

WIDTH: Final = 256
ENTRY_LIMIT: Final = 0xFFFF

_PATH: Final = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: its level (None for an entry bundle), its index there, and its width."""

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def end(self) -> int:
        """The number of the first entry after those that a full tile here would span."""
        return int((self.index + 1) * WIDTH ** ((self.level or 0) + 1))

    def path(self) -> str:
        """Return the path below the log's prefix, as `tile/0/x001/234.p/5`."""
        kind = "entries" if self.level is None else str(self.level)
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{kind}/{_grouped(self.index)}{partial}"

    def withheld(self, minimum_index: int) -> bool:
        """Tell whether a log pruned below `minimum_index` may refuse this tile."""
        return self.end <= minimum_index


def parse_path(path: str) -> Tile:
    """Return the tile that a path names.

    Raises:
        InputError: `tile/bad-path` for anything but the one spelling of a tile's path.
    """
    found = _PATH.fullmatch(path)
    if found:
        kind, grouped, width = found.groups()
        tile = Tile(
            None if kind == "entries" else int(kind),
            int(grouped.replace("x", "").replace("/", "")),
            int(width) if width else WIDTH,
        )
        if (tile.level or 0) <= 63 and tile.path() == path and (tile.width < WIDTH or not width):
            return tile
    raise InputError("tile/bad-path", f"`{path}` names no tile")


def tiles_of(size: int) -> Iterator[Tile]:
    """Yield every hash tile of a tree of `size` entries, level by level, the partial one last."""
    level, count = 0, size
    while count:
        full, partial = divmod(count, WIDTH)
        yield from (Tile(level, index) for index in range(full))
        if partial:
            yield Tile(level, full, partial)
        level, count = level + 1, full


def tile_hashes(tile: Tile, read_node: ReadNode) -> bytes:
    """Return the bytes of a hash tile, 32 for each hash.

    Raises:
        InputError: `tile/bad-path` for an entry bundle.
    """
    if tile.level is None:
        raise InputError("tile/bad-path", "an entry bundle holds no hashes")
    first = tile.index * WIDTH
    height = 8 * tile.level
    return b"".join(read_node(height, first + place) for place in range(tile.width))


def encode_entries(entries: Iterable[bytes]) -> bytes:
    """Return an entry bundle: each entry after its length as a big-endian uint16.

    Raises:
        InputError: `tile/entry-too-long` above 65,535 bytes, `tile/too-wide` above 256 entries.
    """
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) > ENTRY_LIMIT:
            raise InputError("tile/entry-too-long", f"an entry has at most {ENTRY_LIMIT} bytes")
        parts.append(len(entry).to_bytes(2, "big") + entry)
    if len(parts) > WIDTH:
        raise InputError("tile/too-wide", f"a bundle holds at most {WIDTH} entries")
    return b"".join(parts)


def decode_entries(bundle: bytes) -> list[bytes]:
    """Return the entries of a bundle.

    Raises:
        InputError: `tile/malformed` when the bytes end inside an entry, `tile/too-wide` above 256.
    """
    entries: list[bytes] = []
    at = 0
    while at < len(bundle):
        start = at + 2
        at = start + int.from_bytes(bundle[at:start], "big")
        if start > len(bundle) or at > len(bundle):
            raise InputError("tile/malformed", f"the bundle ends inside entry {len(entries)}")
        entries.append(bundle[start:at])
    if len(entries) > WIDTH:
        raise InputError("tile/too-wide", f"a bundle holds at most {WIDTH} entries")
    return entries


def _grouped(index: int) -> str:
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups))
