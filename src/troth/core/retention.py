"""When a datum must go: expiries, cut-offs, and the verdict with the rules that lost.

Exact instants, month-end clamp, no roll over holidays (DESIGN, D4.10). The spellings are kept
apart: `for P12M` ends at the anniversary instant; `more-than P12M` is exceeded the moment after
it, or, counted by day, when the anniversary day has passed; a purge rhythm (`every P1Y`) keeps
nothing longer than its period, so it ends as the anniversary day begins; a purge on a day of the
year takes everything that is there when the day begins, whatever its age.

Values in, verdicts out. GDPR Art. 5(1)(e).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from troth.core.periods import Period, add, subtract

MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """How a period is counted: its length and which of the spellings it has.

    Attributes:
        period: The length.
        exceeds: Ends once the period is exceeded, not when it is full.
        rhythm: Purged at the latest as the anniversary day begins.
        whole_days: Exceeded only when the whole day has passed.
        purge_on: Month and day of the yearly purge of everything, if there is one.
    """

    period: Period
    exceeds: bool = False
    rhythm: bool = False
    whole_days: bool = False
    purge_on: tuple[int, int] | None = None


def day_of(instant: datetime) -> datetime:
    """Return the start of the day of an instant."""
    return instant.replace(hour=0, minute=0, second=0, microsecond=0)


def purge_day(on: tuple[int, int], now: datetime) -> datetime:
    """Return the start of the last purge day at or before an instant."""
    day = day_of(now).replace(month=on[0], day=on[1])
    return day if day <= now else day.replace(year=day.year - 1)


def expiry(term: Term, start: datetime) -> datetime:
    """Return the first instant at which a datum that started at `start` must be gone."""
    end = add(start, term.period)
    if term.exceeds:
        end = day_of(end) + DAY if term.whole_days else end + MICROSECOND
    elif term.rhythm:
        end = day_of(end)
    if term.purge_on is None:
        return end
    last = purge_day(term.purge_on, start)
    return min(end, last.replace(year=last.year + 1))


def cutoff(term: Term, now: datetime) -> datetime:
    """Return the latest start due at `now`: `expiry(term, start) <= now` iff start <= cutoff.

    >>> from datetime import UTC
    >>> at = datetime(2026, 9, 16, tzinfo=UTC)
    >>> cutoff(Term(period=Period(months=12), exceeds=True), at).isoformat()
    '2025-09-15T23:59:59.999999+00:00'
    """
    if term.exceeds:
        full = day_of(now) if term.whole_days else now
        latest = subtract(full - MICROSECOND, term.period)
    elif term.rhythm:
        latest = subtract(day_of(now) + DAY - MICROSECOND, term.period)
    else:
        latest = subtract(now, term.period)
    if term.purge_on is None:
        return latest
    return max(latest, purge_day(term.purge_on, now) - MICROSECOND)


def extended(
    term: Term, start: datetime, *, by: Period, times: int, at_most: Period | None
) -> datetime:
    """Return the expiry after `times` permissions, each for one more `by`, never past `at_most`."""
    end = expiry(term, start)
    for _ in range(times):
        end = add(end, by)
    return min(end, add(start, at_most)) if at_most is not None else end


def permitted(
    end: datetime, permission: datetime, *, by: Period, start: datetime, at_most: Period | None
) -> datetime | None:
    """Return the end after one permission, or None where it comes too late.

    The next period runs from the end that stood, not from the day of the permission. A permission
    that the cap outvotes altogether gives back the end that stood.
    """
    if permission >= end:
        return None
    longer = add(end, by)
    return longer if at_most is None else max(end, min(longer, add(start, at_most)))


def month_of(instant: datetime) -> str:
    """Return the month of expiry, `YYYY-MM`: what a period key is for."""
    return f"{instant.year:04d}-{instant.month:02d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One rule's say about one datum: `at` None when its event has not happened yet."""

    address: str
    at: datetime | None
    waits_for: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What holds for one datum at one instant, the winner first, then those that lost.

    `state` is `keep` (until a known instant), `open` (an event is awaited), `due`, `held` (a hold
    or a legal duty stops a due erasure) or `restricted` (its own rule keeps it, and only keeps it).
    """

    state: str
    until: datetime | None
    winner: str
    losers: tuple[Claim, ...]


def verdict(
    claims: Sequence[Claim],
    *,
    now: datetime,
    keep_until: datetime | None,
    held_by: str | None,
    held_until: datetime | None = None,
    kept_by: str = "legal-duty",
) -> Verdict:
    """Weigh every rule's claim on one datum: the earliest end wins; a duty or a hold only delays.

    An empty list of rules is due at once: what no rule keeps, nothing keeps (fails closed).
    """
    dated = sorted((c for c in claims if c.at is not None), key=lambda c: (c.at, c.address))
    waiting = tuple(c for c in claims if c.at is None)
    if not claims:
        return Verdict(state="due", until=now, winner="", losers=())
    if not dated:
        return Verdict(state="open", until=None, winner=waiting[0].address, losers=waiting[1:])
    first, losers = dated[0], (*dated[1:], *waiting)
    end = first.at or now
    if end > now:
        return Verdict(state="keep", until=end, winner=first.address, losers=losers)
    if held_by is not None:
        return Verdict(state="held", until=held_until, winner=held_by, losers=(first, *losers))
    if keep_until is not None and keep_until > now:
        return Verdict(state="held", until=keep_until, winner=kept_by, losers=(first, *losers))
    return Verdict(state="due", until=end, winner=first.address, losers=losers)
