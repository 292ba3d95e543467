"""What portability covers: provided or observed, on consent or contract, in the person's own words.

Every value that is held is either in the portion or left out with a reason, so the two together are
what access shows. Pure: an answer's values come in, the portion comes out.

GDPR Art. 20(1), 20(4); WP 242 rev.01, section III (provided and observed, not inferred).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from troth.engines.export.redaction import (
    SEVERAL_VOICES,
    WHY,
    WRITTEN_BY_ANOTHER,
    Redaction,
)
from troth.policy.compiled import Policy

Value = Mapping[str, object]

PORTABLE_BASES: Final = frozenset(("consent", "contract"))
"""GDPR Art. 20(1)(a): portability goes with these two bases."""
PROVIDED: Final = frozenset(("direct", "automatic"))
"""Provided or observed; what was derived is not portable (WP 242 rev.01, section III)."""

NOT_PROVIDED: Final = "NOT_PROVIDED"
OTHER_BASIS: Final = "OTHER_BASIS"
UNREADABLE: Final = "UNREADABLE"

LEFT_OUT: Final[Mapping[str, str]] = {
    NOT_PROVIDED: "it was neither given by you nor observed of you",
    OTHER_BASIS: "it rests neither on your consent nor on a contract with you",
    UNREADABLE: "its key was destroyed: nobody can read it any more",
    WRITTEN_BY_ANOTHER: WHY[WRITTEN_BY_ANOTHER],
    SEVERAL_VOICES: WHY[SEVERAL_VOICES],
}
"""Each reason in words for the person; access shows all but what nobody can read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """One value that portability does not reach, and why."""

    record: str
    field: str
    category: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """What a person may take along, and what stays behind."""

    values: tuple[Value, ...]
    left_out: tuple[LeftOut, ...]
    redactions: tuple[Redaction, ...]

    def explained(self) -> dict[str, object]:
        """Return in counts and words what is not in the portion."""
        reasons = Counter(one.reason for one in self.left_out)
        return {
            "values": len(self.values),
            "left_out": [
                {"reason": reason, "count": count, "why": LEFT_OUT[reason]}
                for reason, count in sorted(reasons.items())
            ],
            "redacted": [one.as_json() for one in self.redactions],
        }


def portion(
    policy: Policy,
    values: Sequence[Value],
    *,
    others: frozenset[str],
    redactions: Sequence[Redaction],
) -> Portion:
    """Part an answer's values into what portability covers and what it does not.

    Args:
        policy: Whose purposes say on which basis a value rests.
        values: The values of an answer (`Export.assemble`).
        others: Records that somebody else wrote.
        redactions: What was masked in the values.
    """
    taken: list[Value] = []
    left: list[LeftOut] = []
    for value in values:
        reason = _reason(policy, value, others)
        if reason:
            left.append(
                LeftOut(
                    record=str(value["record"]),
                    field=str(value["field"]),
                    category=str(value["category"]),
                    reason=reason,
                )
            )
        else:
            taken.append(value)
    there = {value["record"] for value in taken}
    return Portion(
        values=tuple(taken),
        left_out=tuple(left),
        redactions=tuple(one for one in redactions if one.record in there),
    )


def _reason(policy: Policy, value: Value, others: frozenset[str]) -> str:
    if value["unreadable"]:
        return UNREADABLE
    if value["value"] is None:
        return SEVERAL_VOICES
    if value["origin"] not in PROVIDED:
        return NOT_PROVIDED
    if value["record"] in others:
        return WRITTEN_BY_ANOTHER
    if not PORTABLE_BASES & _bases(policy, value):
        return OTHER_BASIS
    return ""


def _bases(policy: Policy, value: Value) -> set[str]:
    """Return every basis a value rests on: one purpose on consent or contract is enough."""
    found = {str(value["basis"])}
    purposes = value["purposes"]
    assert isinstance(purposes, list)  # made by `Export.assemble`
    for name in purposes:
        purpose = policy.purposes.get(name)
        if purpose is not None:
            found.add(purpose.basis_by_source.get(str(value["source"]), purpose.basis))
    return found
