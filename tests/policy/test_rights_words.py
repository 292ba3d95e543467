"""What reads like a request is found among the questions; what does not, is left a question."""

from __future__ import annotations

import pytest

from troth.policy.rights_words import right_in


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("please send me everything you hold on me", "access"),
        ("What data do you have about me?", "access"),
        ("I would like a copy of all my data", "access"),
        ("Please delete my account and all data", "erasure"),
        ("I want you to forget me", "erasure"),
        ("Could you correct my e-mail address?", "rectification"),
        ("I withdraw my earlier consent to the newsletter", "withdrawal"),
        ("Stop calling please", "objection"),
        ("I object to all of this", "objection"),
        ("who is your host?", None),
        ("How much is the calendar, and does it work on my phone?", None),
        ("Do you have an office in Kyiv?", None),
        ("", None),
    ],
)
def test_a_message_is_the_right_it_asks_for(text: str, right: str | None) -> None:
    assert right_in(text) == right


def test_a_long_message_is_read_in_reasonable_time() -> None:
    assert right_in("delete " * 20_000) is None
