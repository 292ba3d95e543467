"""A manifest as a document of the Transparency Information Language (TILT), draft-07 JSON Schema.

One item of `dataDisclosed` a category. What the manifest leaves unsaid is an empty text, or `ZZ`
where the schema asks for a country (ISO 3166: assigned by users), and is read back as unsaid.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from troth.policy.interchange.draft import Data, Exported
from troth.policy.syntax.manifest import Manifest
from troth.policy.syntax.rules import Retention
from troth.policy.syntax.who import Recipient

UNSAID = "ZZ"
BASES = {
    "consent": "GDPR-6-1-a", "contract": "GDPR-6-1-b", "legal-obligation": "GDPR-6-1-c",
    "vital-interests": "GDPR-6-1-d", "public-task": "GDPR-6-1-e",
    "legitimate-interests": "GDPR-6-1-f",
}  # fmt: skip
"""GDPR Art. 6(1)(a) to (f), as TILT refers to them."""

RIGHTS = {
    "rightToInformation": ("information",),
    "accessAndDataPortability": ("access",),
    "rightToRectificationOrDeletion": ("rectification", "erasure"),
    "rightToDataPortability": ("portability",),
    "rightToWithdrawConsent": ("withdrawal",),
    "rightToComplain": ("complaint",),
}
GUARDS = {
    "adequacy": "adequacyDecision", "bcr": "appropriateGuarantees", "dpf": "appropriateGuarantees",
    "scc": "standardDataProtectionClause",
}  # fmt: skip
GUARD_PARTS = (
    "adequacyDecision", "appropriateGuarantees", "presenceOfEnforceableRightsAndEffectiveRemedies",
    "standardDataProtectionClause",
)  # fmt: skip
_NO_PLACE = (
    "people", "collection", "interests", "operations", "definitions", "cookies", "minors",
    "sensitive", "security", "systems", "storage", "accounts", "staff_roles", "processor_of",
    "legal_exceptions", "disputes", "documents", "references", "claims", "changes", "scope",
)  # fmt: skip


def to_tilt(manifest: Manifest, day: str) -> Exported:
    """Return a manifest in TILT.

    Args:
        manifest: The manifest as written.
        day: When it is made, ISO 8601; used where the text bears no date.
    """
    automated = manifest.rights.automated_decisions if manifest.rights else None
    dated = manifest.revision.dated if manifest.revision else None
    document: Data = {
        "meta": _meta(manifest, dated.isoformat() if dated else day),
        "controller": _controller(manifest),
        "dataProtectionOfficer": _officer(manifest),
        "dataDisclosed": [_disclosed(manifest, key) for key in manifest.categories],
        "thirdCountryTransfers": list(_transfers(manifest)),
        "sources": list(_sources(manifest)),
        **_rights(manifest),
        "automatedDecisionMaking": {
            "inUse": automated in ("decisions", "profiling"),
            "logicInvolved": "", "scopeAndIntendedEffects": "",
        },
        "changesOfPurpose": [],
    }  # fmt: skip
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    document["meta"]["_hash"] = hashlib.sha256(text.encode()).hexdigest()
    return Exported(document=document, left_out=tuple(_left_out(manifest)))


def _meta(manifest: Manifest, day: str) -> Data:
    name = manifest.controller.legal_name or manifest.controller.name
    return {
        "_id": name, "name": name, "created": day,
        "modified": day, "version": 1, "language": manifest.language[:2], "status": "active",
        "url": "", "_hash": "",
    }  # fmt: skip


def _controller(manifest: Manifest) -> Data:
    said = manifest.controller
    stands_in = said.representative
    return {
        "name": said.legal_name or said.name, "division": "", "address": said.address or "",
        "country": (said.seat or UNSAID)[:2],
        "representative": {"name": stands_in.name if stands_in else "",
                           "email": (said.contact.email if said.contact else None) or "",
                           "phone": (said.contact.phone if said.contact else None) or ""},
    }  # fmt: skip


def _officer(manifest: Manifest) -> Data:
    officer = manifest.controller.dpo
    contact = officer.contact if officer else None
    return {
        "name": "appointed" if officer else "", "address": (contact and contact.address) or "",
        "country": UNSAID, "email": (contact and contact.email) or "",
        "phone": (contact and contact.phone) or "",
    }  # fmt: skip


def _disclosed(manifest: Manifest, key: str) -> Data:
    served = {name: one for name, one in sorted(manifest.purposes.items()) if key in one.uses}
    bases = [(name, one.basis) for name, one in served.items() if one.basis]
    interests = [f"{name}: {one.interest}" for name, one in served.items() if one.interest]
    kept = [one for one in sorted(manifest.retention.items()) if key in one[1].keeps]
    return {
        "_id": key,
        "category": list(manifest.categories[key].items) or [key],
        "purposes": [
            {"purpose": name, "description": f"{one.kind}: {one.says or ''}".rstrip()}
            for name, one in served.items()
        ],
        "legalBases": [{"reference": BASES[basis], "description": name} for name, basis in bases],
        "legitimateInterests": [{"exists": True, "reasoning": said} for said in interests],
        "recipients": list(_receivers(manifest, key)),
        "storage": [_storage(name, said) for name, said in kept if _carried(said)],
        "nonDisclosure": {
            "legalRequirement": False, "contractualRegulation": False,
            "obligationToProvide": False, "consequences": "",
        },
    }  # fmt: skip


def _receivers(manifest: Manifest, category: str) -> Iterator[Data]:
    seen = []
    for said in manifest.recipients.values():
        if category in (said.receives or ()):
            made = receiver(said)
            if made not in seen:
                seen.append(made)
    yield from sorted(seen, key=lambda each: (each.get("name", ""), each["category"]))


def receiver(said: Recipient) -> Data:
    """Return one recipient: by name with a country, or by its kind."""
    if said.name is None:
        return {"category": said.kind or said.says or said.role or "not stated"}
    country = said.place[0][:2] if said.place and said.place[0] != "any" else UNSAID
    return {"name": said.name, "country": country,
            "category": said.role or said.does or "not stated"}  # fmt: skip


def _carried(said: Retention) -> bool:
    return bool(said.for_ or said.more_than or said.until)


def _storage(key: str, said: Retention) -> Data:
    start, period = said.from_ or "collection", said.for_ or said.more_than
    told = f"{key}: {'more than ' if said.more_than else ''}from {start}, then {said.then}"
    return {
        "temporal": [{"description": told, "ttl": period}] if period else [],
        "purposeConditional": [f"{key}: until {said.until}, then {said.then}"]
        if said.until
        else [],
        "legalBasisConditional": [],
        "aggregationFunction": "max",
    }


def _transfers(manifest: Manifest) -> Iterator[Data]:
    """Yield each country with its safeguard once; an open place is no country."""
    named = [(place, one.mechanism) for one in manifest.transfers.values() for place in one.to]
    named += [(p, one.transfer) for one in manifest.recipients.values() for p in one.place or ()
              if one.transfer]  # fmt: skip
    for place, mechanism in sorted({(p[:2], _guard(m)) for p, m in named if p != "any"}):
        guard = GUARDS.get(mechanism)
        parts: Data = {
            each: {"available": each == guard, "description": mechanism if each == guard else ""}
            for each in GUARD_PARTS
        }
        yield {"country": place, **parts}


def _guard(mechanism: str | None) -> str:
    """Return the mechanism where TILT has a place for it."""
    return mechanism if mechanism in GUARDS else ""


def _sources(manifest: Manifest) -> Iterator[Data]:
    for key, said in sorted(manifest.sources.items()):
        for category in sorted(said.gives or ()):
            told = {"description": f"{said.kind}: {key}", "url": "",
                    "publiclyAvailable": said.kind == "public"}  # fmt: skip
            yield {"_id": f"{key}/{category}", "dataCategory": category, "sources": [told]}


def _rights(manifest: Manifest) -> Data:
    offered = manifest.rights.offer if manifest.rights else []
    email = (manifest.controller.contact.email if manifest.controller.contact else None) or ""
    made: Data = {}
    for name, rights in RIGHTS.items():
        given = [right for right in rights if right in offered]
        made[name] = {"available": bool(given), "description": ", ".join(given), "url": "",
                      "email": email, "identificationEvidences": []}  # fmt: skip
    unsaid = {"name": "", "address": "", "country": UNSAID, "email": "", "phone": ""}
    made["rightToComplain"]["supervisoryAuthority"] = unsaid
    made["accessAndDataPortability"] |= {
        "administrativeFee": {"amount": 0, "currency": "EUR"}, "dataFormats": [],
    }  # fmt: skip
    return made


def _left_out(manifest: Manifest) -> Iterator[str]:
    yield from (name.replace("_", "-") for name in _NO_PLACE if getattr(manifest, name))
    for key, said in manifest.recipients.items():
        if not said.receives:
            yield f"recipients/{key}"
        elif len(said.place or ()) > 1:
            yield f"recipients/{key}/place"
    yield from (f"retention/{key}" for key, one in manifest.retention.items() if not _carried(one))
    for right in manifest.rights.offer if manifest.rights else ():
        if not any(right in rights for rights in RIGHTS.values()):
            yield f"rights/{right}"
