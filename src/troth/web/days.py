"""Days as people write them, in the language of the page."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date, format_datetime


def written_day(day: date | None, language: str) -> str:
    """Return a day in words, such as 21 December 2026; nothing for no day."""
    # The day before the month in English too: these are European days.
    return "" if day is None else format_date(day, "long", locale=_SPELT.get(language, language))


def written_moment(at: datetime, language: str) -> str:
    """Return a moment in words, such as 21 Dec 2026, 16:01:03."""
    return format_datetime(at, "medium", locale=_SPELT.get(language, language))


_SPELT = {"en": "en_GB"}
