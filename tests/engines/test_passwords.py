"""Passwords: hashed so that a stolen store opens nothing, refused when they are the first tried."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.assembly.signing_in import common_words
from troth.engines.accounts.guessable import Guessable, words_of
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


OWN = words_of(["Integrica LLC", "integrica.example"])
GUESSED = Passwords(Guessable(common_words(), OWN))


def code_of(password: str, *about: str) -> str:
    """Return why a password is refused; empty where it is taken."""
    try:
        GUESSED.judge(password, about)
    except InputError as refused:
        return refused.code
    return ""


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "P@ssw0rd2024", "!!Summer2026!!", "qwertyuiop12", "1q2w3e4r5t6y",
        "1qaz2wsx3edc", "abcdefghijkl", "210987654321", "monkeymonkey", "monkey-dragon",
        "dr4gonpr1nc3ss", "letmein-12345", "sunshine.2025", "asdfghjklasdf", "x9x9x9x9x9x9",
    ],
)  # fmt: skip
def test_common_words_are_refused_however_they_are_dressed(password: str) -> None:
    assert code_of(password) == "password/common"


@pytest.mark.parametrize(
    "password",
    [
        GOOD, "correct horse battery staple", "T7#pLq9!vR2w", "kroketten im gartenhaus",
        "8372910-love-5519283-cellar", "integrica cellar giraffe", "зимний вечер в саду",
    ],
)  # fmt: skip
def test_several_words_and_what_chance_gives_are_taken(password: str) -> None:
    assert code_of(password, "maria") == ""


@pytest.mark.parametrize("password", ["Integrica2026!", "1ntegr1ca-12345", "maria.integrica.7"])
def test_the_company_s_own_words_and_the_login_are_no_password(password: str) -> None:
    assert code_of(password, "maria") == "password/own-words"


def test_more_than_three_thousand_common_passwords_of_our_length_are_refused() -> None:
    """OWASP ASVS 5.0, 6.2.4: the commonest that the rules of length would let in."""
    words = sorted(word for word in common_words() if len(word) >= 8)
    tails = ("1234", "2026", "123!", "!!!!")
    tried = [word + tail for word in words for tail in tails if len(word + tail) >= SHORTEST]
    assert len(tried) > 3_000
    assert [one for one in tried if not code_of(one)] == []
