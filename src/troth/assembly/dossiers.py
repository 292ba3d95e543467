"""Joins the desks for what authorities ask for, for breaches and for deals, and their letters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from troth.assembly.foundation import Foundation
from troth.assembly.law import load_law_book
from troth.assembly.platform import Platform
from troth.assembly.requests import calendar_of
from troth.engines.breaches.breaches import Breaches
from troth.engines.disclosure.legal_letters import message_of
from troth.engines.disclosure.legal_requests import LegalRequests
from troth.engines.dossiers.dossiers import Dossiers
from troth.engines.dossiers.letters import DossierLetters
from troth.engines.reorganisation.gather import Source
from troth.engines.reorganisation.reorganisation import Reorganisation
from troth.engines.reorganisation.takeover import TakeoverImport
from troth.mail.door import MailDoor
from troth.storage.dossier_rows import DossierKind


def legal_requests(platform: Platform) -> LegalRequests:
    """Return the desk for what authorities ask for."""
    return LegalRequests(
        policy=platform.policy,
        law=load_law_book(),
        dossiers=dossiers_of(platform, "legal-request"),
        entropy=platform.entropy,
        access=platform.access,
        disclosures=platform.disclosures,
    )


def dossiers_of(platform: Platform, kind: DossierKind) -> Dossiers:
    """Return where dossiers of a kind are kept."""
    return Dossiers(kind=kind, data=platform.data, evidence=platform.evidence)


def dossier_letters(platform: Platform) -> DossierLetters:
    """Return what writes to the people of a dossier."""
    return DossierLetters(
        data=platform.data,
        vault=platform.vault,
        evidence=platform.evidence,
        entropy=platform.entropy,
        versions=platform.versions,
    )


def breaches(platform: Platform) -> Breaches:
    """Return the register of breaches."""
    policy = platform.policy
    return Breaches(
        policy=policy,
        law=load_law_book(),
        calendar=lambda: calendar_of(policy),
        dossiers=dossiers_of(platform, "breach"),
        data=platform.data,
        entropy=platform.entropy,
    )


def tell_of_requests(
    platform: Platform, door: MailDoor, sender: str, now: datetime
) -> dict[bytes, Mapping[str, int]]:
    """Write to everybody who may be told by now of what an authority got; return how that went."""
    letters = dossier_letters(platform)
    return {
        one.id: letters.write(one.id, message_of(platform.policy, one, sender), door, now)
        for one in legal_requests(platform).to_tell(now)
    }


def reorganisation(platform: Platform) -> Reorganisation:
    """Return the desk for deals, and for the parcel an assignee gets."""
    return Reorganisation(
        policy=platform.policy,
        dossiers=dossiers_of(platform, "deal"),
        source=Source(data=platform.data, vault=platform.vault, keyring=platform.keyring),
        evidence=platform.evidence,
        entropy=platform.entropy,
    )


def takeover_import(laid: Foundation) -> TakeoverImport:
    """Return what fills an empty store with such a parcel."""
    return TakeoverImport(
        data=laid.data,
        vault=laid.vault,
        keyring=laid.keyring,
        evidence=laid.evidence,
        entropy=laid.entropy,
    )
