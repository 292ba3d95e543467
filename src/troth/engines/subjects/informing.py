"""Whoever's data came from others is told of it: who has not been, and by when they must be.

Data that somebody did not give themselves leaves a mark on their standing, in the unit that keeps
the data. While it stands, no message goes to them without the notice. It goes when the notice has
been given, or where the law asks for none. The day is the earliest of what every law that applies
sets and of what the policy promises; a message that goes out before that day brings it forward.

GDPR Art. 14(1)-(3), 14(5).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

from troth.core.periods import add, from_micros, to_micros
from troth.engines.consents.standing import UNINFORMED, Change, StandingEngine
from troth.errors import InputError, StateError
from troth.law.book import LawBook
from troth.law.calendars import HolidayCalendar
from troth.law.cases import open_case, reckon_all
from troth.law.counting import day_of
from troth.law.statute import AnswerPromise
from troth.policy.answering import laws_over
from troth.policy.compiled import Policy
from troth.storage.ports import DataStore

GDPR: Final = "gdpr"
EVENT: Final = "notice-indirect"
OUTSIDE: Final = frozenset(("third-party", "public"))
"""Kinds of sources that are not the person. A client's data is told of by the client."""

How = Literal["letter", "message", "talk", "known", "impossible", "by-law", "secrecy"]
HOW: Final = get_args(How)
"""How somebody was told; or why nobody has to: GDPR Art. 14(5)(a) to (d), in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A notice that somebody has not had. `due` is the last day, at the controller's seat."""

    person: bytes
    source: str
    since: datetime
    due: date | None


def owed_by(
    policy: Policy, law: LawBook, source: str | None, held: Collection[str], now: datetime
) -> tuple[Change, ...]:
    """Return the mark that data from `source` leaves, unless it stands already.

    Where neither law nor policy has people told, it leaves none.
    """
    known = policy.sources.get(source or "")
    if known is None or known.kind not in OUTSIDE or known.key in held:
        return ()
    day = day_of(now, ZoneInfo(policy.controller.timezone))
    if known.told_within is None and not _laws(policy, law, day):
        return ()
    return (Change(kind=UNINFORMED, about=known.key, value=known.kind),)


def _laws(policy: Policy, law: LawBook, day: date) -> list[str]:
    """Return the laws that set a day for such a notice; of a policy under none, the GDPR."""
    return [
        one
        for one in laws_over(policy, law, day, otherwise=(GDPR,))
        if EVENT in law.events(one) and law.deadline(one, EVENT, day, None) is not None
    ]


class Informing:
    """Knows who is owed a notice, and writes down that it was given."""

    def __init__(
        self,
        *,
        policy: Policy,
        law: LawBook,
        calendar: Callable[[], HolidayCalendar],
        data: DataStore,
        standing: StandingEngine,
    ) -> None:
        self._policy = policy
        self._law = law
        self._calendar = calendar
        self._data = data
        self._standing = standing
        self._zone = ZoneInfo(policy.controller.timezone)

    def owed(self, now: datetime) -> list[Owed]:
        """Return every notice that is owed, the first due first."""
        with self._data.read() as reader:
            rows = list(reader.standing_like(UNINFORMED, to_micros(now)))
        found = [
            Owed(
                person=row.person,
                source=row.about,
                since=from_micros(row.since),
                due=self.due(row.about, from_micros(row.since)),
            )
            for row in rows
        ]
        return sorted(found, key=lambda one: (one.due or date.max, one.person, one.source))

    def late(self, now: datetime) -> list[Owed]:
        """Return the notices whose last day has ended."""
        today = day_of(now, self._zone)
        return [one for one in self.owed(now) if one.due is not None and one.due < today]

    def due(self, source: str, since: datetime) -> date | None:
        """Return the last day for a notice, or None where neither law nor policy sets one."""
        day = day_of(since, self._zone)
        known = self._policy.sources.get(source)
        within = None if known is None else known.told_within
        cases = [
            open_case(
                self._law,
                law=law,
                right=EVENT,
                received=day,
                calendar=self._calendar(),
                promise=AnswerPromise(within=within),
            )
            for law in _laws(self._policy, self._law, day)
        ]
        if not cases:
            return None if within is None else add(since, within).astimezone(self._zone).date()
        return reckon_all(cases).alarm

    def informed(self, person: bytes, how: How, now: datetime) -> Sequence[str]:
        """Write down that somebody was told, or need not be; return the sources it was about.

        Raises:
            InputError: `informing/unknown-way`.
            StateError: `informing/nothing-owed`.
        """
        if how not in HOW:
            raise InputError(
                "informing/unknown-way", f"`{how}` is no way of telling anybody",
                help="known: " + ", ".join(f"`{each}`" for each in HOW),
            )  # fmt: skip
        with self._data.read() as reader:
            held = reader.standing(reader.aliases(person))
        owed = sorted((row.about, row.person) for row in held if row.kind == UNINFORMED)
        if not owed:
            raise StateError(
                "informing/nothing-owed", "this person is owed no notice",
                help="`troth subject uninformed` lists who is",
            )  # fmt: skip
        for source, member in owed:
            change = Change(kind=UNINFORMED, about=source, value=how, cleared=True)
            self._standing.change(member, change, now)
        return sorted({source for source, _ in owed})
