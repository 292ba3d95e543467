"""A row says met or missed as its target means it, and how cost grew with the work."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.keytree import BareKeyTree, shard_of
from bench.measure import Cost, Stopwatch, alternate
from bench.rows import Row, Target, growth


def row(ours: float, theirs: float | None, target: Target | None, **more: int) -> Row:
    """Return a row of these seconds."""
    return Row(
        work="w", against="a", scale=more.get("scale", 1), size="s", units=more.get("units", 1),
        ours=Cost(ours, ours), theirs=None if theirs is None else Cost(theirs, theirs),
        target=target,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("ours", "theirs", "target", "ratio", "met"),
    [
        (1.0, 10.0, Target("speed", 10), 10.0, True),
        (1.1, 10.0, Target("speed", 10), 10.0 / 1.1, False),
        (2.0, 1.0, Target("cost", 2), 2.0, True),
        (2.1, 1.0, Target("cost", 2), 2.1, False),
        (0.09, None, Target("seconds", 0.1), 0.09, True),
        (0.11, None, Target("seconds", 0.1), 0.11, False),
        (1.0, 3.0, None, 3.0, None),
        (1.0, None, None, None, None),
    ],
)
def test_a_ratio_is_read_the_way_its_target_is_written(
    ours: float, theirs: float | None, target: Target | None, ratio: float | None, met: bool | None
) -> None:
    made = row(ours, theirs, target)
    assert made.ratio == (None if ratio is None else pytest.approx(ratio))
    assert made.met is met
    assert made.as_json()["met"] is met


def test_growth_is_one_when_cost_grows_as_the_work_does() -> None:
    rows = [row(1.0, None, None, scale=1, units=10), row(100.0, None, None, scale=100, units=1000)]
    assert growth(rows) == pytest.approx(1.0)
    assert growth(rows[:1]) is None


def test_contestants_take_turns_and_each_round_once() -> None:
    seen: list[tuple[str, int]] = []
    costs = alternate([lambda n: seen.append(("a", n)), lambda n: seen.append(("b", n))], 4)
    assert len(costs) == 2
    assert sorted(seen) == [(name, number) for name in "ab" for number in range(4)]
    assert [name for name, _ in seen] == ["a", "b", "b", "a", "a", "b", "b", "a"]


def test_a_stopwatch_adds_up_its_laps() -> None:
    watch = Stopwatch(laps=[Cost(1, 2), Cost(3, 4), Cost(8, 0)])
    assert watch.total == Cost(12, 6)
    assert watch.median == Cost(3, 2)


def test_the_bare_key_tree_forgets_whom_it_erased_and_opens_everybody_else(
    tmp_path: Path,
) -> None:
    people = [bytes([number % 7, number % 5]) + bytes([number]) * 14 for number in range(200)]
    tree = BareKeyTree(tmp_path)
    tree.load(people)
    before = {person: tree.key_of(person) for person in people}
    tree.erase(people[:3])
    assert len({shard_of(person) for person in people}) > 1
    assert [tree.key_of(person) for person in people[:3]] == [None] * 3
    assert all(tree.key_of(person) == before[person] for person in people[3:])
    tree.close()
