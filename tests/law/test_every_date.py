"""Every term of every law in force, in every place of the packs, on every day of ten years.

The clock must end where a naive counter ends that walks day by day (`tests/reference/counting.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from tests.law.lawyers import LAW
from tests.reference import counting as naive
from troth.assembly.holiday import countries, load_calendar
from troth.law.book import Deadline
from troth.law.statute import Case, Extension, reckon

FIRST, LAST = date(2026, 1, 1), date(2035, 12, 31)
DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
EEA = {"EEA": ("members/EU", "members/EEA-only"), "EU": ("members/EU",)}


def places(law: str) -> Iterator[str]:
    """Every country and region in which a law is law; the regions of a country too."""
    for region in {each for event in LAW.events(law) for t in LAW.deadlines[law, event]
                   for each in t.regions}:  # fmt: skip
        for group in EEA.get(region, ()):
            figure = LAW.at(group, FIRST)
            yield from figure.names() if figure else ()
        if region not in EEA and region != "any":
            yield region


ASKED = sorted(
    {
        (law, place)
        for law in LAW.laws()
        for place in places(law)
        if any(each.status == "in-force" for e in LAW.events(law) for each in LAW.variants(law, e))
    }
    | {("messages", place) for place in ("US", "US-CA", "LU")}
)
SUBNATIONAL = [
    ("gdpr", f"{country}-{region}")
    for country in ("DE", "ES")
    for region in countries()[country]
    if region.isupper()
]


def test_ten_years_and_all_countries_of_the_packs_are_asked() -> None:
    assert len(DAYS) == 3652
    assert sum(law == "gdpr" for law, _ in ASKED) == 30
    assert {law for law, _ in ASKED} == set(LAW.laws()) - {"eu-digital-omnibus"}
    assert len(SUBNATIONAL) >= 16 + 17


@pytest.mark.slow
@pytest.mark.parametrize(("law", "place"), ASKED, ids=lambda each: each)
def test_the_clock_agrees_with_a_naive_counter_on_every_day(law: str, place: str) -> None:
    for event in LAW.events(law):
        agree(law, event, place)


@pytest.mark.slow
@pytest.mark.parametrize(("law", "place"), SUBNATIONAL, ids=lambda each: each)
def test_it_agrees_by_the_holidays_of_regions_too(law: str, place: str) -> None:
    agree(law, "request", place)


def agree(law: str, event: str, place: str) -> None:
    country, _, region = place.partition("-")
    calendar = load_calendar(country, region or None, first=2025, last=2039)
    term = LAW.deadline(law, event, LAST, place)
    if term is None or term.limit.hours:
        return
    longer = LAW.extension(term, LAST, place)
    wrong = []
    for day in DAYS:
        if not term.holds_on(day, place):
            assert LAW.deadline(law, event, day, place) is None
            continue
        asked = Case(received=day, term=term, calendar=calendar, longer=longer, region=place)
        wrong += differs(asked, term)
        if longer is not None:
            told = Extension(notice=day, reasons="complexity")
            wrong += differs(
                Case(received=day, term=term, calendar=calendar, longer=longer, extension=told),
                term,
                longer,
            )
    assert wrong == []


def differs(asked: Case, term: Deadline, longer: Deadline | None = None) -> list[str]:
    found = reckon(asked)
    limits = [term.limit, *([longer.limit] if longer else [])]
    expected = naive.due(
        asked.received,
        asked.calendar.place,
        months=sum(each.months for each in limits),
        days=sum(each.days for each in limits),
        business_days=sum(each.business_days for each in limits),
        rolls=term.roll_holiday,
    )
    if (found.safe, found.statutory) == expected:
        return []
    return [f"{term.law} {term.event} {asked.received}: {found.safe} {found.statutory} {expected}"]
