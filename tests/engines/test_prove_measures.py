"""The probe's days agree with those that the register counts, and share no arithmetic with it."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from troth.core.periods import Period
from troth.engines.probes.measures import was_over
from troth.policy.measures import MeasureEvidence, standing

DAYS = st.dates(date(2024, 1, 1), date(2031, 12, 31))
INTERVALS = st.builds(Period, months=st.integers(0, 18), days=st.integers(1, 400))


@settings(max_examples=100)
@given(DAYS, DAYS, INTERVALS)
def test_the_probe_finds_late_what_the_register_finds_late(
    began: date, today: date, every: Period
) -> None:
    check = MeasureEvidence(about="it", kind="check", every=every, seen=began)
    found = standing("checks", check, None, today)
    assert was_over(began, every, today) == (found.state == "overdue")


def test_the_days_at_the_end_of_short_months_are_counted_alike() -> None:
    for day in (27, 28, 29, 30, 31):
        began, every = date(2026, 1, day), Period(months=1)
        check = MeasureEvidence(about="it", kind="check", every=every, seen=began)
        for today in (date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2)):
            late = standing("checks", check, None, today).state == "overdue"
            assert was_over(began, every, today) == late
