"""A policy version takes effect: stored with its text and hash, and written in the log.

Old versions stay readable, and every record names the version it was taken in under. Publishing the
same version twice is one publication.
"""

from __future__ import annotations

import re
from datetime import datetime

from troth.core.facts import fact
from troth.core.periods import to_micros
from troth.engines.evidence import EvidenceLog
from troth.policy.compiled import Policy
from troth.storage.ports import DataStore
from troth.storage.rows import PolicyRow

NO_POLICY = "0" * 64
"""Stands for "none before" in the fact of a first publication."""


class Publishing:
    """Puts policy versions into effect."""

    def __init__(self, *, data: DataStore, evidence: EvidenceLog) -> None:
        self._data = data
        self._evidence = evidence

    def publish(self, policy: Policy, manifest: str, manifest_name: str, now: datetime) -> bool:
        """Store a version and write its fact; return False when it was the version in effect."""
        with self._data.unit() as unit:
            known = unit.policies()
            if known and known[-1].policy == policy.hash:
                return False
            at = to_micros(now)
            unit.add_policy(
                PolicyRow(
                    policy=policy.hash,
                    name=policy.name,
                    published_at=at,
                    manifest=manifest,
                    manifest_name=manifest_name,
                )
            )
            self._evidence.append(
                unit,
                fact(
                    "policy-published",
                    at,
                    policy=policy.hash,
                    previous=known[-1].policy if known else NO_POLICY,
                    name=re.sub("[^a-z0-9]+", "-", policy.name.lower()).strip("-") or "policy",
                ),
            )
        return True
