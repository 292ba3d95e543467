"""Joins what reads personal data: answers to people, looks of staff, what goes to others."""

from __future__ import annotations

from troth.assembly.foundation import Foundation
from troth.assembly.law import load_law_book
from troth.engines.disclosure.disclosure import Disclosures
from troth.engines.export.export import Export
from troth.engines.publication.versions import Versions
from troth.engines.staff.access import Access
from troth.policy.compiled import Policy


def build_export(laid: Foundation, policy: Policy) -> Export:
    """Join what assembles the answer to what is held of somebody."""
    return Export(
        policy=policy,
        law=load_law_book(),
        data=laid.data,
        vault=laid.vault,
        evidence=laid.evidence,
        entropy=laid.entropy,
    )


def build_access(laid: Foundation, policy: Policy, versions: Versions) -> Access:
    """Join what staff and programs look through."""
    return Access(
        policy=policy,
        data=laid.data,
        vault=laid.vault,
        evidence=laid.evidence,
        entropy=laid.entropy,
        versions=versions,
    )


def build_disclosures(laid: Foundation, policy: Policy, versions: Versions) -> Disclosures:
    """Join what hands data to recipients."""
    return Disclosures(
        policy=policy,
        data=laid.data,
        vault=laid.vault,
        evidence=laid.evidence,
        entropy=laid.entropy,
        versions=versions,
    )
