"""Keys: derivation equals the library's HKDF, wrapping binds, shards spread."""

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from troth.errors import InputError, StateError
from troth.sealing import keys

KEY = st.binary(min_size=32, max_size=32)
NONCE = st.binary(min_size=12, max_size=12)


def library_hkdf(material: bytes, info: bytes) -> bytes:
    """The same derivation by the library's own implementation of RFC 5869."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(material)


@given(person=KEY, period=KEY, record=st.binary(max_size=32))
def test_a_record_key_is_the_hkdf_of_the_library(
    person: bytes, period: bytes, record: bytes
) -> None:
    info = b"troth/record-key/v1\x00" + record
    assert keys.record_key(person, period, record) == library_hkdf(person + period, info)


@given(person=KEY, fact=st.binary(max_size=32))
def test_a_commitment_salt_is_the_hkdf_of_the_library(person: bytes, fact: bytes) -> None:
    info = b"troth/commitment-salt/v1\x00" + fact
    assert keys.commitment_salt(person, fact) == library_hkdf(person, info)


@given(person=KEY, period=KEY, other=KEY, record=st.binary(min_size=16, max_size=16))
def test_without_either_key_the_record_key_is_another(
    person: bytes, period: bytes, other: bytes, record: bytes
) -> None:
    whole = keys.record_key(person, period, record)
    assert (keys.record_key(other, period, record) == whole) == (other == person)
    assert (keys.record_key(person, other, record) == whole) == (other == period)


@given(kek=KEY, key=KEY, nonce=NONCE, context=st.binary(max_size=40))
def test_a_wrapped_key_unwraps_to_itself(
    kek: bytes, key: bytes, nonce: bytes, context: bytes
) -> None:
    wrapped = keys.wrap(kek, key, context=context, nonce=nonce)
    assert len(wrapped) == keys.WRAPPED_BYTES
    assert keys.unwrap(kek, wrapped, context=context) == key


@given(
    kek=KEY,
    key=KEY,
    nonce=NONCE,
    at=st.integers(1, keys.WRAPPED_BYTES - 1),
    flip=st.integers(1, 255),
)
def test_a_wrapped_key_with_one_changed_byte_does_not_open(
    kek: bytes, key: bytes, nonce: bytes, at: int, flip: int
) -> None:
    wrapped = bytearray(keys.wrap(kek, key, context=b"person", nonce=nonce))
    wrapped[at] ^= flip
    with pytest.raises(StateError) as caught:
        keys.unwrap(kek, bytes(wrapped), context=b"person")
    assert caught.value.code == "keys/wrong-key"


def test_a_key_wrapped_for_one_context_does_not_open_in_another() -> None:
    wrapped = keys.wrap(bytes(32), b"k" * 32, context=b"person-1", nonce=bytes(12))
    with pytest.raises(StateError) as caught:
        keys.unwrap(bytes(32), wrapped, context=b"person-2")
    assert caught.value.code == "keys/wrong-key"


@pytest.mark.parametrize("wrapped", [b"", bytes(60), bytes(62), b"\x02" + bytes(60)])
def test_what_is_no_wrapped_key_is_called_malformed(wrapped: bytes) -> None:
    with pytest.raises(StateError) as caught:
        keys.unwrap(bytes(32), wrapped, context=b"")
    assert caught.value.code == "keys/malformed"


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused_everywhere(length: int) -> None:
    short, good, nonce = bytes(length), bytes(32), bytes(12)
    for attempt in (
        lambda: keys.record_key(short, good, b"r"),
        lambda: keys.record_key(good, short, b"r"),
        lambda: keys.commitment_salt(short, b"f"),
        lambda: keys.wrap(short, good, context=b"", nonce=nonce),
        lambda: keys.wrap(good, short, context=b"", nonce=nonce),
        lambda: keys.unwrap(short, bytes(61), context=b""),
    ):
        with pytest.raises(InputError) as caught:
            attempt()
        assert caught.value.code == "keys/bad-length"


@pytest.mark.parametrize("length", [7, 11, 13])
def test_wrapping_with_another_nonce_length_is_refused(length: int) -> None:
    with pytest.raises(InputError) as caught:
        keys.wrap(bytes(32), bytes(32), context=b"", nonce=bytes(length))
    assert caught.value.code == "seal/bad-nonce"


def test_ids_that_begin_alike_spread_over_the_shards() -> None:
    shards = {keys.shard_of_person(number.to_bytes(16, "big")) for number in range(10_000)}
    assert shards == set(range(keys.SHARDS))


@given(h=st.binary(min_size=2, max_size=32))
def test_the_shard_of_a_token_is_its_first_ten_bits(h: bytes) -> None:
    bits = "".join(f"{byte:08b}" for byte in h)
    assert keys.shard_of_token(h) == int(bits[:10], 2)


def test_a_hash_too_short_to_have_a_shard_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        keys.shard_of_token(b"a")
    assert caught.value.code == "keys/bad-length"
