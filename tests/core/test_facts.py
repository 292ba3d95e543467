"""Facts: closed fields, one spelling, no room for text about people."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.core.facts import KINDS, Fact, decode, fact
from troth.errors import StateError

VALUES = {
    "id": st.binary(min_size=16, max_size=16),
    "hash": st.binary(min_size=32, max_size=32),
    "name": st.text(string.ascii_letters + string.digits + "-/:*", min_size=1, max_size=40).map(
        lambda text: "a" + text
    ),
    "count": st.integers(0, 2**62),
    "instant": st.integers(0, 2**62),
}


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    kind = draw(st.sampled_from(sorted(KINDS)))
    detail = {name: draw(VALUES[shape]) for name, shape in KINDS[kind].items()}
    return fact(kind, draw(st.integers(0, 2**62)), **detail)


@given(facts())
def test_a_fact_comes_back_from_its_bytes(made: Fact) -> None:
    again = decode(made.encode())
    assert (again.kind, again.at, dict(again.detail)) == (made.kind, made.at, dict(made.detail))


@given(facts(), st.integers(0, 400), st.integers(0, 255))
def test_a_changed_byte_is_another_fact_or_none(made: Fact, place: int, byte: int) -> None:
    body = bytearray(made.encode())
    body[place % len(body)] = byte
    if bytes(body) == made.encode():
        return
    try:
        again = decode(bytes(body))
    except StateError:
        return
    assert again.encode() == bytes(body) != made.encode()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_kind_uses_the_names_of_the_head(kind: str) -> None:
    assert not {"kind", "at"} & KINDS[kind].keys()


@given(st.text(max_size=60))
def test_free_text_fits_no_field_of_a_refusal(text: str) -> None:
    if not all(c in string.ascii_letters + string.digits + "_./:*~+-" for c in text) or not text:
        with pytest.raises(StateError):
            fact("refused", 0, refusal=bytes(16), action="collect", code=text, address="a/b")


def test_a_missing_or_extra_field_is_refused() -> None:
    with pytest.raises(StateError) as missing:
        fact("pruned", 0)
    with pytest.raises(StateError):
        fact("pruned", 0, below=1, note=2)
    assert missing.value.code == "evidence/unlawful-fact"


def test_other_spellings_of_the_same_fact_are_refused() -> None:
    for body in (
        b'{"below":1,"at":0,"kind":"pruned"}',
        b'{"at":0, "below":1,"kind":"pruned"}',
        b"[]",
    ):
        with pytest.raises(StateError):
            decode(body)
