"""The desk serves first what is due first, rests at weekends, and waits for who fits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.policies.manifests import POLICIES
from troth.assembly.entropy import SeededEntropy
from troth.assembly.platform import Platform, open_platform
from troth.core.periods import from_micros
from troth.engines.intake.submission import Receipt
from troth.rehearsal.behaviour import Caller, submission
from troth.rehearsal.chance import Chance
from troth.rehearsal.clock import FakeClock
from troth.rehearsal.deeds import Deeds
from troth.rehearsal.desk import Desk
from troth.rehearsal.lives import Known
from troth.rehearsal.people import synthetic_person
from troth.rehearsal.rehearse import START
from troth.rehearsal.scripts import BELL, Script, Step

FORM = "contact-form"


class Office:
    """A rehearsed company of a few people who have sent a form, and its desk."""

    def __init__(self, house: Platform, clock: FakeClock, openings: dict[int, list[Script]]):
        self.house, self.clock = house, clock
        self.deeds = Deeds(house, 1)
        self.desk = Desk(house, self.deeds, openings, 1, tick=self._tick, jump=clock.move_to)

    def meet(self, *numbers: int) -> None:
        form = self.house.policy.forms[FORM]
        for number in numbers:
            person = synthetic_person(1, number, START.year)
            caller = Caller(person=person, session=None, willing=True)
            chance = Chance(1, "visit", number)
            sent = submission(self.house.policy, form, caller, self._tick(), chance)
            receipt = self.house.intake.receive(sent)
            assert isinstance(receipt, Receipt)
            known = Known(number=number, person=person, subject=receipt.person, identified=True)
            known.learn(self.house.policy, form, sent, receipt)
            self.deeds.subjects[known.subject] = known
            self.desk.askers.meet(known)

    def live(self, days: int) -> None:
        for day in range(days):
            morning = START + timedelta(days=day, hours=8)
            self.desk.ring(self.clock.now(), morning)
            self.clock.move_to(max(morning, self.clock.now()))
            self.desk.work(day, self.clock.now())

    def answers(self) -> list[tuple[int, datetime]]:
        """Return (number, instant) of each answer, the first first."""
        with self.house.data.read() as reader:
            rows = sorted(reader.requests(), key=lambda row: row.received_at)
        found = [
            (number, from_micros(row.answered_at))
            for number, row in enumerate(rows, 1)
            if row.answered_at is not None
        ]
        return sorted(found, key=lambda pair: pair[1])

    def _tick(self) -> datetime:
        self.clock.move_to(self.clock.now() + timedelta(seconds=7))
        return self.clock.now()


@pytest.fixture
def openings() -> dict[int, list[Script]]:
    return {}


@pytest.fixture
def office(tmp_path: Path, openings: dict[int, list[Script]]) -> Iterator[Office]:
    clock = FakeClock(START)
    house = open_platform(
        str(tmp_path / "office.db"), manifest=POLICIES / "altexsoft.yaml", clock=clock,
        entropy=SeededEntropy(1), rehearsal=True, environment={},
    )  # fmt: skip
    yield Office(house, clock, openings)
    house.close()


def access(*steps: Step) -> Script:
    return Script(right="access", manner="tried", session=True, channel="account", steps=steps)


def test_what_is_due_first_is_answered_first_whoever_came_first(
    office: Office, openings: dict[int, list[Script]]
) -> None:
    # The first to come is told of a longer term, so that the second is due before it.
    openings[4] = [access(Step("collect", 0), Step("extend", 1), Step("finish", 15))]
    openings[5] = [access(Step("finish", 14))]
    office.meet(0, 1, 2, 3)
    office.live(25)
    assert [number for number, _ in office.answers()] == [2, 1]
    (_, first), (_, second) = office.answers()
    assert first.date() == second.date()


def test_no_answer_leaves_on_a_weekend_and_none_later_than_meant(
    office: Office, openings: dict[int, list[Script]]
) -> None:
    openings.update({day: [access(Step("finish", BELL))] for day in range(7)})
    office.meet(*(number for number in range(12) if number % 33 != 5))
    office.live(45)
    asked = office.desk.asked(office.clock.now())
    assert len(asked) == 7
    for one in asked:
        assert one.answered is not None
        assert one.answered.weekday() < 5
        assert one.to_spare is not None
        assert 1 <= one.to_spare <= 7


def test_a_request_waits_for_somebody_who_can_ask_it(
    office: Office, openings: dict[int, list[Script]]
) -> None:
    openings[0] = [Script(right="withdrawal", manner="tried", topic="consent", session=True,
                          steps=())]  # fmt: skip
    office.live(10)
    assert office.desk.asked(office.clock.now()) == ()
    office.meet(0)
    known = next(iter(office.deeds.subjects.values()))
    office.deeds.agree(known, office.clock.now())
    given = set(known.consents)
    assert given
    office.desk.work(10, office.clock.now())
    (one,) = office.desk.asked(office.clock.now())
    assert (one.right, one.state, one.to_spare) == ("withdrawal", "closed", 31)
    assert len(given - known.consents) == 1
