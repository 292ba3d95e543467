"""Keeping, computed naively: every record alone, every rule read as it is written.

Shares no arithmetic with the package: months are counted on the calendar one by one, and a day
that a month does not have gives way to the day before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


def later(start: datetime, period: str) -> datetime:
    """Return `start` plus `P<n>D` or `P<n>M`."""
    number, unit = int(period[1:-1]), period[-1]
    if unit == "D":
        return start + number * DAY
    year, month = start.year, start.month
    for _ in range(number):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    day = start.day
    while True:
        try:
            return start.replace(year=year, month=month, day=day)
        except ValueError:
            day -= 1


def midnight(instant: datetime) -> datetime:
    return datetime(instant.year, instant.month, instant.day, tzinfo=instant.tzinfo)


def next_new_year(instant: datetime) -> datetime:
    return datetime(instant.year + 1, 1, 1, tzinfo=instant.tzinfo)


@dataclass(slots=True)
class Held:
    person: int
    category: str
    form: str
    collected: datetime
    longer: dict[str, datetime] = field(default_factory=dict)


@dataclass(slots=True)
class Hold:
    person: int | None
    category: str | None
    until: datetime | None
    released: bool = False


@dataclass(slots=True)
class Model:
    """Everything that happened, and the rules as a manifest writes them."""

    rules: dict[str, dict]
    duty: dict
    records: dict[bytes, Held] = field(default_factory=dict)
    happened: list[tuple[int, str, datetime]] = field(default_factory=list)
    holds: dict[str, Hold] = field(default_factory=dict)

    def due(self, now: datetime) -> set[bytes]:
        """Return the records that a sweep at `now` must delete."""
        return {
            name
            for name, one in self.records.items()
            if self.ended(one, now) and not self.kept(one, now)
        }

    def ended(self, one: Held, now: datetime) -> bool:
        ends = [self.end(key, one) for key in self.governing(one)]
        return any(end is not None and end <= now for end in ends)

    def kept(self, one: Held, now: datetime) -> bool:
        if one.category in self.duty["categories"] and now < later(one.collected, self.duty["for"]):
            return True
        return any(self.stops(hold, one, now) for hold in self.holds.values())

    def stops(self, hold: Hold, one: Held, now: datetime) -> bool:
        return (
            not hold.released
            and (hold.until is None or now < hold.until)
            and hold.person in (None, one.person)
            and hold.category in (None, one.category)
        )

    def governing(self, one: Held) -> list[str]:
        return [
            key
            for key, rule in self.rules.items()
            if one.category in rule["keeps"] and one.form in rule.get("collected-by", [one.form])
        ]

    def end(self, key: str, one: Held) -> datetime | None:
        rule = self.rules[key]
        if key in one.longer:
            return one.longer[key]
        begun = self.begun(rule.get("from") or rule["until"], one)
        if begun is None or "until" in rule:
            return begun
        end = later(begun, rule.get("for") or rule.get("more-than") or rule["every"])
        if "more-than" in rule:
            end = midnight(end) + DAY if rule.get("counted") == "by-day" else end + INSTANT
        if "purge" in rule:
            end = min(end, next_new_year(begun))
        return midnight(end) if "every" in rule else end

    def begun(self, start: str, one: Held) -> datetime | None:
        if start == "collection":
            return one.collected
        mine = [at for who, name, at in self.happened if (who, name) == (one.person, start)]
        after = [at for at in mine if at >= one.collected]
        if start in ("last-activity", "last-contact"):
            return max([one.collected, *mine])
        return min(after, default=None)

    def permit(self, person: int, key: str, at: datetime) -> int:
        """Give each record of a person that this rule ends one period more; return how many."""
        moved = 0
        extension = self.rules[key]["extend"]
        for one in self.records.values():
            fixed = [
                k
                for k in self.governing(one)
                if not self.rules[k].get("from", "").startswith("last-")
            ]
            ends = sorted((end, k) for k in fixed if (end := self.end(k, one)) is not None)
            if one.person != person or not ends or ends[0][1] != key or at >= ends[0][0]:
                continue
            most = later(one.collected, extension["at-most"])
            longer = max(ends[0][0], min(later(ends[0][0], extension["by"]), most))
            others = [end for end, k in ends if k != key]
            one.longer[key] = longer
            moved += min([longer, *others]) > ends[0][0]
        return moved
