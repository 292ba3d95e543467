"""What a policy promises of its answers, as the statute clock takes it.

Only what the text itself says is a promise: a term that the law filled in is counted by the law.
"""

from __future__ import annotations

from troth.law.statute import AnswerPromise
from troth.policy.compiled import Policy


def answer_promise(policy: Policy) -> AnswerPromise:
    """Return the policy's own time for answers and whether it leaves room for more."""
    said = policy.rights.answer_by == "said"
    return AnswerPromise(
        within=policy.rights.answer_within if said else None, extends=policy.rights.extension
    )
