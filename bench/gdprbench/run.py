"""Runs a workload on the vault and on the plain table, operation by operation in turn."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator, Mapping

from bench.gdprbench.generator import (
    COUNTS,
    DATA_LENGTH,
    FIELDS,
    MIXES,
    TTL,
    USR,
    Operation,
    Workload,
    operations,
)
from bench.gdprbench.oracle import Oracle
from bench.gdprbench.plain import PlainTable
from bench.gdprbench.vaulted import VaultedRecords
from bench.measure import Cost, Stopwatch
from bench.rows import Row, Target
from bench.stores import folder, shop
from bench.table import short

TARGETS = {
    "controller": Target("cost", 0.5),
    "customer": Target("cost", 0.5),
    "processor": Target("cost", 2),
}
SMALL = {1: (100, 20), 10: (1_000, 100), 100: (10_000, 500)}
FULL = {1: (1_000, 100), 10: (10_000, 1_000), 100: (100_000, 1_000)}
"""Records and operations a size. The benchmark's own 10,000 operations take an hour on 100,000."""
LONG = {100: (100_000, 10_000)}
"""What `--only gdprbench-long` runs."""


def measure(sizes: tuple[int, ...], *, small: bool) -> Iterator[Row]:
    """Yield one row a workload and size."""
    yield from _measured(SMALL if small else FULL, sizes)


def measure_long(sizes: tuple[int, ...], *, small: bool) -> Iterator[Row]:
    """Yield one row a workload at the size of the published runs."""
    yield from _measured(SMALL if small else LONG, (100,))


def _measured(counts: Mapping[int, tuple[int, int]], sizes: tuple[int, ...]) -> Iterator[Row]:
    for workload in MIXES:
        for scale in sizes:
            records, count = counts[scale]
            yield run(workload, scale, records, count)


def run(workload: Workload, scale: int, records: int, count: int) -> Row:
    """Measure one workload; an answer that differs from the oracle's is a fault.

    Raises:
        AssertionError: a wrong answer of either contestant.
    """
    with folder() as place, shop(place) as platform:
        users = min(COUNTS["USR"], records + count)
        vault, plain = VaultedRecords(platform, place, users), PlainTable(place)
        vault.load(records)
        plain.load(records)
        sizes = (vault.size(), plain.size())
        ours, theirs = _Watches(), _Watches()
        oracle = Oracle(records)
        gc.collect()
        gc.freeze()
        for done, operation in enumerate(operations(workload, records, count, seed=1)):
            expected = oracle.apply(operation)
            named = _named(operation)
            with ours[named].lap():
                one = vault.apply(operation)
            with theirs[named].lap():
                two = plain.apply(operation)
            if one != expected or two != expected:
                raise AssertionError(f"operation {done} of {workload} was answered wrongly")
        gc.unfreeze()
        if vault.everything() != oracle.rows or plain.everything() != oracle.rows:
            raise AssertionError(f"the store after {workload} is not what it should be")
        vault.close()
        plain.close()
    factors = [size / (records * DATA_LENGTH) for size in sizes]
    return Row(
        work=f"GDPRbench {workload}",
        against="plain indexed table",
        scale=scale,
        size=f"{records:,} records, {count:,} operations",
        units=count,
        ours=_total(ours),
        theirs=_total(theirs),
        target=TARGETS[workload],
        note=(
            f"0 wrong answers; space factor {factors[0]:.1f}, plain table {factors[1]:.1f};"
            f" a piece: {_pieces(ours, theirs)}"
        ),
    )


class _Watches(defaultdict[str, Stopwatch]):
    """A stopwatch for each kind of operation."""

    def __init__(self) -> None:
        super().__init__(Stopwatch)


def _named(operation: Operation) -> str:
    """Return the kind of an operation as the note tells them apart."""
    if operation.kind == "update-by":
        # A change of user or term touches each record, any other field the activity alone.
        each = operation.field in (TTL, USR)
        return f"update by {FIELDS[operation.by]}{f' of {FIELDS[operation.field]}' * each}"
    by = f" by {FIELDS[operation.by]}" if operation.kind == "read-by" else ""
    return operation.kind.partition("-")[0] + by


def _total(watches: _Watches) -> Cost:
    return sum((watch.total for watch in watches.values()), start=Cost(0, 0))


def _pieces(ours: _Watches, theirs: _Watches) -> str:
    return ", ".join(
        f"{name} {short(ours[name].median.wall)} ({short(theirs[name].median.wall)})"
        for name in sorted(ours)
    )
