"""The desk that works on requests in the rehearsed time: opens, asks, answers, tells, closes.

It does what staff does with `troth request`: the same engine, every step checked by the table. Each
request follows its script; whoever must be answered first is served first, on working days where
time allows, and mostly a little before the earliest of the three dates. What the engine declines is
counted; an answer it declines is tried again another day.

GDPR Art. 12(3)-(6), 15-22; 18(3) (told before a restriction is lifted); 19 (recipients).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from troth.assembly.law import load_law_book
from troth.assembly.platform import Platform
from troth.core.periods import from_micros
from troth.core.requests import WITHOUT_PROOF, Verification
from troth.engines.rights.complete import ART_15
from troth.engines.rights.course import Answered
from troth.engines.rights.grounds import NEEDS_CITATION
from troth.engines.rights.opening import Opening
from troth.engines.rights.register import Declined, Entry
from troth.engines.rights.steps import ASK, FORWARD, REMIND_DAYS, TELL, kind_of
from troth.rehearsal.asked import Asked, asked_of
from troth.rehearsal.askers import Asker, Askers
from troth.rehearsal.chance import Chance
from troth.rehearsal.deeds import Deeds
from troth.rehearsal.driver import run_until
from troth.rehearsal.lives import Known
from troth.rehearsal.scripts import BELL, Script, Step, Verb

LATEST = 4
"""Days before the earliest date by which a request is taken up, at the latest; the first reminder
rings earlier. A weekend fits in between."""
SATURDAY = 5
WEEKEND = timedelta(days=3)
"""What is due before Monday is over does not wait for it."""
PATIENCE = 20
"""Days for which a request waits for the person it suits best."""
AFTERWARDS: frozenset[Verb] = frozenset(("appeal", "uphold", "lift", "release"))
"""What is done when a request has been answered."""
TOLD_AFTER = timedelta(days=1)
"""Recipients confirm a notice a day after it (GDPR Art. 19)."""
_ENDS: Mapping[str, str] = {ASK: "done", FORWARD: "forwarded", TELL: "acknowledged"}
_MOST_STEPS = 12
"""More steps than any request takes in one go; a request that takes more goes round in circles."""


@dataclass(slots=True, kw_only=True, eq=False)
class Course:
    """One request under way: its script, how far it has got, who asked.

    `lead` is how long before the earliest date staff means to answer.
    """

    number: int
    script: Script
    asker: Asker
    request: bytes
    entry: Entry
    lead: timedelta
    next: int = 0
    counted: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing is left to do."""
        done = self.next >= len(self.script.steps)
        return done and not self.entry.case.open and self.entry.case.state != "answered"

    def is_time(self, step: Step, now: datetime) -> bool:
        """Whether a step may be taken now: so many days after receipt, or because time is short."""
        if step.verb not in AFTERWARDS and self.is_urgent(now, self.lead):
            return True
        return step.day != BELL and (now.date() - self.entry.received.date()).days >= step.day

    def is_urgent(self, now: datetime, within: timedelta) -> bool:
        """Whether an answer is owed, and its earliest date is near."""
        return self.entry.case.open and now >= from_micros(self.entry.row.due_at) - within


_STATED: Final = {"h": "none", "f": "IE"}
"""What staff says where the policy does not: no machine decides, and who takes a complaint."""


class Desk:
    """Opens requests by their scripts and works on them."""

    def __init__(
        self,
        house: Platform,
        deeds: Deeds,
        openings: dict[int, list[Script]],
        seed: int,
        tick: Callable[[], datetime],
        jump: Callable[[datetime], object],
    ) -> None:
        self._house = house
        self._requests = house.requests
        self._deeds = deeds
        self._openings = openings
        self._tick = tick
        self._jump = jump
        self._waiting: list[tuple[Script, int]] = []
        self._courses: list[Course] = []
        self._open: list[Course] = []
        self._chance = Chance(seed, "desk")
        self.askers = Askers(house, deeds, load_law_book(), seed)
        self._does: Mapping[Verb, Callable[[Course, datetime], Entry | Answered | Declined]] = {
            "ask-identity": lambda one, now: self._requests.ask_identity(one.request, now),
            "suspend": self._suspend,
            "resume": lambda one, now: self._requests.resume(one.request, now),
            "verify": self._verify,
            "collect": lambda one, now: self._requests.collect(one.request, now),
            "ask-person": lambda one, now: self._requests.ask_person(one.request, now),
            "hear": lambda one, now: self._requests.hear(one.request, now),
            "extend": self._extend,
            "hold": self._hold,
            "refuse": self._refuse,
            "join": self._join,
            "finish": self._finish,
            "withdraw": lambda one, now: self._requests.withdraw(one.request, now),
            "appeal": lambda one, now: self._requests.appeal(one.request, now),
            "uphold": lambda one, now: self._requests.uphold(one.request, one.script.ground, now),
            "lift": self._lift,
            "release": self._release,
        }

    # -- a day ----------------------------------------------------------------------------------

    def adopt(self, house: Platform) -> None:
        """Go by another version of the policy from here on."""
        self._house, self._requests = house, house.requests
        self.askers.adopt(house)

    def ring(self, now: datetime, until: datetime) -> None:
        """Run the reminders and alarms that come due, each at its own instant."""
        for _, _, step, outcome in run_until(self._requests, now, until, self._jump):
            self._deeds.account.counts["reminders"] += outcome == "reminded"
            self._deeds.account.counts["overdue"] += outcome == "overdue" and step == outcome

    def work(self, day: int, now: datetime) -> None:
        """Take in what arrives today; on working days do what can be done, first due first."""
        arriving = [*self._waiting, *((script, day) for script in self._openings.pop(day, []))]
        self._waiting = [
            (script, since)
            for script, since in arriving
            if not self._take_in(script, patient=day - since < PATIENCE)
        ]
        resting = now.weekday() >= SATURDAY
        for course in sorted(self._open, key=lambda one: (one.entry.row.due_at, one.number)):
            if not resting or course.is_urgent(now, WEEKEND):
                self._go_on(course)
        self._open = [course for course in self._open if not course.over]
        self._deeds.asking = self._asking()

    def asked(self, now: datetime) -> tuple[Asked, ...]:
        """Return every request as the register has it."""
        zone = ZoneInfo(self._house.policy.controller.timezone)
        return tuple(
            asked_of(
                self._requests.show(one.request, now).entry, one.number, one.script.manner, zone
            )
            for one in self._courses
        )

    def _take_in(self, script: Script, *, patient: bool) -> bool:
        now = self._tick()
        busy = {known.number for known in (*self._deeds.asking, *self._deeds.leaving)}
        asker = self.askers.find(script, busy, self._near(script), now, patient=patient)
        if asker is None:
            return False
        if script.handed and asker.known is not None:
            self._deeds.staff.hand_over(asker.known, now)
            now = self._tick()
        number = len(self._courses) + 1
        opening = Opening(
            asked=script.right,
            received_at=now,
            about=asker.about,
            person=None if asker.known is None else asker.known.subject,
            asker=script.asker,
            mandate=self._authority(script, number, now),
            channel=script.channel,
            residence=asker.residence,
            session=script.session,
            handler="privacy-desk",
        )
        entry = self._requests.open(opening, now, identifier=asker.identifier)
        if isinstance(entry, Declined):
            self._deeds.account.counts["steps-declined"] += 1
            self._deeds.account.refused[entry.code] += 1
            return True
        course = Course(
            number=number, script=script, asker=asker, request=entry.row.request, entry=entry,
            lead=timedelta(days=LATEST + self._chance.below(max(REMIND_DAYS) - LATEST + 1)),
        )  # fmt: skip
        self._courses.append(course)
        self._open.append(course)
        self._deeds.asking = self._asking()
        self._deeds.account.counts["requests"] += 1
        self._note(course, now)
        return True

    def _authority(self, script: Script, number: int, now: datetime) -> str:
        """See what gives an asker authority, write it down, and return its id."""
        if script.asker == "guardian":
            return self._house.consents.verify_guardian("document", now)
        if script.asker not in ("agent", "heir"):
            return ""
        paper = hashlib.sha256(f"mandate-{number}".encode()).hexdigest()
        return self._requests.mandates.record(script.asker, paper, now.date(), now)

    def _asking(self) -> list[Known]:
        return [one.asker.known for one in self._open if one.asker.known is not None]

    def _near(self, script: Script) -> list[Known]:
        """Return whose requests one that follows another could follow, the newest first."""
        wanted = [
            one
            for one in reversed(self._courses)
            if one.script.right == script.right and one.asker.known is not None
        ]
        if script.who == "answered":
            wanted = [one for one in wanted if one.over and one.entry.row.answered_at is not None]
        elif script.who == "asking":
            wanted = [one for one in wanted if one.entry.case.open]
        return [one.asker.known for one in wanted if one.asker.known is not None]

    # -- one request ----------------------------------------------------------------------------

    def _go_on(self, course: Course) -> None:
        """Do everything whose time has come; an answer that is declined waits for another day."""
        while course.next < len(course.script.steps):
            now = self._tick()
            step = course.script.steps[course.next]
            if not course.is_time(step, now):
                break
            if course.entry.case.open or step.verb in AFTERWARDS:
                after = self._does[step.verb](course, now)
                if isinstance(after, Declined):
                    self._deeds.account.counts["steps-declined"] += 1
                    self._deeds.account.refused[after.code] += 1
                    if step.verb == "finish":
                        break
                else:
                    course.entry = after.entry if isinstance(after, Answered) else after
            course.next += 1
            self._note(course, now)
        self._tell(course)

    def _tell(self, course: Course) -> None:
        """Hear from whom a notice was sent, and close when nobody is owed one any more."""
        now, answered = self._tick(), course.entry.row.answered_at
        if answered is None or now.date() < (from_micros(answered) + TOLD_AFTER).date():
            return
        if course.entry.case.state == "answered":
            self._settle(course, TELL, FORWARD)
            after = self._requests.close(course.request, now)
            if isinstance(after, Entry):
                course.entry = after

    def _settle(self, course: Course, *kinds: str) -> None:
        entry = self._requests.show(course.request, self._tick()).entry
        for name in entry.waiting(*kinds):
            kind = kind_of(name)
            self._requests.settle(course.request, name, _ENDS[kind], self._tick())
            self._deeds.account.counts["recipients-told"] += kind == TELL

    def _note(self, course: Course, now: datetime) -> None:
        """Count an answer once, and let deeds remember what it did."""
        row, case = course.entry.row, course.entry.case
        if course.counted or row.answered_at is None:
            return
        course.counted = True
        counts, known = self._deeds.account.counts, course.asker.known
        counts[f"requests-{case.outcome}"] += 1
        counts["requests-late"] += row.answered_at >= row.due_at
        counts["recipients-owed"] += len(course.entry.waiting(TELL))
        if case.right == "withdrawal" and known is not None:
            self._deeds.withdrew(known, course.asker.about, now)
        elif case.right == "objection":
            counts["objections"] += 1
        elif case.right == "restriction":
            counts["restrictions"] += 1
        elif case.right == "erasure" and row.plan is not None:
            self._deeds.forget(self._house.erasure.receipt(row.plan))
        elif case.outcome != "refused" and case.right in ("access", "portability"):
            counts["answers"] += 1

    # -- steps ----------------------------------------------------------------------------------

    def _verify(self, course: Course, now: datetime) -> Entry | Declined:
        if course.script.asker != "person":
            return self._requests.verify(course.request, "staff-attested", now)
        level: Verification = "none" if course.script.right in WITHOUT_PROOF else "confirmed-link"
        return self._requests.verify(course.request, level, now)

    def _suspend(self, course: Course, now: datetime) -> Entry | Declined:
        after = self._requests.suspend(course.request, "identity-doubt", now)
        self._deeds.account.counts["requests-suspended"] += bool(after)
        return after

    def _extend(self, course: Course, now: datetime) -> Entry | Declined:
        after = self._requests.extend(course.request, "complexity", now)
        self._deeds.account.counts["requests-extended"] += bool(after)
        return after

    def _refuse(self, course: Course, now: datetime) -> Entry | Declined:
        ground = course.script.ground
        citation = f"weighing-{course.number}" if ground in NEEDS_CITATION else ""
        return self._requests.refuse(course.request, ground, now, citation=citation)

    def _join(self, course: Course, now: datetime) -> Entry | Declined:
        same = [
            one.request
            for one in self._open
            if one.number < course.number
            and one.script.right == course.script.right
            and one.asker.known is course.asker.known
        ]
        return self._requests.join(course.request, same[0] if same else course.request, now)

    def _finish(self, course: Course, now: datetime) -> Entry | Declined:
        """Search, decide, do it and answer; what waits for a system or a value is settled first."""
        entry = self._requests.show(course.request, now).entry
        for _ in range(_MOST_STEPS):
            if not entry.case.open:
                return entry
            self._settle(course, ASK)
            declined = self._correct(course, entry)
            after = declined or self._requests.proceed(course.request, self._tick())
            if isinstance(after, Declined) and after.code == "ANSWER_INCOMPLETE":
                after = self._requests.answer(
                    course.request, self._tick(), waived=_waivers(after.why),
                    stated=_statements(after.why),
                )  # fmt: skip
            if isinstance(after, Declined):
                return after
            entry = after.entry if isinstance(after, Answered) else after
        raise AssertionError("a request of the rehearsal goes round in circles")

    def _correct(self, course: Course, entry: Entry) -> Declined | None:
        """Put a right value in, for a rectification; refuse where nothing is left to correct."""
        known, case = course.asker.known, entry.case
        if case.right != "rectification" or known is None or case.outcome == "refused":
            return None
        found = self._deeds.correctable(known, self._tick())
        if found is None and case.state == "collecting":
            after = self._requests.refuse(course.request, "not-applicable-basis", self._tick())
            return after if isinstance(after, Declined) else None
        if found is None or case.state != "decided":
            return None
        corrected = self._requests.rectify(course.request, *found, self._tick())
        self._deeds.account.counts["corrected"] += bool(corrected)
        return corrected if isinstance(corrected, Declined) else None

    def _hold(self, course: Course, now: datetime) -> Entry | Declined:
        if course.asker.known is not None:
            self._deeds.hold_part(course.asker.known, now)
        return course.entry

    def _release(self, course: Course, now: datetime) -> Entry | Declined:
        if course.asker.known is not None:
            self._deeds.release_hold(course.asker.known, now)
        return course.entry

    def _lift(self, course: Course, now: datetime) -> Entry | Declined:
        known = course.asker.known
        if known is not None and not known.gone:
            # GDPR Art. 18(3): told before, never after.
            declined = self._requests.lift_restriction(known.subject, now - TOLD_AFTER, now)
            if declined is not None:
                return declined
            self._deeds.account.counts["restrictions-lifted"] += 1
        return course.entry


def _lacking(why: str) -> list[str]:
    """Return the letters of Art. 15 that an answer is said to lack."""
    return [letter for letter, says in ART_15.items() if f"{letter}: {says}" in why]


def _waivers(why: str) -> dict[str, str]:
    """Return what is left out: whoever is not named cannot be told by name."""
    return {one: "impossible" for one in _lacking(why) if one not in _STATED}


def _statements(why: str) -> dict[str, str]:
    """Return what whoever answers says themselves."""
    return {one: _STATED[one] for one in _lacking(why) if one in _STATED}
