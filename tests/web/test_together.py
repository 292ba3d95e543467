"""What many hand over at once is written together, and each gets their own answer or fault."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.web.batches import rounds
from troth.web.together import AT_ONCE, Together

CALLERS = 40


def test_everybody_gets_their_own_answer_and_few_batches_do_for_many() -> None:
    batches: list[int] = []
    waiting = threading.Semaphore(0)

    def double(asked: Sequence[int]) -> list[int]:
        if not batches:
            # The first batch lasts until all the others are on their way.
            for _ in range(CALLERS):
                waiting.acquire()
        batches.append(len(asked))
        return [one * 2 for one in asked]

    together = Together(double)

    def ask(number: int) -> int:
        waiting.release()
        return together.do(number)

    with ThreadPoolExecutor(CALLERS) as callers:
        assert list(callers.map(ask, range(CALLERS))) == [2 * n for n in range(CALLERS)]
    assert sum(batches) == CALLERS
    assert max(batches) <= AT_ONCE


def test_a_fault_is_told_to_whose_it_is_and_to_no_other() -> None:
    together: Together[int, int] = Together(
        lambda asked: [ValueError(one) if one % 3 == 0 else one for one in asked]
    )

    def ask(number: int) -> int | str:
        try:
            return together.do(number)
        except ValueError as fault:
            return f"no {fault}"

    with ThreadPoolExecutor(CALLERS) as callers:
        answers = list(callers.map(ask, range(CALLERS)))
    assert answers == [f"no {n}" if n % 3 == 0 else n for n in range(CALLERS)]


def test_a_batch_that_fails_whole_leaves_nobody_waiting_and_the_next_is_done() -> None:
    failing = [True]

    def work(asked: Sequence[int]) -> list[int]:
        if failing:
            failing.clear()
            raise OSError("the disk is full")
        return list(asked)

    together = Together(work)
    with pytest.raises(OSError, match="full"):
        together.do(1)
    assert together.do(2) == 2


@given(st.lists(st.integers(0, 5), max_size=30))
def test_rounds_hold_every_place_once_and_no_key_twice(keys: list[int]) -> None:
    made = rounds(keys)
    assert sorted(place for one in made for place in one) == list(range(len(keys)))
    for one in made:
        assert len({keys[place] for place in one}) == len(one)
    # Of one key the earlier place is in the earlier round.
    number = {place: at for at, one in enumerate(made) for place in one}
    for key in set(keys):
        own = [number[place] for place in range(len(keys)) if keys[place] == key]
        assert own == sorted(own)
