"""A year of a company in a minute: the one way in.

Opens a store that is marked as a rehearsal's (DESIGN, D16), lives through the months, proves every
promise, and returns what it came to. Keys and ids come from the seed, time from the fake clock, so
the same seed gives the same bytes. Without `--store` everything lies in a temporary directory and
is gone afterwards.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from troth.assembly.entropy import SeededEntropy
from troth.assembly.platform import Platform, open_platform
from troth.assembly.proof import prove_platform
from troth.core.facts import fact
from troth.core.periods import to_micros
from troth.engines.evidence.evidence import tree_root
from troth.errors import InputError, StateError
from troth.rehearsal.account import MonthAccount
from troth.rehearsal.clock import FakeClock
from troth.rehearsal.published import published
from troth.rehearsal.result import Evidence, Rehearsed
from troth.rehearsal.year import Progress, Year

START = datetime(2026, 1, 1, tzinfo=UTC)
"""The first instant of every rehearsal: the same on every day it is run."""
_MEMORY = Path("/dev/shm")
_ROOM = 2**30
MOST_PEOPLE = 1_000_000
MOST_MONTHS = 120


def rehearse(
    manifest: Path | str,
    *,
    people: int = 1000,
    months: int = 14,
    seed: int = 1,
    store: str | None = None,
    keys: str | None = None,
    progress: Progress | None = None,
) -> Rehearsed:
    """Rehearse a manifest and return the account.

    Args:
        manifest: The policy's file.
        people, months: How many people come, over how long.
        seed: Any whole number from 0; the same seed, the same rehearsal.
        store, keys: `--store` and `--keys`; without them a temporary directory.
        progress: Told at each month's end.

    Raises:
        ManifestRefused: when the manifest has diagnostics; no store is touched.
        InputError: `rehearsal/out-of-range`.
        StateError: `store/holds-real-people`, `store/already-rehearsed`; nothing has changed then.
    """
    _check_range("people", people, 1, MOST_PEOPLE)
    _check_range("months", months, 1, MOST_MONTHS)
    _check_range("seed", seed, 0, 2**63 - 1)
    with tempfile.TemporaryDirectory(prefix="troth-rehearsal-", dir=_fast_place()) as directory:
        place = Path(directory)
        clock = FakeClock(START)
        environment: Mapping[str, str] | None = None if store is not None else {}
        house = open_platform(
            store or f"sqlite:///{place / 'rehearsal.db'}",
            keys,
            manifest=manifest,
            clock=clock,
            entropy=SeededEntropy(seed),
            rehearsal=True,
            environment=environment,
        )
        try:
            _check_unused(house)
            _begin(house, people=people, months=months, seed=seed)
            year = Year(
                house, clock, people=people, months=months, seed=seed, backups=place,
                progress=progress or _silent,
            )  # fmt: skip
            return _ended(house, clock, year, people=people, seed=seed)
        finally:
            house.close()


def _fast_place() -> Path | None:
    """Return a directory that lies in memory, where there is one with room, else None.

    Nothing of a temporary store is kept, so nothing is gained by waiting for a disk; the driver
    and its settings are those of every other store.
    """
    if not (_MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)):
        return None
    return _MEMORY if shutil.disk_usage(_MEMORY).free >= _ROOM else None


def _begin(house: Platform, *, people: int, months: int, seed: int) -> None:
    now = house.clock.now()
    with house.data.unit() as unit:
        house.evidence.append(
            unit, fact("rehearsed", to_micros(now), seed=seed, people=people, months=months)
        )


def _ended(house: Platform, clock: FakeClock, year: Year, *, people: int, seed: int) -> Rehearsed:
    accounts = year.run()
    house, end = year.house, clock.now()
    house.retention.sweep(end)
    note = house.evidence.checkpoint()
    table = prove_platform(house, end, seed=seed)
    with house.data.read() as reader:
        size = reader.tree_size()
        root = tree_root(reader, size).hex()
        versions = published(reader)
    forecast: dict[str, dict[str, int]] = {}
    for (month, rule), count in house.retention.forecast().items():
        forecast.setdefault(month, {})[rule] = count
    return Rehearsed(
        policy=house.policy.name,
        policy_hash=house.policy.hash,
        mode=house.policy.mode,
        controller=house.policy.controller.name,
        seed=seed,
        people=people,
        first=START.date(),
        last=(end - timedelta(days=1)).date(),
        accounts=accounts,
        requests=year.asked(end),
        versions=versions,
        forecast=dict(sorted(forecast.items())),
        evidence=Evidence(size=size, root=root, epoch=house.vault.current_epoch, checkpoint=note),
        promises=[one.as_dict() for one in table.promises],
    )


def _check_unused(house: Platform) -> None:
    with house.data.read() as reader:
        used = next(iter(reader.facts_of("rehearsed")), None) is not None
    if used:
        raise StateError(
            "store/already-rehearsed",
            "this store holds a rehearsal already",
            help="name another store, or remove this one",
        )


def _check_range(name: str, given: int, low: int, high: int) -> None:
    if not low <= given <= high:
        raise InputError(
            "rehearsal/out-of-range",
            f"`--{name} {given}` is not between {low:,} and {high:,}",
        )


def _silent(account: MonthAccount, number: int, of: int) -> None:
    """Tell nobody."""
