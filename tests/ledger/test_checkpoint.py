"""Tree heads: strict text, the log's signature, and cosignatures."""

import base64
import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from troth.errors import InputError, TrothError
from troth.ledger import checkpoint as heads
from troth.ledger import note as notes

SEED = bytes(range(32))
KEY = Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw()
ORIGIN = "example.com/log"
HEAD = heads.Checkpoint(origin=ORIGIN, size=5, root=bytes(range(32)))
AT = datetime(2024, 5, 17, 12, 0, tzinfo=UTC)
VECTORS = Path(__file__).parents[1] / "vectors" / "ledger"

LINES = st.from_regex("[a-z][a-z0-9./]{0,20}", fullmatch=True)
HEADS = st.builds(
    heads.Checkpoint,
    origin=LINES,
    size=st.integers(0, (1 << 63) - 1),
    root=st.binary(min_size=32, max_size=32),
    extensions=st.lists(LINES, max_size=3).map(tuple),
)


@given(head=HEADS, seed=st.binary(min_size=32, max_size=32))
def test_a_signed_head_is_read_back_as_it_was_signed(head: heads.Checkpoint, seed: bytes) -> None:
    written = heads.sign_checkpoint(head, seed)
    key = notes.public_key_of(seed)
    assert heads.verify_checkpoint(written, origin=head.origin, public_key=key) == head


def test_a_head_signed_by_hand_is_what_the_room_writes() -> None:
    root = base64.b64encode(bytes(range(32))).decode()
    text = f"example.com/log\n5\n{root}\n"
    key_id = hashlib.sha256(b"example.com/log\n\x01" + KEY).digest()[:4]
    body = Ed25519PrivateKey.from_private_bytes(SEED).sign(text.encode())
    line = base64.b64encode(key_id + body).decode()
    assert heads.sign_checkpoint(HEAD, SEED) == f"{text}\n\u2014 example.com/log {line}\n"


def test_a_cosignature_made_by_hand_verifies_with_its_time() -> None:
    text = HEAD.text()
    seconds = 1_715_947_200
    key_id = hashlib.sha256(b"witness.example\n\x04" + KEY).digest()[:4]
    message = f"cosignature/v1\ntime {seconds}\n{text}".encode()
    body = seconds.to_bytes(8, "big") + Ed25519PrivateKey.from_private_bytes(SEED).sign(message)
    by_hand = notes.Signature(name="witness.example", key_id=key_id, body=body)
    assert heads.cosign(text, name="witness.example", private_key=SEED, at=AT) == by_hand
    assert heads.verify_cosignature(text, by_hand, name="witness.example", public_key=KEY) == AT


@given(at=st.integers(0, 75), flip=st.integers(1, 255))
def test_a_cosignature_with_one_changed_byte_is_none(at: int, flip: int) -> None:
    good = heads.cosign(HEAD.text(), name="w", private_key=SEED, at=AT)
    raw = bytearray(good.key_id + good.body)
    raw[at] ^= flip
    changed = replace(good, key_id=bytes(raw[:4]), body=bytes(raw[4:]))
    assert heads.verify_cosignature(HEAD.text(), changed, name="w", public_key=KEY) is None


def test_a_cosignature_of_another_text_name_length_or_time_is_none() -> None:
    good = heads.cosign(HEAD.text(), name="w", private_key=SEED, at=AT)
    other = replace(HEAD, size=6).text()
    assert heads.verify_cosignature(other, good, name="w", public_key=KEY) is None
    assert heads.verify_cosignature(HEAD.text(), good, name="x", public_key=KEY) is None
    short = replace(good, body=good.body[:-1])
    assert heads.verify_cosignature(HEAD.text(), short, name="w", public_key=KEY) is None


def test_a_cosignature_from_a_year_without_name_is_none() -> None:
    seconds = (1 << 63) - 1
    message = f"cosignature/v1\ntime {seconds}\n{HEAD.text()}".encode()
    late = notes.Signature(
        name="w",
        key_id=notes.key_id("w", KEY, notes.COSIGNATURE_V1),
        body=seconds.to_bytes(8, "big") + notes.sign(message, SEED),
    )
    assert heads.verify_cosignature(HEAD.text(), late, name="w", public_key=KEY) is None


@pytest.mark.parametrize("at", [AT.replace(tzinfo=None), datetime(1969, 12, 31, tzinfo=UTC)])
def test_a_cosignature_needs_an_instant_that_can_be_written(at: datetime) -> None:
    with pytest.raises(InputError) as caught:
        heads.cosign(HEAD.text(), name="w", private_key=SEED, at=at)
    assert caught.value.code == "checkpoint/bad-time"


@pytest.mark.parametrize(
    "head",
    [
        replace(HEAD, origin=""),
        replace(HEAD, origin="a\nb"),
        replace(HEAD, size=-1),
        replace(HEAD, size=1 << 63),
        replace(HEAD, root=bytes(31)),
        replace(HEAD, extensions=("",)),
    ],
)
def test_values_without_a_text_are_not_signed(head: heads.Checkpoint) -> None:
    with pytest.raises(InputError) as caught:
        heads.sign_checkpoint(head, SEED)
    assert caught.value.code == "checkpoint/malformed"


@pytest.mark.parametrize("path", sorted(VECTORS.glob("head-*.txt")), ids=lambda path: path.stem)
def test_each_head_vector_verifies_or_fails_as_its_header_says(path: Path) -> None:
    header, _, written = path.read_bytes().decode().partition("\n---\n")
    want = header.rpartition("want: ")[2]
    if want == "ok":
        found = heads.verify_checkpoint(written, origin=ORIGIN, public_key=KEY)
        assert (found.origin, found.size, found.root) == (ORIGIN, 5, bytes(range(32)))
    else:
        with pytest.raises(TrothError) as caught:
            heads.verify_checkpoint(written, origin=ORIGIN, public_key=KEY)
        assert caught.value.code == want


def test_the_head_vectors_are_there() -> None:
    assert len(list(VECTORS.glob("head-*.txt"))) >= 12


def test_a_text_without_its_last_newline_is_no_head() -> None:
    with pytest.raises(InputError) as caught:
        heads.parse_checkpoint(HEAD.text()[:-1])
    assert caught.value.code == "checkpoint/malformed"
