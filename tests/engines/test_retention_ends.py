"""What comes at the end of a period: erasing, anonymising, restricting, asking, and who is held.

On both databases. What is left is looked at through the doors of storage and of staff.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from tests.engines.grounds import Ground
from tests.policy.written import policy_of, with_changes
from troth.assembly.platform import Platform, build_platform
from troth.core.names import Identifier
from troth.engines.intake.submission import Receipt, Submission
from troth.engines.retention.anonymise import ANONYMOUS
from troth.engines.staff.access import Look
from troth.errors import InputError, StateError
from troth.storage.rows import RecordRow

RULE = "retention/visits"
MONTH = {"keeps": ["visit"], "for": "P30D", "from": "collection"}
IDLE = {"keeps": ["visit"], "for": "P30D", "from": "last-activity"}
FIELDS = {
    "email": {"category": "visit", "type": "email"},
    "page": {"category": "visit"},
    "city": {"category": "visit"},
}


def small(**rules: dict) -> str:
    return with_changes(
        categories={"visit": {"items": list(FIELDS)}},
        sources={"website": {"kind": "direct", "gives": ["visit"]}},
        purposes={"support": {"kind": "support", "uses": ["visit"], "basis": "contract"}},
        collection={
            "page-view": {
                "from": "person",
                "source": "website",
                "for": ["support"],
                "fields": FIELDS,
                "activity": True,
            }
        },
        recipients=None,
        retention=rules,
    )


@contextmanager
def house(ground: Ground, **rules: dict) -> Iterator[Platform]:
    with ground.opened() as laid:
        yield build_platform(laid, policy_of(small(**rules)))


def visit(troth: Platform, number: int = 1, page: str = "/", person: bytes | None = None) -> bytes:
    sent = Submission(
        form="page-view",
        data={"email": f"p{number}@example.org", "page": page, "city": "Vilnius"},
        received_at=troth.clock.now(),
        person=person,
    )
    receipt = troth.intake.receive(sent)
    assert isinstance(receipt, Receipt), receipt
    return receipt.person


def records(troth: Platform) -> list[RecordRow]:
    with troth.data.read() as reader:
        return [row for rows in reader.all_records() for row in rows]


def look(troth: Platform, person: bytes) -> tuple[set[bytes], tuple[str, ...]]:
    answer = troth.access.read(
        Look(person=person, purpose="support", who="desk-1"), troth.clock.now()
    )
    return {one.value for one in answer.seen}, answer.codes


@pytest.mark.parametrize("rule", [MONTH, IDLE])
def test_what_is_anonymised_keeps_its_values_and_leads_to_nobody(
    ground: Ground, rule: dict
) -> None:
    leaving = rule | {"then": "anonymise", "leaves": ["page", "city"]}
    with house(ground, visits=leaving) as troth:
        people = [visit(troth, number, page) for number, page in enumerate(("/a", "/b", "/a"))]
        before = {row.record for row in records(troth)}
        submissions = {row.submission for row in records(troth)}
        now = ground.clock.pass_(days=31)
        planned = troth.retention.plan(now)
        assert {row.record for row in records(troth)} == before
        done = troth.retention.sweep(now)
        assert (planned.anonymised, planned.left) == (done.anonymised, done.left)
        assert (done.by_rule, done.anonymised, done.left) == ({}, {RULE: 9}, {RULE: 6})
        left = records(troth)
        assert sorted(troth.vault.open_values(left)) == sorted(
            [b"/a", b"/a", b"/b", *[b"Vilnius"] * 3]
        )
        assert not {row.record for row in left} & before
        assert not {row.submission for row in left} & submissions
        # One bag, one instant, each value alone: nothing tells which belong together.
        (bag,) = {row.person for row in left}
        assert bag not in people
        assert len({row.submission for row in left}) == len(left)
        assert {row.collected_at for row in left} == {
            int(datetime(2025, 3, 1, tzinfo=UTC).timestamp()) * 1_000_000
        }
        with troth.data.read() as reader:
            activities = reader.activities()
            assert {activities[row.activity].rules for row in left} == {(ANONYMOUS,)}
        for person in people:
            assert troth.export.assemble(person, now).content["data"] == []
        assert troth.retention.sweep(now + timedelta(days=400)).total == 0
        assert len(records(troth)) == 6


def test_a_second_sweep_adds_to_the_same_bag(ground: Ground) -> None:
    with house(ground, visits=MONTH | {"then": "anonymise", "leaves": ["page"]}) as troth:
        for number in range(2):
            visit(troth, number)
            troth.retention.sweep(ground.clock.pass_(days=31))
        assert len({row.person for row in records(troth)}) == 1
        assert len(records(troth)) == 2


@pytest.mark.parametrize("rule", [MONTH, IDLE])
def test_what_is_restricted_is_kept_and_only_kept_until_that_ends(
    ground: Ground, rule: dict
) -> None:
    kept = rule | {"then": "restrict", "restricted-for": "P60D"}
    with house(ground, visits=kept) as troth:
        person = visit(troth)
        assert look(troth, person)[0] == {b"p1@example.org", b"/", b"Vilnius"}
        began = ground.clock.now()
        now = ground.clock.pass_(days=31)
        assert look(troth, person) == (set(), ("RESTRICTED",))
        assert troth.retention.sweep(now).total == 0
        assert len(records(troth)) == 3
        assert look(troth, person) == (set(), ("RESTRICTED",))
        why = troth.retention.explain(records(troth)[0].record, now).verdict
        assert (why.state, why.winner, why.until) == (
            "restricted",
            RULE,
            began + timedelta(days=90),
        )
        assert troth.vault.open_values(records(troth)).count(None) == 0
        end = began + timedelta(days=90)
        assert troth.retention.sweep(end - timedelta(microseconds=1)).total == 0
        assert troth.retention.sweep(end).by_rule == {RULE: 3}


def test_a_restricted_record_goes_when_its_erasure_is_asked_for(ground: Ground) -> None:
    with house(ground, visits=MONTH | {"then": "restrict", "restricted-for": "P60D"}) as troth:
        person = visit(troth)
        now = ground.clock.pass_(days=31)
        plan = troth.erasure.plan([person], now)
        assert plan.kept == ()
        troth.erasure.carry_out(plan.plan, now)
        assert records(troth) == []


@pytest.mark.parametrize("rule", [MONTH, IDLE])
def test_what_is_to_be_reviewed_waits_for_its_approval_and_is_read_by_nobody(
    ground: Ground, rule: dict
) -> None:
    with house(ground, visits=rule | {"then": "review"}) as troth:
        person = visit(troth)
        now = ground.clock.pass_(days=31)
        done = troth.retention.sweep(now)
        assert (done.total, done.review) == (0, {RULE: 3})
        assert troth.retention.plan(now).review == {RULE: 3}
        assert look(troth, person) == (set(), ("RESTRICTED",))
        approved = troth.retention.sweep(now, approved=[RULE])
        assert (approved.by_rule, approved.review) == ({RULE: 3}, {})


def test_a_moving_period_that_is_over_shuts_the_gate_before_any_sweep(ground: Ground) -> None:
    with house(ground, visits=IDLE) as troth:
        person = visit(troth)
        ground.clock.pass_(days=29)
        assert look(troth, person)[0]
        ground.clock.pass_(days=1)
        assert look(troth, person) == (set(), ("RESTRICTED",))
        visit(troth, person=person)
        assert len(look(troth, person)[0]) == 3


@pytest.mark.parametrize("whom", ["head", "alias"])
def test_a_hold_on_one_of_two_merged_covers_both_in_sweeps_plans_and_words(
    ground: Ground, whom: str
) -> None:
    with house(ground, visits=MONTH) as troth:
        one, other = visit(troth), visit(troth)
        known = Identifier("email", "p1@example.org")
        confirmed = troth.identity.confirm(one, known, ground.clock.now())
        assert confirmed
        held = one if whom == "head" else other
        hold = troth.retention.hold(ground="case-1", now=ground.clock.now(), person=held)
        now = ground.clock.pass_(days=31)
        assert troth.retention.sweep(now).total == 0
        plan = troth.erasure.look([one], now)
        assert plan.records == 0
        for row in records(troth):
            assert troth.retention.explain(row.record, now).verdict.winner == f"hold/{hold}"
        troth.retention.release(hold, now)
        assert troth.retention.sweep(now).by_rule == {RULE: 6}


def test_a_clock_that_was_set_back_makes_no_late_permission_come_in_time(ground: Ground) -> None:
    longer = MONTH | {"extend": {"by": "P30D", "on": "permission", "at-most": "P90D"}}
    with house(ground, visits=longer) as troth:
        person, began = visit(troth), ground.clock.now()
        late = ground.clock.pass_(days=31)
        visit(troth, 2)
        troth.evidence.checkpoint()
        with pytest.raises(StateError) as error:
            troth.retention.extend(person, RULE, began + timedelta(days=1))
        assert error.value.code == "time/set-back"
        assert troth.retention.permit(person, RULE, late).refused == "retention/too-late"
        assert troth.retention.sweep(late).by_rule == {RULE: 3}


def test_a_sweep_by_a_clock_that_was_set_back_deletes_nothing_early(ground: Ground) -> None:
    with house(ground, visits=MONTH) as troth:
        visit(troth)
        began = ground.clock.now()
        assert troth.retention.sweep(began - timedelta(days=400)).total == 0
        assert troth.retention.sweep(began + timedelta(days=29)).total == 0
        assert len(records(troth)) == 3


def test_an_obligation_is_opened_once_closed_once_and_ends_after_it_began(ground: Ground) -> None:
    with house(ground, visits=IDLE) as troth:
        person, now = visit(troth), ground.clock.now()
        owed = troth.retention.owed
        owed.open(person, "C-1", "contract", now)
        attempts = [
            (lambda: owed.open(person, "C-1", "contract", now), "obligation/known"),
            (lambda: owed.open(person, "for Ada", "contract", now), "obligation/bad-name"),
            (lambda: owed.open(b"0" * 16, "C-2", "contract", now), "obligation/unknown-person"),
            (lambda: owed.close(person, "C-2", now), "obligation/unknown"),
            (lambda: owed.close(person, "C-1", now - timedelta(1)), "obligation/not-begun"),
        ]
        for attempt, code in attempts:
            with pytest.raises(InputError) as error:
                attempt()
            assert error.value.code == code
        assert [row.until for row in owed.of(person)] == [None]
        later = ground.clock.pass_(days=100)
        assert troth.retention.sweep(later).total == 0
        owed.close(person, "C-1", later)
        assert troth.retention.sweep(later + timedelta(days=29)).total == 0
        assert troth.retention.sweep(later + timedelta(days=30)).by_rule == {RULE: 3}


def test_a_restored_backup_forgets_neither_what_is_owed_nor_what_was_met(
    ground: Ground, tmp_path
) -> None:
    with house(ground, visits=IDLE) as troth:
        person, now = visit(troth), ground.clock.now()
        troth.retention.owed.open(person, "C-1", "contract", now)
        troth.backups.make(str(tmp_path / "old.db"), ground.clock.pass_(days=1))
        met = ground.clock.pass_(days=1)
        troth.retention.owed.close(person, "C-1", met)
        before = list(troth.retention.owed.of(person))
        troth.backups.restore(str(tmp_path / "old.db"), ground.clock.pass_(days=1))
        assert list(troth.retention.owed.of(person)) == before
