"""Plots stay in their frame and leave nothing out."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from troth.rehearsal.plots import COLOURS, HEIGHT, LEFT, WIDTH, Plot, areas, bars, lines, series_of

FIGURES = st.integers(0, 10**7)
MONTHS = st.lists(
    st.dictionaries(st.text("abcdefghijkl", min_size=1, max_size=2), FIGURES, max_size=14),
    min_size=1,
    max_size=15,
)


def points(plot: Plot) -> list[float]:
    return [float(n) for shape in plot.shapes for n in re.findall(r"\d+(?:\.\d+)?", shape.path)]


def names(count: int) -> list[str]:
    return [f"m{number}" for number in range(count)]


@given(MONTHS)
def test_gathering_small_series_keeps_every_month_whole(months: list[dict[str, int]]) -> None:
    series = series_of(months)
    assert len(series) <= COLOURS
    for place, month in enumerate(months):
        assert sum(month.values()) == sum(values[place] for values in series.values())


@given(MONTHS)
def test_every_drawing_stays_in_its_frame(months: list[dict[str, int]]) -> None:
    series = series_of(months)
    for draw in (areas, lines, bars):
        plot = draw(names(len(months)), series)
        assert all(0 <= number <= WIDTH for number in points(plot))
        assert all(0 <= tick.at <= HEIGHT for tick in plot.up)
        assert all(LEFT <= tick.at <= WIDTH for tick in plot.across)


@given(MONTHS)
def test_a_scale_begins_at_nothing_and_reaches_the_largest_figure(
    months: list[dict[str, int]],
) -> None:
    series = series_of(months)
    plot = lines(names(len(months)), series)
    scale = [int(tick.text.replace(",", "")) for tick in plot.up]
    assert scale[0] == 0
    assert scale[-1] >= max((max(values) for values in series.values()), default=0)
    assert scale == sorted(set(scale))


@given(st.lists(FIGURES, min_size=2, max_size=12), st.lists(FIGURES, min_size=2, max_size=12))
def test_stacked_series_end_at_the_height_of_their_sum(one: list[int], two: list[int]) -> None:
    count = min(len(one), len(two))
    pair = {"one": one[:count], "two": two[:count]}
    together = {"both": [a + b for a, b in zip(one, two, strict=False)]}
    stacked = areas(names(count), pair).shapes[-1].path.split(" L")[:count]
    alone = areas(names(count), together).shapes[-1].path.split(" L")[:count]
    assert alone == stacked


def test_nothing_at_all_is_an_empty_drawing() -> None:
    assert areas(["a", "b"], series_of([{}, {}])).empty
    assert lines(["a"], {}).empty
    assert bars(["a"], {"due": [0]}).empty
