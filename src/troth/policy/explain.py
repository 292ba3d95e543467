"""Who says so: the policy, the law, or Troth (`troth check --explain`).

Rows come straight from the compiled policy's facts; nothing is worked out anew, so what is shown is
what runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from troth.policy.compiled import Policy, Provenance

TITLES: Mapping[Provenance, str] = {
    "said": "said by the policy",
    "law": "filled in by law",
    "assumed": "assumed by Troth",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One resolved value and its origin."""

    group: str
    address: str
    value: str
    source: str

    def as_dict(self) -> dict[str, str]:
        """Return the four parts as JSON-ready strings."""
        return {
            "group": self.group,
            "address": self.address,
            "value": self.value,
            "source": self.source,
        }


def explain(policy: Policy) -> list[Row]:
    """Return every resolved value, grouped: said, filled in by law, assumed; each by address."""
    order = list(TITLES)
    facts = sorted(policy.facts, key=lambda each: (order.index(each.provenance), each.address))
    return [
        Row(
            group=TITLES[fact.provenance],
            address=fact.address,
            value=fact.value,
            source=fact.source,
        )
        for fact in facts
    ]
