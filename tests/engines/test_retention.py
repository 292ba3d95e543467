"""Retention on every ground: events, permissions, holds, new policies, sweeps cut short."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.engines.grounds import START, Ground
from tests.policy.written import policy_of, with_changes
from troth.assembly.platform import Platform, build_platform
from troth.engines.intake.submission import Receipt, Submission
from troth.errors import InputError, StateError
from troth.storage.rows import RecordRow

YEAR = {"keeps": ["contact"], "for": "P1Y", "from": "collection"}
CLOSED = {"keeps": ["contact"], "for": "P30D", "from": "account-closed"}
EXTENDED = YEAR | {"extend": {"by": "P1Y", "on": "permission", "at-most": "P3Y"}}
RULE = "retention/enquiries"


@contextmanager
def house(ground: Ground, **rules: dict) -> Iterator[Platform]:
    with ground.opened() as laid:
        yield build_platform(laid, policy_of(with_changes(retention=rules)))


def take_in(troth: Platform, person: bytes | None = None, number: int = 1) -> Receipt:
    sent = Submission(
        form="contact-form",
        data={"email": f"person{number}@example.org"},
        received_at=troth.clock.now(),
        person=person,
    )
    receipt = troth.intake.receive(sent)
    assert isinstance(receipt, Receipt)
    return receipt


def rows_of(troth: Platform, person: bytes) -> list[RecordRow]:
    with troth.data.read() as reader:
        return list(reader.records([person]))


def end(troth: Platform, person: bytes) -> datetime | None:
    (row,) = rows_of(troth, person)
    found = troth.retention.explain(row.record, troth.clock.now()).verdict
    return found.until


def refused(error: pytest.ExceptionInfo[InputError]) -> str:
    return error.value.code


def test_an_event_dates_what_waited_for_many_persons_at_once(ground: Ground) -> None:
    with house(ground, enquiries=CLOSED) as troth:
        people = [take_in(troth, number=n).person for n in range(5)]
        stays = take_in(troth, number=9).person
        now = ground.clock.pass_(days=10)
        assert troth.retention.events(people, "account-closed", now) == 5
        assert troth.retention.events(people, "account-closed", now) == 0
        assert {end(troth, one) for one in people} == {now + timedelta(days=30)}
        assert end(troth, stays) is None
        later = take_in(troth, people[0])
        assert troth.retention.sweep(now + timedelta(days=30)).by_rule == {RULE: 5}
        assert [row.record for row in rows_of(troth, people[0])] == [later.kept[0].record]


def test_an_earlier_event_told_late_shortens_and_a_later_one_never_lengthens(
    ground: Ground,
) -> None:
    with house(ground, enquiries=CLOSED) as troth:
        person = take_in(troth).person
        first, second = (ground.clock.pass_(days=5) for _ in range(2))
        troth.retention.event(person, "account-closed", second)
        assert troth.retention.event(person, "account-closed", first) == 1
        assert troth.retention.event(person, "account-closed", second) == 0
        assert end(troth, person) == first + timedelta(days=30)


def test_an_event_no_rule_waits_for_is_refused_with_the_nearest(ground: Ground) -> None:
    with house(ground, enquiries=CLOSED) as troth:
        person = take_in(troth).person
        with pytest.raises(InputError) as error:
            troth.retention.event(person, "account-close", ground.clock.now())
        assert refused(error) == "retention/unknown-event"
        assert "account-closed" in error.value.help
        assert end(troth, person) is None


def test_a_restored_backup_forgets_neither_an_event_nor_a_permission(
    ground: Ground, tmp_path: Path
) -> None:
    rules = {"enquiries": EXTENDED, "closing": CLOSED}
    with house(ground, **rules) as troth:
        closed, longer = take_in(troth).person, take_in(troth, number=2).person
        ground.clock.pass_(days=1)
        troth.backups.make(str(tmp_path / "old.db"), ground.clock.now())
        now = ground.clock.pass_(days=1)
        troth.retention.event(closed, "account-closed", now)
        assert troth.retention.extend(longer, RULE, now) == 1
        before = end(troth, closed), end(troth, longer)
        try:
            troth.backups.restore(str(tmp_path / "old.db"), ground.clock.pass_(days=1))
        except StateError as unable:
            pytest.skip(f"this ground restores otherwise: {unable.code}")
        assert (end(troth, closed), end(troth, longer)) == before
        with troth.data.read() as reader:
            told = {clock.clock: clock.at for clock in reader.clocks([closed])}
        assert "account-closed" in told
        assert troth.vault.open_values(rows_of(troth, longer)) == [b"person2@example.org"]


def test_a_permission_speaks_for_its_own_rule_alone(ground: Ground) -> None:
    other = {
        "keeps": ["contact"],
        "for": "P18M",
        "from": "collection",
        "collected-by": ["contact-form"],
    }
    with house(ground, enquiries=EXTENDED, other=other) as troth:
        person = take_in(troth).person
        done = troth.retention.permit(person, RULE, ground.clock.now())
        assert done.moved == 1
        assert end(troth, person) == datetime(2026, 9, 10, 9, tzinfo=UTC)
        assert troth.retention.permit(person, RULE, ground.clock.now()).moved == 0


def test_a_permission_at_the_very_instant_of_the_end_is_too_late(ground: Ground) -> None:
    with house(ground, enquiries=EXTENDED) as troth:
        person = take_in(troth).person
        at = datetime(2026, 3, 10, 9, tzinfo=UTC)
        with pytest.raises(InputError) as error:
            troth.retention.extend(person, RULE, at)
        assert refused(error) == "retention/too-late"
        assert troth.retention.extend(person, RULE, at - timedelta(microseconds=1)) == 1
        assert end(troth, person) == datetime(2027, 3, 10, 9, tzinfo=UTC)


def test_a_hold_that_has_ended_no_longer_stops_what_it_stopped(ground: Ground) -> None:
    with house(ground, enquiries=YEAR) as troth:
        person = take_in(troth).person
        ends = datetime(2026, 6, 1, tzinfo=UTC)
        troth.retention.hold(ground="case-1", now=ground.clock.now(), person=person, until=ends)
        late = ends - timedelta(microseconds=1)
        assert troth.retention.sweep(late).total == 0
        assert troth.vault.open_values(rows_of(troth, person)) == [b"person1@example.org"]
        assert troth.retention.sweep(ends).by_rule == {RULE: 1}
        assert troth.retention.holds(ends) == []


def test_a_restore_keeps_what_a_hold_kept_beyond_its_month(ground: Ground, tmp_path: Path) -> None:
    """The month's key is gone by then; the held record lies under a later one."""
    with house(ground, enquiries=YEAR) as troth:
        held, other = take_in(troth).person, take_in(troth, number=2).person
        troth.retention.hold(ground="case-1", now=ground.clock.now(), person=held)
        troth.backups.make(str(tmp_path / "old.db"), ground.clock.now())
        for months in (13, 14):
            now = datetime(2025, 3, 12, tzinfo=UTC) + timedelta(days=31 * months)
            troth.retention.sweep(now)
            troth.vault.destroy_empty_periods(now, bytes(16))
        troth.backups.restore(str(tmp_path / "old.db"), now)
        assert troth.vault.open_values(rows_of(troth, held)) == [b"person1@example.org"]
        assert rows_of(troth, other) == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"ground": ""}, "hold/no-ground"),
        ({"ground": "because we like to"}, "hold/bad-ground"),
        ({"category": None}, "hold/no-scope"),
        ({"category": "contacts"}, "hold/unknown-category"),
        ({"person": b"0" * 16}, "hold/unknown-person"),
        ({"until": datetime(2025, 3, 10, 9, tzinfo=UTC)}, "hold/over"),
    ],
)
def test_a_hold_without_ground_or_scope_is_refused_and_stops_nothing(
    ground: Ground, given: dict, code: str
) -> None:
    with house(ground, enquiries=YEAR) as troth:
        take_in(troth)
        asked = {"ground": "case-1", "category": "contact", "now": ground.clock.now()} | given
        with pytest.raises(InputError) as error:
            troth.retention.hold(**asked)
        assert refused(error) == code
        assert troth.retention.sweep(datetime(2026, 3, 10, 9, tzinfo=UTC)).total == 1


def test_a_hold_is_released_once(ground: Ground) -> None:
    with house(ground, enquiries=YEAR) as troth:
        now = ground.clock.now()
        made = troth.retention.hold(ground="case-1", now=now, category="contact")
        troth.retention.release(made, now + timedelta(days=1))
        with pytest.raises(InputError) as error:
            troth.retention.release(made, now + timedelta(days=2))
        assert refused(error) == "hold/unknown"


def test_a_shorter_period_reaches_what_is_held_and_a_longer_one_does_not(ground: Ground) -> None:
    with house(ground, enquiries=YEAR) as troth:
        person = take_in(troth).person
        old = end(troth, person)
    with house(ground, enquiries=YEAR | {"for": "P2Y"}) as troth:
        now = ground.clock.pass_(days=1)
        done = troth.retention.recompute(now, commit=True)
        assert (done.shorter, done.longer, end(troth, person)) == ({}, 1, old)
    with house(ground, enquiries=YEAR | {"for": "P6M"}) as troth:
        planned = troth.retention.recompute(now)
        assert planned.shorter == {RULE: 1}
        assert end(troth, person) == old
        assert troth.retention.recompute(now, commit=True).shorter == {RULE: 1}
        assert end(troth, person) == datetime(2025, 9, 10, 9, tzinfo=UTC)
        assert troth.retention.recompute(now, commit=True).shorter == {}
        assert troth.vault.open_values(rows_of(troth, person)) == [b"person1@example.org"]
    with house(ground, enquiries=YEAR | {"for": "P2Y"}) as troth:
        assert troth.retention.recompute(now, commit=True, allow_longer=True).longer == 1
        assert end(troth, person) == datetime(2027, 3, 10, 9, tzinfo=UTC)


def test_no_new_period_brings_back_what_has_expired(ground: Ground) -> None:
    with house(ground, enquiries=YEAR) as troth:
        person = take_in(troth).person
    with house(ground, enquiries=YEAR | {"for": "P5Y"}) as troth:
        now = ground.clock.pass_(days=400)
        done = troth.retention.recompute(now, commit=True, allow_longer=True)
        assert (done.longer, done.expired) == (0, 1)
        assert troth.retention.sweep(now).by_rule == {RULE: 1}
        assert rows_of(troth, person) == []


def test_a_permission_outlives_a_new_policy_with_the_same_period(ground: Ground) -> None:
    with house(ground, enquiries=EXTENDED) as troth:
        person = take_in(troth).person
        troth.retention.extend(person, RULE, ground.clock.now())
        longer = end(troth, person)
    with house(ground, enquiries=EXTENDED, extra=YEAR | {"keeps": ["billing"]}) as troth:
        assert troth.retention.recompute(ground.clock.now(), commit=True).shorter == {}
        assert end(troth, person) == longer


def test_a_moving_rule_of_a_new_policy_bites_what_is_held(ground: Ground) -> None:
    moved = {"keeps": ["contact"], "more-than": "P1M", "from": "last-activity"}
    with house(ground, enquiries=YEAR) as troth:
        take_in(troth)
    with house(ground, idle=moved) as troth:
        now = ground.clock.pass_(days=1)
        troth.retention.recompute(now, commit=True)
        assert troth.retention.sweep(now + timedelta(days=60)).by_rule == {"retention/idle": 1}


def test_a_sweep_cut_short_goes_on_where_it_stopped(ground: Ground) -> None:
    with house(ground, enquiries=YEAR) as troth:
        for number in range(8):
            take_in(troth, number=number)
        now = ground.clock.pass_(days=365)
        planned = troth.retention.plan(now)

        def stop(gone: int) -> None:
            if gone == 6:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            troth.retention.sweep(now, progress=stop, chunk=3)
    with house(ground, enquiries=YEAR) as troth:
        rest: list[int] = []
        assert troth.retention.sweep(now, progress=rest.append).by_rule == {RULE: 2}
        assert (planned.by_rule, rest) == ({RULE: 8}, [2])
        with troth.data.read() as reader:
            assert reader.count_records() == 0
            told = [fact.body for fact in reader.facts_of("swept")]
        assert len(told) == 3


def test_who_never_got_in_touch_is_silent_from_the_first_day(ground: Ground) -> None:
    """And a door that is no contact still gives what came by it a first day of its own."""
    silent = {"keeps": ["contact"], "for": "P1M", "from": "last-contact"}
    doors = {
        name: {
            "from": "person",
            "source": "website",
            "fields": {"email": {"category": "contact", "type": "email"}},
            "for": ["support"],
            "contact": contact,
        }
        for name, contact in (("contact-form", False), ("desk", True))
    }
    text = with_changes(retention={"enquiries": silent}, collection=doors)
    with ground.opened() as laid:
        troth = build_platform(laid, policy_of(text))
        never = take_in(troth).person
        sent = Submission(form="desk", data={"email": "b@example.org"}, received_at=START)
        once = troth.intake.receive(sent)
        assert isinstance(once, Receipt)
        ground.clock.pass_(days=20)
        again = take_in(troth, once.person)
        now = ground.clock.pass_(days=11)
        assert troth.retention.plan(now).total == 2
        assert troth.retention.sweep(now).by_rule == {RULE: 2}
        assert rows_of(troth, never) == []
        assert [row.record for row in rows_of(troth, once.person)] == [again.kept[0].record]
        assert troth.retention.sweep(now + timedelta(days=20)).by_rule == {RULE: 1}


def test_a_law_that_ceases_to_hold_keeps_nothing_any_more(ground: Ground) -> None:
    """What it kept goes on the day, with the rest of the record set long gone."""
    duty = {
        "jurisdiction": "DE",
        "citation": "Order 7",
        "effect": "retain",
        "categories": ["billing"],
        "valid-until": "2026-07-01",
    }
    both = {
        "contact-form": {
            "from": "person",
            "source": "website",
            "fields": {
                "email": {"category": "contact", "type": "email"},
                "invoice": {"category": "billing"},
            },
            "for": ["support", "invoicing"],
        }
    }
    rule = YEAR | {"keeps": ["contact", "billing"]}
    text = with_changes(
        retention={"enquiries": rule}, legal_exceptions={"order": duty}, collection=both
    )
    with ground.opened() as laid:
        troth = build_platform(laid, policy_of(text))
        data = {"email": "a@example.org", "invoice": "INV-1"}
        sent = Submission(form="contact-form", data=data, received_at=START)
        receipt = troth.intake.receive(sent)
        assert isinstance(receipt, Receipt)
        year = datetime(2026, 3, 10, 9, tzinfo=UTC)
        assert troth.retention.sweep(year).by_rule == {RULE: 1}
        (left,) = rows_of(troth, receipt.person)
        why = troth.retention.explain(left.record, year).verdict
        assert (why.state, why.winner) == ("held", "legal-exceptions/order")
        ceases = datetime(2026, 7, 1, tzinfo=UTC)
        assert why.until == ceases
        assert troth.retention.sweep(ceases - timedelta(microseconds=1)).total == 0
        assert troth.retention.sweep(ceases).by_rule == {RULE: 1}
