"""The blind index: found by the identifier, re-made without it, silent under an old key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.errors import InputError, StateError
from troth.sealing import index

KEY = st.binary(min_size=32, max_size=32)
HASH = st.binary(min_size=32, max_size=32)
PERSON = st.binary(min_size=16, max_size=16)
NONCE = st.binary(min_size=12, max_size=12)
WORD = st.text(min_size=1, max_size=20)


@given(key=KEY, h=HASH, person=PERSON, nonce=NONCE)
def test_a_row_is_found_by_its_token_and_leads_to_the_person(
    key: bytes, h: bytes, person: bytes, nonce: bytes
) -> None:
    row = index.index_row(key, h, person, nonce)
    assert row.token == index.token(key, h)
    assert index.open_index_row(key, row.sealed) == (h, person)


@given(old=KEY, new=KEY, h=HASH, person=PERSON, nonce=NONCE)
def test_an_epoch_re_makes_a_row_as_if_it_were_written_anew(
    old: bytes, new: bytes, h: bytes, person: bytes, nonce: bytes
) -> None:
    row = index.index_row(old, h, person, bytes(12))
    again = index.rewrap_index_row(old, new, row.sealed, nonce)
    assert again == index.index_row(new, h, person, nonce)
    assert (again.token == row.token) == (old == new)


def test_a_row_of_an_old_key_does_not_open_with_the_new_one() -> None:
    row = index.index_row(b"o" * 32, bytes(32), bytes(16), bytes(12))
    with pytest.raises(StateError) as caught:
        index.open_index_row(b"n" * 32, row.sealed)
    assert caught.value.code == "keys/wrong-key"


@given(at=st.integers(1, index.ROW_BYTES - 1), flip=st.integers(1, 255))
def test_a_row_with_one_changed_byte_does_not_open(at: int, flip: int) -> None:
    sealed = bytearray(index.index_row(bytes(32), bytes(32), bytes(16), bytes(12)).sealed)
    sealed[at] ^= flip
    with pytest.raises(StateError) as caught:
        index.open_index_row(bytes(32), bytes(sealed))
    assert caught.value.code == "keys/wrong-key"


@pytest.mark.parametrize("sealed", [b"", bytes(76), bytes(78), b"\x02" + bytes(76)])
def test_what_is_no_index_row_is_called_malformed(sealed: bytes) -> None:
    with pytest.raises(StateError) as caught:
        index.open_index_row(bytes(32), sealed)
    assert caught.value.code == "index/malformed"


@given(key=KEY, kinds=st.tuples(WORD, WORD), values=st.tuples(WORD, WORD))
def test_two_identifiers_share_a_hash_only_when_they_are_the_same(
    key: bytes, kinds: tuple[str, str], values: tuple[str, str]
) -> None:
    one = index.identifier_hash(key, kinds[0], values[0])
    other = index.identifier_hash(key, kinds[1], values[1])
    assert (one == other) == ((kinds[0], values[0]) == (kinds[1], values[1]))


def test_where_the_kind_ends_makes_a_difference() -> None:
    assert index.identifier_hash(bytes(32), "a", "bc") != index.identifier_hash(
        bytes(32), "ab", "c"
    )


def test_a_suppression_token_is_no_identifier_hash_even_under_one_key() -> None:
    given_values = (bytes(32), "email", "ada@example.com")
    assert index.suppression_token(*given_values) != index.identifier_hash(*given_values)


@pytest.mark.parametrize(("kind", "value"), [("", "a"), ("email", "")])
def test_an_empty_identifier_is_refused(kind: str, value: str) -> None:
    for make in (index.identifier_hash, index.suppression_token):
        with pytest.raises(InputError) as caught:
            make(bytes(32), kind, value)
        assert caught.value.code == "index/empty-identifier"


@pytest.mark.parametrize(
    ("h", "person", "nonce", "code"),
    [
        (bytes(31), bytes(16), bytes(12), "index/bad-length"),
        (bytes(32), bytes(15), bytes(12), "index/bad-length"),
        (bytes(32), bytes(16), bytes(11), "seal/bad-nonce"),
    ],
)
def test_a_row_from_parts_of_another_length_is_refused(
    h: bytes, person: bytes, nonce: bytes, code: str
) -> None:
    with pytest.raises(InputError) as caught:
        index.index_row(bytes(32), h, person, nonce)
    assert caught.value.code == code


def test_an_index_key_of_another_length_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        index.token(bytes(16), bytes(32))
    assert caught.value.code == "keys/bad-length"
