"""What `troth retention` prints: sweeps, explanations, watches and bounds, as words and as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType

from troth.cli.output import counted, line, pairs, table
from troth.engines.retention.explain import Explained
from troth.engines.retention.retention import SweepReport
from troth.engines.retention.watch import VendorLonger, Watched
from troth.policy.bounds import Bound, Weighed

STATES = {
    "keep": "kept until its period ends",
    "open": "kept until an event happens",
    "due": "due: the next sweep deletes it",
    "held": "due, and stopped by a duty or a hold",
    "restricted": "its period is over: kept, and only kept",
}


def sweep_document(report: SweepReport) -> dict[str, object]:
    """Return what a sweep did, or would do."""
    return {
        "committed": report.committed,
        "plan": report.plan.hex() or None,
        "records": report.total,
        "by_rule": dict(sorted(report.by_rule.items())),
        "anonymised": dict(report.anonymised),
        "left": dict(report.left),
        "restricted": dict(report.restricted),
        "exceptions_ended": dict(report.exceptions),
        "period_keys": report.periods,
        "awaiting_approval": dict(sorted(report.review.items())),
    }


def sweep_words(report: SweepReport) -> list[RenderableType]:
    """Return the same for people."""
    records = counted(report.total, "record")
    if not report.committed:
        head = f"{records} due" + ("; nothing is done without --commit" if report.total else "")
    else:
        head = f"{records} gone; {counted(report.periods, 'period key')} destroyed"
    parts: list[RenderableType] = [line(head, "bold")]
    for title, found in (
        ("rule", report.by_rule),
        ("anonymised by", report.anonymised),
        ("kept and only kept", report.restricted),
        ("exceptions that ended", report.exceptions),
        ("awaits --approve", report.review),
    ):
        if found:
            parts.append(table((title, "records"), sorted(found.items())))
    return parts


def explained_document(found: Explained) -> dict[str, object]:
    """Return why a record is still here."""
    verdict = found.verdict
    return {
        "record": found.record.hex(),
        "category": found.category,
        "form": found.form,
        "state": verdict.state,
        "until": verdict.until.isoformat() if verdict.until else None,
        "rule": verdict.winner,
        "others": [
            {
                "rule": claim.address,
                "at": claim.at.isoformat() if claim.at else None,
                "waits_for": claim.waits_for,
            }
            for claim in verdict.losers
        ],
        "afterwards": [
            {"by": claim.address, "until": claim.at.isoformat() if claim.at else None}
            for claim in found.afterwards
        ],
        "since": {rule: at.isoformat() for rule, at in sorted(found.since.items())},
        "owed": list(found.owed),
        "warnings": [{"code": code, "address": address} for code, address in found.warnings],
    }


def explained_words(found: Explained) -> list[RenderableType]:
    """Return the same for people."""
    verdict = found.verdict
    parts: list[RenderableType] = [
        pairs(
            {
                "category": found.category,
                "form": found.form,
                "state": STATES.get(verdict.state, verdict.state),
                "until": verdict.until.isoformat(timespec="seconds") if verdict.until else None,
                "by": verdict.winner,
                "owed": ", ".join(found.owed) or None,
            }
        )
    ]
    if verdict.losers:
        rows = [
            (c.address, c.at.isoformat(timespec="seconds") if c.at else f"waits for {c.waits_for}")
            for c in verdict.losers
        ]
        parts += [line(""), table(("rules that lost", "would end it"), rows)]
    if found.afterwards:
        rows = [
            (c.address, c.at.isoformat(timespec="seconds") if c.at else "released")
            for c in found.afterwards
        ]
        parts += [line(""), table(("then held by", "until"), rows)]
    if found.warnings:
        parts += [line(""), table(("warning", "of"), list(found.warnings))]
    return parts


def watched_document(found: Watched) -> dict[str, object]:
    """Return what stands under a rule without a date."""
    return {
        "rule": found.rule,
        "waits_for": found.waits_for,
        "records": found.records,
        "since": found.since.isoformat(),
        "next_end": found.next_end.isoformat() if found.next_end else None,
        "reviewed": found.reviewed.isoformat() if found.reviewed else None,
        "review_by": found.review_by.isoformat() if found.review_by else None,
        "overdue": found.overdue,
    }


def watched_words(found: Sequence[Watched]) -> list[RenderableType]:
    """Return the same for people."""
    if not found:
        return [line("every record has its date")]
    rows = [
        (
            one.rule,
            one.waits_for,
            str(one.records),
            one.since.date().isoformat(),
            _by(one),
        )
        for one in found
    ]
    return [table(("rule", "waits for", "records", "since", "then"), rows)]


def _by(one: Watched) -> str:
    if one.review_by is None:
        return f"goes {one.next_end.date().isoformat()}" if one.next_end else ""
    day = one.review_by.date().isoformat()
    return f"review is overdue since {day}" if one.overdue else f"review by {day}"


def vendor_document(found: VendorLonger) -> dict[str, object]:
    """Return a vendor that keeps longer than is promised."""
    return {
        "code": "VENDOR_RETENTION",
        "recipient": found.recipient,
        "keeps": str(found.keeps),
        "rule": found.rule,
        "promised": str(found.promised),
    }


def weighed_document(found: Weighed) -> dict[str, object]:
    """Return a rule beside the law of every place, with what wins where and why."""
    rule = found.rule
    return {
        "rule": rule.address,
        "topic": rule.topic,
        "period": str(rule.period) if rule.period else None,
        "said_by": rule.provenance,
        "bounds": [_bound_document(bound) for bound in found.bounds],
        "conflicts": [
            {"least": _brief(least), "most": _brief(most)} for least, most in found.clashes
        ],
        "wins": [
            {"place": one.place, "period": str(one.period), "by": one.by, "why": one.why}
            for one in found.outcomes
        ],
    }


def weighed_words(found: Weighed) -> list[RenderableType]:
    """Return the same for people."""
    rule = found.rule
    said = {"said": "the policy says", "assumed": "Troth assumes"}.get(rule.provenance, "")
    parts: list[RenderableType] = [line(f"{rule.address}: {said} {rule.period}", "bold")]
    rows = [
        (b.place, f"at {b.kind}", str(b.period), b.figure.source, _first(b)) for b in found.bounds
    ]
    parts.append(table(("place", "", "period", "source", "since"), rows))
    parts += [
        line(f"at least {a.period} in {a.place}, at most {b.period} in {b.place}", "red")
        for a, b in found.clashes
    ]
    wins = [(one.place, str(one.period), one.by, one.why) for one in found.outcomes]
    parts.append(table(("there", "holds", "by", "why"), wins))
    return parts


def _bound_document(bound: Bound) -> dict[str, object]:
    figure = bound.figure
    return {
        **_brief(bound),
        "kind": bound.kind,
        "source": figure.source,
        "read_in": list(figure.read_in),
        "valid_from": figure.valid_from.isoformat() if figure.valid_from else "unknown",
        "confidence": figure.confidence,
        "note": figure.note,
    }


def _brief(bound: Bound) -> dict[str, str]:
    return {"place": bound.place, "period": str(bound.period)}


def _first(bound: Bound) -> str:
    return bound.figure.valid_from.isoformat() if bound.figure.valid_from else "unknown"
