"""Commitments: hold for what they were made of, and say nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.errors import InputError
from troth.ledger.commitment import check, commit
from troth.sealing.keys import commitment_salt

SALT = st.binary(min_size=32, max_size=32)
PARTS = st.tuples(SALT, st.binary(max_size=20), st.binary(max_size=20))


@given(one=PARTS, other=PARTS)
def test_a_commitment_holds_for_its_own_parts_only(
    one: tuple[bytes, bytes, bytes], other: tuple[bytes, bytes, bytes]
) -> None:
    assert check(commit(*one), *one)
    assert check(commit(*one), *other) == (one == other)


def test_where_the_person_ends_and_the_detail_begins_makes_a_difference() -> None:
    assert commit(bytes(32), b"ab", b"c") != commit(bytes(32), b"a", b"bc")


def test_each_fact_about_one_person_looks_different() -> None:
    key = bytes(32)
    facts = {
        commit(commitment_salt(key, bytes([fact])), b"person", b"same detail") for fact in range(50)
    }
    assert len(facts) == 50


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_salt_of_another_length_makes_no_commitment_and_checks_none(length: int) -> None:
    with pytest.raises(InputError) as caught:
        commit(bytes(length), b"person", b"detail")
    assert caught.value.code == "commitment/bad-salt"
    assert not check(bytes(32), bytes(length), b"person", b"detail")
