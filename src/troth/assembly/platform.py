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

from troth.assembly.clock import SystemClock
from troth.assembly.entropy import SystemEntropy
from troth.assembly.foundation import Foundation, open_foundation
from troth.assembly.law import load_law_book
from troth.assembly.policies import load_policy, load_text, read_manifest
from troth.assembly.requests import build_requests
from troth.assembly.settings import read_settings
from troth.core.ports import Clock, Entropy
from troth.engines.access import Access
from troth.engines.backup import Backups, needs_replay
from troth.engines.consent_receipts import ConsentReceipts
from troth.engines.consent_register import ConsentRegister
from troth.engines.consent_signals import ConsentSignals
from troth.engines.consents import ConsentEngine
from troth.engines.disclosure import Disclosures
from troth.engines.erasure import Erasure
from troth.engines.export import Export
from troth.engines.intake import Intake
from troth.engines.minors import MinorsEngine
from troth.engines.publishing import Publishing
from troth.engines.purpose import Entry, PurposeGate
from troth.engines.rectification import Rectification
from troth.engines.requests import Requests
from troth.engines.retention import Retention
from troth.engines.standing import StandingEngine
from troth.engines.statistics import Statistics
from troth.errors import InputError, StateError
from troth.policy.compiled import Policy
from troth.policy.question import Decision
from troth.storage.ports import DataStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform(Foundation):
    """A running Troth under one policy."""

    policy: Policy
    standing: StandingEngine
    intake: Intake
    consents: ConsentEngine
    purposes: PurposeGate
    retention: Retention
    erasure: Erasure
    export: Export
    access: Access
    disclosures: Disclosures
    publishing: Publishing
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
    def receipts(self) -> ConsentReceipts:
        """What issues and takes in consent receipts."""
        return ConsentReceipts(
            policy=self.policy, data=self.data, consents=self.consents, evidence=self.evidence
        )

    def purpose(
        self, name: str, person: bytes, *, who: str = "program", role: str | None = None
    ) -> AbstractContextManager[Decision]:
        """Open a block for a purpose and a person: `with troth.purpose("newsletter", person):`.

        Raises:
            PurposeRefused: on entering, when the purpose is closed for this person.
        """
        return self.purposes.enter(Entry(purpose=name, person=person, who=who, role=role))

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
        _refuse_unreplayed(laid, restoring=restoring)
        platform = build_platform(laid, policy or published_policy(laid.data))
        # Who only examines a store puts no policy into effect in it.
        if manifest is not None and not examining:
            _publish(platform, Path(manifest))
    except BaseException:
        laid.close()
        raise
    return platform


def _publish(platform: Platform, manifest: Path) -> None:
    text = read_manifest(manifest)
    platform.publishing.publish(platform.policy, text, manifest.name, platform.clock.now())


def build_platform(laid: Foundation, policy: Policy) -> Platform:
    """Join the engines to an open foundation."""
    data, vault, evidence, entropy = laid.data, laid.vault, laid.evidence, laid.entropy
    standing = StandingEngine(data=data, vault=vault, evidence=evidence, entropy=entropy)
    return Platform(
        **{one.name: getattr(laid, one.name) for one in fields(Foundation)},
        policy=policy,
        standing=standing,
        intake=Intake(
            policy=policy,
            data=data,
            vault=vault,
            identity=laid.identity,
            evidence=evidence,
            entropy=entropy,
            law=load_law_book(),
        ),
        consents=_consents(laid, policy),
        purposes=_purposes(laid, policy),
        retention=Retention(
            policy=policy, data=data, vault=vault, evidence=evidence, entropy=entropy
        ),
        erasure=Erasure(
            policy=policy,
            data=data,
            keys=laid.keys,
            vault=vault,
            identity=laid.identity,
            evidence=evidence,
            entropy=entropy,
        ),
        export=Export(policy=policy, data=data, vault=vault, evidence=evidence, entropy=entropy),
        access=Access(policy=policy, data=data, vault=vault, evidence=evidence, entropy=entropy),
        disclosures=Disclosures(
            policy=policy, data=data, vault=vault, evidence=evidence, entropy=entropy
        ),
        publishing=Publishing(data=data, evidence=evidence),
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


def _consents(laid: Foundation, policy: Policy) -> ConsentEngine:
    return ConsentEngine(
        policy=policy,
        data=laid.data,
        vault=laid.vault,
        evidence=laid.evidence,
        entropy=laid.entropy,
        law=load_law_book(),
    )


def _purposes(laid: Foundation, policy: Policy) -> PurposeGate:
    return PurposeGate(
        policy=policy,
        data=laid.data,
        vault=laid.vault,
        evidence=laid.evidence,
        entropy=laid.entropy,
        clock=laid.clock,
    )


def _refuse_unreplayed(laid: Foundation, *, restoring: bool) -> None:
    """Keep the gate shut on a store that may have forgotten erasures and restrictions (D4.8)."""
    with laid.data.read() as reader:
        came_back = needs_replay(reader)
    if came_back and not restoring:
        raise StateError(
            "store/from-backup",
            "this data store came from a backup and does not know what happened since",
            help="run `troth restore --replay` before anything else",
        )


def published_policy(data: DataStore) -> Policy:
    """Return the newest policy published into a store.

    Raises:
        InputError: `policy/none-published`.
    """
    with data.read() as reader:
        known = reader.policies()
    if not known:
        raise InputError(
            "policy/none-published",
            "no policy was published into this store yet",
            help="name the manifest once; the store remembers it",
        )
    newest = known[-1]
    return load_text(newest.manifest, newest.manifest_name, law=load_law_book()).required()
