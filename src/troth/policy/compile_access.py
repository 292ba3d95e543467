"""What the operator set for staff who reach personal data: a part of `settings`, passed on as said.

GDPR Art. 32(4).
"""

from __future__ import annotations

from troth.core.periods import Period
from troth.policy.compiled_access import AccessRules
from troth.policy.syntax.manifest import Manifest


def access_rules(manifest: Manifest) -> AccessRules:
    """Return what the operator set for staff who reach personal data."""
    said = manifest.settings.access if manifest.settings else None
    if said is None:
        return AccessRules()
    return AccessRules(
        max_persons=said.max_persons,
        review_every=None if said.review_every is None else Period.parse(said.review_every),
        second_factor=said.second_factor != "offered",
        tickets_for=frozenset(said.tickets_for),
    )
