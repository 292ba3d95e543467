"""The rehearsed time itself: day after day on the fake clock, through the engines of a Troth.

Each day begins with a sweep, so that nothing is overdue by more than a day; then people come, one
batch a day; then the day's deeds. A month ends with its erasures, a key epoch, a signed head of
the log, and its account. Halfway through, the data store is put back from a backup that still held
somebody who has been erased since.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from troth.assembly.platform import Platform, build_platform
from troth.core.periods import Period, add
from troth.engines.backup import Backups
from troth.engines.intake.submission import Receipt, Refusal, Submission
from troth.engines.publication.publishing import Issued
from troth.policy.compiled import Form
from troth.rehearsal.account import MonthAccount
from troth.rehearsal.asked import Asked
from troth.rehearsal.behaviour import Caller, submission
from troth.rehearsal.chance import Chance
from troth.rehearsal.clock import FakeClock
from troth.rehearsal.deeds import Deeds
from troth.rehearsal.desk import Desk
from troth.rehearsal.editions import Editions
from troth.rehearsal.guarding import guard
from troth.rehearsal.letters import call_back
from troth.rehearsal.lives import Deed, Known, Visit, deeds_of, visits, willing
from troth.rehearsal.mistakes import MISTAKES, Mistake, need_missing
from troth.rehearsal.people import SyntheticPerson, synthetic_person
from troth.rehearsal.scripts import openings
from troth.rehearsal.sink import Tiles

Progress = Callable[[MonthAccount, int, int], None]
"""Told at each month's end: the account, which month it was, and of how many."""

MISTAKE_EVERY = 7
"""One submission in so many is tried with a mistake first."""
THIN_OVER = 250
"""Deeds are thinned once for so many people."""
RETURN = -1
"""The turn of a visit by somebody who was found to be under age."""
OPENS = timedelta(hours=8)
"""People and staff come from eight in the morning on; sweeps run at midnight."""


class Year:
    """One rehearsal under way."""

    def __init__(
        self,
        house: Platform,
        clock: FakeClock,
        *,
        people: int,
        months: int,
        seed: int,
        backups: Path,
        progress: Progress,
    ) -> None:
        self._house = house
        self._clock = clock
        self._seed = seed
        self._thin = 1 + people // THIN_OVER
        self._months = months
        self._backups = backups
        self._progress = progress
        self._start = clock.now()
        self._deeds = Deeds(house, seed)
        self._visits = visits(house.policy, people, self._day_of(months), seed)
        self._desk = Desk(
            house, self._deeds, openings(house.policy, people, self._day_of(months)), seed,
            tick=self._tick, jump=clock.move_to,
        )  # fmt: skip
        self._calendar: dict[int, list[Deed]] = {}
        self._people: dict[int, SyntheticPerson] = {}
        self._known: dict[tuple[int, bool], Known] = {}
        self._minors: set[int] = set()
        self._editions = Editions(house.policy, self._day_of(months))
        self._tries = 0
        self._tried: set[str] = set()
        self._tiles = Tiles()

    def run(self) -> tuple[MonthAccount, ...]:
        """Live through every month, up to the first instant after it; return their accounts."""
        accounts = []
        for number in range(self._months):
            first, last = self._day_of(number), self._day_of(number + 1)
            account = MonthAccount(month=f"{self._instant(first):%Y-%m}")
            self._deeds.begin(account)
            for day in range(first, last):
                self._live(day)
                if day == (first + last) // 2 and number == self._months // 2:
                    self._drill()
            self._close(account, self._instant(last))
            accounts.append(account)
            self._progress(account, number + 1, self._months)
        self._pass_to(self._instant(self._day_of(self._months)))
        return tuple(accounts)

    @property
    def house(self) -> Platform:
        """The running Troth, under the version that is in effect by now."""
        return self._house

    def asked(self, now: datetime) -> tuple[Asked, ...]:
        """Return every request, as the register has it now."""
        return self._desk.asked(now)

    # -- a day ----------------------------------------------------------------------------------

    def _live(self, day: int) -> None:
        self._pass_to(self._instant(day))
        self._sweep(self._instant(day))
        self._pass_to(self._instant(day) + OPENS)
        self._publish(day)
        guard(self._house, self._clock.now())
        self._receive(self._visits.pop(day, []), day)
        for deed in self._calendar.pop(day, []):
            self._tick()
            self._deeds.do(deed.kind, deed.known, self._clock.now())
        self._desk.work(day, self._clock.now())
        call_back(self._house, self._clock.now())
        self._turn_away(day)

    def _sweep(self, now: datetime) -> None:
        report = self._house.retention.sweep(now)
        account = self._deeds.account
        account.counts["expired"] += report.total
        account.counts["months-closed"] += report.periods
        account.expired.update(report.by_rule)

    def _receive(self, arriving: Sequence[Visit], day: int) -> None:
        batch: list[tuple[Visit, Submission]] = []
        for visit in arriving:
            if visit.person in self._minors and visit.turn != RETURN:
                continue
            self._tick()
            batch += [(visit, sent) for sent in self._sent(visit)]
        if not batch:
            return
        answers = self._house.intake.receive_many([sent for _, sent in batch])
        for (visit, sent), answer in zip(batch, answers, strict=True):
            self._account_for(visit, sent, answer, day)

    def _sent(self, visit: Visit) -> list[Submission]:
        """Return what a visitor sends: sometimes a mistake first, then as the form asks."""
        policy = self._house.policy
        form = policy.forms[visit.form]
        chance = Chance(self._seed, "visit", visit.person, visit.turn)
        known = self._known.get((visit.person, form.identity))
        session = None
        if known is not None and not known.gone and (known.minor or chance.happens(850)):
            session = known.subject
            self._deeds.greet(known, self._clock.now())
        caller = Caller(
            person=self._person(visit.person),
            session=session,
            willing=willing(policy, form, chance),
        )
        good = submission(policy, form, caller, self._clock.now(), chance)
        self._tries += 1
        first = form.key not in self._tried
        self._tried.add(form.key)
        if not first and self._tries % MISTAKE_EVERY:
            return [good]
        kinds = MISTAKES if not first else (need_missing, *MISTAKES)
        wrong = (kind(policy, form, good) for kind in _from(kinds, 0 if first else self._tries))
        bad = next((each for each in wrong if each is not None), None)
        return [good] if bad is None else [bad, good]

    def _account_for(
        self, visit: Visit, sent: Submission, answer: Receipt | Refusal, day: int
    ) -> None:
        account = self._deeds.account
        account.counts["submitted"] += 1
        if isinstance(answer, Refusal):
            account.counts["refused"] += 1
            account.refused[answer.codes[0]] += 1
            return
        account.counts["collected"] += len(answer.kept)
        account.counts["consents-given"] += len(sent.consents)
        form = self._house.policy.forms[visit.form]
        known = self._deeds.subjects.get(answer.person) or self._meet(visit, form, answer, day)
        known.learn(self._house.policy, form, sent, answer)

    def _meet(self, visit: Visit, form: Form, answer: Receipt, day: int) -> Known:
        known = Known(
            number=len(self._deeds.subjects),
            person=self._person(visit.person),
            subject=answer.person,
            identified=form.identity,
        )
        self._deeds.account.counts["arrived"] += 1
        self._deeds.subjects[known.subject] = known
        self._known.setdefault((visit.person, form.identity), known)
        if known.identified:
            self._desk.askers.meet(known)
        for days, deed in deeds_of(known, self._thin):
            self._calendar.setdefault(day + days, []).append(deed)
        return known

    def _turn_away(self, day: int) -> None:
        """Let whoever was found to be under age come back once, and only once, to be refused."""
        doors = self._house.policy.forms.values()
        named = [d.key for d in doors if any(f.identifies == "email" for f in d.fields.values())]
        for known in self._deeds.minors:
            self._minors.add(known.person.number)
            if named:
                form = named[known.number % len(named)]
                self._visits.setdefault(day + 1, []).append(
                    Visit(known.person.number, RETURN, form)
                )
        self._deeds.minors.clear()

    # -- versions of the policy -----------------------------------------------------------------

    def _publish(self, day: int) -> None:
        """Publish what is due, tell whom it concerns, and go on under what is in effect."""
        weight, counts = self._editions.due(day), self._deeds.account.counts
        if weight is not None:
            issued = self._editions.publish(self._house, weight, self._tick())
            counts["versions" if issued else "versions-withheld"] += 1
            if isinstance(issued, Issued):
                if issued.campaign is not None:
                    reached = self._editions.announce(self._house, issued.campaign, self._later)
                    counts["told"] += reached.by_state.get("sent", 0)
                self._call_back(day)
        self._go_by_the_version_in_effect()

    def _go_by_the_version_in_effect(self) -> None:
        now = self._clock.now()
        current = self._house.versions.current(now)
        if current is None or current.hash == self._house.policy.hash:
            return
        self._house = build_platform(self._house, current)
        self._deeds.adopt(self._house)
        self._desk.adopt(self._house)
        # Shorter periods reach what is held; longer ones do not (GDPR Art. 5(1)(e)).
        self._house.retention.recompute(now, commit=True)

    def _call_back(self, day: int) -> None:
        """Let most people come back within a month, to see and to answer."""
        for known in self._deeds.subjects.values():
            chance = Chance(self._seed, "news", known.number, day)
            if not known.gone and chance.happens(700):
                deed = Deed("answer", known)
                self._calendar.setdefault(day + chance.between(1, 28), []).append(deed)

    def _later(self, how_long: timedelta) -> datetime:
        self._clock.move_to(self._clock.now() + how_long)
        return self._clock.now()

    # -- a month --------------------------------------------------------------------------------

    def _close(self, account: MonthAccount, end: datetime) -> None:
        self._pass_to(end - timedelta(hours=1))
        now = self._clock.now()
        self._leave(now)
        self._house.vault.epoch(now)
        account.counts["epochs"] += 1
        self._house.evidence.publish(self._tiles)
        account.counts["checkpoints"] += 1
        with self._house.data.read() as reader:
            account.close(reader, self._clock)

    def _leave(self, now: datetime) -> None:
        self._deeds.carry_out(self._deeds.leaving, now)
        self._deeds.leaving.clear()

    def _drill(self) -> None:
        """Put the data store back from a backup that is older than an erasure (D4.8)."""
        house = self._house
        backups = Backups(
            data=house.data,
            keys=house.keys,
            keyring=house.keyring,
            vault=house.vault,
            evidence=house.evidence,
            entropy=house.entropy,
        )
        target = self._backups / "rehearsal-backup.db"
        self._tick()
        backups.make(str(target), self._clock.now())
        self._tick()
        self._leave(self._clock.now())
        house.evidence.publish(self._tiles)
        self._tick()
        backups.restore(str(target), self._clock.now(), log=self._tiles)
        target.unlink(missing_ok=True)
        self._deeds.account.counts["backups"] += 1

    # -- time and people ------------------------------------------------------------------------

    def _day_of(self, month: int) -> int:
        return (add(self._start, Period(months=month)) - self._start).days

    def _instant(self, day: int) -> datetime:
        return self._start + timedelta(days=day)

    def _pass_to(self, instant: datetime) -> None:
        """Let time pass; what comes due meanwhile happens at its own instant (DESIGN, D6)."""
        self._desk.ring(self._clock.now(), instant)
        self._clock.move_to(instant)

    def _tick(self) -> datetime:
        self._clock.move_to(self._clock.now() + timedelta(seconds=7))
        return self._clock.now()

    def _person(self, number: int) -> SyntheticPerson:
        found = self._people.get(number)
        if found is None:
            found = synthetic_person(self._seed, number, self._start.year)
            self._people[number] = found
        return found


def _from(kinds: Sequence[Mistake], turn: int) -> Sequence[Mistake]:
    """Return the kinds of mistake in order, beginning with the one whose turn it is."""
    start = turn // MISTAKE_EVERY % len(kinds)
    return [*kinds[start:], *kinds[:start]]
