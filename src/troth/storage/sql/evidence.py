"""The evidence log's leaves, nodes and signed notes, with its one sequencer.

A fact is appended in the unit of what it reports and has no index yet. On PostgreSQL many units
append at once; the one that holds the sequencer's lock gives the indexes: the tree has one order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from troth.storage.refusals import corrupt, unknown
from troth.storage.rows import FactRow, NodeRow
from troth.storage.sql import shapes
from troth.storage.sql.session import Session

_SEQUENCER: Final = 0x54726F02


class EvidenceReads:
    """Reads facts, nodes and checkpoints."""

    _session: Session

    def facts(self, start: int, end: int) -> Sequence[FactRow]:
        """Return sequenced facts with start <= index < end, in the order of the index."""
        sql = f"{shapes.FACTS.select} WHERE idx >= ? AND idx < ? ORDER BY idx"
        return shapes.FACTS.rows(self._session.lines(sql, (start, end)))

    def facts_of(self, kind: str) -> Iterator[FactRow]:
        """Yield the facts of one kind in the order they were appended."""
        sql = f"{shapes.FACTS.select} WHERE kind = ? ORDER BY seq"
        for lines in self._session.stream(sql, (kind,)):
            yield from shapes.FACTS.rows(lines)

    def tree_size(self) -> int:
        """Return the number of leaves that have an index, pruned ones included."""
        line = self._session.line("SELECT max(idx) FROM facts")
        return self.first_fact() if line is None or line[0] is None else int(line[0]) + 1

    def first_fact(self) -> int:
        """Return the lowest index not pruned."""
        return self._session.number("SELECT value FROM meta WHERE name = 'first-fact'")

    def node(self, level: int, index: int) -> bytes | None:
        """Return the hash of one complete subtree."""
        sql = "SELECT hash FROM nodes WHERE level = ? AND idx = ?"
        line = self._session.line(sql, (level, index))
        return line[0] if line is not None and isinstance(line[0], bytes) else None

    def frontier(self) -> Sequence[NodeRow]:
        """Return the compact range of the whole tree, left to right."""
        size, start, wanted = self.tree_size(), 0, []
        for level in reversed(range(size.bit_length())):
            if size >> level & 1:
                wanted.append((level, start >> level))
                start += 1 << level
        if not wanted:
            return []
        either = " OR ".join("level = ? AND idx = ?" for _ in wanted)
        lines = self._session.lines(
            f"SELECT level, idx, hash FROM nodes WHERE {either}",
            [number for place in wanted for number in place],
        )
        hashes = {(level, index): hash_ for level, index, hash_ in lines}
        found = []
        for level, index in wanted:
            hash_ = hashes.get((level, index))
            if not isinstance(hash_, bytes):
                raise corrupt("", f"the log lacks node {index} of level {level}")
            found.append(NodeRow(level=level, index=index, hash=hash_))
        return found

    def checkpoints(self) -> Sequence[tuple[int, str, int]]:
        """Return (size, signed note, at), smallest tree first."""
        lines = self._session.lines("SELECT size, note, at FROM checkpoints ORDER BY size")
        return [(int(size or 0), str(note), int(at or 0)) for size, note, at in lines]


class EvidenceWrites(EvidenceReads):
    """Appends facts and grows the tree."""

    def append_facts(self, rows: Sequence[FactRow]) -> None:
        """Append facts; `seq` is given by the database."""
        self._session.insert(shapes.FACTS, rows)

    def unsequenced(self, limit: int) -> Sequence[FactRow]:
        """Return the oldest facts without a tree index, under the sequencer's lock."""
        self._session.lock(_SEQUENCER)
        sql = f"{shapes.FACTS.select} WHERE idx IS NULL ORDER BY seq LIMIT ?"
        return shapes.FACTS.rows(self._session.lines(sql, (limit,)))

    def place_facts(self, rows: Sequence[tuple[int, int]], nodes: Sequence[NodeRow]) -> None:
        """Give (seq, index) and store the completed nodes."""
        if self._place(rows) != len(rows):
            raise unknown("facts")
        self._session.insert(shapes.NODES, nodes)

    def save_checkpoint(self, size: int, note: str, at: int) -> None:
        """Keep a signed note; a newer note for the same size replaces the older."""
        self._session.run(
            "INSERT INTO checkpoints (size, note, at) VALUES (?, ?, ?)"
            " ON CONFLICT (size) DO UPDATE SET note = excluded.note, at = excluded.at",
            (size, note, at),
        )

    def prune_facts(self, below: int) -> int:
        """Forget bodies below an index, and nodes that no later proof or kept tile needs."""
        below = max(self.first_fact(), min(below, self.tree_size()))
        gone = self._session.run("DELETE FROM facts WHERE idx < ?", (below,))
        # A node goes when its parent lies below too, unless a tile that is still served holds it.
        self._session.run(
            "DELETE FROM nodes WHERE ((idx >> 1) + 1) << (level + 1) <= ?"
            " AND NOT (level & 7 = 0 AND ((idx >> 8) + 1) << (level + 8) > ?)",
            (below, below),
        )
        self._session.run(
            "INSERT INTO meta (name, value) VALUES ('first-fact', ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (str(below),),
        )
        return gone

    def _place(self, rows: Sequence[tuple[int, int]]) -> int:
        if not self._session.postgres:
            sql = "UPDATE facts SET idx = ? WHERE seq = ?"
            return self._session.many(sql, [(index, seq) for seq, index in rows])
        return self._session.run(
            "UPDATE facts SET idx = placed.idx"
            " FROM unnest(?::int8[], ?::int8[]) AS placed (seq, idx) WHERE facts.seq = placed.seq",
            ([seq for seq, _ in rows], [index for _, index in rows]),
        )
