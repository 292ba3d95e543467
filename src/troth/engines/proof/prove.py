"""Every promise with its state: what the probes saw, joined to what the policy says.

A promise's state is its worst side's. *Kept* needs at least one instance that a probe saw; what no
control keeps yet is *unproven* and names the control it waits for; what has a control and was never
exercised is *unproven* too. Nothing is ever silently green. Beside the policy's promises stand the
checks of the house itself (`store/...`), which hold whatever the policy says.

Reads snapshots, changes nothing. DESIGN, section 2.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from troth.core.periods import to_micros
from troth.engines.probes import (
    breaches,
    collection,
    consents,
    keeping,
    measures,
    persons,
    recipients,
    requests,
    retention,
    rights,
    schema,
    security,
    told,
    uses,
)
from troth.engines.probes import (
    keys as key_probe,
)
from troth.engines.probes import (
    log as log_probe,
)
from troth.engines.probes.controls import STORE_CHECKS, Control, control_for
from troth.engines.probes.inquiry import Inquiry, LogIdentity, SampledRecord, families_of
from troth.engines.probes.observation import NOT_EXERCISED, Evidence, Observation, State
from troth.errors import TrothError
from troth.policy.compiled import Policy, Promise
from troth.storage.ports import DataStore, KeyStore
from troth.storage.rows import RecordRow

TOLERANCE: Final = timedelta(days=1)
"""How late a sweep may be before a period counts as broken: sweeps run at least daily."""
SAMPLE: Final = 1_000
"""Records picked at random and opened."""

PROBES: Final = (
    collection.probe, uses.probe, consents.probe, recipients.probe, retention.probe, keeping.probe,
    rights.probe, requests.probe, persons.probe, security.probe, told.probe, log_probe.probe,
    key_probe.probe, schema.probe, breaches.probe, measures.probe,
)  # fmt: skip

_WORST: Final[tuple[State, ...]] = ("broken", "unproven", "kept")

_HOUSE: Final = {
    "collection": "store/collection",
    "purposes": "store/purposes",
    "recipients": "store/recipients",
    "transfers": "store/recipients",
    "retention": "store/retention",
    "sensitive": "store/sensitive",
    "rights/restriction": "store/standing",
    "rights/objection": "store/standing",
    "rights/erasure": "store/erasures",
    "rights/withdrawal": "store/consents",
}
"""Section, or address, that the policy in force does not promise → the check that reports it."""


class OpenSample(Protocol):
    """Opens records; None for one whose key is gone.

    Raises:
        TrothError: when one was altered or lies where it does not belong.
    """

    def __call__(self, rows: Sequence[RecordRow]) -> Sequence[bytes | None]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvedFacet:
    """One side of a promise."""

    facet: str
    state: State
    reason: str
    control: str
    probe: str
    check: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvedPromise:
    """One promise, or one check of the house, with the state of its worst side."""

    address: str
    section: str
    clause: str | None
    says: str
    facets: tuple[ProvedFacet, ...]

    @property
    def state(self) -> State:
        """The worst side's state."""
        states = {facet.state for facet in self.facets}
        return next(state for state in _WORST if state in states)

    @property
    def worst(self) -> tuple[ProvedFacet, ...]:
        """The sides that give the state."""
        return tuple(facet for facet in self.facets if facet.state == self.state)

    @property
    def reason(self) -> str:
        """Why it is not kept; what it waits for comes before what was not exercised."""
        reasons = dict.fromkeys(facet.reason for facet in self.worst if facet.reason)
        return "; ".join(sorted(reasons, key=lambda reason: reason == NOT_EXERCISED))

    @property
    def control(self) -> str:
        """The controls of the sides that give the state."""
        return ", ".join(dict.fromkeys(facet.control for facet in self.worst))

    @property
    def probe(self) -> str:
        """The probes of the sides that give the state; empty while the control is missing."""
        return ", ".join(dict.fromkeys(facet.probe for facet in self.worst if facet.probe))

    def as_dict(self) -> dict[str, object]:
        """Return the promise as JSON-ready data."""
        return {
            "address": self.address,
            "state": self.state,
            "reason": self.reason,
            "control": self.control,
            "probe": self.probe,
            "clause": self.clause,
            "says": self.says,
            "evidence": [
                {"facet": facet.facet, **_evidence(one)}
                for facet in self.facets
                for one in facet.evidence
            ],
            "facets": [
                {
                    "facet": facet.facet,
                    "state": facet.state,
                    "reason": facet.reason,
                    "control": facet.control,
                    "probe": facet.probe,
                }
                for facet in self.facets
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseTable:
    """Every promise of one policy at one instant, and the checks of the house."""

    policy: str
    policy_hash: str
    at: datetime
    records: int
    opened: int
    facts: int
    promises: tuple[ProvedPromise, ...]

    @property
    def broken(self) -> tuple[ProvedPromise, ...]:
        """What is broken; a command that finds any exits with 3."""
        return tuple(one for one in self.promises if one.state == "broken")

    @property
    def counts(self) -> Mapping[State, int]:
        """State → how many, house checks included."""
        return {
            state: sum(one.state == state for one in self.promises)
            for state in ("kept", "broken", "unproven")
        }

    def as_json(self) -> dict[str, object]:
        """Return the table as JSON-ready data; the same store gives the same data."""
        return {
            "policy": self.policy,
            "hash": self.policy_hash,
            "at": self.at.isoformat(),
            "records": self.records,
            "opened": self.opened,
            "facts": self.facts,
            "counts": dict(self.counts),
            "promises": [one.as_dict() for one in self.promises],
        }


def prove(
    *,
    policy: Policy,
    data: DataStore,
    keys: KeyStore,
    now: datetime,
    versions: Iterable[Policy] = (),
    open_sample: OpenSample | None = None,
    log: LogIdentity | None = None,
    declared: Mapping[str, Mapping[str, str]] | None = None,
    tolerance: timedelta = TOLERANCE,
    sample: int = SAMPLE,
    seed: int = 0,
) -> PromiseTable:
    """Prove every promise of `policy` against both stores as they are.

    Args:
        policy: The policy in force.
        data, keys: The stores; read on one snapshot each, the key store's being the later one.
        now: The instant, timezone-aware.
        versions: Earlier versions under which stored data was taken in.
        open_sample: Opens records; without it nothing is opened, and seals stay unproven.
        log: By what the log's signed heads are known; without it no signature is checked.
        declared: Table → column → what it may hold, of the data store.
        tolerance: How late a sweep may be.
        sample: How many records to pick and open.
        seed: Which ones; an unpredictable number where nobody is to prepare for it.
    """
    with data.read() as reader, keys.read() as key_reader:
        rows = reader.sample_records(sample, seed) if open_sample is not None else None
        inquiry = Inquiry(
            policy=policy,
            versions={each.hash: each for each in (*versions, policy)},
            data=reader,
            keys=key_reader,
            now=now,
            tolerance=tolerance,
            activities=reader.activities(),
            groups=reader.record_groups(to_micros(now - tolerance), to_micros(now)),
            families=families_of(reader.merged()),
            sample=None if rows is None or open_sample is None else _opened(rows, open_sample),
            log=log,
            again=data.read,
            declared=declared,
        )
        observed = [seen for probe in PROBES for seen in probe(inquiry)]
        facts = reader.tree_size()
    return _table(inquiry, observed, facts)


def _table(inquiry: Inquiry, observed: list[Observation], facts: int) -> PromiseTable:
    return PromiseTable(
        policy=inquiry.policy.name,
        policy_hash=inquiry.policy.hash,
        at=inquiry.now,
        records=sum(group.records for group in inquiry.groups),
        opened=len(inquiry.sample or ()),
        facts=facts,
        promises=_join(inquiry.policy, observed),
    )


def _opened(rows: Sequence[RecordRow], open_sample: OpenSample) -> list[SampledRecord]:
    try:
        values = open_sample(rows)
    except TrothError:
        return [_opened_alone(row, open_sample) for row in rows]
    return [SampledRecord(row=row, value=value) for row, value in zip(rows, values, strict=True)]


def _opened_alone(row: RecordRow, open_sample: OpenSample) -> SampledRecord:
    try:
        return SampledRecord(row=row, value=open_sample([row])[0])
    except TrothError:
        return SampledRecord(row=row, value=None, altered=True)


# -- the join -----------------------------------------------------------------------------------


def _join(policy: Policy, observed: Iterable[Observation]) -> tuple[ProvedPromise, ...]:
    promised = {promise.address for promise in policy.promises}
    seen: dict[str, dict[str, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    for one in observed:
        address, facet = one.address, one.facet
        if not address.startswith("store/") and address not in promised:
            house = _HOUSE.get(address) or _HOUSE.get(address.partition("/")[0])
            if house is None or (one.state != "broken" and house != "store/sensitive"):
                continue
            address, facet = house, house.partition("/")[2]
        seen[address][facet].append(one)
    rows = [_promise(policy, promise, seen[promise.address]) for promise in policy.promises]
    checks = [
        _check(control, seen[f"store/{control.facet}"][control.facet])
        for control in STORE_CHECKS
        if _applies(policy, control)
    ]
    return (*rows, *checks)


def _applies(policy: Policy, check: Control) -> bool:
    if check.facet == "assumed-retention":
        return any(rule.provenance == "assumed" for rule in policy.rules.values())
    if check.facet == "sensitive":
        return all(promise.section != "sensitive" for promise in policy.promises)
    return True


def _promise(
    policy: Policy, promise: Promise, seen: Mapping[str, Sequence[Observation]]
) -> ProvedPromise:
    facets = [
        _facet(facet, control_for(policy, promise, facet), seen.get(facet, ()))
        for facet in promise.facets
    ]
    # What a probe found wrong is shown even on a side the promise does not name.
    facets += [
        _facet(facet, control_for(policy, promise, facet), found)
        for facet, found in sorted(seen.items())
        if facet not in promise.facets and any(one.state == "broken" for one in found)
    ]
    return ProvedPromise(
        address=promise.address,
        section=promise.section,
        clause=promise.clause,
        says=promise.says,
        facets=tuple(facets),
    )


def _check(control: Control, seen: Sequence[Observation]) -> ProvedPromise:
    return ProvedPromise(
        address=f"store/{control.facet}",
        section="store",
        clause=None,
        says=control.check,
        facets=(_facet(control.facet, control, seen),),
    )


def _facet(facet: str, control: Control, seen: Sequence[Observation]) -> ProvedFacet:
    evidence = tuple(line for one in seen for line in one.evidence)
    broken = [one.reason for one in seen if one.state == "broken"]
    state: State = "unproven"
    reason = NOT_EXERCISED
    if broken:
        state, reason = "broken", "; ".join(dict.fromkeys(broken))
    elif control.waits_for:
        reason = f"waits-for: {control.waits_for}"
    elif lacking := [
        one.reason for one in seen if one.state == "unproven" and one.reason != NOT_EXERCISED
    ]:
        reason = "; ".join(lacking)
    elif any(one.state == "kept" for one in seen):
        state, reason = "kept", ""
    return ProvedFacet(
        facet=facet,
        state=state,
        reason=reason,
        control=control.control,
        probe=control.probe,
        check=control.check,
        evidence=evidence,
    )


def _evidence(one: Evidence) -> dict[str, object]:
    shown: dict[str, object] = {"what": one.what, "count": one.count}
    if one.wrong:
        shown["wrong"] = True
    if one.ids:
        shown["ids"] = list(one.ids)
    if one.facts:
        shown["facts"] = list(one.facts)
    return shown
