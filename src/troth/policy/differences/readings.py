"""A policy taken apart: each entry by its address, each facet of it with the kind of its order.

Only values that run are facets; what people read besides (`says`) is wording. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from troth.core.periods import Period
from troth.policy.compiled import (
    Form,
    Policy,
    Purpose,
    Recipient,
    RetentionRule,
)
from troth.policy.differences.orders import Value
from troth.policy.differences.unordered import Facets, otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a policy.

    Attributes:
        address: `section/key`, as promises have it.
        facets: Name → (kind of `orders.KINDS`, value).
        says: What the text says there, in the manifest's own words.
        purposes, categories: Whom it touches: everybody where both are empty.
    """

    address: str
    facets: Facets
    says: str = ""
    purposes: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()

    @property
    def section(self) -> str:
        """The section of the manifest it stands in."""
        return self.address.split("/", 1)[0]


def entries(policy: Policy) -> dict[str, Entry]:
    """Return every entry of a compiled policy by its address."""
    says = {promise.address: promise.says for promise in policy.promises}
    found = [
        *_categories(policy),
        *(_form(form) for form in policy.forms.values()),
        *(_purpose(purpose) for purpose in policy.purposes.values()),
        *(_recipient(recipient) for recipient in policy.recipients.values()),
        *(_rule(rule) for rule in policy.rules.values()),
        *_persons(policy),
        *_rights(policy),
        *_things(policy),
        *_company(policy),
        *_transfers(policy),
    ]
    return {
        one.address: Entry(
            address=one.address,
            facets=one.facets,
            says=says.get(one.address, one.says),
            purposes=one.purposes,
            categories=one.categories,
        )
        for one in found
    }


def _categories(policy: Policy) -> Iterator[Entry]:
    for key, one in policy.categories.items():
        yield Entry(
            address=f"categories/{key}",
            facets={
                "items": ("items", one.items),
                "sensitive": ("items", one.sensitive),
                "open-ended": ("open-ended", one.open_ended),
                "identified": ("de-identified", not one.identified),
                **otherwise(one),
            },
            categories=frozenset((key,)),
        )
    for key, source in policy.sources.items():
        yield Entry(
            address=f"sources/{key}",
            facets={
                "kind": ("origin", source.kind),
                "gives": ("received-categories", source.gives),
                "needs": ("needs", source.needs),
                "max-age": ("period", source.max_age),
                "regions-only": ("regions", source.regions_only),
                **otherwise(source),
            },
            categories=source.gives or frozenset(),
        )


def _form(form: Form) -> Entry:
    categories = frozenset(one.category for one in form.fields.values())
    required = frozenset(name for name, one in form.fields.items() if one.required)
    return Entry(
        address=f"collection/{form.key}",
        facets={
            "fields": ("fields", frozenset(form.fields)),
            "required": ("required-fields", required),
            "categories": ("received-categories", categories),
            "for": ("form-purposes", frozenset(form.purposes)),
            "from": ("origin", form.origin),
            "source": ("origin", form.source),
            "needs": ("needs", form.needs),
            "identity": ("identity", form.identity),
            "double-opt-in": ("double-opt-in", form.double_opt_in),
            "further-purposes": ("open-ended", form.ad_hoc_purposes),
            **otherwise(form),
        },
        purposes=frozenset(form.purposes),
        categories=categories,
    )  # fmt: skip


def _purpose(one: Purpose) -> Entry:
    by_source = {f"{source}: {basis}" for source, basis in one.basis_by_source.items()}
    return Entry(
        address=f"purposes/{one.key}",
        facets={
            "kind": ("purpose-kind", one.kind),
            "uses": ("used-categories", one.uses),
            "basis": ("basis", one.basis),
            "basis-by-source": ("purpose-kind", frozenset(by_source)),
            "consent": ("consent-needed", one.consent_needed),
            "affirmative": ("affirmative", one.affirmative),
            "interest": ("interest", one.interest),
            "law": ("law", one.law),
            "marketing": ("marketing", one.marketing),
            "channels": ("channels", one.channels),
            "roles": ("staff", one.roles),
            "at-least": ("cell-minimum", one.cell_minimum),
            "anonymised": ("de-identified", one.anonymised_input),
            "identified": ("de-identified", not one.identified),
            "precision": ("precision", one.precision),
            **otherwise(one),
        },
        purposes=frozenset((one.key,)),
        categories=one.uses,
    )


def _recipient(one: Recipient) -> Entry:
    spared = {f"{place}: {', '.join(sorted(who))}" for place, who in one.places_except.items()}
    return Entry(
        address=f"recipients/{one.key}",
        facets={
            "name": ("controller", one.name),
            "role": ("recipient-role", one.role),
            "receives": ("received-categories", one.receives),
            "for": ("recipient-purposes", one.purposes),
            "place": ("places", frozenset(one.places) or None),
            "regions-only": ("regions", one.regions_only),
            "regions-except": ("spared-regions", one.regions_except),
            "places-except": ("spared-regions", frozenset(spared)),
            "transfer": ("transfer", one.transfer),
            "transfer-stands": ("transfer-stands", _stands(one)),
            "needs": ("needs", one.needs),
            "own-purposes": ("own-purposes", one.own_purposes),
            "fields": ("fields", one.fields),
            "signed-first": ("needs", one.signed_first),
            **otherwise(one),
        },
        purposes=one.purposes or frozenset(),
        categories=one.receives,
    )


def _stands(one: Recipient) -> str | None:
    if one.transfer is None:
        return None
    return "stands" if one.transfer_valid else "does not stand"


def _rule(rule: RetentionRule) -> Entry:
    return Entry(
        address=rule.address,
        facets={
            "period": ("period", rule.period),
            "exceeds": ("exceeds", rule.exceeds),
            "from": ("period-start", rule.start),
            "until": ("criterion", rule.until),
            "every": ("period", rule.every),
            "extend": ("extension", rule.extend_by),
            "extend-at-most": ("extension", rule.extend_at_most),
            "keeps": ("kept-categories", rule.categories),
            "collected-by": ("kept-categories", rule.forms),
            "then": ("then", rule.then),
            "unless": ("kept-by-law", rule.legal_duty),
            "people": ("kept-categories", rule.people),
            **otherwise(rule),
        },
        categories=rule.categories,
    )


def _persons(policy: Policy) -> Iterator[Entry]:
    minors, stance = policy.minors, policy.sensitive
    if minors is not None:
        raised = {f"{place}: {age}" for place, age in minors.raise_by_residence.items()}
        yield Entry(
            address="minors/age",
            facets={
                "under": ("age", minors.under),
                "by-residence": ("spared-regions", frozenset(raised)),
                "applies-to": ("minors-scope", minors.applies_to),
                "erased": ("erased-when-minor", minors.erase),
                "parental-review": ("erased-when-minor", minors.parental_review),
                **otherwise(minors),
            },
        )
    admitted = {"/".join(each) for each in stance.admitted}
    yield Entry(
        address="sensitive/refusal",
        facets={
            "kinds": ("refused-kinds", stance.refused),
            "exceptions": ("exceptions", frozenset(admitted)),
        },
    )


def _rights(policy: Policy) -> Iterator[Entry]:
    offer = policy.rights
    for right in sorted(offer.offered):
        yield Entry(address=f"rights/{right}", facets={"offered": ("right", True)})
    yield Entry(
        address="rights/answer-within",
        facets={
            "period": ("answer-time", offer.answer_within),
            "extension": ("answer-extension", offer.extension),
            **otherwise(offer),
        },
    )


def _measure(policy: Policy, key: str, kind: str) -> Iterator[tuple[str, tuple[str, Value]]]:
    yield "kind", ("measure", kind)
    terms = policy.measures.get(key)
    if terms is None:
        return
    yield "against", ("threats", terms.against or None)
    yield "evidence", ("evidence", frozenset(terms.evidence) or None)
    for about, shown in terms.evidence.items():
        yield f"evidence/{about}", ("evidence-kind", shown.kind)
        yield f"every/{about}", ("evidence-interval", shown.every)
    for weight, period in terms.fix_within.items():
        yield f"fix-within/{weight}", ("fix-time", period)


def _things(policy: Policy) -> Iterator[Entry]:
    for key, kind in policy.security.items():
        yield Entry(address=f"security/{key}", facets=dict(_measure(policy, key, kind)))
    for key, cookie in policy.cookies.items():
        purpose = cookie.get("purpose")
        yield Entry(
            address=f"cookies/{key}",
            facets={
                "use": ("cookie-use", cookie.get("use")),
                "purpose": ("origin", purpose),
                "vendor": ("cookie-vendor", cookie.get("vendor")),
                "expires": ("cookie-expiry", _period(cookie.get("expires"))),
                "places": ("places", _names(cookie.get("places"))),
            },
            purposes=frozenset((purpose,)) if purpose else frozenset(),
        )
    for key, system in policy.systems.items():
        yield Entry(
            address=f"systems/{key}",
            facets={
                "kind": ("origin", system.kind),
                "vendor": ("controller", system.vendor),
                "place": ("places", frozenset(system.places) or None),
                "holds": ("system-holds", system.holds),
                **otherwise(system),
            },
            categories=system.holds,
        )


def _company(policy: Policy) -> Iterator[Entry]:
    who = policy.controller
    yield Entry(
        address="controller/identity",
        facets={
            "name": ("controller", who.name),
            "seat": ("controller", who.seat),
            "address": ("controller", who.address),
            "email": ("controller", who.email),
            "dpo": ("right", who.dpo),
            "laws": ("law", frozenset(who.laws)),
        },
    )
    for key, role in policy.staff_roles.items():
        yield Entry(address=f"staff-roles/{key}", facets={"may": ("staff", role)}, purposes=role)
    for key, kinds in policy.processor_of.items():
        yield Entry(
            address=f"processor-of/{key}",
            facets={"categories": ("received-categories", kinds)},
            categories=kinds,
        )
    for key, keep in policy.legal_keeps.items():
        yield Entry(
            address=f"legal-exceptions/{key}",
            facets={
                "citation": ("law", keep.citation),
                "categories": ("received-categories", keep.categories),
                "for": ("period", keep.period),
                **otherwise(keep),
            },
            categories=keep.categories,
        )
    yield from _changes(policy)


def _changes(policy: Policy) -> Iterator[Entry]:
    said, disputes = policy.changes, policy.disputes
    for weight, audience in said.notify.items():
        yield Entry(address=f"changes/{weight}", facets={"told": ("told", audience)})
    yield Entry(
        address="changes/effect",
        facets={
            "takes-effect": ("takes-effect", policy.effective),
            "without-consent": ("without-consent", said.without_consent),
            "continued-use": ("continued-use", said.continued_use),
        },
    )
    yield Entry(
        address="disputes/path",
        facets={
            "contact-first": ("contact-first", disputes.contact_first),
            "authority": ("authority", disputes.authority),
            "pretrial-claim": ("claim-first", disputes.pretrial_claim),
            "claim-term": ("claim-term", disputes.claim_term),
            "escalate-to": ("origin", disputes.escalate_to),
        },
    )


def _transfers(policy: Policy) -> Iterator[Entry]:
    said = {fact.address: fact.value for fact in policy.facts if fact.address[:10] == "transfers/"}
    for address, mechanism in said.items():
        if address.count("/") == 1:
            yield Entry(
                address=address,
                facets={
                    "mechanism": ("transfer", mechanism),
                    "standing": ("transfer-stands", said.get(f"{address}/standing")),
                    "to": ("places", _names(said.get(f"{address}/to", "").replace(" ", ""))),
                },
            )


def _period(text: str | None) -> Period | None:
    return None if text is None else Period.parse(text)


def _names(text: str | None) -> frozenset[str] | None:
    return None if not text else frozenset(text.split(","))
