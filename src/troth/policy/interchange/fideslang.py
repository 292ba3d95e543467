"""A manifest as fideslang resources (version 3): systems, datasets, categories, uses, subjects.

The company is one system, each recipient another; a purpose is a privacy declaration, a collection
point a dataset. Own categories lie under `user`, own uses under the use of the default taxonomy
that their kind comes nearest to, so that a rule about the parent covers them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from troth.policy.interchange.draft import Data, Exported
from troth.policy.syntax.manifest import Manifest
from troth.policy.syntax.what import Purpose

COMPANY = "company"
USES: Mapping[str, str] = {
    "service": "essential.service", "support": "essential.service.operations.support",
    "account": "essential.service.authentication",
    "contract-performance": "essential.service",
    "communication": "essential.service.notifications", "marketing": "marketing",
    "advertising": "marketing.advertising", "personalisation": "personalize",
    "analytics": "analytics", "statistics": "analytics.reporting",
    "research": "functional.service.improve", "improvement": "functional.service.improve",
    "product-development": "functional.service.improve",
    "site-administration": "essential.service.operations",
    "security": "essential.service.security", "fraud-prevention": "essential.fraud_detection",
    "troubleshooting": "essential.service.operations",
    "legal-compliance": "essential.legal_obligation", "legal-claims": "essential.legal_obligation",
    "payments": "essential.service.payment_processing", "recruitment": "employment.recruitment",
    "employment": "employment", "testimonials": "marketing",
    "calls": "essential.service.operations", "planning": "essential.service.operations",
    "identification": "essential.service.authentication", "transactions": "sales",
}  # fmt: skip
"""Each kind of purpose and the data use of the default taxonomy it comes nearest to."""

BASES = {
    "consent": "Consent", "contract": "Contract", "legal-obligation": "Legal obligations",
    "vital-interests": "Vital interests", "public-task": "Public interest",
    "legitimate-interests": "Legitimate interests",
}  # fmt: skip
TRANSFERS = {"adequacy": "Adequacy Decision", "scc": "SCCs", "bcr": "BCRs"}
_NO_PLACE = (
    "interests", "operations", "definitions", "cookies", "minors", "sensitive", "security",
    "rights", "transfers", "storage", "systems", "accounts", "staff_roles", "processor_of",
    "legal_exceptions", "disputes", "documents", "references", "claims", "changes", "scope",
    "sources",
)  # fmt: skip


def to_fideslang(manifest: Manifest) -> Exported:
    """Return a manifest as one document of fideslang resources."""
    document: Data = {
        "organization": [{"fides_key": "default_organization", "name": manifest.controller.name}],
        "data_category": [
            {"fides_key": f"user.{key}", "name": key, "parent_key": "user"}
            for key in sorted(manifest.categories)
        ],
        "data_use": [
            {"fides_key": use_of(key, one), "name": key, "parent_key": USES[one.kind],
             "description": f"{one.kind}: {one.says or ''}".rstrip()}
            for key, one in sorted(manifest.purposes.items())
        ],
        "data_subject": [
            {"fides_key": key, "name": key} for key in sorted(manifest.people)
        ],
        "system": [_company(manifest), *_recipients(manifest)],
        "dataset": list(_datasets(manifest)),
    }  # fmt: skip
    return Exported(document=document, left_out=tuple(_left_out(manifest)))


def use_of(key: str, purpose: Purpose) -> str:
    """Return the data use of one purpose, under its parent."""
    return f"{USES[purpose.kind]}.{key}"


def _company(manifest: Manifest) -> Data:
    declared = []
    for key, one in sorted(manifest.purposes.items()):
        said: Data = {
            "name": key,
            "data_categories": [f"user.{each}" for each in sorted(one.uses)],
            "data_use": use_of(key, one),
            "data_subjects": sorted(one.people or ()),
        }
        if one.basis:
            said["legal_basis_for_processing"] = BASES[one.basis]
        declared.append(said)
    return {
        "fides_key": COMPANY, "name": manifest.controller.name, "system_type": "Service",
        "responsibility": ["Controller"], "privacy_declarations": declared,
    }  # fmt: skip


def _recipients(manifest: Manifest) -> Iterator[Data]:
    for key, one in sorted(manifest.recipients.items()):
        made: Data = {
            "fides_key": key, "name": one.name or one.kind or key, "system_type": "Third Party",
            "privacy_declarations": [
                {"name": name, "data_categories": [f"user.{c}" for c in sorted(one.receives or ())],
                 "data_use": use_of(name, manifest.purposes[name]), "data_subjects": []}
                for name in sorted(one.for_ or ())
            ],
        }  # fmt: skip
        if one.company:
            made["legal_name"] = one.company
        if one.does:
            made["description"] = one.does
        if one.role in ("controller", "processor"):
            made["responsibility"] = [one.role.capitalize()]
        if one.transfer:
            made["does_international_transfers"] = True
            made["legal_basis_for_transfers"] = [TRANSFERS.get(one.transfer, one.transfer)]
        if one.receives and not one.for_:
            given = [f"user.{each}" for each in sorted(one.receives)]
            made["ingress"] = [{"fides_key": COMPANY, "type": "system", "data_categories": given}]
        yield made


def _datasets(manifest: Manifest) -> Iterator[Data]:
    """Yield a dataset a category: its items, as the fields of one collection."""
    for key, one in sorted(manifest.categories.items()):
        fields = [{"name": item, "data_categories": [f"user.{key}"]} for item in sorted(one.items)]
        yield {
            "fides_key": key, "name": key,
            "collections": [{"name": key, "fields": fields}],
        }  # fmt: skip


def _left_out(manifest: Manifest) -> Iterator[str]:
    yield from (name.replace("_", "-") for name in _NO_PLACE if getattr(manifest, name))
    if manifest.collection:
        yield "collection"
    yield from (f"retention/{key}" for key in manifest.retention)
    for key, one in manifest.recipients.items():
        if one.place:
            yield f"recipients/{key}/place"
        if one.needs:
            yield f"recipients/{key}/needs"
