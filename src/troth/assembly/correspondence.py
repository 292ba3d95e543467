"""Joins what takes messages in, files them, and leads inquiries to their end."""

from __future__ import annotations

from troth.assembly.foundation import Foundation
from troth.engines.correspondence.correspondence import Correspondence
from troth.engines.correspondence.filing import MessageFiling
from troth.engines.correspondence.inquiries import Inquiries
from troth.engines.dossiers.dossiers import Dossiers
from troth.engines.gate import Gate
from troth.engines.publication.versions import Versions
from troth.policy.compiled import Policy


def build_inquiries(laid: Foundation, policy: Policy) -> Inquiries:
    """Join what leads inquiries to their end."""
    dossiers = Dossiers(kind="inquiry", data=laid.data, evidence=laid.evidence)
    return Inquiries(policy=policy, dossiers=dossiers, entropy=laid.entropy)


def build_filing(laid: Foundation, policy: Policy) -> MessageFiling | None:
    """Join what files messages; None where no form of the policy takes any."""
    if not policy.correspondence.forms:
        return None
    inquiries = build_inquiries(laid, policy)
    return MessageFiling(policy=policy, inquiries=inquiries, entropy=laid.entropy)


def build_correspondence(
    laid: Foundation, policy: Policy, gate: Gate, versions: Versions
) -> Correspondence:
    """Join what takes messages in."""
    return Correspondence(
        policy=policy,
        data=laid.data,
        vault=laid.vault,
        gate=gate,
        versions=versions,
        inquiries=build_inquiries(laid, policy),
        entropy=laid.entropy,
    )
