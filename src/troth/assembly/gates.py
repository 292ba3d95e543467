"""The gates of a running Troth: where data comes in, and where a purpose begins."""

from __future__ import annotations

from troth.assembly.correspondence import build_filing
from troth.assembly.foundation import Foundation
from troth.assembly.law import load_law_book
from troth.engines.gate import Gate
from troth.engines.intake.intake import Intake
from troth.engines.publication.versions import Versions
from troth.engines.purpose import PurposeGate
from troth.policy.compiled import Policy


def build_gate(laid: Foundation, policy: Policy, versions: Versions) -> Gate:
    """Return the way in, with an intake for each version that somebody is under."""

    def under(version: Policy) -> Intake:
        return Intake(
            policy=version,
            data=laid.data,
            vault=laid.vault,
            identity=laid.identity,
            evidence=laid.evidence,
            entropy=laid.entropy,
            law=load_law_book(),
            filing=build_filing(laid, version),
        )

    return Gate(policy=policy, data=laid.data, versions=versions, under=under)


def build_purposes(laid: Foundation, policy: Policy, versions: Versions) -> PurposeGate:
    """Return what opens blocks of an application for a purpose."""
    return PurposeGate(
        policy=policy,
        data=laid.data,
        vault=laid.vault,
        evidence=laid.evidence,
        entropy=laid.entropy,
        clock=laid.clock,
        versions=versions,
    )
