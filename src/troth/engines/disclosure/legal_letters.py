"""What a person is written after an authority received data of them: who, what, on which law.

GDPR Art. 5(1)(a), 12(1), 15(1)(c); nothing is said while a law forbids it.
"""

from __future__ import annotations

from troth.core.periods import from_micros
from troth.engines.disclosure.legal_requests import LegalRequest
from troth.engines.dossiers.letters import Message
from troth.policy.compiled import Policy


def message_of(policy: Policy, found: LegalRequest, sender: str) -> Message:
    """Return the letter about a request that was answered."""
    asked, name = found.asked, policy.controller.name
    answered = found.row.closed_at
    day = "" if answered is None else f" on {from_micros(answered).date().isoformat()}"
    paragraphs = [
        f"{name} handed data about you to {asked.authority or asked.recipient}{day}.",
        f"What was handed over: {', '.join(asked.scope)}.",
        f"It rests on {asked.ground}"
        + (f", their file {asked.reference}." if asked.reference else "."),
    ]
    if asked.silent:
        paragraphs.append(f"We could not tell you before: {asked.silent}.")
    where = f" at {policy.controller.email}" if policy.controller.email else ""
    paragraphs.append(
        f"You may ask us{where} for a copy of what was handed over, and you may complain to the"
        " data protection authority of the place where you live or work."
    )
    return Message(
        subject=f"{name}: data about you was handed to an authority",
        body="\n\n".join(paragraphs) + "\n",
        sender=sender,
        sender_name=name,
    )
