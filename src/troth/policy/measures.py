"""What shows that the measures of a policy are kept, and whether it still does on a day.

No program sees a guarded server room or a vendor's own care. What shows them is paper, a page, a
review or a check, each with an end; here is what was declared of it, and the arithmetic of its
days. Days are days of UTC; the day on which something falls due is still in time.

GDPR Art. 5(2) (to show it), 32(1)(d) (a process for regularly testing the measures).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal

from troth.core.periods import Period, add

Kind = Literal["attestation", "link", "review", "check"]
State = Literal["shown", "missing", "expired", "failed", "overdue"]
Recorded = Mapping[tuple[str, str], "Seen"]
"""Measure and what its evidence is about → what was recorded of it last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureEvidence:
    """What is to show one measure.

    Attributes:
        about: Whom or what it concerns: a provider, a system, a method.
        every: How soon it is done again; None for an attestation, which has an end of its own.
        seen, until: What the manifest says of the last time, and of an attestation's last day.
        document, url: Of a link: the document whose address it is, and the address.
    """

    about: str
    kind: Kind
    every: Period | None = None
    seen: date | None = None
    until: date | None = None
    document: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureTerms:
    """What a policy says of one measure beside its kind.

    Attributes:
        owner: The desk that answers for it.
        against: The threats it is named against.
        evidence: What is to show it, by whom or what it is about.
        fix_within: Weight of a finding → how soon it is fixed.
    """

    owner: str | None
    against: frozenset[str]
    evidence: Mapping[str, MeasureEvidence]
    fix_within: Mapping[str, Period]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The last time that something was done: the day, what came of it, and until when it holds."""

    on: date | None = None
    good: bool = True
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a piece of evidence stands on a day.

    Attributes:
        measure: Key of the measure it shows.
        last: When it was last done.
        due: The last day on which it is in time, where there is one.
        late: Days since then; 0 while in time.
    """

    measure: str
    evidence: MeasureEvidence
    state: State
    last: date | None
    due: date | None
    late: int


def standings(
    measures: Mapping[str, MeasureTerms],
    recorded: Recorded,
    day: date,
    promised: date | None = None,
) -> Iterator[Standing]:
    """Yield how each piece of evidence stands on `day`.

    Args:
        measures: Of the policy, by key.
        recorded: What a store knows.
        day: The day, in UTC.
        promised: Since when the policy is in effect: the first check is due an interval later.
    """
    for measure, terms in measures.items():
        for about, evidence in terms.evidence.items():
            yield standing(measure, evidence, recorded.get((measure, about)), day, promised)


def standing(
    measure: str,
    evidence: MeasureEvidence,
    seen: Seen | None,
    day: date,
    promised: date | None = None,
) -> Standing:
    """Return how one piece of evidence stands on `day`; what was recorded outweighs what is said.

    Args:
        measure: Its key.
        evidence: As the policy declares it.
        seen: What was recorded last, if anything.
        day: The day, in UTC.
        promised: Since when the policy is in effect, where that is known.
    """
    newest = _newest(evidence, seen)
    last = None if newest is None else newest.on
    due = _due(evidence, newest, promised)
    late = 0 if due is None or day <= due else (day - due).days
    return Standing(
        measure=measure,
        evidence=evidence,
        state=_state(evidence.kind, newest, late),
        last=last,
        due=due,
        late=late,
    )


def falls_due(began: date, period: Period) -> date:
    """Return the last day of a period that began on a day, both of UTC."""
    return add(datetime.combine(began, time(), UTC), period).date()


def _newest(evidence: MeasureEvidence, seen: Seen | None) -> Seen | None:
    said = evidence.seen or date.min
    if seen is not None and said <= (seen.on or date.min):
        return seen
    if evidence.seen is None and evidence.until is None:
        return None
    return Seen(on=evidence.seen, until=evidence.until)


def _due(evidence: MeasureEvidence, newest: Seen | None, promised: date | None) -> date | None:
    if evidence.kind == "attestation":
        return None if newest is None else newest.until
    began = promised if newest is None and evidence.kind in ("review", "check") else None
    began = newest.on if newest is not None else began
    if began is None or evidence.every is None:
        return None
    return falls_due(began, evidence.every)


def _state(kind: Kind, newest: Seen | None, late: int) -> State:
    if kind in ("review", "check"):
        if late:
            return "overdue"
        return "missing" if newest is None else "shown"
    if newest is None or (kind == "attestation" and newest.until is None):
        return "missing"
    if late:
        return "expired"
    return "shown" if newest.good else "failed"
