"""How far a consent reaches that was given under an earlier version of the policy.

Who agreed was told of the recipients of that day. A recipient that came with a later version gets
nothing on the strength of it, however freely the text may be changed: what is new needs a consent
of its own (GDPR Art. 4(11), 7; EDPB Guidelines 05/2020, 3.3.1).
"""

from __future__ import annotations

from collections.abc import Sequence

from troth.engines.publication.versions import Versions
from troth.policy.compiled import Policy
from troth.policy.question import Reason
from troth.storage.rows import ConsentRow


def unforeseen(
    versions: Versions,
    policy: Policy,
    events: Sequence[ConsentRow],
    recipient: str,
    purpose: str,
) -> Reason | None:
    """Return why the consent to a purpose does not reach a recipient; None where it does.

    Args:
        policy: In effect.
        events: The person's consent events, oldest first.
    """
    given = [
        event
        for event in events
        if event.purpose == purpose
        and event.action == "give"
        and event.recipient in ("", recipient)
    ]
    # A consent given in the very submission leaves its event; where there is none, none reaches.
    if not given or given[-1].recipient == recipient or given[-1].policy == policy.hash:
        return None
    told = versions.policy(given[-1].policy)
    known = None if told is None else told.recipients.get(recipient)
    if told is None or (known is not None and _for(known.purposes, purpose)):
        return None
    return Reason(
        code="CONSENT_REQUIRED",
        address=f"recipients/{recipient}",
        detail=f"the consent to `{purpose}` was given before `{recipient}` was a recipient",
        help="ask for consent under the present version",
    )


def _for(purposes: frozenset[str] | None, purpose: str) -> bool:
    return purposes is None or purpose in purposes
