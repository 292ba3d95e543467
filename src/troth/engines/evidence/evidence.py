"""Appends facts inside the caller's unit of work, and publishes signed tree heads.

A fact is written in the transaction of what it reports, so an acknowledged write has its fact. Its
place in the tree is given by one sequencer: on SQLite the single writer itself, on PostgreSQL
whoever holds the sequencer's lock (`DataUnit.unsequenced` takes it). What is lost when the process
dies: before the unit ends, nothing was acknowledged; before sequencing, nothing, the next sequencer
goes on; before a checkpoint is saved, nothing but that signature.

The log never learns a person's id: facts arrive with their commitments made
(`engines.vault.vault`). RFC 6962 for the tree, C2SP tlog-tiles and tlog-checkpoint for what is
published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from troth.core.facts import Fact, decode, fact
from troth.core.periods import to_micros
from troth.core.ports import Clock
from troth.engines.evidence.log_guard import Head, HeadMemory, check_log
from troth.engines.evidence.outbox import queue
from troth.errors import InputError, StateError
from troth.ledger.bundle import Bundle
from troth.ledger.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from troth.ledger.note import parse_note, public_key_of, sign
from troth.ledger.tiles import WIDTH, Tile, encode_entries, tile_hashes, tiles_of
from troth.ledger.tree import (
    CompactRange,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    prefix_nodes,
    root_at,
)
from troth.storage.ports import DataReader, DataStore, DataUnit
from troth.storage.rows import FactRow, NodeRow

SEQUENCE_CHUNK = 20_000


class TileSink(Protocol):
    """Where tiles and checkpoints are published: a directory, a bucket."""

    def write(self, path: str, content: bytes) -> None:
        """Store `content` under a relative path, replacing what is there."""
        ...

    def read(self, path: str) -> bytes | None:
        """Return what is stored there, or None."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class InclusionProof:
    """Proof that one fact stands in the log under a signed head."""

    index: int
    body: bytes
    size: int
    hashes: tuple[bytes, ...]
    checkpoint: str


class EvidenceLog:
    """The writer and reader of the log of one store.

    Args:
        data: The data store; facts live beside what they report.
        clock: Stamps checkpoints.
        origin: The log's name, unique to this vault (C2SP checkpoint origin).
        signing_key: Gives the Ed25519 private key, 32 bytes; asked only when a head is signed.
        memory: Where the last signed head is kept beside that key; None remembers nothing.
    """

    def __init__(
        self,
        *,
        data: DataStore,
        clock: Clock,
        origin: str,
        signing_key: Callable[[], bytes],
        memory: HeadMemory | None = None,
    ) -> None:
        self._data = data
        self._memory = memory
        self._clock = clock
        self.origin = origin
        self._signing_key = signing_key

    def append(self, unit: DataUnit, *facts: Fact, about: Sequence[Sequence[bytes]] = ()) -> None:
        """Append facts in the caller's unit; they stand or fall with it.

        Args:
            unit: The caller's unit.
            facts: What happened.
            about: For each fact the persons it is about: for the outbox alone, never for the log.
        """
        # Where nobody else can write now, the facts get their places with their deed (D5).
        placing = bool(facts) and self._data.single_writer
        if placing and unit.unsequenced(1):
            # What another process left without a place comes first.
            while sequence_in(unit) == SEQUENCE_CHUNK:
                pass
        grown = _grown(unit) if placing else None
        first = None if grown is None else grown.size
        rows = [
            FactRow(
                seq=0,
                index=None if first is None else first + place,
                kind=one.kind,
                at=one.at,
                body=one.encode(),
            )
            for place, one in enumerate(facts)
        ]
        unit.append_facts(rows)
        if grown is not None:
            unit.place_facts([], _nodes(grown, rows))
        queue(unit, facts, about)

    def sequence(self) -> int:
        """Give every waiting fact its place in the tree; return how many were placed."""
        placed = 0
        while True:
            with self._data.unit() as unit:
                count = sequence_in(unit)
            placed += count
            if count < SEQUENCE_CHUNK:
                return placed

    def checkpoint(self) -> str:
        """Sequence what waits, sign the tree head, save and return the note.

        Asked twice over the same tree it returns the same note: a head is signed once.

        Raises:
            StateError: `evidence/rolled-back`, `evidence/tampered`; nothing is signed then.
        """
        self.sequence()
        with self._data.unit() as unit:
            check_log(unit, self.remembered)
            size = unit.tree_size()
            root = _grown(unit).root()
            saved = unit.checkpoints()
            if saved and saved[-1][0] == size:
                note = saved[-1][1]
            else:
                note = sign_checkpoint(
                    Checkpoint(origin=self.origin, size=size, root=root), self._signing_key()
                )
                unit.save_checkpoint(size, note, to_micros(self._clock.now()))
        self._remember(Head(size, root))
        return note

    @property
    def remembered(self) -> Head | None:
        """The head signed last, as the key store remembers it."""
        return None if self._memory is None else self._memory.last()

    def check(self) -> None:
        """Refuse a log that was cut or altered since its last signed head.

        Raises:
            StateError: `evidence/rolled-back`, `evidence/tampered`.
        """
        with self._data.read() as reader:
            check_log(reader, self.remembered)

    def accept(self) -> None:
        """Take the log as it stands for the one to continue: after a restore, and only then."""
        with self._data.read() as reader:
            size = reader.tree_size()
            root = _grown(reader).root()
        self._remember(Head(size, root))

    def _remember(self, head: Head) -> None:
        if self._memory is not None:
            self._memory.remember(head)

    def attest(self, message: bytes) -> tuple[bytes, bytes]:
        """Return the log's public key and its Ed25519 signature of a message of another kind.

        The message names its kind in its first bytes, so that no head of a log can be made of it.
        """
        key = self._signing_key()
        return public_key_of(key), sign(message, key)

    def prove(self, index: int) -> InclusionProof:
        """Return the proof that fact `index` stands under the newest head.

        Raises:
            InputError: `evidence/no-such-fact`.
        """
        note = self.checkpoint()
        size = parse_checkpoint(parse_note(note).text).size
        with self._data.read() as reader:
            rows = reader.facts(index, index + 1) if 0 <= index < size else []
            if not rows:
                raise InputError(
                    "evidence/no-such-fact",
                    f"the log has no fact {index}",
                    help=f"it holds facts {reader.first_fact()} to {size - 1}",
                )
            hashes = inclusion_proof(index, size, _reader_of(reader))
        return InclusionProof(
            index=index, body=rows[0].body, size=size, hashes=tuple(hashes), checkpoint=note
        )

    def consistency(self, old_size: int, new_size: int) -> list[bytes]:
        """Return the proof that the tree of `old_size` is a beginning of that of `new_size`."""
        with self._data.read() as reader:
            return consistency_proof(old_size, new_size, _reader_of(reader))

    def bundle(self, cosignatures: Sequence[str] = ()) -> Bundle:
        """Return the whole log for offline verification, under a fresh head.

        Raises:
            StateError: `evidence/rolled-back`, `evidence/tampered`: such a log is not handed out.
        """
        found = self._bundle(self.checkpoint(), cosignatures)
        for (index, body), leaf in zip(found.entries, found.leaf_hashes, strict=True):
            if leaf_hash(body) != leaf:
                raise StateError(
                    "evidence/tampered",
                    f"the log was altered at fact {index}",
                    help="nothing was written; `troth prove` lists everything that is wrong",
                )
        return found

    def as_found(self) -> Bundle:
        """Return the log as it lies in the store, sound or not, for whoever is to judge it.

        Raises:
            StateError: when it is not sound and was never signed: nothing holds it to anything.
        """
        try:
            note = self.checkpoint()
        except StateError:
            with self._data.read() as reader:
                signed = reader.checkpoints()
            if not signed:
                raise
            note = signed[-1][1]
        return self._bundle(note, ())

    def _bundle(self, note: str, cosignatures: Sequence[str]) -> Bundle:
        size = parse_checkpoint(parse_note(note).text).size
        with self._data.read() as reader:
            first = reader.first_fact()
            rows = [row for chunk in _chunks(reader, first, size) for row in chunk]
            read_node = _reader_of(reader)
            return Bundle(
                origin=self.origin,
                public_key=public_key_of(self._signing_key()),
                checkpoint=note,
                entries=tuple((row.index or 0, row.body) for row in rows),
                leaf_hashes=tuple(read_node(0, index) for index in range(first, size)),
                first_index=first,
                pruned_nodes=tuple(
                    (level, read_node(level, index)) for level, index in prefix_nodes(first)
                ),
                cosignatures=tuple(cosignatures),
            )

    def publish(self, sink: TileSink) -> int:
        """Write tiles, entry bundles and the newest head to `sink`; return the tree size.

        Full tiles never change and are written once; the checkpoint goes last, so a reader of the
        sink never sees a head whose tiles are missing.
        """
        note = self.checkpoint()
        size = parse_checkpoint(parse_note(note).text).size
        before = sink.read("checkpoint")
        done = parse_checkpoint(parse_note(before.decode()).text).size if before else 0
        with self._data.read() as reader:
            read_node = _reader_of(reader)
            first = reader.first_fact()
            for tile in tiles_of(size):
                if tile.withheld(first) or (tile.width == WIDTH and tile.end <= done):
                    continue
                sink.write(tile.path(), tile_hashes(tile, read_node))
            for bundle in range(max(done, first) // WIDTH, -(-size // WIDTH)):
                start, end = bundle * WIDTH, min((bundle + 1) * WIDTH, size)
                if start < first:
                    continue
                rows = reader.facts(start, end)
                path = Tile(None, bundle, end - start).path()
                sink.write(path, encode_entries(row.body for row in rows))
        sink.write("checkpoint", note.encode())
        return size

    def prune_before(self, instant: datetime, *, commit: bool) -> int:
        """Forget facts written before an instant, as its own retention asks; return how many.

        With `commit` the fact `pruned` says from where on the log is whole. What is forgotten stays
        proven by the tree: roots, heads and later proofs do not change (C2SP tlog-tiles).
        """
        limit = to_micros(instant)
        self.checkpoint()
        with self._data.read() as reader:
            first, size = reader.first_fact(), reader.tree_size()
            below = first
            for rows in _chunks(reader, first, size):
                older = [row for row in rows if row.at < limit]
                below += len(older)
                if len(older) < len(rows):
                    break
        below -= below % WIDTH
        if commit and below > first:
            with self._data.unit() as unit:
                unit.prune_facts(below)
                self.append(unit, fact("pruned", to_micros(self._clock.now()), below=below))
        return max(0, below - first)

    def facts(self) -> Iterator[tuple[int, Fact]]:
        """Yield (index, fact) over the whole kept log, in order, with flat memory."""
        with self._data.read() as reader:
            for rows in _chunks(reader, reader.first_fact(), reader.tree_size()):
                for row in rows:
                    yield row.index or 0, decode(row.body)


def sequence_in(unit: DataUnit, limit: int = SEQUENCE_CHUNK) -> int:
    """Give waiting facts their places inside a unit; return how many were placed."""
    waiting = unit.unsequenced(limit)
    if not waiting:
        return 0
    grown = _grown(unit)
    first = grown.size
    unit.place_facts(
        [(row.seq, first + place) for place, row in enumerate(waiting)], _nodes(grown, waiting)
    )
    return len(waiting)


def _grown(reader: DataReader) -> CompactRange:
    return CompactRange.from_state([(node.level, node.hash) for node in reader.frontier()])


def _nodes(grown: CompactRange, rows: Sequence[FactRow]) -> list[NodeRow]:
    """Let the tree grow by these leaves; return the nodes that this completes."""
    nodes = grown.extend([leaf_hash(row.body) for row in rows])
    return [NodeRow(level=level, index=index, hash=digest) for level, index, digest in nodes]


def tree_root(reader: DataReader, size: int) -> bytes:
    """Return the root of the first `size` facts from the stored nodes."""
    return root_at(size, _reader_of(reader))


def _reader_of(reader: DataReader) -> Callable[[int, int], bytes]:
    def read_node(level: int, index: int) -> bytes:
        found = reader.node(level, index)
        if found is None:
            raise StateError(
                "evidence/missing-node",
                f"node {index} of level {level} of the log is missing",
                help="restore the data store from a backup, or verify an exported bundle",
            )
        return found

    return read_node


def _chunks(reader: DataReader, first: int, size: int) -> Iterator[Sequence[FactRow]]:
    for start in range(first, size, SEQUENCE_CHUNK):
        yield reader.facts(start, min(start + SEQUENCE_CHUNK, size))
