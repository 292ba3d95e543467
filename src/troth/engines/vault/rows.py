"""What goes into the vault and what comes out of it, as values.

`NewRecord` holds plaintext on its way in and `Opened` on its way out; nothing here is stored. A
record whose key is gone comes out as `Shredded`: that is an answer, not a fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from troth.core.periods import to_micros
from troth.engines.vault.intents import Settled
from troth.engines.vault.keyring import NewPeriod
from troth.engines.vault.keytree import end_of_month, fixed_period, month_of, moving_period
from troth.storage.rows import JournalKind, RecordRow

_DAY: Final = 86_400_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecord:
    """One field value of one person, to be sealed.

    Attributes:
        expires_at: The earliest fixed end; None when only moving clocks or criteria govern.
        rule: Address of the rule that gives `expires_at`, else of the one that waits.
        keep_until: The end of a legal duty to keep, if one governs.
    """

    person: bytes
    record: bytes
    submission: bytes
    activity: int
    field: str
    value: bytes
    collected_at: datetime
    expires_at: datetime | None
    rule: str
    keep_until: datetime | None = None
    purpose_note: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A record with its value in the clear."""

    row: RecordRow
    value: bytes


@dataclass(frozen=True, slots=True)
class Shredded:
    """A record whose person's or period's key is gone: nobody can read it."""

    row: RecordRow


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One change of standing or content, opened, for the replay after a restore. `at` in micros.

    Of the kind `request`, `person` is the request's id: what happened to it outlives its person.
    """

    at: int
    person: bytes
    kind: JournalKind
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StartReport:
    """What a start found and did: intents settled, and the epoch it stands at."""

    settled: Settled
    epoch: int


def period_for(
    person: bytes, rule: str, expires_at: int | None, keep_until: int | None
) -> NewPeriod:
    """Return the period whose key a record is sealed under, ends in microseconds.

    With a fixed end: one period per rule and month, shared by people, and the later month when a
    legal duty keeps the record longer. Without: the person's own.
    """
    if expires_at is None:
        return NewPeriod(period=moving_period(rule, person), expires_at=None, person=person)
    return _month_period(rule, max(expires_at, keep_until or expires_at) // _DAY)


@lru_cache(maxsize=4096)
def _month_period(rule: str, day: int) -> NewPeriod:
    month = month_of(day * _DAY)
    return NewPeriod(
        period=fixed_period(rule, *month),
        expires_at=to_micros(end_of_month(*month)),
        person=None,
    )
