"""What the laws of several places set for one rule is shown side by side, and never averaged."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.policy.written import policy_of, with_changes
from troth.assembly.law import load_law_book
from troth.core.periods import Period
from troth.law.packs import read_packs
from troth.policy.bounds import Weighed, longer, weigh

DAY = date(2026, 11, 1)
PERIODS = st.integers(1, 60).map(lambda months: f"P{months}M")


def weighed(period: str, law: str | None = None, day: date = DAY) -> Weighed:
    rule = {"keeps": ["contact"], "for": period, "from": "decision", "topic": "applications"}
    policy = policy_of(with_changes(retention={"candidates": rule}))
    book = load_law_book() if law is None else read_packs({"retention.yaml": law})
    (found,) = weigh(policy, book, day)
    return found


def test_four_weeks_six_months_and_four_years_stand_side_by_side() -> None:
    """A company that hires in the Netherlands, Germany and California has three answers."""
    found = weighed("P1Y")
    said = {(one.place, one.kind): str(one.period) for one in found.bounds}
    assert said["NL", "most"] == "P28D"
    assert said["DE", "most"] == "P6M"
    assert said["US-CA", "least"] == "P4Y"
    clashes = {(least.place, most.place) for least, most in found.clashes}
    assert {("US-CA", "NL"), ("US-CA", "DE")} <= clashes
    wins = {one.place: (str(one.period), one.by) for one in found.outcomes}
    assert wins["NL"] == ("P28D", "retention-most/applications/NL")
    assert wins["DE"] == ("P6M", "retention-most/applications/DE")
    assert wins["US-CA"] == ("P4Y", "retention-least/applications/US-CA")
    assert wins["FR"] == ("P1Y", "retention/candidates")
    assert all(one.figure.source for one in found.bounds)


def test_a_bound_holds_from_its_first_day() -> None:
    """California asked for four years from 2022; the federal year held before."""
    wins = {one.place for one in weighed("P1M", day=date(2021, 6, 1)).outcomes}
    assert "US-CA" not in wins
    assert "US" in wins


def test_a_rule_without_a_topic_is_weighed_against_nothing() -> None:
    assert weigh(policy_of(with_changes()), load_law_book(), DAY) == ()


@given(period=PERIODS, least=PERIODS, most=PERIODS)
def test_what_wins_is_one_of_what_was_said_and_keeps_to_every_bound_that_can_be_kept(
    period: str, least: str, most: str
) -> None:
    law = f"""
pack: retention
as-of: 2026-11-01
groups:
  retention-least/applications: {{source: a, confidence: general, values: {{AA: {least}}}}}
  retention-most/applications: {{source: b, confidence: general, values: {{AA: {most}}}}}
"""
    found = weighed(period, law)
    (won,) = found.outcomes
    assert str(won.period) in {str(Period.parse(one)) for one in (period, least, most)}
    assert bool(found.clashes) == longer(Period.parse(least), Period.parse(most))
    # A duty is never broken; the most is kept wherever the duty leaves room.
    assert not longer(Period.parse(least), won.period)
    if not found.clashes:
        assert not longer(won.period, Period.parse(most))
