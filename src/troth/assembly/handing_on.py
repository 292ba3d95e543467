"""Joins what guards hand-overs: terms that recipients sign, and extracts that lead to nobody."""

from __future__ import annotations

from troth.assembly.platform import Platform
from troth.engines.disclosure.extracts import Extracts
from troth.engines.disclosure.recipient_terms import RecipientTerms


def terms_of(platform: Platform) -> RecipientTerms:
    """Return what keeps the terms that recipients have signed."""
    return RecipientTerms(policy=platform.policy, data=platform.data, evidence=platform.evidence)


def extracts_of(platform: Platform) -> Extracts:
    """Return what reports on tables that lead to nobody, and lets them go."""
    return Extracts(policy=platform.policy, data=platform.data, evidence=platform.evidence)
