"""Reasons that lie in the data and its way in: sources, forms, needs, sensitive kinds, systems.

Second step of the full decision; does not look at the person or the purpose. Law: GDPR Art.
5(1)(c), 9, 10, 13, 14, 28, 32.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from troth.policy.decide_person import named_consent_stands, stands
from troth.policy.decide_scope import Scope
from troth.policy.nearest import nearest, quoted
from troth.policy.question import Code, Reason

NEED_CODES: Mapping[str, Code] = {
    "agreement": "AGREEMENT_MISSING",
    "consent": "CONSENT_REQUIRED",
    "case": "CASE_REQUIRED",
    "legal-request": "LEGAL_REQUEST_REQUIRED",
    "order": "LEGAL_REQUEST_REQUIRED",
    "terms": "TERMS_MISSING",
    "interaction-reference": "INTERACTION_REQUIRED",
    "device-permission": "DEVICE_PERMISSION_DENIED",
    "breach": "BREACH_MISSING",
    "reorganisation": "REORGANISATION_MISSING",
    "anonymised": "NOT_ANONYMOUS",
    "attestation": "ATTESTATION_MISSING",
    "session": "SESSION_MISSING",
    "date": "DATE_MISSING",
    "payment": "PAYMENT_REQUIRED",
}
"""What is refused when a need is not shown."""

GROUP: Final = frozenset(("affiliate", "joint-controller"))
"""Roles of recipients that may act under the policy as the controller does."""


def data_reasons(scope: Scope) -> list[Reason]:
    """Return the reasons that lie in where the data comes from, what it is and where it goes."""
    reasons = [
        *_source(scope),
        *_property(scope),
        *_entity(scope),
        *_sensitive(scope),
        *_system(scope),
    ]
    reasons += _impersonal(scope)
    if scope.question.action == "collect":
        reasons += _form(scope)
        needs = (scope.form.needs if scope.form else frozenset()) | (
            scope.source.needs if scope.source else frozenset()
        )
        if scope.form is not None and scope.form.processor is not None:
            needs |= {"agreement"}
        place = f"collection/{scope.form.key}" if scope.form else f"sources/{scope.origin}"
        reasons += unmet(scope, needs, place)
    return reasons


def unmet(scope: Scope, needs: Iterable[str], address: str) -> list[Reason]:
    """Return a reason for each need that nothing was shown for."""
    return [
        Reason(
            code=NEED_CODES.get(need, "TERMS_MISSING"),
            address=address,
            detail=f"nothing is shown for `{need}`",
            help=f"show the id of the {need.replace('-', ' ')}",
        )
        for need in sorted(needs)
        if not _met(scope, need)
    ]


def _met(scope: Scope, need: str) -> bool:
    question, standing = scope.question, scope.question.standing
    if question.shows(need):
        return True
    if need == "consent" and question.recipient is not None and question.action != "collect":
        return named_consent_stands(standing, question)
    if need == "consent":
        named = question.purpose
        given = question.action == "collect" and bool(question.consents_now)
        return given or (named is not None and stands(standing, named, question.at))
    if need == "agreement":
        return bool(standing.customer_agreements)
    if need == "anonymised":
        return not question.identified
    if need == "device-permission":
        return not standing.device_permissions.isdisjoint((*scope.categories, *question.fields))
    return False


def _source(scope: Scope) -> list[Reason]:
    question, policy = scope.question, scope.policy
    if scope.origin is None:
        if question.action != "collect":
            return []
        detail = "no source is named"
        return [_undeclared_source(detail, nearest("", policy.sources))]
    if scope.source is None:
        detail = f"{quoted(scope.origin)} is not a source of the policy"
        return [_undeclared_source(detail, nearest(scope.origin, policy.sources))]
    if question.action != "collect":
        return []
    reasons = []
    if scope.form is not None and scope.origin != scope.form.source:
        detail = f"`{scope.form.key}` takes nothing from {quoted(scope.origin)}"
        reasons.append(_undeclared_source(detail, f"its source is `{scope.form.source}`"))
    gives = scope.source.gives
    reasons += [
        _undeclared_source(f"`{scope.source.key}` is not declared to give `{category}`", "")
        for category in scope.categories
        if gives is not None and category not in gives
    ]
    return reasons


def _undeclared_source(detail: str, help: str) -> Reason:
    return Reason(code="SOURCE_UNDECLARED", address="sources", detail=detail, help=help)


def _property(scope: Scope) -> list[Reason]:
    asked = scope.question.property
    if asked is None:
        return []
    if scope.form is not None:
        known = {scope.form.property} if scope.form.property is not None else set()
    else:
        known = {each.property for each in scope.policy.forms.values() if each.property}
    declared = scope.policy.properties
    other = declared.get(asked)
    if asked in known and (not declared or other == ""):
        return []
    detail = f"{quoted(asked)} is not a property this policy speaks for"
    help = f"the policy `{other}` speaks for it" if other else nearest(asked, known)
    return [Reason(code="PROPERTY_NOT_IN_SCOPE", address="collection", detail=detail, help=help)]


def _entity(scope: Scope) -> list[Reason]:
    """Refuse a company that the text does not name as one of the group (GDPR Art. 4(7), 26)."""
    asked, recipients = scope.question.entity, scope.policy.recipients
    if asked is None:
        return []
    group = {key for key, one in recipients.items() if one.named and one.role in GROUP}
    if asked in group:
        return []
    detail = f"{quoted(asked)} is not a company of the group that this policy names"
    help = nearest(asked, group) or "name it under `recipients` with its role"
    return [Reason(code="ENTITY_UNKNOWN", address="recipients", detail=detail, help=help)]


def _form(scope: Scope) -> list[Reason]:
    form, question = scope.form, scope.question
    if form is None:
        return []
    reasons: list[Reason] = []
    address = f"collection/{form.key}"
    asked = {field.category for field in form.fields.values()}
    for category in question.categories:
        if category in scope.categories and category not in asked:
            detail = f"`{form.key}` does not ask for `{category}`"
            reasons.append(Reason(code="FIELD_NOT_NEEDED", address=address, detail=detail))
    if question.fields or not question.categories:
        reasons += [
            Reason(
                code="REQUIRED_FIELD_MISSING",
                address=address,
                detail=f"`{field.name}` is required by `{form.key}`",
            )
            for field in form.fields.values()
            if field.required and field.name not in question.fields
        ]
    named = question.purpose
    if named is not None and named not in form.purposes and named in scope.policy.purposes:
        detail = f"`{form.key}` is not declared to serve {quoted(named)}"
        help = nearest(named, form.purposes)
        code: Code = "PURPOSE_NOT_DECLARED_FOR_FIELD"
        reasons.append(Reason(code=code, address=address, detail=detail, help=help))
    return reasons


def _sensitive(scope: Scope) -> list[Reason]:
    # GDPR Art. 9(1), 10: refused, but for the narrow exceptions the policy names.
    refused = scope.policy.sensitive.refused
    reasons = []
    for category in scope.categories:
        placed = [name for name, homes in scope.placed.items() if category in homes]
        fields: list[str | None] = [*placed] or [None]
        for kind in sorted(scope.policy.categories[category].sensitive & refused):
            if not all(_doors(scope, kind, field) for field in fields):
                reasons.append(_refused_kind(kind, f"`{category}` holds {kind} data"))
            elif not all(_agreed(scope, kind, field) for field in fields):
                reasons.append(_not_explicit(kind))
    for field in sorted(scope.question.found):
        if field in scope.drops:
            continue
        for kind in sorted(scope.question.found[field] & refused):
            if not _doors(scope, kind, field):
                reasons.append(_refused_kind(kind, f"{quoted(field)} appears to hold {kind} data"))
            elif not _agreed(scope, kind, field):
                reasons.append(_not_explicit(kind))
    return reasons


def _impersonal(scope: Scope) -> list[Reason]:
    # The text lets such data be used only once it leads to nobody; taking it in still is.
    if scope.question.action not in ("use", "disclose") or not scope.question.identified:
        return []
    return [
        Reason(
            code="IDENTIFIED_TECHNICAL_DATA",
            address=f"categories/{category}",
            detail=f"`{category}` may be used only where it leads to nobody",
            help="remove what identifies the person",
        )
        for category in scope.categories
        if not scope.policy.categories[category].identified
    ]


def _refused_kind(kind: str, detail: str) -> Reason:
    help = f"the policy would have to admit `{kind}` for this form and field"
    return Reason(code="SENSITIVE", address="sensitive/refusal", detail=detail, help=help)


def _not_explicit(kind: str) -> Reason:
    detail = f"`{kind}` data is admitted on an explicit consent only"
    help = "ask for it in words of their own (GDPR Art. 9(2)(a))"
    code: Code = "CONSENT_REQUIRED"
    return Reason(code=code, address="sensitive/refusal", detail=detail, help=help)


def _agreed(scope: Scope, kind: str, field: str | None) -> bool:
    """Whether some door that admits the kind is open: it needs no consent, or one was given."""
    question = scope.question
    if (
        question.action == "store"
        or not _doors(scope, kind, field) <= scope.policy.sensitive.explicit
    ):
        return True
    return any(
        (question.action == "collect" and each.key in question.consents_now)
        or stands(question.standing, each.key, question.at)
        for each in scope.candidates
    )


def _doors(scope: Scope, kind: str, field: str | None) -> frozenset[tuple[str, str, str]]:
    """Return the exceptions of the policy by which a sensitive kind comes in; empty: by none."""
    # What is stored can only have come in by an admitted door, so a question about stored data
    # that names no door or field is answered by any; at the door itself each must match.
    stored = scope.question.action != "collect"
    form = scope.form.key if scope.form else None
    return frozenset(
        (admitted, at, name)
        for admitted, at, name in scope.policy.sensitive.admitted
        if admitted == kind
        and (at in ("*", form) or (stored and form is None))
        and (name in ("*", field) or (stored and field is None))
    )


def _system(scope: Scope) -> list[Reason]:
    asked, systems = scope.question.system, scope.policy.systems
    if asked is None:
        if scope.question.action != "store":
            return []
        return [_undeclared_store("no system is named", nearest("", systems))]
    system = systems.get(asked)
    if system is None:
        detail = f"{quoted(asked)} is not a declared system"
        return [_undeclared_store(detail, nearest(asked, systems))]
    return [
        _undeclared_store(f"`{asked}` is not declared to hold `{category}`", "")
        for category in scope.categories
        if category not in system.holds
    ]


def _undeclared_store(detail: str, help: str) -> Reason:
    return Reason(code="STORAGE_UNDECLARED", address="systems", detail=detail, help=help)
