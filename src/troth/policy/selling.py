"""What a sale of data is here, and what an opt-out of it closes.

The purposes that serve advertising, marketing for which a recipient gets data for ends of its own,
and any disclosure to such a recipient. The opt-out is read on every decision, so a purpose that a
later policy adds is closed for those who opted out before.

Cal. Civ. Code 1798.120, 1798.135, 1798.140(ad), (ah); NRS 603A.345.
"""

from __future__ import annotations

from typing import Final

from troth.policy.compiled import Policy, Purpose, Recipient
from troth.policy.question import Question, Reason

SALE: Final = "sale"
"""What an opt-out of sale objects to, in a person's standing."""

AD_KINDS: Final = frozenset(("advertising",))


def is_sale(policy: Policy, purpose: Purpose) -> bool:
    """Whether a purpose serves advertising, or marketing by a recipient for ends of its own."""
    if purpose.kind in AD_KINDS:
        return True
    return purpose.marketing and any(
        recipient.own_purposes and purpose.key in (recipient.purposes or ())
        for recipient in policy.recipients.values()
    )


def _sells_to(recipient: Recipient | None) -> bool:
    # What an authority gets, it gets by law and not for a consideration.
    return recipient is not None and recipient.own_purposes and recipient.role != "authority"


def sale_reasons(policy: Policy, purpose: Purpose, question: Question) -> list[Reason]:
    """Return the reason that an opt-out of sale stands against a purpose or a recipient."""
    if SALE not in question.standing.objected:
        return []
    if not is_sale(policy, purpose) and not _sells_to(
        policy.recipients.get(question.recipient or "")
    ):
        return []
    detail = "the person opted out of the sale of their data"
    return [Reason(code="OPTED_OUT", address="rights/sale-opt-out", detail=detail)]
