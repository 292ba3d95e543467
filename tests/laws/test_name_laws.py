"""The laws of identifiers: one spelling each, and nothing but a refusal for the rest."""

from __future__ import annotations

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from troth.core.names import ROLE_LOCAL_PARTS, Identifier, IdentifierKind, normalise
from troth.errors import InputError

KINDS = st.sampled_from(get_args(IdentifierKind))
WORDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12)
MAILBOXES = st.builds("{}@{}.example".format, WORDS, WORDS)
NUMBERS = st.integers(0, 9_999).map("+44 20 7946 {:04d}".format)
TYPED = st.text(max_size=40) | MAILBOXES | NUMBERS


def read(kind: IdentifierKind, typed: str) -> Identifier | str:
    try:
        return normalise(kind, typed)
    except InputError as refused:
        return refused.code


@given(kind=KINDS, typed=TYPED)
def test_whatever_is_typed_is_one_spelling_or_refused(kind: IdentifierKind, typed: str) -> None:
    once = read(kind, typed)
    if isinstance(once, Identifier):
        assert read(kind, once.value) == once
    else:
        assert once == "identifier/malformed"


@given(MAILBOXES)
def test_letter_case_and_spaces_around_it_make_no_other_mailbox(mailbox: str) -> None:
    assert normalise("email", f"  {mailbox.upper()} ") == normalise("email", mailbox)


@given(st.sampled_from(sorted(ROLE_LOCAL_PARTS)), WORDS, WORDS)
def test_a_desk_is_one_by_its_local_part_alone(desk: str, word: str, domain: str) -> None:
    assert normalise("email", f"{desk}@{domain}.example").names_a_desk
    own = normalise("email", f"{desk}{word}x9z@{domain}.example")
    assert not own.names_a_desk
