"""Law is answered for a day, with its source; what is only proposed is never in force."""

from __future__ import annotations

from datetime import date, timedelta

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


def test_no_rule_holds_before_its_act_and_an_unknown_first_day_says_so() -> None:
    rules = [
        *(each for found in LAW.figures.values() for each in found),
        *(each for found in LAW.deadlines.values() for each in found),
    ]
    for rule in rules:
        if rule.dated is not None:
            assert (rule.valid_from or rule.dated) >= rule.dated
            assert not rule.holds_on(rule.dated - timedelta(days=1))


def test_a_rule_that_would_hold_before_its_act_is_refused() -> None:
    text = """
pack: x
as-of: 2025-01-01
groups:
  ages:
    source: an act
    dated: 2020-01-01
    confidence: general
    values: {DE: {value: 16, valid-from: 2019-12-31}}
"""
    with pytest.raises(InputError, match="before its law of 2020-01-01"):
        read_packs({"early.yaml": text})


@pytest.mark.parametrize(
    ("law", "event", "region", "day", "limit"),
    [
        ("us-states", "request", "US-TX", date(2024, 6, 30), None),
        ("us-states", "request", "US-TX", date(2024, 7, 1), Limit(days=45)),
        ("us-states", "request", "US-RI", date(2025, 12, 31), None),
        ("us-states", "request", None, date(2023, 1, 1), Limit(days=45)),
        ("us-states", "request", None, date(2022, 12, 31), None),
        ("us-states", "appeal", "US-VA", date(2026, 1, 1), Limit(days=60)),
        ("us-states", "appeal", "US-CO", date(2026, 1, 1), Limit(days=45)),
        ("us-states", "appeal", "US-UT", date(2026, 1, 1), None),
        ("uk-gdpr", "request", "GB", date(2026, 2, 4), None),
        ("uk-gdpr", "request", "GB", date(2026, 2, 5), Limit(months=1)),
        ("uk-gdpr", "complaint-acknowledge", "GB", date(2026, 6, 18), None),
        ("uk-gdpr", "complaint-acknowledge", "GB", date(2026, 6, 19), Limit(days=30)),
        ("russia", "request", "RU", date(2022, 8, 31), None),
        ("russia", "request", "RU", date(2022, 9, 1), Limit(business_days=10)),
        ("lgpd", "breach-authority", "BR", date(2024, 4, 25), None),
        ("lgpd", "breach-small-agents", "BR", date(2024, 4, 26), Limit(business_days=6)),
        ("gdpr", "request", "LU", date(2018, 5, 24), None),
        ("nevada", "health-data-request", "US-NV", date(2024, 3, 30), None),
        ("eu-digital-omnibus", "ask-again-after-refusal", "LU", date(2030, 1, 1), None),
    ],
)
def test_the_rule_is_that_of_the_day_of_receipt_and_of_the_region(
    law: str, event: str, region: str | None, day: date, limit: Limit | None
) -> None:
    found = LAW.deadline(law, event, day, region)
    assert (found.limit if found else None) == limit


@pytest.mark.parametrize(
    ("law", "term", "region", "extension"),
    [
        ("gdpr", "request", None, Limit(months=2)),
        ("gdpr", "refusal", None, None),
        ("ccpa", "request", None, Limit(days=45)),
        ("nevada", "sale-opt-out", None, Limit(days=30)),
        ("nevada", "health-data-request", None, Limit(days=45)),
        ("us-states", "appeal", "US-CO", Limit(days=60)),
        ("us-states", "appeal", "US-VA", None),
        ("ukraine", "request", None, None),
        ("ukraine", "third-party-request", None, Limit(days=15)),
        ("russia", "stop-on-demand", None, Limit(business_days=5)),
    ],
)
def test_each_term_has_the_extension_of_its_law(
    law: str, term: str, region: str | None, extension: Limit | None
) -> None:
    day = date(2026, 7, 1)
    held = LAW.deadline(law, term, day, region)
    assert held is not None
    found = LAW.extension(held, day, region)
    assert (found.limit if found else None) == extension


@pytest.mark.parametrize(
    ("law", "right", "event"),
    [
        ("gdpr", "erasure", "request"),
        ("belarus", "access", "request"),
        ("belarus", "erasure", "withdrawal"),
        ("belarus", "rectification", "rectification"),
        ("russia", "erasure", "stop-on-demand"),
        ("lgpd", "access", "access-full"),
        ("ccpa", "sale-opt-out", "opt-out"),
        ("nevada", "sale-opt-out", "sale-opt-out"),
        ("gdpr", "breach-authority", "breach-authority"),
    ],
)
def test_each_right_falls_under_its_own_term(law: str, right: str, event: str) -> None:
    assert LAW.event_for(law, right) == event


def test_the_laws_of_a_place_are_those_in_force_there_on_the_day() -> None:
    day = date(2026, 7, 1)
    assert LAW.laws_for("LU", day) == ("gdpr",)
    assert LAW.laws_for("NO", day) == ("gdpr",)
    assert LAW.laws_for("GB", day) == ("uk-gdpr",)
    assert LAW.laws_for("US-TX", day) == ("us-states",)
    assert LAW.laws_for("US-TX", date(2024, 6, 30)) == ()
    assert LAW.laws_for("BY", day) == ("belarus",)


def test_what_the_laws_ask_beside_their_terms_is_there() -> None:
    day = date(2026, 7, 1)
    states = LAW.at("duty/gdpr/refusal-states", day)
    assert states is not None
    assert states.names() == ("reason", "complaint", "court")
    assert LAW.at("duty/ccpa/signal-status-shown", date(2025, 12, 31)) is None
    assert LAW.at("duty/eu-digital-omnibus/cookie-signals", date(2035, 1, 1)) is None
    small = LAW.at("duty/lgpd/small-agents-multiplier", day)
    assert small is not None
    assert small.number() == 2
