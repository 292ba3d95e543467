"""Is there evidence of what no program sees, is it in time, and is what was found fixed?

Read from the log alone: what was done for each measure and when, what was found and when that
ended. The register itself is not asked. A promise whose evidence is missing or over is unproven; a
missed check and a finding that is open for too long break it. Days are days of UTC.

GDPR Art. 5(2), 32(1)(d).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from troth.core.periods import Period, add, from_micros, subtract
from troth.engines.probes.controls import CONNECTION, DOCUMENTS, control_for
from troth.engines.probes.inquiry import Inquiry
from troth.engines.probes.logged import count, facts_of, name
from troth.engines.probes.observation import Observation, Tally
from troth.policy.measures import MeasureEvidence

PROBE: Final = "measures"
SHOWN: Final = "attestations, pages, reviews and checks that are in time"

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deed:
    on: date
    good: bool
    until: date | None
    fact: int | None


def probe(inquiry: Inquiry) -> list[Observation]:
    """Return what the log shows of every measure that names its evidence."""
    tally, today = Tally(PROBE), inquiry.now.astimezone(UTC).date()
    deeds, began = _deeds(inquiry), _began(inquiry)
    for promise in inquiry.policy.promises:
        terms = inquiry.policy.measures.get(promise.key)
        if promise.section != "security" or terms is None:
            continue
        for about, evidence in terms.evidence.items():
            deed = deeds.get((promise.key, about)) or _declared(evidence)
            _weigh(tally, promise.address, evidence, deed, today, began)
        # What another probe sees needs no paper.
        if not terms.evidence and control_for(inquiry.policy, promise, "measure").probe == PROBE:
            transit = inquiry.policy.security.get(promise.key) == "encryption-in-transit"
            missing = CONNECTION if transit else DOCUMENTS
            tally.lacks(promise.address, "measure", f"waits-for: {missing}")
    _findings(inquiry, tally, today)
    return tally.observations()


def _weigh(
    tally: Tally,
    address: str,
    evidence: MeasureEvidence,
    deed: _Deed | None,
    today: date,
    began: date | None,
) -> None:
    about = evidence.about
    if evidence.kind in ("attestation", "link"):
        lacking = _paper(evidence, deed, today)
        if lacking:
            tally.lacks(address, "measure", f"{lacking}: {about}")
        elif deed is not None:
            tally.saw(address, "measure", SHOWN, fact=deed.fact)
        return
    since = deed.on if deed is not None else began
    if since is not None and evidence.every is not None and was_over(since, evidence.every, today):
        if evidence.kind == "check":
            due = add(_midnight(since), evidence.every).date()
            days = (today - due) // _DAY
            what = f"the check {about} is overdue by {days} days (due {due.isoformat()})"
            tally.broke(address, "measure", what)
        else:
            tally.lacks(address, "measure", f"review-overdue: {about}")
    elif deed is None:
        tally.lacks(address, "measure", f"evidence-missing: {about}")
    else:
        tally.saw(address, "measure", SHOWN, fact=deed.fact)


def _paper(evidence: MeasureEvidence, deed: _Deed | None, today: date) -> str:
    if deed is None:
        return "evidence-missing"
    if evidence.kind == "attestation":
        if deed.until is None:
            return "evidence-missing"
        return "evidence-expired" if deed.until < today else ""
    stale = evidence.every is not None and was_over(deed.on, evidence.every, today)
    return "evidence-expired" if stale or not deed.good else ""


def was_over(since: date, every: Period, today: date) -> bool:
    """Whether an interval that began on a day was over before today."""
    return since <= subtract(_midnight(today - _DAY), every).date()


def _findings(inquiry: Inquiry, tally: Tally, today: date) -> None:
    closed = {name(fields, "finding") for _, fields in facts_of(inquiry.data, "finding-closed")}
    for index, fields in facts_of(inquiry.data, "finding-opened"):
        key, weight = name(fields, "measure"), name(fields, "weight")
        terms = inquiry.policy.measures.get(key)
        within = None if terms is None else terms.fix_within.get(weight)
        if within is None or name(fields, "finding") in closed:
            continue
        opened = from_micros(count(fields, "at")).date()
        if was_over(opened, within, today):
            what = f"{weight} findings open for longer than {within}"
            tally.broke(f"security/{key}", "measure", what, fact=index)


def _declared(evidence: MeasureEvidence) -> _Deed | None:
    if evidence.kind == "attestation":
        if evidence.until is None:
            return None
        return _Deed(on=evidence.seen or date.min, good=True, until=evidence.until, fact=None)
    return None if evidence.seen is None else _Deed(
        on=evidence.seen, good=True, until=None, fact=None
    )  # fmt: skip


def _deeds(inquiry: Inquiry) -> Mapping[tuple[str, str], _Deed]:
    last: dict[tuple[str, str], _Deed] = {}
    for where, deed in _told(inquiry):
        if where not in last or last[where].on <= deed.on:
            last[where] = deed
    return last


def _told(inquiry: Inquiry) -> Iterator[tuple[tuple[str, str], _Deed]]:
    for index, fields in facts_of(inquiry.data, "measure-shown"):
        on = _date(name(fields, "on"))
        if on is not None:
            yield (
                (name(fields, "measure"), name(fields, "about")),
                _Deed(
                    on=on,
                    good=name(fields, "outcome") == "good",
                    until=_date(name(fields, "until")),
                    fact=index,
                ),
            )


def _began(inquiry: Inquiry) -> date | None:
    """Return the day since which the policy in force is in effect."""
    days = [
        from_micros(max(count(fields, "at"), count(fields, "effective"))).date()
        for _, fields in facts_of(inquiry.data, "version-published")
        if name(fields, "policy") == inquiry.policy.hash
    ]
    return min(days, default=None)


def _date(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
