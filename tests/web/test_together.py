"""What many hand over at once is written together, and each gets their own answer or fault."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.loops import awaited
from troth.web.batches import rounds
from troth.web.together import AT_ONCE, Together

CALLERS = 40


async def all_of(together: Together[int, int], asked: Sequence[int]) -> list[int | BaseException]:
    return await asyncio.gather(*map(together.ask, asked), return_exceptions=True)


def test_everybody_gets_their_own_answer_and_few_batches_do_for_many() -> None:
    batches: list[int] = []

    def double(asked: Sequence[int]) -> list[int]:
        batches.append(len(asked))
        return [one * 2 for one in asked]

    many = AT_ONCE + CALLERS
    answers = awaited(all_of(Together(double), range(many)))
    assert answers == [2 * n for n in range(many)]
    assert batches == [AT_ONCE, CALLERS]


def test_whoever_comes_while_a_batch_is_under_way_is_in_the_next_one() -> None:
    batches: list[list[int]] = []
    begun, come = threading.Event(), threading.Event()

    def note(asked: Sequence[int]) -> list[int]:
        batches.append(list(asked))
        begun.set()
        come.wait()
        return list(asked)

    together = Together(note)

    async def ask() -> list[int | BaseException]:
        first = asyncio.ensure_future(together.ask(0))
        await asyncio.to_thread(begun.wait)
        others = asyncio.ensure_future(all_of(together, range(1, CALLERS)))
        # Each of them has asked by the next turn of the loop but one.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        come.set()
        return [await first, *await others]

    assert awaited(ask()) == list(range(CALLERS))
    assert batches == [[0], list(range(1, CALLERS))]


def test_callers_of_several_loops_are_answered_each_in_their_own() -> None:
    together: Together[int, int] = Together(lambda asked: [one * 2 for one in asked])

    def ask(number: int) -> int:
        return asyncio.run(together.ask(number))

    with ThreadPoolExecutor(CALLERS) as callers:
        assert list(callers.map(ask, range(CALLERS))) == [2 * n for n in range(CALLERS)]


def test_a_fault_is_told_to_whose_it_is_and_to_no_other() -> None:
    together: Together[int, int] = Together(
        lambda asked: [ValueError(one) if one % 3 == 0 else one for one in asked]
    )
    answers = awaited(all_of(together, range(CALLERS)))
    told = [f"no {one}" if isinstance(one, ValueError) else one for one in answers]
    assert told == [f"no {n}" if n % 3 == 0 else n for n in range(CALLERS)]


def test_a_batch_that_fails_whole_leaves_nobody_waiting_and_the_next_is_done() -> None:
    failing = [True]

    def work(asked: Sequence[int]) -> list[int]:
        if failing:
            failing.clear()
            raise OSError("the disk is full")
        return list(asked)

    together = Together(work)
    with pytest.raises(OSError, match="full"):
        awaited(together.ask(1))
    assert awaited(together.ask(2)) == 2


def test_who_hangs_up_leaves_the_others_their_answers() -> None:
    done: list[int] = []
    go = threading.Event()

    def work(asked: Sequence[int]) -> list[int]:
        go.wait()
        done.extend(asked)
        return list(asked)

    together = Together(work)

    async def ask() -> int:
        leaving = asyncio.ensure_future(together.ask(1))
        staying = asyncio.ensure_future(together.ask(2))
        await asyncio.sleep(0)
        leaving.cancel()
        go.set()
        return await staying

    assert awaited(ask()) == 2
    together.close()
    assert done == [1, 2]


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
