"""What a rehearsal comes to: the accounts, what is due next, the promise table, the evidence head.

The JSON is the same bytes for the same seed, manifest and version of this program, on every
machine: names are sorted, nothing is measured, and no path, host or time of the machine is in it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from troth.rehearsal.account import COUNTS, MonthAccount
from troth.rehearsal.asked import Asked
from troth.rehearsal.published import Published

PromiseRow = Mapping[str, object]
"""One row of the promise table: address, state, control, probe, evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The head of the evidence log: facts in it, root, key epoch, the signed note."""

    size: int
    root: str
    epoch: int
    checkpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """A rehearsal that has ended.

    Attributes:
        policy, policy_hash, mode, controller: Which policy ran.
        first, last: Its first and last day.
        requests: Every request for a right, in the order in which they came.
        versions: What was published, in order.
        forecast: Month (`moving` where a clock moves on) → rule → values due.
        promises: The promise table, as `troth prove` prints it.
    """

    policy: str
    policy_hash: str
    mode: str
    controller: str
    seed: int
    people: int
    first: date
    last: date
    accounts: tuple[MonthAccount, ...]
    requests: tuple[Asked, ...]
    versions: tuple[Published, ...]
    forecast: Mapping[str, Mapping[str, int]]
    evidence: Evidence
    promises: Sequence[PromiseRow]

    @property
    def months_said(self) -> str:
        """The length of the rehearsal in words."""
        count = len(self.accounts)
        return "One month" if count == 1 else f"{count} months"

    @property
    def broken(self) -> bool:
        """Whether any promise is broken."""
        return any(promise["state"] == "broken" for promise in self.promises)

    def totals(self) -> Counter[str]:
        """Return the counts of all months together."""
        total: Counter[str] = Counter()
        for account in self.accounts:
            total.update(account.counts)
        return total

    def as_json(self) -> dict[str, object]:
        """Return everything as JSON-ready data."""
        totals = self.totals()
        return {
            "policy": {"name": self.policy, "hash": self.policy_hash, "mode": self.mode},
            "controller": self.controller,
            "seed": self.seed,
            "people": self.people,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "months": [account.as_json() for account in self.accounts],
            "totals": {name: totals[name] for name in COUNTS},
            "requests": [one.as_json() for one in self.requests],
            "versions": [one.as_json() for one in self.versions],
            "forecast": {month: dict(sorted(r.items())) for month, r in self.forecast.items()},
            "evidence": {
                "size": self.evidence.size,
                "root": self.evidence.root,
                "epoch": self.evidence.epoch,
                "checkpoint": self.evidence.checkpoint,
            },
            "promises": [dict(promise) for promise in self.promises],
        }

    def encode(self) -> bytes:
        """Return the canonical bytes of `as_json`."""
        return json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, indent=2).encode()
