"""What `troth security` shows: evidence, findings and issues as documents and as rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from troth.core.periods import from_micros
from troth.engines.measures.audit import Improvement, Issue
from troth.engines.measures.kept import Done, SecurityFinding
from troth.policy.measures import Standing


def done_document(one: Done) -> dict[str, object]:
    """Return something that was done as JSON can say it."""
    return {
        "measure": one.measure,
        "about": one.about,
        "kind": one.kind,
        "on": one.on.isoformat(),
        "good": one.good,
        "until": _day(one.until),
        "by": one.by,
    }


def standing_document(one: Standing, owners: Mapping[str, str | None]) -> dict[str, object]:
    """Return how a piece of evidence stands."""
    every = one.evidence.every
    return {
        "address": f"security/{one.measure}",
        "owner": owners.get(one.measure),
        "about": one.evidence.about,
        "kind": one.evidence.kind,
        "every": None if every is None else str(every),
        "state": one.state,
        "last": _day(one.last),
        "due": _day(one.due),
        "late": one.late,
    }


def standing_row(one: Standing) -> tuple[str | None, ...]:
    """Return the same as a row."""
    late = f"{one.state} ({one.late} d)" if one.late else one.state
    return (one.measure, one.evidence.about, one.evidence.kind, late, _day(one.last), _day(one.due))


def finding_document(one: SecurityFinding) -> dict[str, object]:
    """Return a finding as JSON can say it."""
    closed = one.closed_at
    return {
        "finding": one.finding,
        "measure": one.measure,
        "weight": one.weight,
        "opened": from_micros(one.opened_at).isoformat(),
        "closed": None if closed is None else from_micros(closed).isoformat(),
        "ending": one.ending or None,
        "by": one.by,
    }


def issue_document(one: Issue) -> dict[str, object]:
    """Return what an audit found."""
    return {
        "code": one.code,
        "address": one.address,
        "about": one.about,
        "days": one.days,
        "due": _day(one.due),
        "weight": one.weight or None,
        "broken": one.broken,
    }


def issue_row(one: Issue) -> tuple[str | None, ...]:
    """Return the same as a row."""
    return (one.code, one.address, one.about, str(one.days), _day(one.due))


def improvement_document(found: Improvement, first: date, last: date) -> dict[str, object]:
    """Return what was done in a time."""
    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "done": dict(found.done),
        "opened": dict(found.opened),
        "closed": dict(found.closed),
        "open": dict(found.still_open),
    }


def improvement_words(found: Improvement) -> dict[str, object]:
    """Return the same for people."""
    named = {
        "done": found.done,
        "findings opened": found.opened,
        "findings closed": found.closed,
        "findings still open": found.still_open,
    }
    return {
        name: ", ".join(f"{key}: {number}" for key, number in counted.items()) or "none"
        for name, counted in named.items()
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
