"""How the policy changes and where disputes go: sections that pass into the tables as said.

Silence is kept as silence: who is told of a change where the text does not say is settled by law
and by Troth where a version is published (`differences.demands`).
"""

from __future__ import annotations

from troth.core.periods import Period
from troth.policy.compiled import ChangeRules, DisputeRules
from troth.policy.syntax.manifest import Manifest


def change_rules(manifest: Manifest) -> ChangeRules:
    """Return who is told of which change, and what going on using it is taken for."""
    said = manifest.changes
    if said is None:
        return ChangeRules()
    return ChangeRules(
        notify=dict(sorted(said.notify.items())),
        without_consent=said.without_consent,
        continued_use=said.continued_use_is_agreement,
        date_shown=None if said.date_shown in (None, "none") else said.date_shown,
    )


def dispute_rules(manifest: Manifest) -> DisputeRules:
    """Return the path of complaints and claims."""
    said = manifest.disputes
    if said is None:
        return DisputeRules()
    return DisputeRules(
        contact_first=said.contact_first,
        escalate_to=said.escalate_to,
        authority=said.authority,
        pretrial_claim=said.pretrial_claim,
        claim_term=None if said.claim_term is None else Period.parse(said.claim_term),
        law_as_written=said.law_as_written,
    )
