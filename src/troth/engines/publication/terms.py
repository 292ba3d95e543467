"""On which terms a version may be published: who takes on what, and which dates it must carry.

Pure weighing of what is given; every objection is returned at once.
GDPR Art. 13(3), 24(1); a date that a text promises to carry is carried.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from troth.policy.compiled import Policy
from troth.policy.differences.demands import Demand

Code = Literal[
    "FINDINGS_STOP", "MATERIAL_NOT_ACCEPTED", "DATE_MISSING", "DATE_REGRESSION", "DATE_UNCHANGED",
    "DATE_LATER", "EFFECTIVE_PAST",
]  # fmt: skip
"""Why a version is not published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What somebody has taken on.

    Attributes:
        author: Who publishes: a role or an id, no name.
        accept_material: That promises become weaker, and that the people concerned are told.
        accept_findings: The name under which findings of severity `error` were taken on, such as
            that of a record; empty for none.
        effective_at: The instant the version itself names, or None for its own rule.
    """

    author: str = ""
    accept_material: bool = False
    accept_findings: str = ""
    effective_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """One reason why a version is not published."""

    code: Code
    address: str
    detail: str
    help: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return the four parts as JSON can say them."""
        return {
            "code": self.code,
            "address": self.address,
            "detail": self.detail,
            "help": self.help,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """A version that was not published, and every reason. Falsy."""

    reasons: tuple[Objection, ...]

    def __bool__(self) -> bool:
        return False


def objections(
    policy: Policy,
    before: Policy | None,
    errors: tuple[str, ...],
    demand: Demand | None,
    approval: Approval,
    now: datetime,
    *,
    dated: str = "",
) -> tuple[Objection, ...]:
    """Return everything that stands against publishing.

    Args:
        policy, before: The version and the one it follows.
        errors: Codes of findings of severity `error`.
        demand: What its differences ask for.
        approval: What was taken on.
        now: The instant of publication.
        dated: The revision date of the version before (ISO), or empty.
    """
    return (
        *_findings(errors, approval),
        *_weaker(demand, approval),
        *_dates(policy, before, demand, dated, now),
        *_effect(approval, now),
    )


def _findings(errors: tuple[str, ...], approval: Approval) -> Iterator[Objection]:
    if errors and not approval.accept_findings:
        named = ", ".join(f"`{code}`" for code in dict.fromkeys(errors))
        yield Objection(
            code="FINDINGS_STOP",
            address="findings",
            detail=f"{len(errors)} findings of severity error stand against it: {named}",
            help="mend them, or name the record that takes them on with --accept-findings",
        )


def _weaker(demand: Demand | None, approval: Approval) -> Iterator[Objection]:
    if demand is None or approval.accept_material:
        return
    for address in demand.weakens:
        yield Objection(
            code="MATERIAL_NOT_ACCEPTED",
            address=address,
            detail="somebody may have less than before",
            help="say so with --accept-material; whom it concerns is told then",
        )


def _dates(
    policy: Policy, before: Policy | None, demand: Demand | None, dated: str, now: datetime
) -> Iterator[Objection]:
    if before is None:
        return
    if policy.dated is None:
        # A text that carried a date, or says that it carries one, goes on carrying one.
        if dated or policy.changes.date_shown is not None:
            detail = "the version carries no revision date, and the one before did or promised one"
            yield _date("DATE_MISSING", detail, "set `revision: dated:`")
        return
    today = now.astimezone(ZoneInfo(policy.controller.timezone)).date()
    if dated and policy.dated.isoformat() < dated:
        yield _date("DATE_REGRESSION", f"`{policy.dated}` is earlier than `{dated}`", "")
    elif policy.dated.isoformat() == dated != today.isoformat() and _of_substance(demand):
        # GDPR Art. 5(1)(a): a text that was revised does not pass for the one people have read.
        detail = f"more than words change, and the text still says `{dated}`"
        yield _date("DATE_UNCHANGED", detail, f"set `revision: dated:` to the day, `{today}`")
    if policy.dated > today:
        yield _date("DATE_LATER", f"`{policy.dated}` is later than the publication", "")


def _of_substance(demand: Demand | None) -> bool:
    return demand is not None and demand.weight not in ("none", "editorial")


def _date(code: Code, detail: str, help: str) -> Objection:
    return Objection(code=code, address="revision/dated", detail=detail, help=help)


def _effect(approval: Approval, now: datetime) -> Iterator[Objection]:
    if approval.effective_at is not None and approval.effective_at < now:
        yield Objection(
            code="EFFECTIVE_PAST",
            address="revision/effective",
            detail="a version cannot take effect before it is published",
        )
