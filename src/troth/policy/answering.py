"""What the statute clock takes from a policy: the laws it is under, what it promises of answers.

Only what the text itself says is a promise: a term that the law filled in is counted by the law.
"""

from __future__ import annotations

from datetime import date

from troth.law.book import LawBook
from troth.law.statute import AnswerPromise
from troth.policy.compile_rules import REQUEST_LAW
from troth.policy.compiled import Policy


def answer_promise(policy: Policy) -> AnswerPromise:
    """Return the policy's own time for answers and whether it leaves room for more."""
    said = policy.rights.answer_by == "said"
    return AnswerPromise(
        within=policy.rights.answer_within if said else None, extends=policy.rights.extension
    )


def laws_named(policy: Policy) -> list[str]:
    """Return the laws that the policy says its controller is under, by their packs."""
    return [REQUEST_LAW[one] for one in policy.controller.laws if one in REQUEST_LAW]


def laws_over(
    policy: Policy, book: LawBook, day: date, *, otherwise: tuple[str, ...] = ()
) -> list[str]:
    """Return the laws over a controller on a day, each once: those named, and those of its seat.

    Args:
        otherwise: What holds where the policy names none.
    """
    seat = policy.controller.seat
    there = book.laws_for(seat, day) if seat else ()
    return list(dict.fromkeys((*(laws_named(policy) or otherwise), *there)))
