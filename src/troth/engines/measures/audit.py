"""The audit of measures: what is overdue and by how many days, what is open, what was improved.

Reads the register and the policy, changes nothing. Days are days of UTC.

GDPR Art. 32(1)(d): a process for regularly testing, assessing and evaluating the measures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from troth.core.periods import from_micros
from troth.engines.measures.kept import Register, SecurityFinding
from troth.policy.compiled import Policy
from troth.policy.measures import Kind, Standing, State, falls_due, standings
from troth.storage.ports import DataReader

Code = Literal[
    "SECURITY_CHECK_OVERDUE", "REVIEW_OVERDUE", "EVIDENCE_EXPIRED", "EVIDENCE_MISSING",
    "FINDING_OPEN",
]  # fmt: skip

AHEAD: Final = timedelta(days=14)
"""How far ahead something that falls due is told of."""

_CODES: Final[Mapping[tuple[Kind, State], Code]] = {
    ("check", "overdue"): "SECURITY_CHECK_OVERDUE",
    ("review", "overdue"): "REVIEW_OVERDUE",
    ("attestation", "expired"): "EVIDENCE_EXPIRED",
    ("link", "expired"): "EVIDENCE_EXPIRED",
    ("link", "failed"): "EVIDENCE_EXPIRED",
    ("attestation", "failed"): "EVIDENCE_EXPIRED",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One thing that an audit finds.

    Attributes:
        about: Key of the evidence, or id of the finding.
        days: How long it is overdue or open.
        due: When it was due; of a finding, the last day on which it may be open, if one is set.
        weight: Of a finding.
        broken: Whether a promise is broken by it: a missed check, a finding open for too long.
    """

    code: Code
    address: str
    about: str
    days: int
    due: date | None
    weight: str = ""
    broken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Improvement:
    """What was done in a time: checks, reviews, and findings opened and closed by weight."""

    done: Mapping[str, int]
    opened: Mapping[str, int]
    closed: Mapping[str, int]
    still_open: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How the measures of a policy stand on a day."""

    day: date
    standings: tuple[Standing, ...]
    open: tuple[SecurityFinding, ...]
    issues: tuple[Issue, ...]


def look(policy: Policy, register: Register, day: date, promised: date | None = None) -> Look:
    """Return how everything that is to show measures stands on a day, and what is wrong.

    Args:
        policy: The policy in force.
        register: What was recorded.
        day: The day (UTC).
        promised: Since when the policy is in effect: a first check is due an interval later.
    """
    stand = tuple(standings(policy.measures, register.last(), day, promised))
    opened = tuple(one for one in register.findings if one.closed_at is None)
    issues = (
        *(_overdue(one) for one in stand if one.state != "shown"),
        *(_open(policy, one, day) for one in opened),
    )
    return Look(day=day, standings=stand, open=opened, issues=issues)


def improvement(register: Register, first: date, last: date) -> Improvement:
    """Return what was done from one day to another, both included."""
    inside = [one for one in register.done if first <= one.on <= last]
    closed = (
        one.weight
        for one in register.findings
        if one.closed_at is not None and first <= _day(one.closed_at) <= last
    )
    later = [one for one in register.findings if _day(one.opened_at) <= last]
    return Improvement(
        done=_counted(one.kind for one in inside),
        opened=_counted(one.weight for one in later if first <= _day(one.opened_at)),
        closed=_counted(closed),
        still_open=_counted(one.weight for one in later if _open_after(one, last)),
    )


def to_do(found: Look, ahead: timedelta = AHEAD) -> list[Standing]:
    """Return what is missing, over or overdue, or will be within `ahead`; the oldest first."""
    soon = found.day + ahead
    waiting = [
        one
        for one in found.standings
        if one.state != "shown" or (one.due is not None and one.due <= soon)
    ]
    return sorted(waiting, key=lambda one: (one.due or date.min, one.measure, one.evidence.about))


def promised_since(reader: DataReader, policy: Policy) -> date | None:
    """Return the day since which a store runs a policy, or None where it never published it."""
    days = [
        _day(max(one.effective_at, one.published_at))
        for one in reader.versions()
        if one.policy == policy.hash
    ]
    return min(days, default=None)


def _overdue(one: Standing) -> Issue:
    code = _CODES.get((one.evidence.kind, one.state), "EVIDENCE_MISSING")
    return Issue(
        code=code,
        address=f"security/{one.measure}",
        about=one.evidence.about,
        days=one.late,
        due=one.due,
        broken=code == "SECURITY_CHECK_OVERDUE",
    )


def _open(policy: Policy, one: SecurityFinding, day: date) -> Issue:
    terms = policy.measures.get(one.measure)
    within = None if terms is None else terms.fix_within.get(one.weight)
    opened = _day(one.opened_at)
    due = None if within is None else falls_due(opened, within)
    return Issue(
        code="FINDING_OPEN",
        address=f"security/{one.measure}",
        about=one.finding,
        days=(day - opened) // timedelta(days=1),
        due=due,
        weight=one.weight,
        broken=due is not None and day > due,
    )


def _open_after(one: SecurityFinding, day: date) -> bool:
    return one.closed_at is None or _day(one.closed_at) > day


def _day(micros: int) -> date:
    return from_micros(micros).date()


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))
