"""What law packs say, as values: figures and terms with their days, sources and how sure we are.

A `LawBook` answers every question for a day, and a term also for a region, so that a request
received in 2019 is answered with the law of 2019. A figure that is only *proposed* is never active.
Where the first day is unknown, the day of the act itself is the floor: nothing holds before the law
that says it. Nothing here opens a file or knows today's date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from troth.errors import InputError

Confidence = Literal["verified", "general"]
"""`verified`: read in the source named; `general`: general knowledge, to be checked."""
Status = Literal["in-force", "proposed"]
Value = int | str | tuple[str, ...]

ANYWHERE = "any"
"""The region of a rule that asks nobody's residence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of law (or of Troth's assumptions) and its days of validity."""

    name: str
    value: Value
    source: str
    valid_from: date | None
    valid_until: date | None
    confidence: Confidence
    status: Status
    note: str
    dated: date | None = None
    read_in: tuple[str, ...] = ()

    def holds_on(self, day: date) -> bool:
        """Whether the figure is in force on `day`; an unknown first day counts as long ago."""
        return self.status == "in-force" and _within(day, self.began, self.valid_until)

    @property
    def began(self) -> date | None:
        """The first day, or at least the day of the act where the first day is unknown."""
        return self.valid_from or self.dated

    def number(self) -> int:
        """Return the value as a whole number.

        Raises:
            InputError: `law/not-a-number`.
        """
        if isinstance(self.value, int):
            return self.value
        raise InputError("law/not-a-number", f"`{self.name}` is not a number")

    def names(self) -> tuple[str, ...]:
        """Return the value as names."""
        return self.value if isinstance(self.value, tuple) else (str(self.value),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A statutory term: exactly one unit is other than zero, or `at_once`."""

    months: int = 0
    days: int = 0
    business_days: int = 0
    hours: int = 0
    at_once: bool = False

    def __add__(self, other: Limit) -> Limit:
        """Return both terms counted as one from the first event."""
        return Limit(
            months=self.months + other.months,
            days=self.days + other.days,
            business_days=self.business_days + other.business_days,
            hours=self.hours + other.hours,
            at_once=self.at_once and other.at_once,
        )

    def __str__(self) -> str:
        if self.at_once:
            return "at once"
        units = (
            (self.months, "month"),
            (self.days, "day"),
            (self.business_days, "business day"),
            (self.hours, "hour"),
        )
        return " and ".join(f"{n} {unit}" + ("s" if n > 1 else "") for n, unit in units if n)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A term that the law sets for an answer or a notice.

    `reasons`: whether its notice states them; `grounds`: the only ones there are, empty for any.
    """

    law: str
    event: str
    regions: tuple[str, ...]
    limit: Limit
    start: str
    notice_within: Limit | None
    suspend: tuple[str, ...]
    roll_holiday: bool
    basis: str
    source: str
    valid_from: date | None
    valid_until: date | None
    confidence: Confidence
    status: Status
    note: str
    dated: date | None = None
    region_dates: tuple[tuple[str, date], ...] = ()
    excepted: tuple[str, ...] = ()
    narrowed: bool = False
    extends: tuple[str, ...] = ()
    reasons: bool = False
    grounds: tuple[str, ...] = ()
    counting: str = ""
    read_in: tuple[str, ...] = ()

    def holds_on(self, day: date, region: str | None = None) -> bool:
        """Whether the term is in force on `day`, in `region` where one is named."""
        return self.status == "in-force" and _within(day, self.began(region), self.valid_until)

    def began(self, region: str | None = None) -> date | None:
        """Return the first day of the term, in `region` where one is named.

        Without a region, a law of several regions began where it began first.
        """
        own = self.valid_from or self.dated
        dates = dict(self.region_dates)
        if not dates:
            return own
        first = dates[region] if region in dates else min(dates.values())
        return max(first, own) if own else first


def _within(day: date, began: date | None, ended: date | None) -> bool:
    return (began is None or began <= day) and (ended is None or day <= ended)


@dataclass(frozen=True, slots=True, kw_only=True)
class LawPack:
    """The contents of one law pack."""

    name: str
    as_of: date
    figures: tuple[Figure, ...]
    deadlines: tuple[Deadline, ...]
    by_right: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LawBook:
    """All law packs together; every look-up names a day."""

    as_of: date
    figures: Mapping[str, tuple[Figure, ...]]
    deadlines: Mapping[tuple[str, str], tuple[Deadline, ...]]
    by_right: Mapping[str, Mapping[str, str]]

    def at(self, name: str, day: date) -> Figure | None:
        """Return the figure `name` (`majority-age/KW`) in force on `day`, the latest if several."""
        held = [figure for figure in self.figures.get(name, ()) if figure.holds_on(day)]
        return max(held, key=lambda each: each.began or date.min, default=None)

    def under(self, group: str, day: date) -> dict[str, Figure]:
        """Return the figures of `group` in force on `day`, by their last name."""
        prefix = group + "/"
        found = {
            name.removeprefix(prefix): self.at(name, day)
            for name in self.figures
            if name.startswith(prefix)
        }
        return {name: figure for name, figure in sorted(found.items()) if figure is not None}

    def deadline(
        self, law: str, event: str, day: date, region: str | None = None
    ) -> Deadline | None:
        """Return the term that `law` sets for `event` on `day`.

        Args:
            law: The name of a law, `gdpr`.
            event: The name of a term of that law, `request`.
            day: The day of the event, usually of receipt.
            region: Where the person is, `US-TX`; a region with its own term gets that one.
        """
        return _latest(
            (each for each in self.variants(law, event, region) if each.holds_on(day, region)),
            region,
        )

    def variants(self, law: str, event: str, region: str | None = None) -> tuple[Deadline, ...]:
        """Return every version of a term that a region can have, whatever the day and status."""
        found = [
            each for each in self.deadlines.get((law, event), ()) if region not in each.excepted
        ]
        own = [each for each in found if each.narrowed and region in each.regions]
        return tuple(own or [each for each in found if not each.narrowed])

    def extension(self, term: Deadline, day: date, region: str | None = None) -> Deadline | None:
        """Return the term by which the law lets `term` be extended, or None."""
        events = (event for law, event in self.deadlines if law == term.law)
        found = (self.deadline(term.law, event, day, region) for event in events)
        return _latest((each for each in found if each and term.event in each.extends), region)

    def laws(self) -> tuple[str, ...]:
        """Return the names of all laws that set terms, proposed ones too."""
        return tuple(sorted({law for law, _ in self.deadlines}))

    def events(self, law: str) -> tuple[str, ...]:
        """Return the names of all terms of a law."""
        return tuple(event for name, event in self.deadlines if name == law)

    def event_for(self, law: str, right: str) -> str:
        """Return the term of `law` that answers a request for `right`: its own, or `request`."""
        if (law, right) in self.deadlines:
            return right
        return self.by_right.get(law, {}).get(right, "request")

    def rights(self) -> tuple[str, ...]:
        """Return the names of all rights that any regime of the packs knows."""
        known = {
            right
            for name, figures in self.figures.items()
            if name.startswith("regime-rights/")
            for figure in figures
            for right in figure.names()
        }
        return tuple(sorted(known.union(*(each.keys() for each in self.by_right.values()))))

    def laws_for(self, place: str, day: date) -> tuple[str, ...]:
        """Return the laws whose terms are in force on `day` for a person in `place`.

        Args:
            place: An ISO 3166 code of a country or region, `LU` or `US-TX`.
            day: The day asked about.
        """
        regions = {place, *self._unions(place, day)}
        return tuple(
            law
            for law in self.laws()
            if any(
                regions & set(each.regions) and each.holds_on(day, place)
                for event in self.events(law)
                for each in self.variants(law, event, place)
            )
        )

    def covers(self, term: Deadline, place: str, day: date) -> bool:
        """Whether `place` lies where the law of `term` is law."""
        regions = {ANYWHERE, place, place.partition("-")[0], *self._unions(place, day)}
        inside = any(region.startswith(f"{place}-") for region in term.regions)
        return inside or bool(regions & set(term.regions))

    def _unions(self, place: str, day: date) -> Iterable[str]:
        country = place.partition("-")[0]
        members = self.at("members/EU", day)
        if members is not None and country in members.names():
            return ("EU", "EEA")
        others = self.at("members/EEA-only", day)
        return ("EEA",) if others is not None and country in others.names() else ()


def _latest(found: Iterable[Deadline], region: str | None) -> Deadline | None:
    return max(found, key=lambda each: each.began(region) or date.min, default=None)
