"""Calendars of public holidays, from the kept `holidays` library.

The only place that knows the library. A calendar is asked for a country, or a region of it, and a
span of years; it comes as a plain value. Unknown places are refused with the nearest known one.
Days off that a government may still move are as the installed version of the library has them.
"""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from typing import Any

from troth.errors import InputError
from troth.law.calendars import HolidayCalendar
from troth.policy.nearest import LONGEST_COMPARED, nearest, quoted

FIRST_YEAR, LAST_YEAR = 1995, 2099
"""The years for which calendars are made; the library knows no later ones."""
_ALSO = {"UK": "GB", "EL": "GR"}
"""Codes of the Union's institutions that are not those of ISO 3166."""


@cache
def countries() -> dict[str, list[str]]:
    """Return the known countries with their regions, by ISO 3166 code."""
    found: dict[str, list[str]] = _library().list_supported_countries(include_aliases=False)
    return found


def _library() -> Any:
    """Return the library, fetched for the first term that is counted: 4 MB of a site at rest."""
    return import_module("holidays")


def read_place(country: str, region: str | None = None) -> tuple[str, str | None]:
    """Return the codes of a country and a region of it, as the calendars know them.

    Args:
        country: `LU`, or country and region together, `DE-BY`.
        region: `BY` or `DE-BY`.

    Raises:
        InputError: `law/unknown-country`, `law/unknown-region`.
    """
    code, _, inside = country.strip().upper().partition("-")
    code = _ALSO.get(code, code)
    if code not in countries():
        raise InputError(
            "law/unknown-country",
            f"no holidays are known for {quoted(country)}",
            help=_nearest_country(code),
        )
    part = (region.strip().upper() if region else inside).removeprefix(f"{code}-")
    if not part:
        return code, None
    known = {each.upper(): each for each in countries()[code]}
    if part not in known:
        raise InputError(
            "law/unknown-region",
            f"{quoted(part)} is no region of `{code}`",
            help=nearest(part, known) if known else f"`{code}` has no calendars of regions",
        )
    return code, known[part]


def _nearest_country(code: str) -> str:
    """Return the countries that somebody may have meant by a code, a name or a slip of either."""
    spelled = {
        spelling.upper(): (iso, name)
        for name, iso, *other in _library().registry.COUNTRIES.values()
        for spelling in (name, *other)
    }
    close = get_close_matches(code[:LONGEST_COMPARED], spelled, n=1)
    if close and len(code) > len("LU"):
        iso, name = spelled[close[0]]
        return f"did you mean `{iso}` ({name})?"
    alike = [each for each in countries() if each[0] == code[:1]]
    return f"known: {', '.join(alike)}" if alike else "write an ISO 3166 code such as LU"


@cache
def load_calendar(
    country: str, region: str | None = None, *, first: int = FIRST_YEAR, last: int = LAST_YEAR
) -> HolidayCalendar:
    """Return the public holidays of a place from the year `first` to the year `last`.

    Raises:
        InputError: `law/unknown-country`, `law/unknown-region`, `clock/out-of-calendar`.
    """
    code, part = read_place(country, region)
    if not FIRST_YEAR <= first <= last <= LAST_YEAR:
        raise InputError(
            "clock/out-of-calendar",
            f"no holidays are known from `{first}` to `{last}`",
            help=f"they are known from {FIRST_YEAR} to {LAST_YEAR}",
        )
    years = range(first, last + 1)
    known = _library().country_holidays(code, subdiv=part, years=years, language="en_US")
    begins, ends = date(first, 1, 1), date(last, 12, 31)
    return HolidayCalendar(
        place=f"{code}-{part}" if part else code,
        first=begins,
        last=ends,
        holidays={day: name for day, name in known.items() if begins <= day <= ends},
        weekend=frozenset(known.weekend),
        worked=frozenset(day for day in known.weekend_workdays if begins <= day <= ends),
    )
