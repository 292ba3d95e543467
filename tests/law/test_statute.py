"""The statute clock gives the worked dates, and refuses what law or policy does not allow."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.law.lawyers import LAW, SILENT, THIRTY_DAYS, case, done, extended, refused
from tests.reference import counting as naive
from troth.assembly.holiday import load_calendar
from troth.core.periods import Period
from troth.errors import InputError
from troth.law.cases import reckon_all
from troth.law.counting import after_days, after_months, day_of
from troth.law.derivation import derive, derive_hours, derive_strictest
from troth.law.statute import (
    AnswerPromise,
    Refusal,
    extend,
    notice_by,
    reckon,
    reckon_hours,
    resume,
    suspend,
)

COMPLEX = "complexity"
WORKED = [
    ("2026-03-05", "2026-04-05", "2026-04-07", "2026-06-05"),
    ("2026-08-31", "2026-09-30", "2026-09-30", "2026-11-30"),
    ("2025-01-31", "2025-02-28", "2025-02-28", "2025-04-30"),
    ("2028-01-31", "2028-02-29", "2028-02-29", "2028-05-02"),
    ("2026-11-25", "2026-12-25", "2026-12-28", "2027-02-25"),
    ("2026-12-01", "2027-01-01", "2027-01-04", "2027-03-01"),
    ("2026-10-31", "2026-11-30", "2026-11-30", "2027-02-01"),
]


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(("received", "safe", "statutory", "longest"), WORKED)
def test_the_worked_dates_of_luxembourg(
    received: str, safe: str, statutory: str, longest: str
) -> None:
    asked = case(received)
    found = reckon(asked)
    assert (found.safe, found.statutory) == (day(safe), day(statutory))
    assert reckon(extended(asked, received)).statutory == day(longest)


def test_timers_of_30_and_90_days_are_wrong_as_often_as_was_worked_out() -> None:
    first, late, late_unrolled, late_90, early_90 = date(2026, 1, 1), 0, 0, 0, 0
    for number in range(3652):
        received = first + timedelta(days=number)
        asked = case(received.isoformat())
        found = reckon(asked)
        longest = reckon(extended(asked, received.isoformat())).statutory
        late += received + timedelta(days=30) > found.statutory
        late_unrolled += received + timedelta(days=30) > found.safe
        late_90 += received + timedelta(days=90) > longest
        early_90 += received + timedelta(days=90) < longest
    assert (late, late_unrolled, late_90, early_90) == (245, 300, 143, 3102)


@pytest.mark.parametrize(
    ("received", "alarm"),
    [
        ("2025-01-31", "2025-02-28"),
        ("2025-02-10", "2025-03-10"),
        ("2025-03-10", "2025-04-09"),
        ("2026-06-01", "2026-07-01"),
    ],
)
def test_rights_deadline_30_days(received: str, alarm: str) -> None:
    asked = case(received, promise=THIRTY_DAYS)
    assert reckon(asked).alarm == day(alarm)
    assert refused(extend(asked, notice=day(received), reasons=COMPLEX)) == "NOT_ALLOWED_BY_POLICY"


def test_rights_default_deadline() -> None:
    asked = case("2024-01-31", promise=SILENT)
    assert reckon(asked).alarm == day("2024-02-29")
    assert reckon(extended(asked, "2024-02-20")).alarm == day("2024-04-30")
    late = extend(asked, notice=day("2024-03-01"), reasons="complexity")
    assert refused(late) == "EXTENSION_TOO_LATE"


@pytest.mark.parametrize(
    ("received", "alarm"), [("2026-04-06", "2026-05-06"), ("2026-04-07", "2026-05-07")]
)
def test_rights_channel_and_other_routes(received: str, alarm: str) -> None:
    assert reckon(case(received)).alarm == day(alarm)


def test_an_extension_may_be_told_until_the_end_of_the_last_rolled_day_and_no_later() -> None:
    asked = case("2026-03-05")
    assert notice_by(asked) == day("2026-04-07")
    paris = ZoneInfo("Europe/Luxembourg")
    last = datetime(2026, 4, 7, 21, 59, 59, 999_999, tzinfo=UTC)
    extended(asked, day_of(last, paris).isoformat())
    after = day_of(last + timedelta(microseconds=1), paris)
    assert refused(extend(asked, notice=after, reasons="complexity")) == "EXTENSION_TOO_LATE"


def test_an_extension_needs_reasons_a_law_that_knows_it_and_comes_once() -> None:
    asked = case("2026-03-05")
    notice = day("2026-03-06")
    assert refused(extend(asked, notice=notice, reasons=" ")) == "REASONS_MISSING"
    holiday = extend(asked, notice=notice, reasons="holidays-of-staff")
    assert refused(holiday) == "REASONS_NOT_ALLOWED"
    assert isinstance(holiday, Refusal)
    assert holiday.help == "Art. 12(3) knows: complexity, number-of-requests"
    # A law that asks for reasons and closes no list takes any that the notice states.
    moscow = case("2026-03-05", law="russia", country="RU")
    assert extended(moscow, "2026-03-06").extension is not None
    ukraine = case("2026-03-05", law="ukraine", country="UA")
    assert refused(extend(ukraine, notice=notice, reasons="complexity")) == "NOT_ALLOWED_BY_LAW"
    once = extended(asked, "2026-03-06")
    assert refused(extend(once, notice=notice, reasons="complexity")) == "ALREADY_EXTENDED"


def test_a_period_of_the_policy_is_extended_only_where_the_policy_says_so() -> None:
    silent = case("2026-03-10", promise=AnswerPromise(within=Period(days=20)))
    later = extend(silent, notice=day("2026-03-11"), reasons=COMPLEX)
    assert refused(later) == "NOT_ALLOWED_BY_POLICY"
    said = case("2026-03-10", promise=AnswerPromise(within=Period(days=20), extends=True))
    assert reckon(said).promised == day("2026-03-30")
    assert reckon(extended(said, "2026-03-11")).promised == day("2026-05-30")


def test_the_clock_stands_for_the_days_between_the_question_and_the_answer() -> None:
    asked = case("2026-03-10", promise=THIRTY_DAYS)
    stopped = done(suspend(asked, ground="identity-doubt", began=day("2026-03-12")))
    standing = reckon(stopped, as_of=day("2026-03-14"))
    assert (standing.running, standing.suspended, standing.safe) == (False, 2, day("2026-04-12"))
    found = reckon(done(resume(stopped, ended=day("2026-03-17"))))
    assert (found.running, found.suspended) == (True, 5)
    assert (found.safe, found.statutory, found.promised) == (
        day("2026-04-15"),
        day("2026-04-15"),
        day("2026-04-09"),
    )


def test_an_open_suspension_is_counted_up_to_a_day_that_must_be_said() -> None:
    stopped = done(suspend(case("2026-03-10"), ground="identity-doubt", began=day("2026-03-12")))
    with pytest.raises(InputError, match="the clock stands"):
        reckon(stopped)


def test_the_clock_stops_only_for_grounds_of_the_law_in_order_and_in_time() -> None:
    asked = case("2026-03-10")
    began = day("2026-03-12")
    ccpa = case("2026-03-10", law="ccpa", country="US")
    assert refused(suspend(asked, ground="holidays", began=began)) == "SUSPENSION_NOT_ALLOWED"
    assert refused(suspend(ccpa, ground="identity", began=began)) == "SUSPENSION_NOT_ALLOWED"
    ground = "identity-doubt"
    assert refused(suspend(asked, ground=ground, began=day("2026-03-09"))) == "CLOCK_SET_BACK"
    assert refused(suspend(asked, ground=ground, began=day("2026-04-11"))) == "SUSPENSION_TOO_LATE"
    assert refused(resume(asked, ended=began)) == "NOT_SUSPENDED"
    stopped = done(suspend(asked, ground=ground, began=began))
    assert refused(suspend(stopped, ground=ground, began=began)) == "ALREADY_SUSPENDED"
    assert refused(resume(stopped, ended=day("2026-03-11"))) == "CLOCK_SET_BACK"
    again = done(resume(stopped, ended=day("2026-03-20")))
    assert refused(suspend(again, ground=ground, began=day("2026-03-19"))) == "CLOCK_SET_BACK"
    assert refused(extend(again, notice=day("2026-03-19"), reasons=COMPLEX)) == "CLOCK_SET_BACK"


@given(
    received=st.dates(date(2026, 1, 1), date(2035, 12, 31)),
    gaps=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 40)), max_size=3),
    longer=st.booleans(),
    country=st.sampled_from(["LU", "DE", "BG", "NO", "CY"]),
)
def test_any_ledger_ends_where_walking_day_by_day_ends(
    received: date, gaps: list[tuple[int, int]], longer: bool, country: str
) -> None:
    asked = case(received.isoformat(), country=country)
    if longer:
        asked = extended(asked, received.isoformat())
    at, stood = received, 0
    for wait, lasted in gaps:
        began, ended = at + timedelta(days=wait), at + timedelta(days=wait + lasted)
        asked = done(suspend(asked, ground="identity-doubt", began=began))
        asked = done(resume(asked, ended=ended))
        at, stood = ended, stood + lasted
    found = reckon(asked)
    months = 3 if longer else 1
    expected = naive.due(received, country, months=months, suspended=stood, rolls=True)
    assert (found.safe, found.statutory) == expected


@given(
    received=st.dates(date(2026, 1, 1), date(2035, 12, 31)),
    stops=st.lists(st.integers(0, 60), min_size=2, max_size=2).map(sorted),
)
def test_a_suspension_never_shortens_and_an_extension_never_does(
    received: date, stops: list[int]
) -> None:
    asked = case(received.isoformat())
    plain = reckon(asked)
    began, ended = (received + timedelta(days=min(each, 25)) for each in stops)
    stopped = done(suspend(asked, ground="identity-doubt", began=began))
    longer = reckon(done(resume(stopped, ended=ended)))
    assert longer.safe - plain.safe == ended - began
    assert reckon(extended(asked, received.isoformat())).statutory > plain.statutory


@pytest.mark.parametrize(
    ("event", "safe", "statutory"),
    [
        # The hour of the event is not counted, even when it has only just begun.
        ("2026-03-05T10:20:00+01:00", "2026-03-08T10:20:00+01:00", "2026-03-08T11:00:00+01:00"),
        ("2026-03-05T10:00:00+01:00", "2026-03-08T10:00:00+01:00", "2026-03-08T11:00:00+01:00"),
        # Clocks go forward on 29 March 2026: 72 hours pass all the same, and nothing rolls.
        ("2026-03-27T10:20:00+01:00", "2026-03-30T11:20:00+02:00", "2026-03-30T12:00:00+02:00"),
        ("2026-12-23T23:59:59+01:00", "2026-12-26T23:59:59+01:00", "2026-12-27T00:00:00+01:00"),
    ],
)
def test_seventy_two_hours_run_from_the_first_full_hour_and_never_roll(
    event: str, safe: str, statutory: str
) -> None:
    term = LAW.deadline("gdpr", "breach-authority", day(event[:10]))
    assert term is not None
    zone = ZoneInfo("Europe/Luxembourg")
    calendar = load_calendar("LU")
    found = reckon_hours(datetime.fromisoformat(event), term, zone=zone, calendar=calendar)
    assert found.safe == datetime.fromisoformat(safe)
    assert found.statutory == datetime.fromisoformat(statutory)
    assert any("does not roll over" in each for each in derive_hours(found))


def test_a_day_begins_where_the_controller_is_established() -> None:
    instant = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    assert day_of(instant, ZoneInfo("Europe/Luxembourg")) == day("2026-03-05")
    assert day_of(instant, ZoneInfo("America/Los_Angeles")) == day("2026-03-04")
    with pytest.raises(InputError, match="time zone"):
        day_of(instant.replace(tzinfo=None), UTC)


def test_business_days_pass_over_holidays_and_count_a_saturday_made_a_working_day() -> None:
    # 20 April 2026 is a day off in Belarus, worked off on Saturday 25 April; 21 April is Radunitsa.
    assert reckon(case("2026-04-16", law="belarus", country="BY")).statutory == day("2026-04-25")
    # Russia rests from 1 to 9 January 2026.
    assert reckon(case("2025-12-31", law="russia", country="RU")).statutory == day("2026-01-23")


def test_the_strictest_law_governs_each_date() -> None:
    # Thirty days end a day before the month does; the month rolls from Easter Sunday to Tuesday.
    laws = [
        case("2026-03-05", law="gdpr"),
        case("2026-03-05", law="ukraine", country="UA"),
    ]
    found = reckon_all(laws)
    assert (found.governing.case.term.law, found.statutory) == ("ukraine", day("2026-04-04"))
    assert found.safe == found.alarm == day("2026-04-04")
    assert any("the strictest law governs, ukraine" in each for each in derive_strictest(found))


def test_where_one_law_is_safe_sooner_and_another_ends_sooner_both_dates_are_the_earlier() -> None:
    # 5 May is a holiday of nobody here; the month of 2026-04-03 ends on Sunday 3 May.
    laws = [
        case("2026-04-03", country="LU"),
        case("2026-04-03", law="ccpa", country="US", right="opt-out"),
    ]
    found = reckon_all(laws)
    assert found.statutory == min(reckon(each).statutory for each in laws)
    assert found.safe == min(reckon(each).safe for each in laws)


def test_nothing_is_due_where_no_law_applies() -> None:
    with pytest.raises(InputError, match="needs a law"):
        reckon_all([])


def test_a_term_at_once_is_due_on_the_day_itself_weekend_or_not() -> None:
    found = reckon(case("2026-03-07", law="messages", right="objection"))
    assert found.safe == found.statutory == day("2026-03-07")
    assert any("due at once" in each for each in derive(found))


def test_the_derivation_names_every_rule_that_did_something() -> None:
    said = AnswerPromise(within=Period(days=30), extends=True)
    asked = extended(case("2028-01-31", promise=said), "2028-02-01")
    text = "\n".join(derive(reckon(asked)))
    for part in (
        "Art. 12(3)",
        "1182/71 Art. 3(1)",
        "extended by 2 months, for complexity, stated in the notice of Tuesday 2028-02-01",
        "that month has no day 31",
        "2028-04-30 is a Sunday, 2028-05-01 is Labor Day",
        "Tuesday 2028-05-02",
        "Art. 3(4)",
        "the policy says P30D",
        "the earliest is Sunday 2028-04-30",
    ):
        assert part in text


def test_a_seat_outside_the_law_is_said_in_the_derivation_itself() -> None:
    outside = "US lies outside EU, EEA: Regulation (EEC, Euratom) 1182/71 Art. 2(1)"
    american = derive(reckon(case("2026-03-05", country="US")))
    assert any(each.startswith(outside) for each in american)
    assert not any("lies outside" in each for each in derive(reckon(case("2026-03-05"))))
    strictest = reckon_all([case("2026-03-05", country="UA"), case("2026-03-05", law="ukraine")])
    assert any(each.startswith("UA lies outside") for each in derive_strictest(strictest))


def test_a_day_that_the_calendar_does_not_know_is_refused() -> None:
    for received in ("2100-01-01", "2099-12-01"):
        with pytest.raises(InputError, match="outside the holidays known for `LU`"):
            reckon(case(received))
    with pytest.raises(InputError, match="no period can be counted"):
        after_months(date(9999, 1, 1), 1)
    with pytest.raises(InputError, match="no period can be counted"):
        after_days(date(9999, 12, 31), 1)


def test_hours_and_days_are_not_counted_by_each_others_rules() -> None:
    with pytest.raises(InputError, match="in hours"):
        reckon(case("2026-03-05", right="breach-authority"))
    term = LAW.deadline("gdpr", "request", day("2026-03-05"))
    assert term is not None
    now = datetime(2026, 3, 5, tzinfo=UTC)
    with pytest.raises(InputError, match="not a term in hours"):
        reckon_hours(now, term, zone=UTC, calendar=load_calendar("LU"))
