"""A TILT document → a draft manifest that compiles, with what could not be carried.

Documents written by Troth come back as they went; those of others are read as far as they go. The
kind of a purpose that nobody names is assumed to be `service`, and said to be.
"""

from __future__ import annotations

import re
from datetime import date
from typing import get_args

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
from troth.policy.interchange.tilt import BASES, GUARDS, RIGHTS, UNSAID
from troth.policy.syntax.entry import OriginKind
from troth.policy.syntax.rules import Retention, StartEvent
from troth.policy.vocabulary import PURPOSE_KINDS

_BASIS_OF = {reference: basis for basis, reference in BASES.items()}
_ROLES = ("processor", "controller", "joint-controller", "authority", "affiliate", "staff")
_KINDS = get_args(OriginKind)
_THEN = ("erase", "anonymise", "restrict", "review")
_TOLD = re.compile(r"(?P<key>[a-z0-9-]+): (?P<more>more than )?from (?P<start>[a-z-]+), "
                   r"then (?P<then>[a-z]+)")  # fmt: skip
_UNTIL = re.compile(r"(?P<key>[a-z0-9-]+): until (?P<until>[a-z-]+), then (?P<then>[a-z]+)")
_PERIOD = re.compile(r"P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?$")
_COUNTRY = re.compile(r"[A-Z]{2}")


def from_tilt(document: object) -> Draft:
    """Return the draft manifest that a TILT document says; whatever is malformed is left out."""
    said, notes = mapping(document), Notes()
    manifest: Data = {"troth": 1, "controller": _controller(said)}
    language = str(mapping(said.get("meta")).get("language") or "en")
    if re.fullmatch(r"[a-z]{2}", language):
        manifest["language"] = language
    created = _day(mapping(said.get("meta")).get("created"))
    if created:
        manifest["revision"] = {"dated": created}
    manifest |= {"categories": {}, "sources": {}, "purposes": {}, "recipients": {},
                 "retention": {}, "transfers": {}}  # fmt: skip
    for number, one in enumerate(entries(said.get("dataDisclosed"))):
        _disclosed(manifest, one, f"dataDisclosed/{number}", notes)
    _sources(manifest, said, notes)
    _transfers(manifest, said, notes)
    _rights(manifest, said, notes)
    for name in ("changesOfPurpose",):
        if said.get(name):
            notes.lost.append(name)
    return notes.drafted({name: part for name, part in manifest.items()
                          if part or name in ("categories", "purposes")})  # fmt: skip


def _day(said: object) -> str:
    try:
        return date.fromisoformat(str(said or "")[:10]).isoformat()
    except ValueError:
        return ""


def _controller(said: object) -> Data:
    one = mapping(mapping(said).get("controller"))
    made: Data = {"name": str(one.get("name") or "unnamed")}
    stands_in = mapping(one.get("representative"))
    if one.get("address"):
        made["address"] = str(one["address"])
    country = str(one.get("country") or UNSAID)
    if _COUNTRY.fullmatch(country) and country != UNSAID:
        made["seat"] = country
    contact = {name: str(stands_in[name]) for name in ("email", "phone") if stands_in.get(name)}
    if contact:
        made["contact"] = contact
    # Natural persons are entered by role; a name that stands there stays out.
    officer = mapping(mapping(said).get("dataProtectionOfficer"))
    if officer.get("name") or officer.get("email"):
        ways = {name: str(officer[name]) for name in ("email", "phone", "address")
                if officer.get(name)}  # fmt: skip
        made["dpo"] = {"named": True, **({"contact": ways} if ways else {})}
    return made


def _disclosed(manifest: Data, one: object, at: str, notes: Notes) -> None:
    said = mapping(one)
    items = words(said.get("category"))
    key = slug(said.get("_id") or (items[0] if items else "unnamed"))
    known = re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", str(said.get("_id") or ""))
    if not known and items:
        key = slug(items[0])
    category = manifest["categories"].setdefault(key, {"items": []})
    merged(category["items"], (slug(item) for item in items))
    _purposes(manifest, said, key, at, notes)
    for number, receiver in enumerate(entries(said.get("recipients"))):
        _recipient(manifest, receiver, key, f"{at}/recipients/{number}", notes)
    for number, storage in enumerate(entries(said.get("storage"))):
        _kept(manifest, storage, key, f"{at}/storage/{number}", notes)
    withheld = mapping(said.get("nonDisclosure"))
    if any(withheld.values()):
        notes.lost.append(f"{at}/nonDisclosure")


def _purposes(manifest: Data, said: object, category: str, at: str, notes: Notes) -> None:
    one = mapping(said)
    here = []
    for purpose in entries(one.get("purposes")):
        key = slug(purpose.get("purpose"))
        told = str(purpose.get("description") or "")
        kind, _, says = told.partition(":")
        if kind not in PURPOSE_KINDS:
            kind, says = "service", told
            notes.assumed.append(f"purposes/{key}/kind")
        entry = manifest["purposes"].setdefault(key, {"kind": kind, "uses": []})
        if says.strip():
            entry.setdefault("says", says.strip())
        merged(entry["uses"], [category])
        here.append(key)
    for basis in entries(one.get("legalBases")):
        reference, told = str(basis.get("reference") or ""), slug(basis.get("description"))
        named = [told] if told in here else here
        if reference not in _BASIS_OF or not named:
            notes.lost.append(f"{at}/legalBases/{reference}")
            continue
        for key in named:
            entry = manifest["purposes"][key]
            if entry.setdefault("basis", _BASIS_OF[reference]) != _BASIS_OF[reference]:
                notes.lost.append(f"{at}/legalBases/{reference}")
    _interests(manifest, one, here, at, notes)


def _interests(manifest: Data, one: object, here: list[str], at: str, notes: Notes) -> None:
    """Tie an interest to the purpose it names, or to the only one that can rest on it."""
    resting = [
        key for key in here if manifest["purposes"][key].get("basis") == "legitimate-interests"
    ]
    for each in entries(mapping(one).get("legitimateInterests")):
        name, _, reason = str(each.get("reasoning") or "").partition(": ")
        if not each.get("exists"):
            continue
        if name in here and reason:
            manifest["purposes"][name].setdefault("interest", reason)
        elif len(resting) == 1:
            manifest["purposes"][resting[0]].setdefault("interest", str(each.get("reasoning")))
        else:
            notes.lost.append(f"{at}/legitimateInterests")


def _recipient(manifest: Data, one: object, category: str, at: str, notes: Notes) -> None:
    said = mapping(one)
    name, kind = str(said.get("name") or ""), str(said.get("category") or "")
    entry: Data = {}
    if name:
        entry["name"] = name
        country = str(said.get("country") or UNSAID)
        if _COUNTRY.fullmatch(country) and country != UNSAID:
            entry["place"] = [country]
        if kind in _ROLES:
            entry["role"] = kind
        elif kind and kind != "not stated":
            entry["does"] = kind
    else:
        entry["kind"] = kind or "not stated"
    if said.get("address") or said.get("division"):
        notes.lost.append(f"{at}/address")
    # Two of one name in different roles or places are two entries.
    place = " ".join(entry.get("place", ()))
    key = slug(" ".join((name, kind if name else entry["kind"], place)))
    known = manifest["recipients"].setdefault(key, {**entry, "receives": []})
    merged(known["receives"], [category])


def _kept(manifest: Data, one: object, category: str, at: str, notes: Notes) -> None:
    said = mapping(one)
    for told in words(said.get("purposeConditional")):
        found = _UNTIL.fullmatch(told)
        if found and found["until"] in get_args(_until_words()) and found["then"] in _THEN:
            _rule(
                manifest,
                found["key"],
                category,
                at,
                notes,
                until=found["until"],
                then=found["then"],
            )
        else:
            notes.lost.append(f"{at}/purposeConditional")
    for term in entries(said.get("temporal")):
        described = _TOLD.fullmatch(str(term.get("description") or ""))
        ttl = str(term.get("ttl") or "")
        length = ttl[ttl.find("P") :] if "P" in ttl else ""
        if not _PERIOD.fullmatch(length) or length.endswith("T"):
            notes.lost.append(f"{at}/temporal")
        elif (
            described and described["start"] in get_args(StartEvent) and described["then"] in _THEN
        ):
            length_by = {"more-than" if described["more"] else "for": length}
            _rule(manifest, described["key"], category, at, notes, **length_by,
                  **{"from": described["start"], "then": described["then"]})  # fmt: skip
        else:
            key = slug(term.get("description") or category)
            notes.assumed.append(f"retention/{key}/from")
            _rule(
                manifest,
                key,
                category,
                at,
                notes,
                **{"for": length, "from": "collection", "then": "erase"},
            )
    if words(said.get("legalBasisConditional")):
        notes.lost.append(f"{at}/legalBasisConditional")


def _until_words() -> object:
    """Return the closed list of criteria, wherever the union holds it."""
    field = Retention.model_fields["until"].annotation
    return next(each for each in get_args(field) if get_args(each))


def _rule(manifest: Data, key: str, category: str, at: str, notes: Notes, **said: str) -> None:
    """Add a rule, or a category to it; what contradicts a rule that stands is not carried."""
    length = said.get("for") or said.get("more-than")
    for name, other in manifest["retention"].items():
        beside = other.get("for") or other.get("more-than")
        same = name != key and category in other["keeps"] and other.get("from") == said.get("from")
        if length and beside and same and beside != length:
            notes.lost.append(f"{at}/temporal")
            return
    rule = manifest["retention"].setdefault(key, {"keeps": []})
    for name, value in said.items():
        if rule.setdefault(name, value) != value:
            notes.lost.append(f"{at}/{name}")
    merged(rule["keeps"], [category])


def _sources(manifest: Data, said: object, notes: Notes) -> None:
    for number, one in enumerate(entries(mapping(said).get("sources"))):
        category = slug(one.get("dataCategory"))
        if category not in manifest["categories"]:
            notes.lost.append(f"sources/{number}")
            continue
        for told in entries(one.get("sources")):
            kind, _, name = str(told.get("description") or "").partition(":")
            if kind not in _KINDS or not name.strip():
                kind = "public" if told.get("publiclyAvailable") else "third-party"
                name = str(told.get("description") or told.get("url") or "unnamed")
                notes.assumed.append(f"sources/{slug(name)}/kind")
            entry = manifest["sources"].setdefault(slug(name), {"kind": kind, "gives": []})
            merged(entry["gives"], [category])


def _transfers(manifest: Data, said: object, notes: Notes) -> None:
    for number, one in enumerate(entries(mapping(said).get("thirdCountryTransfers"))):
        country = str(one.get("country") or "")
        if not _COUNTRY.fullmatch(country) or country == UNSAID:
            notes.lost.append(f"thirdCountryTransfers/{number}")
            continue
        entry: Data = {"to": [country]}
        given = {part: mapping(one.get(part)) for part in dict.fromkeys(GUARDS.values())}
        stands = [(part, told) for part, told in given.items() if told.get("available")]
        if stands:
            part, told = stands[0]
            named = str(told.get("description") or "")
            default = next(name for name, of in GUARDS.items() if of == part)
            entry["mechanism"] = named if GUARDS.get(named) == part else default
        if len(stands) > 1:
            notes.lost.append(f"thirdCountryTransfers/{number}/{stands[1][0]}")
        key = slug(f"{country} {entry.get('mechanism', '')}")
        manifest["transfers"].setdefault(key, entry)


def _rights(manifest: Data, said: object, notes: Notes) -> None:
    offered: list[str] = []
    for name, rights in RIGHTS.items():
        one = mapping(mapping(said).get(name))
        if one.get("available"):
            named = [right for right in rights if right in str(one.get("description") or "")]
            merged(offered, named or rights)
            if one.get("url"):
                notes.lost.append(f"{name}/url")
    made: Data = {"offer": offered} if offered else {}
    automated = mapping(mapping(said).get("automatedDecisionMaking"))
    if automated.get("inUse"):
        made["automated-decisions"] = "decisions"
    if made:
        manifest["rights"] = made
