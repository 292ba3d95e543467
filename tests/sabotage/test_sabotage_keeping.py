"""Sabotage of what outlasts its period: restricted, anonymous, reviewed, and copies at vendors.

A store of its own, healthy first; each act breaks exactly what it touches.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engines.grounds import Ground, on_sqlite
from tests.policy.written import policy_of, with_changes
from troth.assembly.platform import Platform, build_platform
from troth.assembly.proof import prove_platform
from troth.core.periods import Period
from troth.engines.intake.submission import Receipt, Submission
from troth.storage.rows import ClockRow, RecordRow

ITEMS = ("page", "email", "note", "wish")
RULES = {
    "pages": {
        "keeps": ["page"], "for": "P30D", "from": "collection",
        "then": "anonymise", "leaves": ["page"],
    },
    "notes": {
        "keeps": ["note"], "for": "P30D", "from": "collection",
        "then": "restrict", "restricted-for": "P5Y",
    },
    "wishes": {"keeps": ["wish"], "until": "consent-withdrawn", "review": "P1Y"},
    "mails": {"keeps": ["email"], "for": "P30D", "from": "last-activity", "then": "review"},
}  # fmt: skip
TEXT = with_changes(
    categories={name: {"items": [name]} for name in ITEMS},
    sources={"website": {"kind": "direct", "gives": list(ITEMS)}},
    purposes={"support": {"kind": "support", "uses": list(ITEMS), "basis": "contract"}},
    collection={
        "page-view": {
            "from": "person",
            "source": "website",
            "for": ["support"],
            "fields": {name: {"category": name} for name in ITEMS},
            "activity": True,
        }
    },
    recipients={
        "host": {
            "name": "Host", "receives": list(ITEMS), "for": ["support"], "place": ["US"],
            "transfer": "dpf",
        }
    },
    retention=RULES,
)  # fmt: skip
HOUSE = "store/retention"


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return on_sqlite(tmp_path)


@contextmanager
def healthy(ground: Ground) -> Iterator[Platform]:
    """Open a store where two people's periods ended, and a third came in today."""
    with ground.opened() as laid:
        policy = policy_of(TEXT)
        troth = build_platform(laid, policy)
        for number in range(2):
            take_in(troth, number)
        troth.retention.sweep(ground.clock.pass_(days=31))
        take_in(troth, 9)
        before = states(troth)
        assert {before[address] for address in OURS} == {"kept"}
        yield troth


OURS = ("retention/pages", "retention/notes", "retention/mails", HOUSE)


def take_in(troth: Platform, number: int) -> None:
    sent = Submission(
        form="page-view",
        data={"page": f"/{number}", "email": "a@b.example", "note": "n", "wish": "w"},
        received_at=troth.clock.now(),
    )
    assert isinstance(troth.intake.receive(sent), Receipt)


def states(troth: Platform) -> dict[str, str]:
    table = prove_platform(troth, troth.clock.now(), seed=1)
    return {one.address: one.state for one in table.promises if one.address in OURS}


def broken(troth: Platform) -> set[str]:
    return {address for address, state in states(troth).items() if state == "broken"}


def rows_of(troth: Platform, field: str, *, nobodys: bool = False) -> list[RecordRow]:
    with troth.data.read() as reader:
        activities = reader.activities()
        return [
            row
            for rows in reader.all_records()
            for row in rows
            if activities[row.activity].field == field
            and (activities[row.activity].rules == ("anonymous",)) == nobodys
        ]


def test_a_record_past_its_end_whose_restriction_has_no_end_breaks_its_rule(
    ground: Ground,
) -> None:
    with healthy(ground) as troth:
        past = min(rows_of(troth, "note"), key=lambda row: row.expires_at or 0)
        ground.clock.pass_(days=2)
        with troth.data.unit() as unit:
            short = (past.expires_at or 0) + 9 * 86_400_000_000
            unit.replace_records([replace(past, keep_until=short)])
        assert broken(troth) == {"retention/notes"}


def test_a_value_of_nobody_that_lies_under_a_known_person_breaks_the_house(
    ground: Ground,
) -> None:
    with healthy(ground) as troth:
        known = rows_of(troth, "note")[0].person
        (first, _) = rows_of(troth, "page", nobodys=True)
        with troth.data.unit() as unit:
            unit.delete_records([(first.person, first.record)])
            unit.add_records([replace(first, person=known)])
        assert broken(troth) == {HOUSE}


def test_a_nobody_of_whom_a_sign_of_life_is_known_breaks_the_house(ground: Ground) -> None:
    with healthy(ground) as troth:
        bag = rows_of(troth, "page", nobodys=True)[0].person
        with troth.data.unit() as unit:
            unit.touch([ClockRow(person=bag, clock="last-contact", at=5)])
        assert broken(troth) == {HOUSE}


def test_an_anonymous_value_that_says_its_instant_breaks_the_house(ground: Ground) -> None:
    with healthy(ground) as troth:
        first = rows_of(troth, "page", nobodys=True)[0]
        with troth.data.unit() as unit:
            moved = replace(first, collected_at=first.collected_at + 5_000_000)
            others = rows_of(troth, "page", nobodys=True)
            unit.delete_records([(row.person, row.record) for row in others])
            unit.add_records([moved])
        assert broken(troth) == {HOUSE}


def test_an_anonymous_value_that_no_rule_leaves_breaks_the_house(ground: Ground) -> None:
    with healthy(ground) as troth:
        with troth.data.unit() as unit:
            number = next(n for n, one in unit.activities().items() if one.rules == ("anonymous",))
            unit.update_activities(
                lambda one: replace(one, item="email") if one.activity == number else None
            )
        assert HOUSE in broken(troth)


def test_a_criterion_nobody_has_looked_at_in_time_breaks_the_house(ground: Ground) -> None:
    with healthy(ground) as troth:
        ground.clock.pass_(days=400)
        troth.retention.sweep(ground.clock.now(), approved=["retention/mails"])
        assert broken(troth) == {HOUSE}
        troth.retention.watch.review("retention/wishes", ground.clock.now())
        assert broken(troth) == set()


def test_a_vendor_set_to_keep_longer_breaks_each_promise_on_what_it_receives(
    ground: Ground,
) -> None:
    with healthy(ground) as troth:
        now = ground.clock.now()
        assert troth.retention.watch.set_vendor("host", Period(days=30), now) == []
        assert broken(troth) == set()
        assert len(troth.retention.watch.set_vendor("host", Period(days=31), now)) == 3
        assert broken(troth) == {"retention/pages", "retention/notes", "retention/mails"}


def test_what_waits_for_an_approval_is_no_broken_promise_and_what_is_late_elsewhere_is(
    ground: Ground,
) -> None:
    with healthy(ground) as troth:
        ground.clock.pass_(days=40)
        # Nothing was swept meanwhile: the pages are late, the mails may wait.
        assert broken(troth) == {"retention/pages"}
