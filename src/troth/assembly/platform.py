"""The join: settings and a policy become a running Troth.

`Platform` is the foundation (`assembly.foundation`) and every engine that works under a policy,
named as the engines are. The policy is a manifest file's, or the newest one published into the
store.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Final

from troth.assembly.clock import SystemClock
from troth.assembly.correspondence import build_correspondence
from troth.assembly.entropy import SystemEntropy
from troth.assembly.foundation import Foundation, open_foundation
from troth.assembly.gates import build_gate, build_purposes
from troth.assembly.law import load_law_book
from troth.assembly.policies import load_policy, read_manifest
from troth.assembly.requests import build_requests
from troth.assembly.ruling import none_published, refuse_unpublished, same_text, versions_of
from troth.assembly.settings import read_settings
from troth.assembly.showing import build_access, build_disclosures, build_export
from troth.assembly.systems import build_elsewhere
from troth.core.ports import Clock, Entropy
from troth.engines.backup import Backups, needs_replay
from troth.engines.consents.consents import ConsentEngine
from troth.engines.consents.receipts import ConsentReceipts
from troth.engines.consents.register import ConsentRegister
from troth.engines.consents.signals import ConsentSignals
from troth.engines.consents.standing import StandingEngine
from troth.engines.correspondence.correspondence import Correspondence
from troth.engines.disclosure.disclosure import Disclosures
from troth.engines.disclosure.outreach import Outreach
from troth.engines.documents.accuracy import Accuracy
from troth.engines.documents.cases import Cases
from troth.engines.documents.declarations import Declarations
from troth.engines.documents.documents import Documents
from troth.engines.erasure.erasure import Erasure
from troth.engines.erasure.minors import MinorsEngine
from troth.engines.evidence.adopting import Adopting
from troth.engines.export.export import Export
from troth.engines.gate import Gate
from troth.engines.publication.acceptance import Acceptance
from troth.engines.publication.announcing import Announcing
from troth.engines.publication.publishing import Publishing
from troth.engines.publication.versions import Versions
from troth.engines.purpose import Entry, PurposeGate
from troth.engines.retention.retention import Retention
from troth.engines.rights.requests import Requests
from troth.engines.staff.access import Access
from troth.engines.staff.statistics import Statistics
from troth.engines.staff.undertakings import Undertakings
from troth.engines.subjects.rectification import Rectification
from troth.errors import StateError
from troth.policy.compiled import Policy
from troth.policy.question import Decision

NOTHING_SHOWN: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform(Foundation):
    """A running Troth under one policy."""

    policy: Policy
    standing: StandingEngine
    intake: Gate
    consents: ConsentEngine
    purposes: PurposeGate
    retention: Retention
    erasure: Erasure
    export: Export
    access: Access
    disclosures: Disclosures
    publishing: Publishing
    versions: Versions
    rectification: Rectification
    backups: Backups

    @property
    def minors(self) -> MinorsEngine:
        """What carries out the age rule."""
        return MinorsEngine(
            policy=self.policy, data=self.data, standing=self.standing, erasure=self.erasure
        )

    @property
    def requests(self) -> Requests:
        """What takes in requests for one's rights and leads them to their answer."""
        return build_requests(
            self,
            self.policy,
            standing=self.standing,
            consents=self.consents,
            erasure=self.erasure,
            rectification=self.rectification,
            export=self.export,
        )

    @property
    def correspondence(self) -> Correspondence:
        """What takes messages in and leads inquiries to their answer."""
        return build_correspondence(self, self.policy, self.intake, self.versions)

    @property
    def statistics(self) -> Statistics:
        """What counts people by what they share."""
        return Statistics(policy=self.policy, data=self.data, access=self.access)

    @property
    def signals(self) -> ConsentSignals:
        """What takes in Global Privacy Control and its like."""
        return ConsentSignals(policy=self.policy, standing=self.standing)

    @property
    def texts(self) -> ConsentRegister:
        """What publishes and withdraws the texts by which people are asked."""
        return ConsentRegister(
            policy=self.policy, data=self.data, evidence=self.evidence, consents=self.consents
        )

    @property
    def acceptance(self) -> Acceptance:
        """What people say to versions."""
        return Acceptance(data=self.data, standing=self.standing, versions=self.versions)

    @property
    def accuracy(self) -> Accuracy:
        """What looks after addresses that turn out to be wrong."""
        return Accuracy(
            policy=self.policy, identity=self.identity, standing=self.standing, cases=self.cases
        )

    @property
    def adopting(self) -> Adopting:
        """What takes on a policy of its own for one property."""
        return Adopting(policy=self.policy, data=self.data, evidence=self.evidence)

    @property
    def undertakings(self) -> Undertakings:
        """What keeps undertakings of confidentiality."""
        return Undertakings(data=self.data, evidence=self.evidence)

    @property
    def documents(self) -> Documents:
        """What keeps agreements and terms, and who accepted which."""
        return Documents(data=self.data, evidence=self.evidence, standing=self.standing)

    @property
    def cases(self) -> Cases:
        """What takes in complaints, claims, breaches and questions."""
        return Cases(
            policy=self.policy,
            documents=self.documents,
            data=self.data,
            evidence=self.evidence,
            entropy=self.entropy,
            law=load_law_book(),
        )

    @property
    def announcing(self) -> Announcing:
        """What tells people of a version."""
        return Announcing(
            data=self.data,
            vault=self.vault,
            evidence=self.evidence,
            entropy=self.entropy,
            versions=self.versions,
        )

    def bound_to(self, person: bytes) -> Platform:
        """Return this Troth under the version that a person is under.

        Where a policy takes effect on acceptance, whoever has not accepted the newest one is dealt
        with by the one before.
        """
        if self.policy.effective != "acceptance":
            return self
        now = self.clock.now()
        bound = self.versions.bound(person, self.purposes.standing(person, now), now)
        return self if bound is None else build_platform(self, bound.policy)

    @property
    def declarations(self) -> Declarations:
        """What takes in an age, a residence or a contract that staff learn of."""
        return Declarations(
            policy=self.policy, law=load_law_book(), standing=self.standing, minors=self.minors
        )

    @property
    def outreach(self) -> Outreach:
        """What works out whom a purpose may reach."""
        return Outreach(
            policy=self.policy,
            law=load_law_book(),
            data=self.data,
            disclosures=self.disclosures,
            versions=self.versions,
        )

    @property
    def receipts(self) -> ConsentReceipts:
        """What issues and takes in consent receipts."""
        return ConsentReceipts(
            policy=self.policy, data=self.data, consents=self.consents, evidence=self.evidence
        )

    def purpose(
        self,
        name: str,
        person: bytes,
        *,
        who: str = "program",
        role: str | None = None,
        channel: str | None = None,
        shown: Mapping[str, str] = NOTHING_SHOWN,
    ) -> AbstractContextManager[Decision]:
        """Open a block for a purpose and a person: `with troth.purpose("newsletter", person):`.

        Raises:
            PurposeRefused: on entering, when the purpose is closed for this person.
        """
        entry = Entry(purpose=name, person=person, who=who, role=role, channel=channel, shown=shown)
        return self.purposes.enter(entry)

    def resume(self) -> int:
        """Settle what is open, then finish erasures that were cut short; return how many."""
        self.settle()
        return self.erasure.resume(self.clock.now())


def open_platform(
    store: str | None = None,
    keys: str | None = None,
    *,
    manifest: Path | str | None = None,
    clock: Clock | None = None,
    entropy: Entropy | None = None,
    rehearsal: bool = False,
    demo: bool = False,
    create: bool = True,
    restoring: bool = False,
    examining: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Platform:
    """Open or make a store and join everything to it.

    Args:
        store: `--store`: a SQLAlchemy URL or a path; None for `.troth/data.db`.
        keys: `--keys`, likewise; None for `TROTH_KEYS`, then beside the store.
        manifest: The policy's file; None for the newest policy published into the store.
        clock, entropy: By default the machine's.
        rehearsal: Whether the people are synthetic: the store is marked, and must not hold others.
        demo, create, examining: As `open_foundation`.
        restoring: Whether a store that came from a backup may be opened, to replay it.
        environment: By default the process's.

    Raises:
        ManifestRefused: when the manifest has diagnostics; no store is touched.
        TrothError: `policy/none-published`, `store/from-backup`; else as `open_foundation`.
    """
    policy = None if manifest is None else load_policy(manifest).required()
    laid = open_foundation(
        read_settings(store, keys, environment=os.environ if environment is None else environment),
        clock=clock or SystemClock(),
        entropy=entropy or SystemEntropy(),
        kind="rehearsal" if rehearsal else "real",
        demo=demo,
        create=create and manifest is not None,
        examining=examining,
    )
    try:
        refuse_unreplayed(laid, restoring=restoring)
        # Who only examines a store puts no policy into effect in it.
        if policy is None or manifest is None or examining:
            return build_platform(laid, policy or _in_effect(laid))
        return _under(laid, policy, Path(manifest))
    except BaseException:
        laid.close()
        raise


def _in_effect(laid: Foundation) -> Policy:
    """Return the policy that a store runs now.

    Raises:
        InputError: `policy/none-published`.
    """
    current = versions_of(laid.data).current(laid.clock.now())
    if current is None:
        raise none_published()
    return current


def _under(laid: Foundation, named: Policy, manifest: Path) -> Platform:
    """Return a Troth under the policy of a manifest, which is published if it is the first one."""
    text = read_manifest(manifest)
    policy = same_text(laid.data, named, text)
    if not refuse_unpublished(laid.data, policy, str(manifest)):
        platform = build_platform(laid, policy)
        platform.publishing.publish(policy, text, manifest.name, laid.clock.now())
        return platform
    current = _in_effect(laid)
    # A version that is published and not in effect yet does not run before its day.
    return build_platform(laid, policy if policy.hash == current.hash else current)


def build_platform(laid: Foundation, policy: Policy) -> Platform:
    """Join the engines to an open foundation."""
    data, vault, evidence, entropy = laid.data, laid.vault, laid.evidence, laid.entropy
    versions = versions_of(data)
    consents = _consents(laid, policy)
    standing = StandingEngine(data=data, vault=vault, evidence=evidence, entropy=entropy)
    return Platform(
        **{one.name: getattr(laid, one.name) for one in fields(Foundation)},
        policy=policy,
        standing=standing,
        intake=build_gate(laid, policy, versions),
        consents=consents,
        purposes=build_purposes(laid, policy, versions),
        retention=_retention(laid, policy, consents),
        erasure=Erasure(
            policy=policy,
            data=data,
            keys=laid.keys,
            vault=vault,
            identity=laid.identity,
            evidence=evidence,
            entropy=entropy,
            elsewhere=build_elsewhere(laid, policy, os.environ),
        ),
        export=build_export(laid, policy),
        access=build_access(laid, policy, versions),
        disclosures=build_disclosures(laid, policy, versions),
        publishing=Publishing(data=data, evidence=evidence, entropy=entropy, versions=versions),
        versions=versions,
        rectification=Rectification(
            policy=policy, data=data, vault=vault, evidence=evidence, entropy=entropy
        ),
        backups=Backups(
            data=data,
            keys=laid.keys,
            keyring=laid.keyring,
            vault=vault,
            evidence=evidence,
            entropy=entropy,
        ),
    )


def _retention(laid: Foundation, policy: Policy, consents: ConsentEngine) -> Retention:
    return Retention(
        policy=policy,
        data=laid.data,
        vault=laid.vault,
        evidence=laid.evidence,
        entropy=laid.entropy,
        lapses=consents.expire,
    )


def _consents(laid: Foundation, policy: Policy) -> ConsentEngine:
    return ConsentEngine(
        policy=policy,
        data=laid.data,
        vault=laid.vault,
        evidence=laid.evidence,
        entropy=laid.entropy,
        law=load_law_book(),
    )


def refuse_unreplayed(laid: Foundation, *, restoring: bool) -> None:
    """Keep the gate shut on a store that may have forgotten erasures and restrictions (D4.8)."""
    with laid.data.read() as reader:
        came_back = needs_replay(reader)
    if came_back and not restoring:
        raise StateError(
            "store/from-backup",
            "this data store came from a backup and does not know what happened since",
            help="run `troth restore --replay` before anything else",
        )
