"""Passwords: hashed so that a stolen store opens nothing, refused when they are the first tried."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.engines.accounts.passwords import COMMON, LONGEST, SHORTEST, Passwords
from troth.errors import InputError

PASSWORDS = Passwords()
GOOD = "seven brown horses sleep"


@settings(max_examples=15, deadline=None)
@given(
    password=st.text(st.characters(codec="utf-8"), min_size=SHORTEST, max_size=LONGEST).filter(
        lambda text: text.lower() not in COMMON and len(set(text)) >= 4
    ),
    other=st.text(st.characters(codec="utf-8"), max_size=LONGEST),
)
def test_a_hash_opens_for_its_own_password_and_no_other(password: str, other: str) -> None:
    stored = PASSWORDS.hashed(password)
    assert password not in stored
    assert PASSWORDS.matches(stored, password)
    assert PASSWORDS.matches(stored, other) is (other == password)


def test_two_people_with_one_password_have_different_hashes() -> None:
    assert PASSWORDS.hashed(GOOD) != PASSWORDS.hashed(GOOD)


def test_a_hash_is_argon2id_at_the_settings_of_rfc_9106() -> None:
    assert PASSWORDS.hashed(GOOD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_nobody_is_let_in_where_nobody_is_known() -> None:
    assert not PASSWORDS.matches("", "nobody has this password")
    assert not PASSWORDS.matches("", "")
    assert not PASSWORDS.matches("not a hash", GOOD)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("x" * (SHORTEST - 1), "password/too-short"),
        ("", "password/too-short"),
        ("abcd" * 33, "password/too-long"),
        ("PasswordPassword", "password/common"),
        ("abababababab", "password/common"),
    ],
)
def test_a_password_that_is_soon_found_is_refused_with_its_reason(password: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        PASSWORDS.hashed(password)
    assert refused.value.code == code
    assert password not in refused.value.message or not password


def test_what_follows_the_longest_password_is_not_cut_off_in_silence() -> None:
    longest = ("abcdefgh" * 16)[:LONGEST]
    stored = PASSWORDS.hashed(longest)
    assert PASSWORDS.matches(stored, longest)
    assert not PASSWORDS.matches(stored, longest + "x")
    assert not PASSWORDS.matches(stored, longest + "x" * 10_000)


def test_a_hash_of_weaker_settings_is_known_to_be_outdated() -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=1024).hash(GOOD)
    assert PASSWORDS.matches(weak, GOOD)
    assert PASSWORDS.outdated(weak)
    assert not PASSWORDS.outdated(PASSWORDS.hashed(GOOD))
