"""A request of the rehearsed time as the register has it at the end, and all of them by kind.

Days are those of the controller's establishment, as the terms are counted. A request is told by its
number; whose it was is nobody's business here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from troth.core.periods import from_micros
from troth.core.requests import OPEN, RIGHTS, Outcome, Right
from troth.engines.rights.register import Entry

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request.

    Attributes:
        number: 1 for the first that came.
        manner: How it went, in words of the script.
        safe, statutory, promised: The last days of its three dates; None where nothing is promised.
        alarm: The earliest of them.
        moved: The day of the last step.
        answered: The day of the answer; None while one is owed or when none is due any more.
        pauses: First and last day of each time for which the clock stood.
        extended: The day on which the person was told of a longer term.
    """

    number: int
    right: Right
    asker: str
    channel: str
    manner: str
    law: str
    received: date
    safe: date
    statutory: date
    promised: date | None
    alarm: date
    answered: date | None
    moved: date
    state: str
    outcome: Outcome
    ground: str
    pauses: tuple[tuple[date, date | None], ...] = ()
    extended: date | None = None

    @property
    def open(self) -> bool:
        """Whether somebody still owes an answer."""
        return self.state in OPEN

    @property
    def to_spare(self) -> int | None:
        """Days from the answer to the earliest date; below 0: late. None without an answer."""
        return None if self.answered is None else (self.alarm - self.answered).days

    @property
    def said(self) -> str:
        """How it stands, in words."""
        if self.state in ("joined", "withdrawn"):
            return "joined to the first" if self.state == "joined" else "taken back"
        if self.answered is None:
            return f"open: {self.state.replace('-', ' ')}"
        words = "in part" if self.outcome == "partial" else self.outcome
        return f"{words}: {self.ground}" if self.ground and self.outcome != "granted" else words

    def as_json(self) -> dict[str, object]:
        """Return the request as JSON-ready data."""
        return {
            "number": self.number,
            "right": self.right,
            "asker": self.asker,
            "channel": self.channel,
            "manner": self.manner,
            "law": self.law,
            "received": self.received.isoformat(),
            "safe": self.safe.isoformat(),
            "statutory": self.statutory.isoformat(),
            "promised": _iso(self.promised),
            "answered": _iso(self.answered),
            "to_spare": self.to_spare,
            "state": self.state,
            "outcome": self.outcome or None,
            "ground": self.ground or None,
            "suspended": [[first.isoformat(), _iso(last)] for first, last in self.pauses],
            "extended": _iso(self.extended),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    """The requests of one right: how many, and how near to the earliest date an answer came."""

    right: str
    total: int
    answered: int
    open: int
    tightest: int | None
    slackest: int | None


def asked_of(entry: Entry, number: int, manner: str, zone: ZoneInfo) -> Asked:
    """Return a request as the register has it."""

    def day(micros: int) -> date:
        return from_micros(micros).astimezone(zone).date()

    def last(over: int) -> date:
        return (from_micros(over) - _MOMENT).astimezone(zone).date()

    row, case = entry.row, entry.case
    return Asked(
        number=number,
        right=case.right,
        asker=row.asker,
        channel=row.channel,
        manner=manner,
        law=row.law,
        received=day(row.received_at),
        safe=last(row.safe_at),
        statutory=last(row.statutory_at),
        promised=None if row.promised_at is None else last(row.promised_at),
        alarm=last(row.due_at),
        answered=None if row.answered_at is None else day(row.answered_at),
        moved=day(row.moved_at),
        state=row.state,
        outcome=case.outcome,
        ground=_named(row.ground),
        pauses=tuple(
            (
                each.start.astimezone(zone).date(),
                None if each.stop is None else each.stop.astimezone(zone).date(),
            )
            for each in case.pauses
        ),
        extended=None if row.extended_at is None else day(row.extended_at),
    )


def by_kind(asked: Sequence[Asked]) -> list[KindRow]:
    """Return the requests of each right that was asked for, in the order of the law."""
    rows = []
    for right in RIGHTS:
        mine = [one for one in asked if one.right == right]
        spare = [one.to_spare for one in mine if one.to_spare is not None]
        if mine:
            rows.append(
                KindRow(
                    right=right,
                    total=len(mine),
                    answered=len(spare),
                    open=sum(one.open for one in mine),
                    tightest=min(spare, default=None),
                    slackest=max(spare, default=None),
                )
            )
    return rows


def days_said(days: int | None) -> str:
    """Return days to spare in words."""
    if days is None:
        return "–"
    if days < 0:
        return f"{-days} day{'s' * (days != -1)} late"
    return "on the day" if days == 0 else f"{days} day{'s' * (days != 1)} to spare"


def count_by(asked: Sequence[Asked], name: Callable[[Asked], str]) -> Mapping[str, int]:
    """Return how many requests go by each name, sorted by it."""
    counts: dict[str, int] = {}
    for one in asked:
        counts[name(one)] = counts.get(name(one), 0) + 1
    return dict(sorted(counts.items()))


def _named(ground: str) -> str:
    """Return a ground without what it rests on: an id says nothing to a reader."""
    return ground.partition(":")[0]


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
