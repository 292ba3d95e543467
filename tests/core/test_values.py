"""Field values: what is accepted comes out in one spelling, what is refused leaves no copy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.core.values import Flaw, coarser, read_value

KINDS = ["text", "email", "phone", "date", "birth-date", "country", "url", "number", "flag"]


@pytest.mark.parametrize(
    ("kind", "raw", "kept"),
    [
        ("text", "  hello ", b"hello"),
        ("email", "Ann@Example.ORG", b"ann@example.org"),
        ("phone", "+1 555-010-0123", b"+15550100123"),
        ("birth-date", "2008-02-29", b"2008-02-29"),
        ("country", "de", b"DE"),
        ("url", "https://example.org/a", b"https://example.org/a"),
        ("flag", "Yes", b"true"),
        ("json", '{"b":1,"a":2}', b'{"a": 2, "b": 1}'),
        ("location", "37.5, -122.2", b"37.5,-122.2"),
    ],
)
def test_a_good_value_comes_out_in_its_one_spelling(kind: str, raw: str, kept: bytes) -> None:
    assert read_value(kind, raw, 0) == kept


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("email", "not an address"),
        ("phone", "call me"),
        ("date", "2023-02-29"),
        ("country", "Germany"),
        ("url", "javascript:alert(1)"),
        ("number", "nan"),
        ("flag", "perhaps"),
        ("json", "{"),
        ("location", "91,0"),
        ("text", "zero\x00byte"),
        ("text", b"\xff\xfe"),
    ],
)
def test_a_bad_value_is_refused_without_repeating_it(kind: str, raw: str | bytes) -> None:
    found = read_value(kind, raw, 0)
    assert isinstance(found, Flaw)
    assert found.code == "MALFORMED_VALUE"
    assert str(raw) not in found.detail


def test_a_refused_value_is_called_what_people_call_it() -> None:
    told = {kind: read_value(kind, "{", 0) for kind in ("email", "date", "flag", "url")}
    assert {kind: flaw.detail for kind, flaw in told.items() if isinstance(flaw, Flaw)} == {
        "email": "not an e-mail address",
        "date": "not a date",
        "flag": "not yes or no",
        "url": "not a web address",
    }


def test_a_file_above_its_limit_is_too_large() -> None:
    assert read_value("file", b"x" * 11, 10) == Flaw("TOO_LARGE", "larger than 10 bytes")
    assert read_value("file", b"x" * 10, 10) == b"x" * 10


@given(kind=st.sampled_from(KINDS), raw=st.text() | st.binary())
def test_reading_never_raises_and_is_idempotent(kind: str, raw: str | bytes) -> None:
    once = read_value(kind, raw, 0)
    if isinstance(once, bytes):
        assert read_value(kind, once, 0) == once


def test_a_location_can_be_made_coarser() -> None:
    assert coarser("37.55851,-122.27108", 1) == "37.6,-122.3"
