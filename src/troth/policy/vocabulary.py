"""The words of the language and their neighbours: nearest names, DPV terms, groups of kinds.

What a closed list *is* stands in `troth.policy.syntax`; what its members mean to others (W3C DPV 2,
the articles of the GDPR) stands here. Figures of law do not: they are data in `troth.law`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import get_args

from troth.policy.syntax.entry import LegalBasis, Right, SensitiveKind
from troth.policy.syntax.what import PurposeKind

PURPOSE_DPV: Mapping[str, str] = {
    "service": "dpv:ServiceProvision",
    "support": "dpv:CustomerCare",
    "account": "dpv:IdentityAuthentication",
    "contract-performance": "dpv:FulfilmentOfContractualObligation",
    "communication": "dpv:CommunicationForCustomerCare",
    "marketing": "dpv:Marketing",
    "advertising": "dpv:Advertising",
    "personalisation": "dpv:Personalisation",
    "analytics": "dpv:ServiceUsageAnalytics",
    "statistics": "dpv:ServiceUsageAnalytics",
    "research": "dpv:ResearchAndDevelopment",
    "improvement": "dpv:OptimisationForController",
    "product-development": "dpv:ResearchAndDevelopment",
    "site-administration": "dpv:TechnicalServiceProvision",
    "security": "dpv:EnforceSecurity",
    "fraud-prevention": "dpv:FraudPreventionAndDetection",
    "troubleshooting": "dpv:TechnicalServiceProvision",
    "legal-compliance": "dpv:LegalCompliance",
    "legal-claims": "dpv:FulfilmentOfObligation",
    "payments": "dpv:PaymentManagement",
    "recruitment": "dpv:PersonnelHiring",
    "employment": "dpv:PersonnelManagement",
    "testimonials": "dpv:PublicRelations",
    "calls": "dpv:CommunicationManagement",
    "planning": "dpv:OrganisationGovernance",
    "identification": "dpv:IdentityVerification",
    "transactions": "dpv:SellProducts",
}
"""Each purpose kind and the W3C DPV purpose it comes nearest to."""

SPECIAL_KINDS = frozenset(
    {
        "racial-ethnic-origin",
        "political-opinions",
        "religious-philosophical-beliefs",
        "trade-union-membership",
        "genetic",
        "biometric",
        "health",
        "mental-health",
        "sex-life",
    }
)
"""GDPR Art. 9(1)."""

CRIMINAL_KINDS = frozenset({"criminal"})
"""GDPR Art. 10."""

SENSITIVE_KINDS: tuple[str, ...] = get_args(SensitiveKind)
PURPOSE_KINDS: tuple[str, ...] = get_args(PurposeKind)
LEGAL_BASES: tuple[str, ...] = get_args(LegalBasis)
RIGHTS: tuple[str, ...] = get_args(Right)

ELECTRONIC_CHANNELS = frozenset({"email", "phone", "message"})
"""Channels for which ePrivacy Art. 13 asks prior consent to direct marketing."""

INDIRECT_ORIGINS = frozenset({"third-party", "public", "client"})
"""Origins under GDPR Art. 14 rather than Art. 13."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name closest in spelling to `name`, if any is close."""
    found = difflib.get_close_matches(str(name)[:80], sorted(known), n=1, cutoff=0.6)
    return found[0] if found else None


def suggestion(name: str, known: Iterable[str], *, none: str = "") -> str:
    """Return a help sentence that names the nearest known name, or lists a few."""
    names = sorted(known)
    close = nearest(name, names)
    if close is not None:
        return f"did you mean `{close}`?"
    if not names:
        return none
    shown = ", ".join(f"`{each}`" for each in names[:12])
    return f"known: {shown}" + (" and others" if len(names) > 12 else "")
