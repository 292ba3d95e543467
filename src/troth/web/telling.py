"""How versions of the policy are told of: their days as people write them, and what became of them.

A day is the day where the controller is established.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from babel.dates import format_date

from troth.assembly.library import Library
from troth.assembly.ruling import Told
from troth.core.periods import from_micros
from troth.policy.differences.comparing import Difference
from troth.policy.differences.orders import Verdict

ORDER: Sequence[Verdict] = ("weaker", "changed", "stronger", "wording")
"""What may hurt comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A version in the words of its readers; days that are not known are empty.

    Attributes:
        dated: The day the text carries.
        published: The day it was published.
        since: The first day it was in effect.
        counts: How many differences to the version before have which verdict.
    """

    version: int
    dated: str
    published: str
    since: str
    counts: Counter[str]
    weight: str


def stand(told: Told, language: str) -> Stand:
    """Return a version in words."""
    row = told.row
    return Stand(
        version=row.version,
        dated=in_words(date.fromisoformat(row.dated), language) if row.dated else "",
        published=in_words(day(told, row.published_at), language),
        since=in_words(day(told, max(row.published_at, row.effective_at)), language),
        counts=Counter(each.verdict for each in told.found),
        weight=row.weight,
    )


def next_version(library: Library, told: Told, language: str) -> Stand | None:
    """Return the version that was published to take effect after this one."""
    later = [each for each in library.versions() if each.row.version > told.row.version]
    return stand(later[-1], language) if later else None


def day(told: Told, micros: int) -> date:
    """Return the day of an instant where the controller is established."""
    zone = ZoneInfo(told.policy.controller.timezone)
    return from_micros(micros).astimezone(zone).date()


def in_words(at: date, language: str) -> str:
    """Return a day as it is written in a language."""
    return str(format_date(at, format="long", locale=language))


def worst_first(found: Iterable[Difference]) -> list[Difference]:
    """Return differences in the order in which they may hurt."""
    return sorted(found, key=lambda each: ORDER.index(each.verdict))
