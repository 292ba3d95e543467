"""What can be granted, part by part: each set of records under its own legal basis.

A right goes as far as the basis of the data lets it, never all or nothing (GDPR Art. 12(4)). What
law keeps is named with its ground and its end; what the policy merely prefers is no ground at all.
Pure: rows and figures of law come in, a judgement comes out.

GDPR Art. 6 with 17, 20, 21 (which right on which basis), 17(3) (what stays and why).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from troth.core.erasure import ErasurePlan
from troth.core.requests import Outcome, Right
from troth.core.standing import MARKETING
from troth.law.book import LawBook
from troth.policy.compiled import Policy
from troth.storage.rows import ActivityRow, RecordRow

Applies = Literal["yes", "no", "conditional", "absolute"]

NOTHING_HELD: Final = "nothing-held"
NOT_ON_THIS_BASIS: Final = "not-applicable-basis"
AS_A_WITHDRAWAL: Final = "converted-to-withdrawal"
NOT_BY_LAW: Final = "not-given-by-law"
ABSOLUTE: Final = "absolute"

REFUSALS: Final[Mapping[str, str]] = {
    "legal-obligation": "GDPR Art. 17(3)(b)",
    "claims": "GDPR Art. 17(3)(e)",
    "expression": "GDPR Art. 17(3)(a)",
    "public-health": "GDPR Art. 17(3)(c)",
    "archiving": "GDPR Art. 17(3)(d)",
    "third-party-rights": "GDPR Art. 15(4), 20(4)",
    "manifestly-unfounded": "GDPR Art. 12(5)(b)",
    "excessive": "GDPR Art. 12(5)(b)",
    "compelling-grounds": "GDPR Art. 21(1)",
    "not-identified": "GDPR Art. 11(2), 12(2)",
    NOT_ON_THIS_BASIS: "GDPR Art. 6, 17, 20, 21",
    "held-for-a-customer": "GDPR Art. 28(3)(e)",
    NOT_BY_LAW: "the law of the place where the person is",
}
"""Every ground on which a request can be refused, whole or in part, and where it stands."""

RESTRICTION_GROUNDS: Final[Mapping[str, str]] = {
    "accuracy-contested": "GDPR Art. 18(1)(a)",
    "unlawful": "GDPR Art. 18(1)(b)",
    "needed-for-claims": "GDPR Art. 18(1)(c)",
    "objection-pending": "GDPR Art. 18(1)(d)",
    "purpose-fulfilled": "the policy's own word",
}
"""Why processing is restricted; a request for it is about one of these."""

NEEDS_CITATION: Final = frozenset(("legal-obligation", "compelling-grounds", "claims"))
"""Grounds that name what they rest on: the law, the weighing, the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetJudged:
    """One set of records: a category on a basis, whether the right reaches it, and why not."""

    category: str
    basis: str
    applies: Applies
    ground: str
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a request comes to."""

    outcome: Outcome
    ground: str
    sets: tuple[SetJudged, ...]

    @property
    def event(self) -> Literal["grant", "grant-part", "refuse"]:
        """The step of the table that says so."""
        if self.outcome == "granted":
            return "grant"
        return "grant-part" if self.outcome == "partial" else "refuse"


def applies(book: LawBook, right: Right, basis: str, day: date) -> Applies:
    """Return whether a right reaches data on a legal basis; what no figure names it reaches."""
    found = book.at(f"right-by-basis/{basis}/{right}", day)
    if found is None:
        return "yes"
    value = str(found.value)
    return "no" if value == "no" else "conditional" if value == "conditional" else "yes"


def rights_at(book: LawBook, residence: str, day: date) -> frozenset[str]:
    """Return the rights that the law of a place gives on a day: the GDPR's, or its own."""
    places = [residence, residence.partition("-")[0]]
    if "gdpr" in book.laws_for(residence, day):
        places.append("GDPR")
    found = [book.at(f"regime-rights/{place}", day) for place in places]
    return frozenset(name for one in found if one is not None for name in one.names())


def judge_objection(policy: Policy, book: LawBook, about: str, day: date) -> Judgement:
    """Return what an objection comes to: marketing is absolute, a consent is withdrawn."""
    if about in ("", MARKETING):
        return _judged("granted", ABSOLUTE)
    if about == "*":
        return _judged("granted", "")
    purpose = policy.purposes.get(about)
    if purpose is None:
        return _judged("refused", NOT_ON_THIS_BASIS)
    if purpose.marketing:
        # GDPR Art. 21(2)-(3): on whatever basis.
        return _judged("granted", ABSOLUTE)
    if purpose.consent_needed or purpose.basis == "consent":
        return _judged("granted", AS_A_WITHDRAWAL)
    if applies(book, "objection", purpose.basis, day) == "no":
        return _judged("refused", NOT_ON_THIS_BASIS)
    return _judged("granted", "")


def judge_erasure(plan: ErasurePlan | None) -> Judgement:
    """Return what an erasure comes to, from its own plan: what stays, on which ground."""
    if plan is None or (plan.records == 0 and not plan.bound):
        return _judged("granted", NOTHING_HELD)
    sets = tuple(
        SetJudged(
            category="",
            basis="",
            applies="no",
            ground=part.address,
            records=len(part.records),
        )
        for part in plan.bound
    )
    if not plan.bound:
        return _judged("granted", "")
    ground = f"legal-obligation:{plan.bound[0].address}"
    if plan.bound[0].address.startswith("hold/"):
        ground = f"claims:{plan.bound[0].address}"
    return _judged("partial" if plan.records else "refused", ground, sets)


def judge_records(
    policy: Policy,
    book: LawBook,
    right: Right,
    rows: Sequence[RecordRow],
    activities: Mapping[int, ActivityRow],
    day: date,
) -> Judgement:
    """Return what a right comes to over these records, set by set."""
    counts: dict[tuple[str, str, bool], int] = {}
    for row in rows:
        activity = activities[row.activity]
        form = policy.forms.get(activity.form)
        held_for = form is not None and form.processor is not None
        key = (activity.category, activity.basis, held_for)
        counts[key] = counts.get(key, 0) + 1
    if not counts:
        return _judged("granted", NOTHING_HELD)
    sets = tuple(_set(book, right, key, count, day) for key, count in sorted(counts.items()))
    reached = [one for one in sets if one.applies != "no"]
    missed = [one for one in sets if one.applies == "no"]
    if not missed:
        return _judged("granted", "", sets)
    # The right to one's data is whole where it reaches; only what is refused makes it partial.
    if right == "portability" and reached:
        return _judged("granted", "", sets)
    return _judged("partial" if reached else "refused", missed[0].ground, sets)


def _set(
    book: LawBook, right: Right, key: tuple[str, str, bool], count: int, day: date
) -> SetJudged:
    category, basis, held_for = key
    if held_for:
        return SetJudged(
            category=category, basis=basis, applies="no", ground="held-for-a-customer",
            records=count,
        )  # fmt: skip
    reach = applies(book, right, basis, day)
    ground = NOT_ON_THIS_BASIS if reach == "no" else ""
    return SetJudged(category=category, basis=basis, applies=reach, ground=ground, records=count)


def _judged(outcome: Outcome, ground: str, sets: tuple[SetJudged, ...] = ()) -> Judgement:
    return Judgement(outcome=outcome, ground=ground, sets=sets)
