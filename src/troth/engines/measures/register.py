"""The register of what shows measures: attestations, looked-at pages, reviews, checks, findings.

The manifest says what is to show each measure and how often; here is what was done, when and by
whom, and until when it holds. It is only added to. A finding is an id of the company's own tracker
with its weight; what it is about stays there. Ids only: the log holds no names of people.

GDPR Art. 5(2), 32(1)(d).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final, get_args

from troth.core.facts import Fact, fact
from troth.core.periods import to_micros
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.measures.kept import (
    Done,
    Ending,
    Register,
    SecurityFinding,
    Weight,
    read_register,
    write_register,
)
from troth.errors import InputError
from troth.policy.compiled import Policy
from troth.policy.measures import Kind, MeasureEvidence
from troth.policy.nearest import nearest
from troth.storage.ports import DataStore

ENDINGS: Final[tuple[str, ...]] = get_args(Ending)
WEIGHTS: Final[tuple[str, ...]] = get_args(Weight)
"""How much a finding weighs; an improvement is what a review wants done, and no fault."""
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")


class SecurityRegister:
    """Keeps what shows measures."""

    def __init__(self, *, policy: Policy, data: DataStore, evidence: EvidenceLog) -> None:
        self._policy = policy
        self._data = data
        self._evidence = evidence

    def read(self) -> Register:
        """Return everything that was recorded."""
        with self._data.read() as reader:
            return read_register(reader)

    def show(
        self, kind: Kind, about: str, now: datetime, *, by: str, on: date | None = None,
        good: bool = True, until: date | None = None,
    ) -> Done:  # fmt: skip
        """Record that something was done to show a measure.

        Args:
            kind: What was done.
            about: Key of the evidence; `measure/key` where two measures have one of that name.
            now: The instant.
            by: Who did it, by id.
            on: The day on which it was done; by default today (UTC).
            good: Whether it held.
            until: The last day of an attestation.

        Raises:
            InputError: `measures/unknown-evidence`, `measures/unclear-evidence`,
                `measures/other-kind`, `measures/not-yet`, `measures/no-end`, `measures/over`,
                `measures/not-an-id`.
        """
        measure, evidence = self._evidence_of(about, kind)
        today = now.astimezone(UTC).date()
        day = on or today
        _check_id(by)
        _check_days(evidence, day, until, today)
        made = Done(
            measure=measure, about=evidence.about, kind=kind, at=to_micros(now), on=day,
            good=good, until=until, by=by,
        )  # fmt: skip
        with self._data.unit() as unit:
            register = read_register(unit)
            write_register(unit, [*register.done, made], register.findings)
            self._evidence.append(unit, _fact_of(made))
        return made

    def kind_of(self, named: str) -> Kind:
        """Return what a piece of evidence is, by `measure/key`.

        Raises:
            InputError: `measures/unknown-evidence`.
        """
        found = self._known().get(named)
        if found is None:
            raise _unknown(named, self._known())
        return found[1].kind

    def find(
        self, finding: str, measure: str, weight: Weight, now: datetime, *, by: str
    ) -> SecurityFinding:
        """Record what a check or a review of a measure found; it is open from now on.

        Raises:
            InputError: `measures/unknown-measure`, `measures/known-finding`,
                `measures/not-an-id`.
        """
        if measure not in self._policy.security:
            raise InputError(
                "measures/unknown-measure",
                f"the policy promises no measure `{measure[:60]}`",
                help=nearest(measure, self._policy.security),
            )
        _check_id(finding)
        _check_id(by)
        at = to_micros(now)
        made = SecurityFinding(finding=finding, measure=measure, weight=weight, opened_at=at, by=by)
        with self._data.unit() as unit:
            register = read_register(unit)
            if any(one.finding == finding for one in register.findings):
                raise InputError(
                    "measures/known-finding",
                    f"a finding `{finding}` is kept already",
                    help="each finding has an id of its own",
                )
            write_register(unit, register.done, [*register.findings, made])
            told = fact(
                "finding-opened", at, finding=finding, measure=measure, weight=weight, by=by
            )
            self._evidence.append(unit, told)
        return made

    def close(
        self, finding: str, now: datetime, *, by: str, ending: Ending = "fixed"
    ) -> SecurityFinding:
        """Record that a finding is fixed, or that its risk was accepted.

        Raises:
            InputError: `measures/unknown-finding`, `measures/closed-already`,
                `measures/not-an-id`.
        """
        _check_id(by)
        at = to_micros(now)
        with self._data.unit() as unit:
            register = read_register(unit)
            known = _finding(register, finding)
            if known.closed_at is not None:
                raise InputError("measures/closed-already", f"`{finding}` is closed already")
            made = replace(known, closed_at=at, ending=ending)
            others = [made if one.finding == finding else one for one in register.findings]
            write_register(unit, register.done, others)
            self._evidence.append(
                unit, fact("finding-closed", at, finding=finding, ending=ending, by=by)
            )
        return made

    def _known(self) -> Mapping[str, tuple[str, MeasureEvidence]]:
        return {
            f"{measure}/{about}": (measure, evidence)
            for measure, terms in self._policy.measures.items()
            for about, evidence in terms.evidence.items()
        }

    def _evidence_of(self, named: str, kind: Kind) -> tuple[str, MeasureEvidence]:
        known = self._known()
        found = [
            one for address, one in known.items() if named in (address, address.partition("/")[2])
        ]
        fitting = [one for one in found if one[1].kind == kind]
        if len(fitting) == 1:
            return fitting[0]
        if not found:
            raise _unknown(named, known)
        if not fitting:
            raise InputError(
                "measures/other-kind",
                f"`{named}` is of the kind {found[0][1].kind}, not {kind}",
                help="record it as what it is",
            )
        raise InputError(
            "measures/unclear-evidence",
            f"more than one measure is shown by `{named}`",
            help="write it with its measure: " + ", ".join(sorted(known)),
        )


def _unknown(named: str, known: Collection[str]) -> InputError:
    return InputError(
        "measures/unknown-evidence",
        f"no measure of the policy is shown by `{named[:80]}`",
        help=nearest(named, known) or "see `troth security show`",
    )


def _finding(register: Register, finding: str) -> SecurityFinding:
    for one in register.findings:
        if one.finding == finding:
            return one
    raise InputError(
        "measures/unknown-finding",
        f"no finding `{finding[:80]}` is kept",
        help=nearest(finding, [one.finding for one in register.findings]),
    )


def _check_id(written: str) -> None:
    if not NAME.fullmatch(written):
        raise InputError(
            "measures/not-an-id",
            f"`{written[:60]}` is no id",
            help="letters, digits, `.`, `_` and `-`; the log holds no names",
        )


def _check_days(evidence: MeasureEvidence, day: date, until: date | None, today: date) -> None:
    if day > today:
        raise InputError(
            "measures/not-yet",
            f"{day.isoformat()} is still to come",
            help="record it once it is done",
        )
    if evidence.kind == "attestation" and until is None:
        raise InputError(
            "measures/no-end",
            "an attestation holds until a day, and none is given",
            help="give the last day on which it holds",
        )
    if until is not None and until < today:
        raise InputError(
            "measures/over", f"an attestation that ended on {until.isoformat()} shows nothing"
        )


def _fact_of(done: Done) -> Fact:
    return fact(
        "measure-shown",
        done.at,
        measure=done.measure,
        about=done.about,
        what=done.kind,
        outcome="good" if done.good else "bad",
        on=done.on.isoformat(),
        until="none" if done.until is None else done.until.isoformat(),
        by=done.by,
    )
