"""The pure rules of keeping: expiry and cut-off are two views of one boundary."""

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from troth.core.periods import Period
from troth.core.retention import (
    Claim,
    Term,
    cutoff,
    expiry,
    extended,
    month_of,
    permitted,
    verdict,
)

INSTANTS = st.datetimes(
    min_value=datetime(2019, 1, 1), max_value=datetime(2035, 12, 31), timezones=st.just(UTC)
)
TERMS = st.builds(
    lambda months, days, spelling: Term(
        period=Period(months=months, days=days),
        exceeds=spelling.startswith("exceeds"),
        rhythm=spelling == "rhythm",
        whole_days=spelling == "exceeds-by-day",
        purge_on=(12, 31) if spelling == "purge" else None,
    ),
    st.integers(0, 36),
    st.integers(0, 45),
    st.sampled_from(["for", "exceeds", "exceeds-by-day", "rhythm", "purge"]),
).filter(lambda term: term.period.months + term.period.days > 0)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@given(term=TERMS, start=INSTANTS, now=INSTANTS)
@example(
    term=Term(period=Period(months=1)),
    start=datetime(2025, 2, 28, 18, tzinfo=UTC),
    now=datetime(2025, 3, 31, 12, tzinfo=UTC),
)
def test_a_datum_is_due_exactly_when_it_started_no_later_than_the_cutoff(
    term: Term, start: datetime, now: datetime
) -> None:
    assert (expiry(term, start) <= now) == (start <= cutoff(term, now))


@given(term=TERMS, one=INSTANTS, other=INSTANTS)
def test_who_starts_earlier_never_expires_later(term: Term, one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))
    assert expiry(term, earlier) <= expiry(term, later)


def test_more_than_twelve_months_is_exceeded_the_moment_after_the_anniversary() -> None:
    term = Term(period=Period(months=12), exceeds=True)
    assert expiry(term, at("2025-01-10T10:00:00")) == at("2026-01-10T10:00:00.000001")


def test_a_yearly_purge_takes_everything_whatever_its_age() -> None:
    term = Term(period=Period(months=12), purge_on=(12, 31))
    assert expiry(term, at("2025-02-01T00:00:00")) == at("2025-12-31T00:00:00")
    assert expiry(term, at("2025-12-31T00:00:00")) == at("2026-12-31T00:00:00")
    assert expiry(term, at("2025-12-30T23:59:59")) == at("2025-12-31T00:00:00")


def test_counted_by_day_more_than_twelve_months_leaves_on_the_day_after() -> None:
    term = Term(period=Period(months=12), exceeds=True, whole_days=True)
    assert expiry(term, at("2025-09-15T14:30:00")) == at("2026-09-16T00:00:00")


def test_twelve_months_ends_at_the_anniversary_instant() -> None:
    term = Term(period=Period(months=12))
    assert expiry(term, at("2025-02-01T10:00:00")) == at("2026-02-01T10:00:00")


def test_an_annual_purge_keeps_nothing_past_the_start_of_the_anniversary_day() -> None:
    term = Term(period=Period(months=12), rhythm=True)
    assert expiry(term, at("2025-02-01T10:00:00")) == at("2026-02-01T00:00:00")


def test_the_end_of_a_month_clamps_to_a_shorter_month() -> None:
    assert expiry(Term(period=Period(months=6)), at("2025-08-31T09:00:00")) == at(
        "2026-02-28T09:00:00"
    )


def test_permissions_extend_one_year_each_and_never_past_the_cap() -> None:
    term, start, year = Term(period=Period(months=12)), at("2025-03-01T00:00:00"), Period(months=12)
    ends = [
        extended(term, start, by=year, times=times, at_most=Period(months=36)).year
        for times in range(4)
    ]
    assert ends == [2026, 2027, 2028, 2028]


def test_the_earliest_claim_wins_and_the_losers_are_named() -> None:
    now = at("2026-01-01T00:00:00")
    early = Claim(address="retention/a", at=now + timedelta(days=1))
    late = Claim(address="retention/b", at=now + timedelta(days=2))
    open_one = Claim(address="retention/c", at=None, waits_for="consent-withdrawn")
    found = verdict([late, open_one, early], now=now, keep_until=None, held_by=None)
    assert (found.state, found.winner, found.losers) == ("keep", "retention/a", (late, open_one))


def test_a_hold_and_a_legal_duty_delay_what_is_due_and_only_that() -> None:
    now = at("2026-01-01T00:00:00")
    due = [Claim(address="retention/a", at=now)]
    states = (
        verdict(due, now=now, keep_until=None, held_by="hold-1").state,
        verdict(due, now=now, keep_until=now + timedelta(days=1), held_by=None).state,
        verdict(due, now=now, keep_until=now, held_by=None).state,
    )
    assert states == ("held", "held", "due")


def test_what_no_rule_keeps_is_due_at_once() -> None:
    now = at("2026-01-01T00:00:00")
    assert verdict([], now=now, keep_until=None, held_by=None).state == "due"


def test_the_month_of_expiry_names_the_period_key() -> None:
    assert month_of(at("2026-02-28T09:00:00")) == "2026-02"


LATER = st.integers(1, 5_000).map(lambda hours: timedelta(hours=hours))
NOW = datetime(2026, 1, 1, tzinfo=UTC)
CLAIMS = st.lists(
    st.builds(
        lambda name, hours: Claim(
            address=f"retention/{name}",
            at=None if hours is None else NOW + timedelta(hours=hours),
        ),
        st.sampled_from("abcde"),
        st.none() | st.integers(-50, 50),
    ),
    max_size=5,
    unique_by=lambda claim: claim.address,
)
KEPT = st.none() | st.integers(-50, 50).map(lambda hours: NOW + timedelta(hours=hours))


@given(claims=CLAIMS, keep_until=KEPT, held_by=st.none() | st.just("case-1"))
def test_the_earliest_end_decides_and_a_hold_or_a_duty_only_delays(
    claims: list[Claim], keep_until: datetime | None, held_by: str | None
) -> None:
    found = verdict(claims, now=NOW, keep_until=keep_until, held_by=held_by)
    ends = [claim.at for claim in claims if claim.at is not None]
    if claims and not ends:
        expected = "open"
    elif claims and min(ends) > NOW:
        expected = "keep"
    elif claims and (held_by or (keep_until is not None and keep_until > NOW)):
        expected = "held"
    else:
        expected = "due"
    assert found.state == expected
    named = {found.winner, *(claim.address for claim in found.losers)}
    assert {claim.address for claim in claims} <= named


@given(start=INSTANTS, end_after=LATER, asked_after=LATER, months=st.integers(1, 12), cap=LATER)
def test_a_permission_never_shortens_and_never_passes_its_cap(
    start: datetime, end_after: timedelta, asked_after: timedelta, months: int, cap: timedelta
) -> None:
    end, permission = start + end_after, start + asked_after
    most = Period(seconds=int(cap.total_seconds()))
    longer = permitted(end, permission, by=Period(months=months), start=start, at_most=most)
    assert (longer is None) == (permission >= end)
    if longer is not None:
        assert end <= longer <= max(end, start + cap)


def test_a_permission_runs_from_the_end_that_stood_and_never_past_the_cap() -> None:
    year, start = Period(months=12), datetime(2025, 3, 10, tzinfo=UTC)
    end = datetime(2026, 3, 10, tzinfo=UTC)
    early = datetime(2025, 6, 1, tzinfo=UTC)
    three, most = Period(months=36), Period(months=18)
    assert permitted(end, early, by=year, start=start, at_most=three) == end.replace(year=2027)
    assert permitted(end, early, by=year, start=start, at_most=None) == end.replace(year=2027)
    assert permitted(end, early, by=year, start=start, at_most=most) == end.replace(month=9)
    assert permitted(end, early, by=year, start=start, at_most=year) == end
    assert permitted(end, end, by=year, start=start, at_most=three) is None


def test_what_stops_an_end_that_has_come_is_named_with_its_own_end() -> None:
    now = datetime(2026, 3, 10, tzinfo=UTC)
    due, later = [Claim(address="retention/a", at=now)], now + timedelta(days=1)
    duty = verdict(due, now=now, keep_until=later, held_by=None, kept_by="legal-exceptions/tax")
    assert (duty.winner, duty.until) == ("legal-exceptions/tax", later)
    hold = verdict(due, now=now, keep_until=later, held_by="hold/1", held_until=now)
    assert (hold.winner, hold.until, hold.losers) == ("hold/1", now, tuple(due))
