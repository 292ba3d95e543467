"""What the laws of several places set as the least and the most for one rule, side by side.

A least in one place and a most in another cannot be averaged: each applicant has the law of the
place they are in. This says who says what, on which day, and which wins there and why. Pure: the
law book comes in as a value.

GDPR Art. 5(1)(e) (no longer than necessary), 6(1)(c), 17(3)(b) (a duty of law keeps).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from troth.core.periods import Period, add
from troth.law.book import Figure, LawBook
from troth.policy.compiled import Policy, RetentionRule

MOST = "retention-most"
LEAST = "retention-least"
_ANY_DAY = datetime(2025, 1, 1, tzinfo=UTC)
"""From which two periods are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One place's least or most, with who says so and since when."""

    place: str
    kind: Literal["least", "most"]
    period: Period
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What holds for people of one place: how long, by whom, and why.

    `by` is an address of the policy or the name of a figure of law.
    """

    place: str
    period: Period
    by: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """One rule against the law of every place that sets something for its topic.

    Attributes:
        rule: The rule, with the period that it says or that Troth assumes.
        bounds: All of them, by place.
        clashes: (place that says at least, place that says at most) that no period satisfies both.
        outcomes: What wins in each place.
    """

    rule: RetentionRule
    bounds: tuple[Bound, ...]
    clashes: tuple[tuple[Bound, Bound], ...]
    outcomes: tuple[Outcome, ...]


def weigh(policy: Policy, law: LawBook, day: date) -> tuple[Weighed, ...]:
    """Return every rule with a topic, weighed against what the laws set for it on `day`."""
    return tuple(
        _weighed(rule, bounds)
        for rule in policy.rules.values()
        if rule.topic is not None and (bounds := tuple(bounds_on(law, rule.topic, day)))
    )


def bounds_on(law: LawBook, topic: str, day: date) -> Iterator[Bound]:
    """Yield what the laws set for a topic on a day, in the order of the places."""
    found = [
        Bound(place=place, kind=kind, period=Period.parse(str(figure.value)), figure=figure)
        for kind, group in _GROUPS
        for place, figure in law.under(f"{group}/{topic}", day).items()
    ]
    yield from sorted(found, key=lambda bound: (bound.place, bound.kind))


def longer(one: Period, other: Period) -> bool:
    """Whether one period is longer than another."""
    return add(_ANY_DAY, one) > add(_ANY_DAY, other)


_GROUPS: tuple[tuple[Literal["least", "most"], str], ...] = (("least", LEAST), ("most", MOST))


def _weighed(rule: RetentionRule, bounds: tuple[Bound, ...]) -> Weighed:
    least = [bound for bound in bounds if bound.kind == "least"]
    most = [bound for bound in bounds if bound.kind == "most"]
    return Weighed(
        rule=rule,
        bounds=bounds,
        clashes=tuple((a, b) for a in least for b in most if longer(a.period, b.period)),
        outcomes=tuple(_outcomes(rule, bounds)),
    )


def _outcomes(rule: RetentionRule, bounds: tuple[Bound, ...]) -> Iterator[Outcome]:
    for place in dict.fromkeys(bound.place for bound in bounds):
        # The law of a state holds beside that of its country.
        mine = [b for b in bounds if b.place in (place, place.partition("-")[0])]
        yield _outcome(rule, place, mine)


def _outcome(rule: RetentionRule, place: str, bounds: list[Bound]) -> Outcome:
    least = max((b for b in bounds if b.kind == "least"), key=_length, default=None)
    most = min((b for b in bounds if b.kind == "most"), key=_length, default=None)
    said = rule.period or rule.every
    capped = most is not None and (said is None or longer(said, most.period))
    allowed = most.period if most is not None and capped else said
    if least is not None and (allowed is None or longer(least.period, allowed)):
        why = "a duty of law keeps longer, restricted to that duty"
        return Outcome(place=place, period=least.period, by=least.figure.name, why=why)
    if most is not None and capped:
        why = "no longer than the law of the place allows"
        return Outcome(place=place, period=most.period, by=most.figure.name, why=why)
    why = "within what the law of the place asks"
    return Outcome(place=place, period=said or Period(), by=rule.address, why=why)


def _length(bound: Bound) -> datetime:
    return add(_ANY_DAY, bound.period)
