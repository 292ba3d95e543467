"""Signed notes: one spelling, known keys, and a note signed by another implementation."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from troth.errors import InputError
from troth.ledger import note as notes

# The note of the Go module authors' documentation, with its verifier key.
GO_KEY = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngo"
    "tpRZb6KE6RyyBwJnAM=\n"
)

NAMES = st.from_regex("[a-z][a-z0-9./]{0,20}", fullmatch=True)
TEXTS = st.from_regex("[a-z \n]{0,40}[a-z]\n", fullmatch=True)
SIGNATURES = st.builds(
    notes.Signature,
    name=NAMES,
    key_id=st.binary(min_size=4, max_size=4),
    body=st.binary(min_size=1, max_size=80),
)


def test_a_note_signed_by_another_implementation_verifies() -> None:
    note = notes.parse_note(GO_NOTE)
    (signature,) = note.signatures
    assert GO_KEY[0] == notes.ED25519
    assert signature.key_id == notes.key_id("PeterNeumann", GO_KEY[1:])
    assert notes.signature_holds(GO_KEY[1:], signature.body, note.text.encode())
    assert note.encode() == GO_NOTE


@given(text=TEXTS, signatures=st.lists(SIGNATURES, min_size=1, max_size=5))
def test_a_note_is_read_back_as_it_was_written(
    text: str, signatures: list[notes.Signature]
) -> None:
    note = notes.Note(text, tuple(signatures))
    assert notes.parse_note(note.encode()) == note


LINE = "\u2014 log AAAAAGE="


@pytest.mark.parametrize(
    "written",
    [
        "",
        "text\n",
        f"text\n{LINE}\n",
        f"\n\n{LINE}\n",
        f"text\n\n{LINE}",
        "text\n\n",
        f"text\n\n{LINE}\n{LINE} \n",
        f"text\n\n-- log {LINE[-8:]}\n",
        f"te\txt\n\n{LINE}\n",
        f"te\rxt\n\n{LINE}\n",
        "text\n\n\u2014 log AAAAAGF=\n",
        "text\n\n\u2014 log AAAAAG\n",
        "text\n\n\u2014 log AAAAAA==\n",
        "text\n\n" + f"{LINE}\n" * 65,
        "x" * (1 << 20) + f"\n\n{LINE}\n",
    ],
)
def test_what_is_no_note_is_refused(written: str) -> None:
    with pytest.raises(InputError) as caught:
        notes.parse_note(written)
    assert caught.value.code == "note/malformed"


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\x01"])
def test_a_name_with_spaces_or_plus_names_no_key(name: str) -> None:
    with pytest.raises(InputError) as caught:
        notes.key_id(name, bytes(32))
    assert caught.value.code == "note/bad-name"


def test_a_signature_by_a_bad_name_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        notes.parse_note("text\n\n\u2014 a+b AAAAAGE=\n")
    assert caught.value.code == "note/bad-name"


def test_a_key_id_is_made_of_name_kind_and_key() -> None:
    wanted = hashlib.sha256(b"example.com/log\n\x04" + bytes(range(32))).digest()[:4]
    assert notes.key_id("example.com/log", bytes(range(32)), notes.COSIGNATURE_V1) == wanted


@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=40))
def test_signatures_are_those_of_ed25519_and_hold_for_their_message(
    seed: bytes, message: bytes
) -> None:
    body = notes.sign(message, seed)
    key = notes.public_key_of(seed)
    assert body == Ed25519PrivateKey.from_private_bytes(seed).sign(message)
    assert notes.signature_holds(key, body, message)
    assert not notes.signature_holds(key, body, message + b"!")
    assert not notes.signature_holds(key, body[:-1], message)


@pytest.mark.parametrize("length", [0, 31, 64])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    for attempt in (
        lambda: notes.public_key_of(bytes(length)),
        lambda: notes.sign(b"", bytes(length)),
        lambda: notes.key_id("log", bytes(length)),
    ):
        with pytest.raises(InputError) as caught:
            attempt()
        assert caught.value.code == "note/bad-key"


@pytest.mark.parametrize("written", ["AAA", "A===", "\u00e9", "AA==\n", "AB=="])
def test_base64_of_another_spelling_is_no_base64(written: str) -> None:
    assert notes.unb64(written) is None
