"""Joins the register of what shows measures, and tells a lint what a store knows of it."""

from __future__ import annotations

from datetime import UTC, datetime

from troth.assembly.foundation import Foundation
from troth.assembly.platform import Platform
from troth.assembly.policies import Known
from troth.engines.measures.audit import Look, look, promised_since
from troth.engines.measures.kept import read_register
from troth.engines.measures.register import SecurityRegister
from troth.policy.compiled import Policy


def security_register(platform: Platform) -> SecurityRegister:
    """Return what keeps the evidence of measures."""
    return SecurityRegister(policy=platform.policy, data=platform.data, evidence=platform.evidence)


def measures_at(platform: Platform, now: datetime) -> Look:
    """Return how the measures of the policy in force stand on the day (UTC) of an instant."""
    with platform.data.read() as reader:
        register = read_register(reader)
        promised = promised_since(reader, platform.policy)
    return look(platform.policy, register, now.astimezone(UTC).date(), promised)


def known_of(laid: Foundation, policy: Policy) -> Known:
    """Return what an open store knows of the measures of a policy."""
    with laid.data.read() as reader:
        register = read_register(reader)
        return Known(recorded=register.last(), promised=promised_since(reader, policy))
