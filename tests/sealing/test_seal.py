"""Sealing: opens with the right key for the right thing, and for nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.errors import InputError, StateError
from troth.sealing.format import AssociatedData
from troth.sealing.seal import seal, unseal

KEY = st.binary(min_size=32, max_size=32)
NONCE = st.binary(min_size=12, max_size=12)
HERE = AssociatedData(vault=b"v" * 16, person=b"p" * 16, record=b"r" * 16, field="email")


@given(key=KEY, nonce=NONCE, plaintext=st.binary(max_size=300))
def test_what_is_sealed_opens_to_the_same_bytes(key: bytes, nonce: bytes, plaintext: bytes) -> None:
    assert unseal(key, seal(key, plaintext, HERE, nonce), HERE) == plaintext


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(HERE, vault=b"x" * 16),
        replace(HERE, person=b"x" * 16),
        replace(HERE, record=b"x" * 16),
        replace(HERE, field="phone"),
    ],
)
def test_a_sealed_value_moved_elsewhere_does_not_open(elsewhere: AssociatedData) -> None:
    sealed = seal(bytes(32), b"ada@example.com", HERE, bytes(12))
    with pytest.raises(StateError) as caught:
        unseal(bytes(32), sealed, elsewhere)
    assert caught.value.code == "seal/cannot-open"


@given(key=KEY, other=KEY)
def test_another_key_does_not_open(key: bytes, other: bytes) -> None:
    sealed = seal(key, b"x", HERE, bytes(12))
    if key == other:
        return
    with pytest.raises(StateError) as caught:
        unseal(other, sealed, HERE)
    assert caught.value.code == "seal/cannot-open"


@given(data=st.data(), plaintext=st.binary(max_size=40))
def test_one_changed_byte_anywhere_keeps_it_shut(data: st.DataObject, plaintext: bytes) -> None:
    sealed = bytearray(seal(bytes(32), plaintext, HERE, bytes(12)))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(StateError) as caught:
        unseal(bytes(32), bytes(sealed), HERE)
    assert caught.value.code == ("seal/malformed" if at == 0 else "seal/cannot-open")


@pytest.mark.parametrize(
    ("key", "nonce", "code"),
    [(bytes(31), bytes(12), "keys/bad-length"), (bytes(32), bytes(16), "seal/bad-nonce")],
)
def test_keys_and_nonces_of_another_length_are_refused(key: bytes, nonce: bytes, code: str) -> None:
    with pytest.raises(InputError) as caught:
        seal(key, b"x", HERE, nonce)
    assert caught.value.code == code


def test_opening_with_a_short_key_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        unseal(bytes(31), seal(bytes(32), b"x", HERE, bytes(12)), HERE)
    assert caught.value.code == "keys/bad-length"
