"""Nobody in a rehearsal can be reached, and everybody is the same each time."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from troth.core.names import normalise
from troth.rehearsal.people import SyntheticPerson, synthetic_person

SEEDS = st.integers(0, 2**63 - 1)
NUMBERS = st.integers(0, 10**6)

RESERVED_PHONES = (
    r"\+3319900\d{4}",  # France: Arcep, numbers for audiovisual works
    r"\+3326191\d{4}",
    r"\+3363998\d{4}",
    r"\+447700900\d{3}",  # United Kingdom: Ofcom, numbers for use in TV and radio drama
    r"\+441632960\d{3}",
    r"\+493023125\d{3}",  # Germany: Bundesnetzagentur, numbers for media productions
    r"\+46701740(60[5-9]|6[1-9]\d)",  # Sweden: PTS, numbers for use in books and films
    r"\+1(202|416)55501\d\d",  # North America: 555-01XX is kept for fiction
)


def people(seed: int, numbers: range) -> list[SyntheticPerson]:
    return [synthetic_person(seed, number, 2026) for number in numbers]


@given(SEEDS, NUMBERS)
def test_a_mailbox_lies_under_a_name_that_reaches_nobody(seed: int, number: int) -> None:
    # RFC 2606, section 3.
    domain = synthetic_person(seed, number, 2026).email.rpartition("@")[2]
    assert domain in {"example.com", "example.net", "example.org"}


@given(SEEDS, NUMBERS)
def test_a_telephone_number_lies_in_a_range_kept_for_fiction(seed: int, number: int) -> None:
    phone = synthetic_person(seed, number, 2026).phone
    assert any(re.fullmatch(pattern, phone) for pattern in RESERVED_PHONES), phone


@given(SEEDS, NUMBERS)
def test_identifiers_are_well_formed_and_name_no_desk(seed: int, number: int) -> None:
    person = synthetic_person(seed, number, 2026)
    email = normalise("email", person.email)
    assert email.value == person.email
    assert not email.names_a_desk
    assert normalise("phone", person.phone).value == person.phone


@given(SEEDS, NUMBERS)
def test_a_person_is_the_same_whenever_asked_for(seed: int, number: int) -> None:
    assert synthetic_person(seed, number, 2026) == synthetic_person(seed, number, 2026)


@given(SEEDS)
def test_no_two_of_a_thousand_share_a_mailbox_or_a_number(seed: int) -> None:
    start = seed % 30_000
    crowd = people(seed, range(start, start + 1000))
    assert len({person.email for person in crowd}) == 1000
    assert len({person.phone for person in crowd}) == 1000


def test_every_thirty_third_is_under_fifteen_and_nobody_else_is_under_twenty_two() -> None:
    crowd = people(4, range(330))
    young = [person.number for person in crowd if 2026 - person.born.year < 15]
    grown = [person for person in crowd if 2026 - person.born.year >= 22]
    assert young == [number for number in range(330) if number % 33 == 5]
    assert len(young) + len(grown) == 330


def test_people_come_from_many_languages() -> None:
    assert {person.language for person in people(1, range(200))} == {
        "de", "el", "en", "es", "fr", "ja", "pl", "sv", "tr", "uk",
    }  # fmt: skip
