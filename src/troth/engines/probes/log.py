"""Is the evidence log whole? Computed again from the definition, in one pass, with flat memory.

Every leaf is hashed, every inner node is built from its children and compared with the stored one,
and every signed head is compared with the root at its size and verified with the log's key. Shares
no code with the tree that was grown. RFC 6962 section 2.1; C2SP tlog-checkpoint.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final

from troth.engines.probes.inquiry import Inquiry, LogIdentity
from troth.engines.probes.observation import Observation, Tally
from troth.errors import TrothError
from troth.ledger.checkpoint import Checkpoint, parse_checkpoint, verify_checkpoint
from troth.ledger.note import parse_note
from troth.storage.ports import DataReader
from troth.storage.rows import FactRow

PROBE: Final = "log"
HOUSE: Final = "store/evidence-log"
FACET: Final = "evidence-log"
CHUNK: Final = 16_384


def probe(inquiry: Inquiry) -> list[Observation]:
    """Return whether the stored log is what its definition makes of its facts."""
    tally = Tally(PROBE)
    tally.watch(HOUSE, FACET)
    heads = list(_heads(inquiry, tally))
    _remember(inquiry, heads, tally)
    _walk(inquiry.data, heads, tally)
    return tally.observations()


def _heads(inquiry: Inquiry, tally: Tally) -> Iterator[Checkpoint]:
    for size, note, _ in inquiry.data.checkpoints():
        try:
            head = _read(note, inquiry.log)
        except TrothError as fault:
            _broke(tally, f"signed heads that do not hold ({fault.code})", fact=size)
            continue
        if head.size != size:
            _broke(tally, "signed heads filed under another size", fact=size)
        else:
            yield head


def _remember(inquiry: Inquiry, heads: list[Checkpoint], tally: Tally) -> None:
    """Hold the log also to the head that the key store remembers, which no log can lose."""
    if inquiry.log is None or inquiry.log.remembered is None:
        return
    size, root = inquiry.log.remembered
    if any((head.size, head.root) == (size, root) for head in heads):
        return
    if size > 0:
        _broke(tally, "the last signed head is missing", fact=size)
    if inquiry.data.tree_size() < size:
        _broke(tally, "facts that were signed and are gone", fact=size)
    else:
        heads.append(Checkpoint(origin=inquiry.log.origin, size=size, root=root))
        heads.sort(key=lambda head: head.size)


def _read(note: str, log: LogIdentity | None) -> Checkpoint:
    if log is None:
        return parse_checkpoint(parse_note(note).text)
    return verify_checkpoint(note, origin=log.origin, public_key=log.public_key)


def _walk(data: DataReader, heads: Sequence[Checkpoint], tally: Tally) -> None:
    first, size = data.first_fact(), data.tree_size()
    peaks = _Peaks.over(data, first)
    if peaks is None:
        _broke(tally, "nodes over the pruned facts are missing", fact=first)
        return
    signed = 0
    for head in heads:
        if head.size > size:
            _broke(tally, "signed heads over more facts than there are", fact=head.size)
        elif head.size >= first:
            if not _grow(data, peaks, head.size, tally):
                return
            signed = _head(head, peaks, signed, tally)
    if not _grow(data, peaks, size, tally):
        return
    if data.nodes(0, size, size + 1):
        _broke(tally, "nodes beyond the last fact", fact=size)
    if size > first:
        tally.saw(HOUSE, FACET, "facts computed again", size - first)
    if size > signed:
        tally.saw(HOUSE, FACET, "facts that await a signed head", size - signed)


def _head(head: Checkpoint, peaks: _Peaks, signed: int, tally: Tally) -> int:
    """Compare a signed head with the root at its size; return up to where the log is signed."""
    if peaks.root() != head.root:
        _broke(tally, "signed heads over other facts", fact=head.size)
        return signed
    tally.saw(HOUSE, FACET, "signed heads that hold", fact=head.size)
    return head.size


def _grow(data: DataReader, peaks: _Peaks, size: int, tally: Tally) -> bool:
    """Take in facts up to `size`; tell whether they could all be read."""
    while peaks.size < size:
        start, end = peaks.size, min(peaks.size + CHUNK, size)
        rows = data.facts(start, end)
        for place, row in enumerate(rows, start):
            if row.index != place:
                _broke(tally, "facts missing from the log", fact=place)
                return False
            if not _told(row):
                _broke(tally, "facts filed under another kind or instant", fact=place)
        if len(rows) != end - start:
            _broke(tally, "facts missing from the log", fact=start + len(rows))
            return False
        leaves = [hashlib.sha256(b"\x00" + row.body).digest() for row in rows]
        for level, index, made in peaks.extend(leaves):
            kept = data.nodes(level, index, index + len(made))
            _compare(level, index, made, kept, tally)
    return True


def _told(row: FactRow) -> bool:
    """Whether a fact's row says the kind and instant its leaf says; nothing in a leaf is quoted."""
    kind, at = f'"kind":"{row.kind}"'.encode(), f'"at":{row.at},'.encode()
    return kind in row.body and at in row.body


def _compare(
    level: int, index: int, made: Sequence[bytes], kept: Sequence[tuple[int, bytes]], tally: Tally
) -> None:
    if [hash_ for _, hash_ in kept] == made and (not kept or kept[0][0] == index):
        return
    stored = dict(kept)
    wrong = [at for at, hash_ in enumerate(made, index) if stored.get(at) != hash_]
    what = "facts altered since they were logged" if level == 0 else "inner nodes that differ"
    for at in wrong:
        _broke(tally, what, fact=at << level)


def _broke(tally: Tally, what: str, *, fact: int) -> None:
    tally.broke(HOUSE, FACET, what, fact=fact)


class _Peaks:
    """The complete subtrees over the facts taken in so far, one at most of each height."""

    def __init__(self) -> None:
        self.size = 0
        self._at: list[bytes | None] = []

    @classmethod
    def over(cls, data: DataReader, first: int) -> _Peaks | None:
        """Return the subtrees over pruned facts as stored, or None where one is missing."""
        made = cls()
        made._at = [None] * first.bit_length()
        for level in range(first.bit_length()):
            if first >> level & 1:
                index = (first >> level) - 1
                kept = data.nodes(level, index, index + 1)
                if not kept:
                    return None
                made._at[level] = kept[0][1]
        made.size = first
        return made

    def extend(self, leaves: list[bytes]) -> Iterator[tuple[int, int, list[bytes]]]:
        """Take in leaf hashes; yield (level, first index, nodes) that became complete."""
        index, level, new = self.size, 0, leaves
        self.size += len(leaves)
        while new:
            yield level, index, new
            if level == len(self._at):
                self._at.append(None)
            waiting = self._at[level]
            line = new if waiting is None else [waiting, *new]
            start = index if waiting is None else index - 1
            self._at[level] = line[-1] if len(line) % 2 else None
            pairs = zip(line[::2], line[1::2], strict=False)
            new = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs]
            index, level = start // 2, level + 1

    def root(self) -> bytes:
        """Return the tree's root: the subtrees joined from the smallest up."""
        joined: bytes | None = None
        for peak in self._at:
            if peak is not None:
                joined = (
                    peak if joined is None else hashlib.sha256(b"\x01" + peak + joined).digest()
                )
        return hashlib.sha256(b"").digest() if joined is None else joined
