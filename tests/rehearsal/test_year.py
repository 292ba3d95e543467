"""While the year runs, nothing is kept past its time, and nothing happens out of order."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.policies.manifests import POLICIES
from troth.assembly.entropy import SeededEntropy
from troth.assembly.platform import Platform, open_platform
from troth.core.facts import decode
from troth.core.periods import to_micros
from troth.rehearsal.account import MonthAccount
from troth.rehearsal.clock import FakeClock
from troth.rehearsal.rehearse import START
from troth.rehearsal.year import Year


def lived(name: str, place: Path, months: int, seen: list[int]) -> Platform:
    """Live some months, noting at each month's end what is overdue by more than a day."""
    clock = FakeClock(START)
    house = open_platform(
        str(place / "year.db"),
        manifest=POLICIES / f"{name}.yaml",
        clock=clock,
        entropy=SeededEntropy(9),
        rehearsal=True,
        environment={},
    )

    def look(account: MonthAccount, number: int, of: int) -> None:
        with house.data.read() as reader:
            late = to_micros(clock.now() - timedelta(days=1))
            seen.append(len(reader.due_fixed(late, 100)))

    year = Year(house, clock, people=12, months=months, seed=9, backups=place, progress=look)
    assert len(year.run()) == months
    return house


@pytest.mark.slow
@pytest.mark.parametrize("name", ["integrica", "intexsoft"])
def test_no_month_ends_with_anything_overdue_by_more_than_a_day(name: str, tmp_path: Path) -> None:
    seen: list[int] = []
    lived(name, tmp_path, 14, seen).close()
    assert seen == [0] * 14


@pytest.mark.slow
def test_facts_follow_one_another_day_by_day(tmp_path: Path) -> None:
    house = lived("intexsoft", tmp_path, 3, [])
    try:
        house.evidence.sequence()
        with house.data.read() as reader:
            instants = [row.at for row in reader.facts(0, reader.tree_size())]
            bodies = [decode(row.body).at for row in reader.facts(0, reader.tree_size())]
    finally:
        house.close()
    assert instants == bodies
    assert len(instants) > 50
    # A day's submissions are one batch: within it, facts lie by kind and not by the second.
    days = [instant // 86_400_000_000 for instant in instants]
    assert days == sorted(days)


@pytest.mark.slow
def test_a_backup_of_the_drill_is_not_left_behind(tmp_path: Path) -> None:
    lived("soft-ok", tmp_path, 2, []).close()
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == []
