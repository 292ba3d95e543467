"""A policy version takes effect: stored with its text, hash and pages, and written in the log.

Old versions stay readable, and every record names the version it was taken in under. Publishing the
same version twice is one publication. What weakens a promise is published only by somebody who says
so, together with the plan to tell people; what has errors, only under a name that takes them on.

GDPR Art. 5(2), 12(1), 13(3), 24(1).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from zoneinfo import ZoneInfo

from troth.core.facts import Fact, fact
from troth.core.periods import to_micros
from troth.core.ports import Entropy
from troth.engines.evidence.evidence import EvidenceLog
from troth.engines.publication.audience import audience
from troth.engines.publication.terms import Approval, Withheld, objections
from troth.engines.publication.untold import came_with, mark
from troth.engines.publication.versions import Versions
from troth.policy.compiled import Policy
from troth.policy.differences.comparing import Difference
from troth.policy.differences.demands import Demand
from troth.storage.ports import DataStore, DataUnit
from troth.storage.rows import PolicyRow
from troth.storage.version_rows import CampaignRow, DocumentRow, VersionRow

NO_POLICY = "0" * 64
"""Stands for "none before" in the fact of a first publication."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One rendered page of a version."""

    kind: str
    language: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A version that is to be published.

    Attributes:
        policy: Compiled.
        text, name: The manifest and what its file is called.
        errors: Codes of the findings that stop publishing.
        found: Every difference to the version before; empty for the first.
        demand: What they ask for; None for the first.
        pages: The notice as people will read it.
    """

    policy: Policy
    text: str
    name: str
    errors: tuple[str, ...] = ()
    found: tuple[Difference, ...] = ()
    demand: Demand | None = None
    pages: tuple[Page, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A version that was published, or had been."""

    version: VersionRow
    published: bool
    campaign: bytes | None = None
    told: int = 0
    demand: Demand | None = field(default=None)


class Publishing:
    """Puts policy versions into effect."""

    def __init__(
        self,
        *,
        data: DataStore,
        evidence: EvidenceLog,
        entropy: Entropy,
        versions: Versions,
    ) -> None:
        self._data = data
        self._evidence = evidence
        self._entropy = entropy
        self._versions = versions

    def publish(self, policy: Policy, manifest: str, manifest_name: str, now: datetime) -> bool:
        """Put a policy into effect unseen, as the first one of a store; False when it was.

        What changes a policy that runs goes through `issue`.
        """
        draft = Draft(policy=policy, text=manifest, name=manifest_name)
        with self._data.unit() as unit:
            if self._same(unit.versions(), draft) is not None:
                return False
            self._put(unit, draft, Approval(), now)
        return True

    def issue(self, draft: Draft, approval: Approval, now: datetime) -> Issued | Withheld:
        """Publish a version, with the plan to tell whom it concerns, or say why not.

        Args:
            draft: Compared with the version that is the newest one now.
            approval: What somebody has taken on.
            now: The instant of publication.
        """
        with self._data.unit() as unit:
            known = unit.versions()
            same = self._same(known, draft)
            if same is not None:
                return Issued(version=same, published=False)
            before = self._versions.policy(known[-1].policy) if known else None
            against = objections(
                draft.policy, before, draft.errors, draft.demand, approval, now,
                dated=known[-1].dated if known else "",
            )  # fmt: skip
            if against:
                return Withheld(reasons=against)
            version = self._put(unit, draft, approval, now)
            campaign, told = self._plan(unit, draft, known, now)
        return Issued(
            version=version, published=True, campaign=campaign, told=told, demand=draft.demand
        )

    def _same(self, known: Sequence[VersionRow], draft: Draft) -> VersionRow | None:
        if not known:
            return None
        newest = known[-1]
        return newest if draft.policy.hash == newest.policy else None

    def _put(self, unit: DataUnit, draft: Draft, approval: Approval, now: datetime) -> VersionRow:
        at, policy, known = to_micros(now), draft.policy, unit.policies()
        previous = unit.versions()
        if all(row.policy != policy.hash for row in known):
            unit.add_policy(
                PolicyRow(
                    policy=policy.hash,
                    name=policy.name,
                    published_at=at,
                    manifest=draft.text,
                    manifest_name=draft.name,
                )
            )
        unit.put_documents([_document(policy, page) for page in draft.pages])
        effective, rule = takes_effect(policy, approval, now)
        version = VersionRow(
            version=0,
            policy=policy.hash,
            text=hashlib.sha256(draft.text.encode()).hexdigest(),
            dated=policy.dated.isoformat() if policy.dated else "",
            published_at=at,
            effective_at=effective,
            rule=rule,
            weight=draft.demand.weight if draft.demand else "none",
            author=approval.author,
            accepted=approval.accept_findings,
        )
        number = unit.add_version(version)
        self._evidence.append(
            unit,
            fact(
                "policy-published",
                at,
                policy=policy.hash,
                previous=previous[-1].policy if previous else NO_POLICY,
                name=re.sub("[^a-z0-9]+", "-", policy.name.lower()).strip("-") or "policy",
            ),
            _published(version, number, draft, at),
        )
        return unit.versions()[-1]

    def _plan(
        self, unit: DataUnit, draft: Draft, known: Sequence[VersionRow], now: datetime
    ) -> tuple[bytes | None, int]:
        demand = draft.demand
        if demand is None or not demand.tells:
            return None, 0
        campaign, at = self._entropy.bytes(16), to_micros(now)
        notices = audience(unit, self._versions, demand, campaign)
        row = CampaignRow(
            campaign=campaign,
            policy=draft.policy.hash,
            previous=known[-1].policy,
            weight=demand.weight,
            channel=demand.channel,
            source=demand.source,
            state="planned",
            planned_at=at,
        )
        unit.put_campaign(row)
        unit.put_notices(notices)
        mark(unit, row, notices, came_with(self._versions.policy(row.previous), draft.policy))
        self._evidence.append(
            unit,
            fact(
                "announcement-planned",
                at,
                campaign=campaign,
                policy=draft.policy.hash,
                channel=demand.channel,
                persons=len(notices),
            ),
        )
        return campaign, len(notices)


def takes_effect(policy: Policy, approval: Approval, now: datetime) -> tuple[int, str]:
    """Return when a version takes effect where nobody need accept it, and by which rule."""
    at = to_micros(now)
    if approval.effective_at is not None:
        return to_micros(approval.effective_at), "date"
    if policy.effective == "date" and policy.effective_on is not None:
        # The day begins where the controller is established.
        zone = ZoneInfo(policy.controller.timezone)
        day = datetime.combine(policy.effective_on, time(), zone)
        return max(to_micros(day), at), "date"
    return at, "acceptance" if policy.effective == "acceptance" else "publication"


def _document(policy: Policy, page: Page) -> DocumentRow:
    return DocumentRow(
        policy=policy.hash,
        kind=page.kind,
        language=page.language,
        hash=hashlib.sha256(page.body.encode()).hexdigest(),
        body=page.body,
    )


def _published(version: VersionRow, number: int, draft: Draft, at: int) -> Fact:
    return fact(
        "version-published",
        at,
        policy=version.policy,
        version=number,
        weight=version.weight,
        rule=version.rule,
        effective=version.effective_at,
        weaker=len(draft.demand.weakens) if draft.demand else 0,
        findings=len(draft.errors),
        accepted=version.accepted or "none",
    )
