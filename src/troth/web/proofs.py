"""The last proof of the promises and the last look ahead, each with its instant.

Proving looks at everything that is stored, so it never happens inside a page: it is asked for,
runs aside, and its result is kept in the store. It holds ids, counts and places in the log, never a
value of a person.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from troth.assembly.proof import prove_platform
from troth.core.periods import from_micros, to_micros
from troth.engines.proof.prove import ProvedPromise
from troth.web.site import Site

PROOF: Final = "console:proof"
AHEAD: Final = "console:ahead"
"""Settings of the store in which the last results are kept."""

STATES: Final = ("broken", "unproven", "kept")
"""The order in which a reader should meet them."""

Promise = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What the last proof found."""

    at: datetime
    policy: str
    records: int
    opened: int
    facts: int
    promises: tuple[Promise, ...]

    def count(self, state: str) -> int:
        """Return how many promises are in a state."""
        return sum(one["state"] == state for one in self.promises)

    @property
    def sections(self) -> list[str]:
        """The sections of the policy that promise something, in order."""
        return list(dict.fromkeys(str(one["section"]) for one in self.promises))

    def listed(self, *, state: str = "", section: str = "") -> list[Promise]:
        """Return promises, what is broken first, then what is unproven."""
        found = [
            one
            for one in self.promises
            if state in ("", one["state"]) and section in ("", one["section"])
        ]
        return sorted(found, key=lambda one: (STATES.index(one["state"]), one["address"]))

    def find(self, address: str) -> Promise | None:
        """Return one promise by its address."""
        return next((one for one in self.promises if one["address"] == address), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What will be due when: month → rule → records; `moving` for what a sign of life moves."""

    at: datetime
    records: int
    months: Mapping[str, Mapping[str, int]]


def last_proof(site: Site) -> Proof | None:
    """Return what the last proof found, or None when nobody has asked yet."""
    kept = _kept(site, PROOF)
    if kept is None:
        return None
    return Proof(
        at=from_micros(kept["at"]),
        policy=kept["policy"],
        records=kept["records"],
        opened=kept["opened"],
        facts=kept["facts"],
        promises=tuple(kept["promises"]),
    )


def last_look_ahead(site: Site) -> Ahead | None:
    """Return the last forecast, or None when nobody has asked yet."""
    kept = _kept(site, AHEAD)
    if kept is None:
        return None
    return Ahead(at=from_micros(kept["at"]), records=kept["records"], months=kept["months"])


def prove_now(site: Site) -> None:
    """Prove every promise and keep what was found."""
    now = site.now()
    table = prove_platform(site.platform, now, seed=int.from_bytes(site.platform.entropy.bytes(7)))
    _keep(
        site,
        PROOF,
        {
            "at": to_micros(now),
            "policy": table.policy_hash,
            "records": table.records,
            "opened": table.opened,
            "facts": table.facts,
            "promises": [_promise(one) for one in table.promises],
        },
    )


def look_ahead_now(site: Site) -> None:
    """Count what will be due when, and keep it."""
    now = site.now()
    months: dict[str, dict[str, int]] = {}
    for (month, rule), count in site.platform.retention.forecast().items():
        months.setdefault(month, {})[rule] = count
    with site.platform.data.read() as reader:
        records = reader.count_records()
    _keep(site, AHEAD, {"at": to_micros(now), "records": records, "months": months})


def _promise(one: ProvedPromise) -> dict[str, object]:
    facets = [
        {
            "facet": facet.facet,
            "state": facet.state,
            "reason": facet.reason,
            "control": facet.control,
            "check": facet.check,
        }
        for facet in one.facets
    ]
    evidence = [
        {
            "facet": facet.facet,
            "what": seen.what,
            "count": seen.count,
            "wrong": seen.wrong,
            "ids": list(seen.ids),
            "facts": list(seen.facts),
        }
        for facet in one.facets
        for seen in facet.evidence
    ]
    return {**one.as_dict(), "section": one.section, "facets": facets, "evidence": evidence}


def _kept(site: Site, name: str) -> dict[str, Any] | None:
    with site.platform.data.read() as reader:
        text = reader.meta(name)
    return None if text is None else dict(json.loads(text))


def _keep(site: Site, name: str, found: Mapping[str, object]) -> None:
    with site.platform.data.unit() as unit:
        unit.set_meta(name, json.dumps(found, separators=(",", ":")))
