"""Was every breach told in time to the authority?

Read from the log alone: when each breach was written down with its term, when the authority was
told, whether it was closed. Nothing of the register itself is asked. GDPR Art. 33(1).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from troth.core.periods import to_micros
from troth.engines.probes.inquiry import Inquiry
from troth.engines.probes.logged import count, facts_of, name
from troth.engines.probes.observation import Observation, Tally

PROBE: Final = "breaches"


@dataclass(slots=True)
class _Course:
    """What the log says of one breach."""

    due: int = 0
    notified: int | None = None
    closed: bool = False
    fact: int | None = None


def probe(inquiry: Inquiry) -> list[Observation]:
    """Return what the log shows of every breach."""
    promised = [
        f"security/{key}"
        for key, kind in inquiry.policy.security.items()
        if kind == "breach-notification"
    ]
    if not promised:
        return []
    tally, now = Tally(PROBE), to_micros(inquiry.now)
    for id_, course in _courses(inquiry):
        wrong = _wrong(course, now)
        for address in promised:
            if wrong:
                tally.broke(address, "measure", wrong, ids=[bytes.fromhex(id_)], fact=course.fact)
            elif course.notified is not None:
                what = "breaches of which the authority was told in time"
                tally.saw(address, "measure", what, fact=course.fact)
            elif course.closed:
                what = "breaches without a risk, closed with their reasons"
                tally.saw(address, "measure", what, fact=course.fact)
    return tally.observations()


def _wrong(course: _Course, now: int) -> str:
    if not course.due:
        return ""
    if course.notified is not None and course.notified > course.due:
        return "breaches of which the authority was told late"
    if course.notified is None and not course.closed and now > course.due:
        return "breaches of which the authority does not know after the term"
    return ""


def _courses(inquiry: Inquiry) -> Iterator[tuple[str, _Course]]:
    found: dict[str, _Course] = {}
    for index, fields in facts_of(inquiry.data, "dossier-moved"):
        if name(fields, "what") != "breach":
            continue
        course = found.setdefault(name(fields, "dossier"), _Course())
        course.due, course.fact = count(fields, "due"), index
        event = name(fields, "event")
        if event == "notified" and course.notified is None:
            course.notified = count(fields, "at")
        course.closed = course.closed or event == "closed"
    yield from sorted(found.items())
