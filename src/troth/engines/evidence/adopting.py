"""A website, app or service with a policy of its own, in the same store.

The policy in effect names such a property and the policy that holds there; its text is kept beside
the versions and is none of them. What comes in there is judged by it, and keeps its purposes and
its end. GDPR Art. 5(1)(a)-(b): what people were told where they gave their data is what counts.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from troth.core.facts import fact
from troth.core.periods import to_micros
from troth.engines.evidence.evidence import EvidenceLog
from troth.errors import InputError
from troth.policy.compiled import Policy
from troth.policy.nearest import nearest
from troth.storage.ports import DataReader, DataStore
from troth.storage.rows import PolicyRow

REGISTER: Final = "property-policies"
"""Setting of the store: property → hash of the policy that holds there."""


class Adopting:
    """Takes such policies on."""

    def __init__(self, *, policy: Policy, data: DataStore, evidence: EvidenceLog) -> None:
        self._policy = policy
        self._data = data
        self._evidence = evidence

    def adopt(
        self, property: str, other: Policy, manifest: str, manifest_name: str, now: datetime
    ) -> bool:
        """Let another policy hold for a property; False where it does already.

        Raises:
            InputError: `policy/no-property`, `policy/other-name`.
        """
        named = self._policy.properties.get(property)
        if not named:
            own = [name for name, policy in self._policy.properties.items() if policy]
            raise InputError(
                "policy/no-property",
                f"the policy names no property `{property[:60]}` with a policy of its own",
                help=nearest(property, own) or "name it under `properties` with its `policy`",
            )
        if other.name != named:
            raise InputError(
                "policy/other-name",
                f"`{property}` is under `{named}`, and this is `{other.name}`",
                help="the name of a policy is that of its file",
            )
        at = to_micros(now)
        with self._data.unit() as unit:
            kept = read_adopted(unit)
            if kept.get(property) == other.hash:
                return False
            if unit.policy(other.hash) is None:
                unit.add_policy(
                    PolicyRow(
                        policy=other.hash,
                        name=other.name,
                        published_at=at,
                        manifest=manifest,
                        manifest_name=manifest_name,
                    )
                )
            listed = {**kept, property: other.hash}
            unit.set_meta(REGISTER, msgspec.json.encode(listed).decode())
            told = fact("policy-adopted", at, policy=other.hash, property=property)
            self._evidence.append(unit, told)
        return True


def read_adopted(reader: DataReader) -> dict[str, str]:
    """Return property → hash of the policy that was taken on for it."""
    kept = reader.meta(REGISTER)
    return msgspec.json.decode(kept, type=dict[str, str]) if kept else {}
