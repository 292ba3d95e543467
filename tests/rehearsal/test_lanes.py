"""A lane says with geometry what the register says with dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.rehearsal.asked import Asked, by_kind, days_said
from troth.rehearsal.lanes import LEFT, MOST_LANES, RIGHT, WIDTH, lanes_of, shown

RECEIVED = date(2026, 3, 5)
LAST = date(2027, 2, 28)


def day(number: int) -> date:
    return RECEIVED + timedelta(days=number)


def asked(number: int = 1, *, answered: int | None = 20) -> Asked:
    return Asked(
        number=number, right="access", asker="person", channel="email", manner="by a link",
        law="gdpr", received=RECEIVED, safe=day(31), statutory=day(32), promised=day(30),
        alarm=day(30), answered=None if answered is None else day(answered),
        moved=day(answered or 0), state="verified" if answered is None else "closed",
        outcome="" if answered is None else "granted", ground="",
    )  # fmt: skip


def test_the_marks_of_the_dates_lie_in_the_order_of_the_dates() -> None:
    (lane,) = lanes_of([asked()], LAST).lanes
    assert lane.promised is not None
    assert LEFT < lane.end < lane.promised < lane.safe < lane.statutory
    assert lane.statutory == WIDTH - RIGHT
    assert (lane.mark, lane.late, lane.says) == ("granted", False, "granted, 10 days to spare")


def test_an_answer_after_the_earliest_date_is_marked_late() -> None:
    (lane,) = lanes_of([asked(answered=31)], LAST).lanes
    assert (lane.late, lane.says) == (True, "granted, 1 day late")
    assert by_kind([asked(answered=31)])[0].tightest == -1


def test_where_the_clock_stood_the_lane_is_broken() -> None:
    paused = replace(asked(), pauses=((day(4), day(9)),))
    (lane,) = lanes_of([paused], LAST).lanes
    ((first, stop),) = lane.stood
    assert lane.ran == ((float(LEFT), first), (stop, lane.end))


def test_an_open_request_runs_up_to_the_last_day_and_has_no_answer() -> None:
    (lane,) = lanes_of([asked(answered=None)], day(12)).lanes
    assert (lane.mark, lane.says, lane.late) == ("open", "no answer yet", False)
    (overdue,) = lanes_of([asked(answered=None)], day(40)).lanes
    assert overdue.late


def test_what_was_taken_back_ends_without_an_answer() -> None:
    gone = replace(asked(answered=None), state="withdrawn", moved=day(6))
    (lane,) = lanes_of([gone], LAST).lanes
    assert (lane.mark, lane.says) == ("none", "taken back")


def test_lanes_stand_under_the_heading_of_their_right_and_none_upon_another() -> None:
    some = [asked(1), replace(asked(2), right="erasure"), asked(3)]
    drawn = lanes_of(shown(some), LAST)
    assert [heading.text for heading in drawn.headings] == ["access", "erasure"]
    heights = [lane.y for lane in drawn.lanes]
    assert [lane.number for lane in drawn.lanes] == [1, 3, 2]
    assert heights == sorted(set(heights))
    assert heights[-1] < drawn.bottom < drawn.height


def test_of_too_many_requests_the_nearest_to_their_dates_are_drawn() -> None:
    many = [asked(number, answered=30 - number % 30) for number in range(1, 400)]
    drawn = shown(many)
    assert len(drawn) == MOST_LANES
    most = max(one.to_spare or 0 for one in drawn)
    left = [one for one in many if one not in drawn]
    assert all((one.to_spare or 0) >= most for one in left)


@pytest.mark.parametrize(
    ("days", "says"),
    [(None, "–"), (0, "on the day"), (1, "1 day to spare"), (-2, "2 days late")],
)
def test_days_to_spare_are_said_in_words(days: int | None, says: str) -> None:
    assert days_said(days) == says


@settings(max_examples=100)
@given(st.lists(st.integers(0, 120) | st.none(), max_size=30), st.integers(0, 200))
def test_no_mark_leaves_the_drawing(answers: list[int | None], last: int) -> None:
    some = [asked(number, answered=days) for number, days in enumerate(answers)]
    drawn = lanes_of(some, day(last))
    for lane in drawn.lanes:
        for at in (lane.end, lane.safe, lane.statutory, *(x for pair in lane.ran for x in pair)):
            assert LEFT <= at <= WIDTH - RIGHT
    assert all(LEFT <= tick.at <= WIDTH - RIGHT for tick in drawn.across)
    assert len(drawn.across) <= 10
