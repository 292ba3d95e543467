"""Which days people work in one place: a value, whoever made it.

Public holidays are those of the controller's establishment, of its region where one is named:
Regulation (EEC, Euratom) 1182/71 Art. 2(1). A calendar knows the years it was made for and refuses
any other day; it never guesses a holiday. `assembly` makes calendars from a kept library.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from troth.errors import InputError

SATURDAY, SUNDAY = 5, 6
UNKNOWN_PLACE = "unknown"
"""The place of a calendar that knows weekends alone."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayCalendar:
    """The holidays of one place from `first` to `last`, both days included.

    Args:
        place: An ISO 3166 code, `LU` or `DE-BY`.
        first: The first day the calendar knows.
        last: The last day the calendar knows.
        holidays: Public holidays by day, with their names.
        weekend: Days of the week on which nobody works, Monday being 0.
        worked: Days of a weekend that a decree made working days.
    """

    place: str
    first: date
    last: date
    holidays: Mapping[date, str]
    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})
    worked: frozenset[date] = frozenset()

    def holiday(self, day: date) -> str | None:
        """Return the name of the public holiday on `day`, or None.

        Raises:
            InputError: `clock/out-of-calendar`.
        """
        self.require(day)
        return self.holidays.get(day)

    def rest(self, day: date) -> str | None:
        """Return why `day` is no working day (`Saturday`, a holiday's name), or None.

        Raises:
            InputError: `clock/out-of-calendar`.
        """
        named = self.holiday(day)
        if named is None and day.weekday() in self.weekend and day not in self.worked:
            return WEEKDAYS[day.weekday()]
        return named

    def require(self, day: date) -> None:
        """Refuse a day the calendar does not know.

        Raises:
            InputError: `clock/out-of-calendar`.
        """
        if not self.first <= day <= self.last:
            raise InputError(
                "clock/out-of-calendar",
                f"`{day}` lies outside the holidays known for `{self.place}`",
                help=f"they are known from {self.first} to {self.last}",
            )
