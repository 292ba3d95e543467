"""What people are written when a company takes over: who, what goes, and that every duty goes too.

GDPR Art. 13(3), 14(1)-(3).
"""

from __future__ import annotations

from troth.core.periods import from_micros
from troth.engines.dossiers.letters import Message
from troth.engines.reorganisation.reorganisation import Deal
from troth.policy.compiled import Policy


def message_of(policy: Policy, found: Deal, sender: str) -> Message:
    """Return the letter about a deal whose parcel was made."""
    terms, name = found.terms, policy.controller.name
    where = f" at {policy.controller.email}" if policy.controller.email else ""
    duties = (
        f"{terms.party} has taken every duty of our privacy policy on towards you."
        if terms.acceptance
        else "The privacy policy you were promised goes on to bind."
    )
    paragraphs = [
        f"On {from_micros(terms.closing).date().isoformat()} {terms.party} takes over from {name}.",
        f"Data about you goes there as well. {duties}",
        "What you agreed to, took back or objected to goes with it and stays as it is. No period"
        " of keeping starts again.",
        f"You may ask us{where}, and them, what is held of you, and object.",
    ]
    return Message(
        subject=f"{name}: {terms.party} takes over",
        body="\n\n".join(paragraphs) + "\n",
        sender=sender,
        sender_name=name,
    )
