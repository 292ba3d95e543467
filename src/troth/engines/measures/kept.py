"""What a store keeps of the evidence of measures, and how the log gives back what it forgot.

A company checks a few times a month, so all of it is one setting of the store. A backup that is put
back may be older than the last check; the log is not (D4.8), and says what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Final, Literal

import msgspec

from troth.core.facts import Fact, decode
from troth.policy.measures import Kind, Seen
from troth.storage.ports import DataReader, DataUnit

Weight = Literal["critical", "high", "medium", "low", "improvement"]
Ending = Literal["fixed", "accepted"]
REGISTER: Final = "security-register"
"""Setting of the store that holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Something that was done to show a measure.

    Attributes:
        measure, about: Key of the measure, and of its evidence.
        at: When it was recorded, in microseconds.
        on: The day on which it was done (UTC).
        good: Whether it held: the page was there, the check passed.
        until: The last day of an attestation (UTC).
        by: Who did it, by id.
    """

    measure: str
    about: str
    kind: Kind
    at: int
    on: date
    good: bool
    until: date | None
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityFinding:
    """What a check or a review found, until it is fixed.

    Attributes:
        finding: Its id in the company's own tracker.
        opened_at, closed_at: Instants in microseconds; None while it is open.
        ending: `fixed`, `accepted`, or nothing while it is open.
    """

    finding: str
    measure: str
    weight: Weight
    opened_at: int
    by: str
    closed_at: int | None = None
    ending: Ending | Literal[""] = ""


class Register(msgspec.Struct, frozen=True):
    """Everything that was recorded, oldest first."""

    done: list[Done]
    findings: list[SecurityFinding]

    def last(self) -> Mapping[tuple[str, str], Seen]:
        """Return what was done last for each piece of evidence; of one day, what came later."""
        newest: dict[tuple[str, str], Done] = {}
        for one in self.done:
            before = newest.get((one.measure, one.about))
            if before is None or before.on <= one.on:
                newest[one.measure, one.about] = one
        return {at: Seen(on=o.on, good=o.good, until=o.until) for at, o in newest.items()}


def read_register(reader: DataReader) -> Register:
    """Return everything that was recorded: what is kept, and what only the log still knows."""
    kept = reader.meta(REGISTER)
    register = msgspec.json.decode(kept, type=Register) if kept else Register([], [])
    known = {(one.measure, one.about, one.at) for one in register.done}
    forgotten = [one for one in _done_in(reader) if (one.measure, one.about, one.at) not in known]
    done = sorted([*register.done, *forgotten], key=lambda one: one.at) if forgotten else None
    return Register(done or register.done, _findings_in(reader, register.findings))


def write_register(
    unit: DataUnit, done: Sequence[Done], findings: Sequence[SecurityFinding]
) -> None:
    """Keep everything."""
    listed = {
        "done": [asdict(one) for one in done],
        "findings": [asdict(one) for one in findings],
    }
    unit.set_meta(REGISTER, msgspec.json.encode(listed).decode())


class _Deed(msgspec.Struct, frozen=True):
    """A fact of the log about something that was done."""

    measure: str
    about: str
    what: Kind
    outcome: str
    on: date
    until: str
    by: str


class _Opened(msgspec.Struct, frozen=True):
    finding: str
    measure: str
    weight: Weight
    by: str


class _Closed(msgspec.Struct, frozen=True):
    finding: str
    ending: Ending


def _facts(reader: DataReader, kind: str) -> Iterator[Fact]:
    for row in reader.facts_of(kind):
        yield decode(row.body)


def _done_in(reader: DataReader) -> Iterator[Done]:
    for fact in _facts(reader, "measure-shown"):
        told = msgspec.convert(dict(fact.detail), _Deed, strict=False)
        yield Done(
            measure=told.measure,
            about=told.about,
            kind=told.what,
            at=fact.at,
            on=told.on,
            good=told.outcome == "good",
            until=None if told.until == "none" else date.fromisoformat(told.until),
            by=told.by,
        )


def _findings_in(reader: DataReader, kept: Sequence[SecurityFinding]) -> list[SecurityFinding]:
    found = {one.finding: one for one in kept}
    for fact in _facts(reader, "finding-opened"):
        opened = msgspec.convert(dict(fact.detail), _Opened)
        if opened.finding not in found:
            found[opened.finding] = SecurityFinding(
                finding=opened.finding,
                measure=opened.measure,
                weight=opened.weight,
                opened_at=fact.at,
                by=opened.by,
            )
    for fact in _facts(reader, "finding-closed"):
        closed = msgspec.convert(dict(fact.detail), _Closed)
        known = found.get(closed.finding)
        if known is not None and known.closed_at is None:
            found[closed.finding] = replace(known, closed_at=fact.at, ending=closed.ending)
    return list(found.values())
