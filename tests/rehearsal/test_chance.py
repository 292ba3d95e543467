"""Chance is the same everywhere, and every stream is its own."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from troth.rehearsal.chance import Chance

SEEDS = st.integers(0, 2**63 - 1)


def by_definition(seed: int, names: list[str], count: int) -> list[int]:
    """The stream as its description says: SHA-256 of name and counter, four numbers a block."""
    name = "/".join([str(seed), *names]).encode()
    drawn: list[int] = []
    block = 0
    while len(drawn) < count:
        digest = hashlib.sha256(name + block.to_bytes(8, "big")).digest()
        parts = [int.from_bytes(digest[at : at + 8], "big") for at in (24, 16, 8, 0)]
        drawn += parts
        block += 1
    return drawn[:count]


@given(SEEDS, st.lists(st.text("abc", min_size=1), max_size=3), st.integers(1, 30))
def test_a_stream_is_what_its_description_says(seed: int, names: list[str], count: int) -> None:
    chance = Chance(seed, *names)
    limit = 2**40
    expected = [number % limit for number in by_definition(seed, names, count)]
    assert expected == [chance.below(limit) for _ in range(count)]


@given(SEEDS, st.integers(1, 10**6))
def test_every_draw_lies_below_its_limit(seed: int, limit: int) -> None:
    chance = Chance(seed, "limits")
    assert all(0 <= chance.below(limit) < limit for _ in range(20))


@given(SEEDS, st.integers(0, 50), st.integers(0, 50))
def test_both_ends_of_a_range_belong_to_it(seed: int, low: int, more: int) -> None:
    chance = Chance(seed, "ranges")
    drawn = {chance.between(low, low + more) for _ in range(20)}
    assert min(drawn) >= low
    assert max(drawn) <= low + more


@given(SEEDS)
def test_what_never_and_what_always_happens(seed: int) -> None:
    chance = Chance(seed, "certainty")
    assert not any(chance.happens(0) for _ in range(50))
    assert all(chance.happens(1000) for _ in range(50))


@given(SEEDS, SEEDS)
def test_other_seeds_and_other_names_give_other_streams(one: int, two: int) -> None:
    streams = {
        tuple(Chance(seed, name).below(2**60) for _ in range(2))
        for seed in {one, two}
        for name in ("person", "visit")
    }
    assert len({one, two}) * 2 == len(streams)


def test_hexadecimal_digits_are_sixteen() -> None:
    assert set(Chance(1, "hex").hexadecimal(4000)) == set("0123456789abcdef")
