"""Names that stand almost as they are declared are found; other names and other words are not."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.written import findings_of, with_changes
from troth.policy.findings.spelling import distance

LETTERS = st.text(alphabet="abc", max_size=6)


def by_definition(one: str, other: str) -> int:
    """The distance as its definition says: the cheapest of three last steps."""

    @cache
    def between(i: int, j: int) -> int:
        if i == 0 or j == 0:
            return i + j
        change = one[i - 1] != other[j - 1]
        return min(between(i - 1, j) + 1, between(i, j - 1) + 1, between(i - 1, j - 1) + change)

    return between(len(one), len(other))


@given(LETTERS, LETTERS)
def test_the_distance_of_two_words_is_the_fewest_letters_to_change(one: str, other: str) -> None:
    assert distance(one, other) == by_definition(one, other)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Kept by Mailbird", []),
        ("Kept by Mailbrd and again by Mailbrd", ["Mailbrd"]),
        ("Kept by Mailbirds Europe", ["Mailbirds"]),
        ("Kept by Birdmail", []),
        ("Kept by mailbird", []),
        ("Kept by Mailbird's servers, Mailbird.", []),
        ("Kept by Clockwork Statistics", []),
        ("Kept by Clockwork Statistic", ["Clockwork Statistic"]),
    ],
)
def test_a_name_is_near_when_a_letter_or_two_differ(said: str, found: list[str]) -> None:
    recipients = {
        "mail": {"name": "Mailbird", "receives": ["contact"], "place": ["DE"]},
        "count": {"name": "Clockwork Statistics", "receives": ["contact"], "place": ["DE"]},
    }
    purposes = {"support": {"kind": "support", "uses": ["contact"], "basis": "contract",
                            "says": said}}  # fmt: skip
    text = with_changes(recipients=recipients, purposes=purposes, retention={
        "all": {"keeps": ["contact"], "for": "P1Y"}
    })  # fmt: skip
    told = [one.message for one in findings_of(text) if one.code == "WARN.vendor-name-variant"]
    assert [message.split("`")[3] for message in told] == found
