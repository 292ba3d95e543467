"""fideslang resources → a draft manifest that compiles, with what could not be carried.

A system of type `Third Party` is a recipient, every other one tells what the company itself does. A
use is brought to the kind of purpose whose use is its nearest parent; one that is under none of
them is assumed to be `service`, and said to be.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from troth.policy.interchange.draft import (
    Data,
    Draft,
    Notes,
    entries,
    mapping,
    merged,
    slug,
    words,
)
from troth.policy.interchange.fideslang import BASES, COMPANY, TRANSFERS, USES
from troth.policy.vocabulary import PURPOSE_KINDS

_BASIS_OF = {said: basis for basis, said in BASES.items()}
_MECHANISM_OF = {said: name for name, said in TRANSFERS.items()}
_MECHANISMS = frozenset({"dpf", "privacy-shield", "explicit-consent", "none"})
_THIRD = frozenset({"third party", "third-party", "integration", "vendor"})
_READ = frozenset(
    {"organization", "data_category", "data_use", "data_subject", "system", "dataset"}
)


def from_fideslang(document: object) -> Draft:
    """Return the draft manifest that fideslang resources say; whatever is malformed is left out."""
    said, notes = mapping(document), Notes()
    organization = next(iter(entries(said.get("organization"))), {})
    manifest: Data = {
        "troth": 1, "controller": {"name": str(organization.get("name") or "unnamed")},
        "people": {slug(one.get("fides_key")): {} for one in entries(said.get("data_subject"))},
        "categories": {}, "purposes": {}, "recipients": {},
    }  # fmt: skip
    for one in entries(said.get("data_category")):
        _category(manifest, one.get("fides_key"))
    for one in entries(said.get("dataset")):
        _dataset(manifest, one, notes)
    uses = {str(one.get("fides_key")): one for one in entries(said.get("data_use"))}
    systems = sorted(entries(said.get("system")), key=_is_third)
    for one in systems:
        if _is_third(one):
            _recipient(manifest, one, uses, notes)
        else:
            _own(manifest, one, uses, notes)
    notes.lost.extend(name for name in said if name not in _READ)
    kept = ("categories", "purposes")
    return notes.drafted({name: part for name, part in manifest.items() if part or name in kept})


def _is_third(system: Mapping[str, Any]) -> bool:
    return str(system.get("system_type") or "").lower() in _THIRD


def _category(manifest: Data, key: object) -> str:
    """Return the category of a dotted key, made where it is not there yet."""
    name = slug(str(key or "").removeprefix("user."))
    manifest["categories"].setdefault(name, {"items": []})
    return name


def _dataset(manifest: Data, one: Mapping[str, Any], notes: Notes) -> None:
    at = f"dataset/{one.get('fides_key')}"
    for collection in entries(one.get("collections")):
        for number, field in enumerate(entries(collection.get("fields"))):
            categories = words(field.get("data_categories"))
            for category in categories:
                items = manifest["categories"][_category(manifest, category)]["items"]
                merged(items, [slug(field.get("name"))])
            if not categories or field.get("fields"):
                notes.lost.append(f"{at}/{collection.get('name')}/fields/{number}")
    if one.get("retention"):
        notes.lost.append(f"{at}/retention")


def _own(
    manifest: Data, one: Mapping[str, Any], uses: Mapping[str, Mapping[str, Any]], notes: Notes
) -> None:
    at = f"system/{one.get('fides_key')}"
    for number, declared in enumerate(entries(one.get("privacy_declarations"))):
        categories = [_category(manifest, each) for each in words(declared.get("data_categories"))]
        entry = manifest["purposes"][_purpose(manifest, declared, uses, notes)]
        merged(entry["uses"], categories)
        basis = declared.get("legal_basis_for_processing")
        if basis in _BASIS_OF:
            if entry.setdefault("basis", _BASIS_OF[basis]) != _BASIS_OF[basis]:
                notes.lost.append(f"{at}/privacy_declarations/{number}/legal_basis_for_processing")
        elif basis:
            notes.lost.append(f"{at}/privacy_declarations/{number}/legal_basis_for_processing")
        people = [slug(each) for each in words(declared.get("data_subjects"))]
        for each in people:
            manifest["people"].setdefault(each, {})
        if people:
            merged(entry.setdefault("people", []), people)
        notes.lost.extend(
            f"{at}/privacy_declarations/{number}/{name}"
            for name in ("retention_period", "special_category_legal_basis", "shared_categories")
            if declared.get(name)
        )
    if one.get("fides_key") != COMPANY and one.get("egress"):
        notes.lost.append(f"{at}/egress")


def _purpose(
    manifest: Data, declared: Mapping[str, Any], uses: Mapping[str, Mapping[str, Any]],
    notes: Notes,
) -> str:  # fmt: skip
    """Return the key of the purpose that a declaration states, made where it is not there yet."""
    use = str(declared.get("data_use") or "")
    known = uses.get(use, {})
    key = slug(declared.get("name") or known.get("name") or use)
    if key in manifest["purposes"]:
        return key
    kind, _, says = str(known.get("description") or "").partition(":")
    if kind not in PURPOSE_KINDS:
        says = ""
        kind = _kind_of(use) or ""
        notes.assumed.append(f"purposes/{key}/kind")
    manifest["purposes"][key] = {"kind": kind or "service", "uses": []}
    if says.strip():
        manifest["purposes"][key]["says"] = says.strip()
    return key


def _kind_of(use: str) -> str | None:
    """Return the kind whose use is this one or its nearest parent."""
    while use:
        for kind, one in USES.items():
            if one == use:
                return kind
        use = use.rpartition(".")[0]
    return None


def _recipient(
    manifest: Data, one: Mapping[str, Any], uses: Mapping[str, Mapping[str, Any]], notes: Notes
) -> None:
    key = slug(one.get("fides_key"))
    at = f"system/{one.get('fides_key')}"
    entry: Data = {"name": str(one.get("name") or key)}
    if one.get("legal_name"):
        entry["company"] = str(one["legal_name"])
    if one.get("description"):
        entry["does"] = str(one["description"])
    roles = [each.lower() for each in words(one.get("responsibility"))]
    if roles and roles[0] in ("controller", "processor"):
        entry["role"] = roles[0]
    receives: list[str] = []
    serves: list[str] = []
    for declared in entries(one.get("privacy_declarations")):
        merged(receives, words(declared.get("data_categories")))
        merged(serves, [_purpose(manifest, declared, uses, notes)])
    for flow in entries(one.get("ingress")):
        merged(receives, words(flow.get("data_categories")))
    if receives:
        entry["receives"] = [_category(manifest, each) for each in receives]
    if serves:
        entry["for"] = serves
        _used(manifest, serves, entry.get("receives", []))
    _carried(entry, one, at, notes)
    if one.get("egress"):
        notes.lost.append(f"{at}/egress")
    manifest["recipients"][key] = entry


def _carried(entry: Data, one: Mapping[str, Any], at: str, notes: Notes) -> None:
    """Take over the first safeguard that is known by name."""
    for basis in words(one.get("legal_basis_for_transfers"))[:1]:
        mechanism = _MECHANISM_OF.get(basis, basis)
        if mechanism in _MECHANISMS or mechanism in TRANSFERS:
            entry["transfer"] = mechanism
        else:
            notes.lost.append(f"{at}/legal_basis_for_transfers")


def _used(manifest: Data, purposes: list[str], categories: list[str]) -> None:
    """Let a purpose that only a recipient states use what that recipient gets."""
    for purpose in purposes:
        if not manifest["purposes"][purpose]["uses"]:
            merged(manifest["purposes"][purpose]["uses"], categories)
