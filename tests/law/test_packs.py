"""Law is answered for a day, with its source; what is only proposed is never in force."""

from __future__ import annotations

from datetime import date

import pytest

from troth.assembly.law import load_law_book
from troth.errors import InputError
from troth.law.packs import Limit, read_packs

LAW = load_law_book()


def test_every_figure_and_every_deadline_names_its_source() -> None:
    for figures in LAW.figures.values():
        assert all(each.source and each.confidence and each.status for each in figures)
    for deadlines in LAW.deadlines.values():
        assert all(each.source and each.confidence and each.start for each in deadlines)


@pytest.mark.parametrize(
    ("name", "day", "value"),
    [
        ("digital-consent-age/DE", date(2024, 1, 1), 16),
        ("digital-consent-age/DK", date(2023, 12, 31), 13),
        ("digital-consent-age/DK", date(2024, 1, 1), 15),
        ("digital-consent-age/NO", date(2024, 1, 1), 13),
        ("digital-consent-age/DE", date(2018, 5, 24), None),
        ("majority-age/JP", date(2022, 3, 31), 20),
        ("majority-age/JP", date(2022, 4, 1), 18),
        ("mechanism/privacy-shield", date(2016, 7, 11), None),
        ("mechanism/privacy-shield", date(2016, 7, 12), ("US",)),
        ("mechanism/privacy-shield", date(2020, 7, 16), ("US",)),
        ("mechanism/privacy-shield", date(2020, 7, 17), None),
        ("mechanism/dpf", date(2023, 7, 9), None),
        ("mechanism/dpf", date(2023, 7, 10), ("US",)),
        ("adequacy/GB", date(2031, 12, 27), "full"),
        ("adequacy/GB", date(2031, 12, 28), None),
        ("right-by-basis/marketing/objection", date(2024, 1, 1), "absolute"),
    ],
)
def test_a_figure_is_that_of_the_day(name: str, day: date, value: object) -> None:
    figure = LAW.at(name, day)
    assert (figure.value if figure else None) == value


def test_the_united_kingdom_left_with_the_end_of_its_transition() -> None:
    before, after = (LAW.at("members/EU", day) for day in (date(2020, 12, 31), date(2021, 1, 1)))
    assert before is not None
    assert after is not None
    assert set(before.names()) - set(after.names()) == {"GB"}
    assert len(after.names()) == 27


def test_what_is_proposed_is_kept_and_never_in_force() -> None:
    assert ("eu-digital-omnibus", "breach-authority") in LAW.deadlines
    assert LAW.deadline("eu-digital-omnibus", "breach-authority", date(2030, 1, 1)) is None


def test_the_terms_of_a_request_differ_by_law() -> None:
    day = date(2026, 3, 1)
    limits = {
        law: found.limit
        for law in ("gdpr", "uk-gdpr", "ccpa", "belarus", "ukraine", "iowa")
        if (found := LAW.deadline(law, "request", day)) is not None
    }
    assert limits == {
        "gdpr": Limit(months=1),
        "uk-gdpr": Limit(months=1),
        "ccpa": Limit(days=45),
        "belarus": Limit(business_days=5),
        "ukraine": Limit(days=30),
        "iowa": Limit(days=90),
    }


def test_every_term_has_exactly_one_unit() -> None:
    for deadlines in LAW.deadlines.values():
        for each in deadlines:
            limit = each.limit
            units = [limit.months, limit.days, limit.business_days, limit.hours, limit.at_once]
            assert sum(bool(unit) for unit in units) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("pack: [", "law/malformed"),
        ("pack: x\nas-of: soon", "law/malformed"),
        ("pack: x\nas-of: 2025-01-01\ngroups: {a: {values: {b: 1}}}", "law/malformed"),
        ("pack: x\nas-of: 2025-01-01\nfigures: {}", "law/malformed"),
    ],
)
def test_a_malformed_pack_is_refused_by_name(text: str, says: str) -> None:
    with pytest.raises(InputError) as refused:
        read_packs({"broken.yaml": text})
    assert (refused.value.code, refused.value.place) == (says, "broken.yaml")


def test_no_pack_at_all_is_refused() -> None:
    with pytest.raises(InputError):
        read_packs({})
