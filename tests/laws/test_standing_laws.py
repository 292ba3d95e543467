"""The laws of a person's standing: what was said, read at an instant and toward a recipient."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from troth.core.standing import Standing, age_on

PURPOSES = st.sampled_from(("newsletter", "analytics", "support"))
RECIPIENTS = st.sampled_from(("mailer", "counter"))
INSTANTS = st.datetimes(
    min_value=datetime(2025, 1, 1), max_value=datetime(2027, 1, 1), timezones=st.just(UTC)
)
LAPSES = st.none() | INSTANTS
PAIRS = st.tuples(RECIPIENTS, PURPOSES)

CHANNELS = st.sampled_from(("email", "phone"))
WAYS = st.tuples(CHANNELS, PURPOSES)


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    """Return a standing in which nothing is given and withdrawn at once."""
    consents = draw(st.dictionaries(PURPOSES, LAPSES))
    named = draw(st.dictionaries(PAIRS, LAPSES))
    return Standing(
        consents=consents,
        withdrawn=draw(st.frozensets(PURPOSES)) - consents.keys(),
        named=named,
        refused=draw(st.frozensets(PAIRS)) - named.keys(),
        by_channel=draw(st.dictionaries(WAYS, LAPSES)),
        refused_by=draw(st.frozensets(WAYS, max_size=2)),
        shut=draw(st.frozensets(WAYS | st.tuples(CHANNELS, st.just("marketing")), max_size=2)),
    )


@given(standing=standings(), purpose=PURPOSES, at=INSTANTS, later=st.integers(0, 20_000))
def test_a_consent_once_lapsed_stays_lapsed(
    standing: Standing, purpose: str, at: datetime, later: int
) -> None:
    if standing.consents_to(purpose, at + timedelta(hours=later)):
        assert standing.consents_to(purpose, at)


@given(purpose=PURPOSES, lapses=INSTANTS)
def test_a_consent_does_not_stand_at_the_instant_it_lapses(purpose: str, lapses: datetime) -> None:
    standing = Standing(consents={purpose: lapses})
    assert not standing.consents_to(purpose, lapses)
    assert standing.consents_to(purpose, lapses - timedelta(microseconds=1))


@given(standing=standings(), recipient=RECIPIENTS | st.none(), purpose=PURPOSES, at=INSTANTS)
def test_toward_a_recipient_their_own_word_counts_before_the_general_one(
    standing: Standing, recipient: str | None, purpose: str, at: datetime
) -> None:
    met = standing.toward(recipient)
    own = None if recipient is None else (recipient, purpose)
    if own is not None and own in standing.named:
        lapse = standing.named[own]
        expected = lapse is None or at < lapse
    elif own in standing.refused:
        expected = False
    else:
        expected = standing.consents_to(purpose, at)
    assert met.consents_to(purpose, at) == expected
    if own in standing.refused:
        assert purpose in met.withdrawn


@given(standing=standings(), purpose=PURPOSES, at=INSTANTS)
def test_a_consent_that_names_one_recipient_opens_nothing_for_another(
    standing: Standing, purpose: str, at: datetime
) -> None:
    before = standing.toward("somebody-else").consents_to(purpose, at)
    assert before == standing.consents_to(purpose, at)


@given(standing=standings(), channel=CHANNELS, purpose=PURPOSES, at=INSTANTS)
def test_a_word_about_one_channel_opens_and_closes_that_channel_alone(
    standing: Standing, channel: str, purpose: str, at: datetime
) -> None:
    met, way = standing.through(channel), (channel, purpose)
    if way in standing.refused_by:
        assert purpose in met.withdrawn
    elif way in standing.by_channel:
        lapse = standing.by_channel[way]
        assert met.consents_to(purpose, at) == (lapse is None or at < lapse)
        assert purpose not in met.withdrawn
    else:
        assert met.consents_to(purpose, at) == standing.consents_to(purpose, at)
    assert (purpose in met.objected) == (purpose in standing.objected or way in standing.shut)
    assert met.marketing_objection == ((channel, "marketing") in standing.shut)
    # By no channel, and by one that nobody spoke of, nothing of it counts.
    for other in (None, "post"):
        elsewhere = standing.through(other)
        assert (elsewhere.consents, elsewhere.objected) == (standing.consents, standing.objected)


@given(born=st.dates(date(1940, 1, 1), date(2020, 12, 31)), days=st.integers(0, 30_000))
@example(born=date(2008, 2, 29), days=365)
@example(born=date(2008, 2, 29), days=366)
def test_an_age_is_the_number_of_birthdays_that_have_come(born: date, days: int) -> None:
    day = born + timedelta(days=days)
    birthdays = 0
    for year in range(born.year + 1, day.year + 1):
        try:
            birthday = born.replace(year=year)
        except ValueError:
            # Who was born on 29 February is a year older on 1 March of a common year.
            birthday = date(year, 3, 1)
        birthdays += birthday <= day
    assert age_on(born, day) == birthdays
