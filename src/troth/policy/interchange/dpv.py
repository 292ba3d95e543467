"""A compiled policy as JSON-LD in the W3C Data Privacy Vocabulary (DPV).

One process a purpose. The terms are those of `dpv.yaml`, which names the version they were read in;
a category whose term is not listed there is told as `dpv:PersonalData` with its own name, so that
no term is invented. The context is in the document: nothing is fetched to read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from troth.policy.compiled import Policy, Purpose, Recipient
from troth.policy.interchange.draft import Data, mapping, words
from troth.policy.registers.processing import receiving
from troth.policy.registers.terms import term
from troth.policy.vocabulary import PURPOSE_DPV

_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_ROLES = {"processor": "DataProcessor", "controller": "DataController", "authority": "Authority"}


def to_dpv(policy: Policy, terms: Mapping[str, Any]) -> Data:
    """Return a policy as a JSON-LD document.

    Args:
        policy: The compiled policy.
        terms: The contents of `dpv.yaml`.
    """
    space = f"urn:troth:{policy.hash}:"
    context = {**mapping(terms["namespaces"]), "rdfs": _RDFS, "label": "rdfs:label"}
    properties = {
        name: {"@id": f"dpv:{name}", **({} if name in _TEXTS else {"@type": "@id"})}
        for name in words(terms["properties"])
    }
    own = {"@id": f"{space}controller", "@type": "dpv:DataController",
           "hasName": policy.controller.legal_name or policy.controller.name,
           "hasProcess": [f"{space}purposes/{key}" for key in sorted(policy.purposes)]}  # fmt: skip
    if policy.controller.address:
        own["hasAddress"] = policy.controller.address
    return {
        "@context": {**context, **properties},
        "@graph": [
            own,
            *(_process(policy, one, space, terms) for _, one in sorted(policy.purposes.items())),
            *(_data(policy, key, space, terms) for key in sorted(policy.categories)),
            *(_recipient(one, space) for _, one in sorted(policy.recipients.items())),
            *_keeping(policy, space),
            *(_measure(key, kind, space) for key, kind in sorted(policy.security.items())),
        ],
    }


_TEXTS = frozenset({"hasName", "hasAddress", "hasDuration"})


def _process(policy: Policy, purpose: Purpose, space: str, terms: Mapping[str, Any]) -> Data:
    guarded = [f"{space}security/{key}" for key in sorted(policy.security)]
    kept = [key for key, rule in sorted(policy.rules.items()) if rule.categories & purpose.uses]
    role = "hasDataProcessor" if purpose.processor else "hasDataController"
    made: Data = {
        "@id": f"{space}purposes/{purpose.key}",
        "@type": "dpv:PersonalDataProcess",
        "label": purpose.key,
        role: f"{space}controller",
        "hasPurpose": PURPOSE_DPV[purpose.kind],
        "hasPersonalData": [f"{space}categories/{key}" for key in sorted(purpose.uses)],
        "hasRecipient": [f"{space}recipients/{one.key}" for one in receiving(policy, purpose)],
        "hasStorageCondition": [f"{space}retention/{key}" for key in kept],
        "hasTechnicalOrganisationalMeasure": guarded,
    }
    basis = mapping(terms["legal-bases"]).get(purpose.basis)
    # A customer's data is handled on the customer's ground (GDPR Art. 28).
    if basis and not purpose.processor:
        made["hasLegalBasis"] = f"eu-gdpr:{basis}"
    return made


def _data(policy: Policy, key: str, space: str, terms: Mapping[str, Any]) -> Data:
    one = policy.categories[key]
    known = (one.dpv or "").removeprefix("pd:")
    kinds = ["dpv:PersonalData"]
    if known in words(terms["personal-data"]):
        kinds.append(f"pd:{known}")
    return {
        "@id": f"{space}categories/{key}", "@type": kinds, "label": [key, *sorted(one.items)],
    }  # fmt: skip


def _recipient(one: Recipient, space: str) -> Data:
    kind = _ROLES.get(one.role or "", "ThirdParty")
    made: Data = {
        "@id": f"{space}recipients/{one.key}",
        "@type": ["dpv:Recipient", f"dpv:{kind}"],
        "hasName": one.name,
    }
    if one.places:
        made["hasLocation"] = [
            {"@id": f"{space}places/{place}", "@type": "dpv:Location", "label": place}
            for place in one.places
        ]
    return made


def _keeping(policy: Policy, space: str) -> Iterator[Data]:
    for key, rule in sorted(policy.rules.items()):
        made: Data = {
            "@id": f"{space}retention/{key}", "@type": "dpv:StorageDuration", "label": term(rule),
        }  # fmt: skip
        if rule.period is not None:
            made["hasDuration"] = str(rule.period)
        yield made


def _measure(key: str, kind: str, space: str) -> Data:
    return {
        "@id": f"{space}security/{key}", "@type": "dpv:TechnicalOrganisationalMeasure",
        "label": kind,
    }  # fmt: skip
