"""The sealed form and what it is bound to: strict, and with one spelling."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.errors import InputError, StateError, TrothError
from troth.sealing import format as form
from troth.sealing import index, keys
from troth.sealing.seal import seal, unseal

IDS = st.binary(min_size=16, max_size=16)
BOUND = st.builds(
    form.AssociatedData,
    vault=IDS,
    person=IDS,
    record=IDS,
    field=st.text(min_size=1, max_size=40),
)
VECTORS = Path(__file__).parents[1] / "vectors" / "sealed"
PAGE = Path(__file__).parents[2] / "docs" / "formats" / "sealed-record.md"


def read_vector(path: Path) -> dict[str, str]:
    """A vector is `name: value` lines; the header line begins with a hash sign."""
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split(": ", 1) for line in lines)


def bound(given_values: dict[str, str]) -> form.AssociatedData:
    """Build associated data from hexadecimal values."""
    return form.AssociatedData(
        vault=bytes.fromhex(given_values["vault"]),
        person=bytes.fromhex(given_values["person"]),
        record=bytes.fromhex(given_values["record"]),
        field=given_values["field"],
    )


@given(nonce=st.binary(min_size=12, max_size=12), body=st.binary(min_size=16, max_size=80))
def test_what_is_encoded_decodes_to_the_same_parts(nonce: bytes, body: bytes) -> None:
    assert form.decode(form.encode(nonce, body)) == (nonce, body)


@given(raw=st.binary(max_size=60) | st.binary(min_size=28).map(lambda rest: b"\x01" + rest))
def test_bytes_either_have_one_spelling_or_are_refused(raw: bytes) -> None:
    if len(raw) < 29 or raw[0] != 1:
        with pytest.raises(StateError) as caught:
            form.decode(raw)
        assert caught.value.code == "seal/malformed"
    else:
        assert form.encode(*form.decode(raw)) == raw


@given(one=BOUND, other=BOUND)
def test_two_different_bindings_never_share_their_bytes(
    one: form.AssociatedData, other: form.AssociatedData
) -> None:
    assert (one == other) == (one.encode() == other.encode())


@pytest.mark.parametrize("which", ["vault", "person", "record"])
@pytest.mark.parametrize("length", [0, 15, 17])
def test_an_id_of_another_length_is_refused(which: str, length: int) -> None:
    ids = {"vault": bytes(16), "person": bytes(16), "record": bytes(16)}
    ids[which] = bytes(length)
    with pytest.raises(InputError) as caught:
        form.AssociatedData(**ids, field="email").encode()
    assert caught.value.code == "seal/bad-id"


@pytest.mark.parametrize("field", ["", "x" * 65_536])
def test_a_field_name_without_bounds_is_refused(field: str) -> None:
    with pytest.raises(InputError) as caught:
        form.AssociatedData(
            vault=bytes(16), person=bytes(16), record=bytes(16), field=field
        ).encode()
    assert caught.value.code == "seal/bad-field"


@pytest.mark.parametrize("length", [0, 11, 13, 16])
def test_a_nonce_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(InputError) as caught:
        form.encode(bytes(length), bytes(16))
    assert caught.value.code == "seal/bad-nonce"


@pytest.mark.parametrize("path", sorted(VECTORS.glob("value-*.txt")), ids=lambda path: path.stem)
def test_each_sealed_vector_opens_or_fails_as_its_header_says(path: Path) -> None:
    vector = read_vector(path)
    key, sealed = bytes.fromhex(vector["key"]), bytes.fromhex(vector["sealed"])
    if "want_error" in vector:
        with pytest.raises(TrothError) as caught:
            unseal(key, sealed, bound(vector))
        assert caught.value.code == vector["want_error"]
    else:
        assert unseal(key, sealed, bound(vector)).hex() == vector["want_plaintext"]


@pytest.mark.parametrize("path", sorted(VECTORS.glob("key-*.txt")), ids=lambda path: path.stem)
def test_each_wrapped_vector_opens_or_fails_as_its_header_says(path: Path) -> None:
    vector = read_vector(path)
    kek, wrapped = bytes.fromhex(vector["kek"]), bytes.fromhex(vector["wrapped"])
    if "want_error" in vector:
        with pytest.raises(TrothError) as caught:
            keys.unwrap(kek, wrapped, context=vector["context"].encode())
        assert caught.value.code == vector["want_error"]
    else:
        assert (
            keys.unwrap(kek, wrapped, context=vector["context"].encode()).hex()
            == vector["want_key"]
        )


def test_both_kinds_of_vectors_are_there() -> None:
    assert len(list(VECTORS.glob("value-*.txt"))) >= 8
    assert len(list(VECTORS.glob("key-*.txt"))) >= 5


def test_the_worked_example_of_the_page_is_true() -> None:
    block = re.search(r"```worked-example\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert block
    shown = dict(re.findall(r"^(\w+) += (\S+)$", block[1], re.MULTILINE))
    raw = {
        name: bytes.fromhex(value)
        for name, value in shown.items()
        if re.fullmatch("([0-9a-f]{2}){8,}", value)
    }
    ad = bound(shown)
    assert ad.encode() == raw["associated_data"]
    assert keys.record_key(raw["person_key"], raw["period_key"], raw["record"]) == raw["record_key"]
    assert form.decode(raw["sealed"]) == (raw["nonce"], raw["ciphertext"])
    assert seal(raw["record_key"], shown["plaintext"].encode(), ad, raw["nonce"]) == raw["sealed"]
    assert unseal(raw["record_key"], raw["sealed"], ad).decode() == shown["plaintext"]
    context = shown["context"].encode()
    assert keys.unwrap(raw["kek"], raw["wrapped"], context=context) == raw["person_key"]
    assert str(keys.shard_of_person(raw["person"])) == shown["person_shard"]
    h = index.identifier_hash(raw["index_key"], "email", shown["plaintext"])
    assert (h, str(keys.shard_of_token(h))) == (raw["identifier_hash"], shown["hash_shard"])
    row = index.index_row(raw["shard_key"], h, raw["person"], raw["nonce"])
    assert row == (raw["token"], raw["row"])
