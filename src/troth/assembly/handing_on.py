"""Joins what guards hand-overs: terms that recipients sign, and extracts that lead to nobody."""

from __future__ import annotations

from troth.assembly.dossiers import dossiers_of
from troth.assembly.platform import Platform
from troth.engines.disclosure.datasets import Datasets
from troth.engines.disclosure.extracts import Extracts
from troth.engines.disclosure.recipient_terms import RecipientTerms


def terms_of(platform: Platform) -> RecipientTerms:
    """Return what keeps the terms that recipients have signed."""
    return RecipientTerms(policy=platform.policy, data=platform.data, evidence=platform.evidence)


def extracts_of(platform: Platform) -> Extracts:
    """Return what reports on tables that lead to nobody, and lets them go."""
    return Extracts(policy=platform.policy, data=platform.data, evidence=platform.evidence)


def datasets_of(platform: Platform) -> Datasets:
    """Return what makes data for those who develop."""
    return Datasets(
        policy=platform.policy,
        data=platform.data,
        access=platform.access,
        dossiers=dossiers_of(platform, "dataset"),
        entropy=platform.entropy,
    )
