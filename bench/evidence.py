"""Evidence: appending durably, against an INSERT of the same bytes; proofs, against pymerkle's.

Appending counts everything until the fact has its place in the tree: canonical bytes, the row, and
the sequencing with its nodes. A proof is what an auditor asks for: that one fact stands under a
signed head.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pymerkle

from bench.measure import Stopwatch, alternate
from bench.rows import Row, Target
from bench.stores import START, bare, folder, micros, shop
from troth.assembly.platform import Platform
from troth.core.facts import Fact, fact
from troth.engines.evidence.evidence import EvidenceLog, tree_root
from troth.ledger.tree import leaf_hash, verify_inclusion

BATCH = 1_000
SMALL = {1: (20, 1), 10: (200, 4), 100: (1_000, 20)}
FULL = {1: (50, 1), 10: (500, 10), 100: (5_000, 100)}
"""Facts alone, and batches of a thousand, a size."""
ASKED = {True: 3, False: 10}
"""Proofs asked for a round; pymerkle's take up to a third of a second each."""


def measure(sizes: tuple[int, ...], *, small: bool) -> Iterator[Row]:
    """Yield appends alone and in batches, then proofs."""
    counts = SMALL if small else FULL
    for scale in sizes:
        yield _appended(scale, counts[scale][0], 1)
    for scale in sizes:
        yield _appended(scale, counts[scale][1], BATCH)
    for scale in sizes:
        yield from _proved(scale, counts[scale][1] * BATCH, ASKED[small])


def some_facts(count: int) -> list[Fact]:
    """Return facts as a collection leaves them."""
    return [
        fact(
            "collected",
            micros(START),
            submission=os.urandom(16),
            form="contact-form",
            policy=bytes(32),
            count=1,
            commitment=os.urandom(32),
        )
        for _ in range(count)
    ]


def _appended(scale: int, batches: int, batch: int) -> Row:
    with folder() as place, shop(place) as platform:
        log = platform.evidence
        log.sequence()
        other = bare(place / "bare.db")
        other.execute("CREATE TABLE leaves (seq INTEGER PRIMARY KEY, body BLOB NOT NULL)")
        ours, theirs = Stopwatch(), Stopwatch()
        for _ in range(batches):
            facts = some_facts(batch)
            leaves = [(one.encode(),) for one in facts]
            with ours.lap():
                with platform.data.unit() as unit:
                    log.append(unit, *facts)
                if batch > 1:
                    log.sequence()
            with theirs.lap():
                other.execute("BEGIN IMMEDIATE")
                other.executemany("INSERT INTO leaves (body) VALUES (?)", leaves)
                other.execute("COMMIT")
        if batch == 1:
            # Single facts get their places together, as at the next head.
            with ours.lap():
                log.sequence()
        other.close()
    return Row(
        work="evidence, " + ("one fact a commit" if batch == 1 else "a thousand facts a commit"),
        against="INSERT of the same bytes",
        scale=scale,
        size=f"{batches * batch:,} facts",
        units=batches * batch,
        ours=ours.total,
        theirs=theirs.total,
        target=Target("speed", 0.5),
    )


def _proved(scale: int, leaves: int, asked: int) -> Iterator[Row]:
    with folder() as place, shop(place) as platform:
        facts = some_facts(leaves)
        with platform.data.unit() as unit:
            platform.evidence.append(unit, *facts)
        platform.evidence.checkpoint()
        tree = _pymerkle(place / "pymerkle.db", [one.encode() for one in facts])
        chosen = [random.Random(scale).randrange(leaves) for _ in range(asked)]
        _check(platform, chosen[0])
        ours = _prover(platform.evidence, chosen)
        for name, theirs in (
            ("pymerkle's SqliteTree, just opened", _asked(tree, chosen, leaves, warm=False)),
            ("pymerkle's SqliteTree, its cache warm", _asked(tree, chosen, leaves, warm=True)),
        ):
            theirs()
            costs = alternate([_round(ours), _round(theirs)], 3)
            yield Row(
                work="proof that a fact stands in the log",
                against=name,
                scale=scale,
                size=f"{leaves:,} facts",
                units=1,
                ours=costs[0].shared(asked),
                theirs=costs[1].shared(asked),
                target=Target("speed", 1_000),
                note="ours with the fact itself and the signed head under which it stands",
            )
        tree.close()


def _round(ask: Callable[[], None]) -> Callable[[int], None]:
    return lambda _: ask()


def _asked(
    tree: pymerkle.SqliteTree, chosen: list[int], leaves: int, *, warm: bool
) -> Callable[[], None]:
    def run() -> None:
        for index in chosen:
            if not warm:
                # Its cache lives in memory, so each new process begins without.
                tree.cache_clear()
            tree.prove_inclusion(index + 1, leaves)

    return run


def _prover(log: EvidenceLog, chosen: list[int]) -> Callable[[], None]:
    def run() -> None:
        for index in chosen:
            log.prove(index)

    return run


def _check(platform: Platform, index: int) -> None:
    proof = platform.evidence.prove(index)
    with platform.data.read() as reader:
        root = tree_root(reader, proof.size)
    leaf = leaf_hash(proof.body)
    if not verify_inclusion(index=index, size=proof.size, leaf=leaf, proof=proof.hashes, root=root):
        raise AssertionError("a proof does not lead to the root")


def _pymerkle(file: Path, leaves: list[bytes]) -> pymerkle.SqliteTree:
    tree = pymerkle.SqliteTree(str(file))
    tree.append_entries(leaves)
    return tree
