"""What a question is about: its names resolved against the policy, its fields put in categories.

First step of the full decision. What cannot be resolved becomes a reason and is left out, so that
the later steps meet declared names only. Law: GDPR Art. 5(1)(b)-(c): only declared data, only from
declared sources, only what the collection point asks for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from troth.policy.compiled import Form, Policy, Purpose, Source
from troth.policy.nearest import nearest, quoted
from troth.policy.question import LEGAL_BASES, Code, Question, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A question with its names resolved.

    Attributes:
        policy: The policy asked.
        question: The question as it came.
        form: The declared form, if one was named.
        source: The declared source, named or the form's.
        categories: Declared categories touched, in order of mention.
        placed: Field → the categories it belongs to.
        drops: Fields to be left out (forms that strip).
        candidates: Purposes that may bind what is asked.
        origin: Name of the source as it decides the basis; None when unknown.
    """

    policy: Policy
    question: Question
    form: Form | None
    source: Source | None
    categories: tuple[str, ...]
    placed: Mapping[str, tuple[str, ...]]
    drops: tuple[str, ...]
    candidates: tuple[Purpose, ...]
    origin: str | None


def resolve(policy: Policy, question: Question) -> tuple[Scope, list[Reason]]:
    """Return the question's scope and the reasons found while resolving its names."""
    reasons: list[Reason] = []
    form = None if question.form is None else policy.forms.get(question.form)
    if question.form is not None and form is None:
        reasons.append(_unknown("FORM_UNDECLARED", "collection", question.form, policy.forms))
    origin = question.source or (form.source if form else None)
    source = None if origin is None else policy.sources.get(origin)
    placed, drops = _place_fields(policy, question, form, reasons)
    for name in question.categories:
        if name not in policy.categories:
            reasons.append(_unknown("CATEGORY_UNDECLARED", "categories", name, policy.categories))
    touched = [name for name in question.categories if name in policy.categories]
    touched += [name for names in placed.values() for name in names if name in policy.categories]
    categories = tuple(dict.fromkeys(touched))
    if not categories and "CATEGORY_UNDECLARED" not in {reason.code for reason in reasons}:
        nothing = "the question names no declared category of data"
        reasons.append(Reason(code="CATEGORY_UNDECLARED", address="categories", detail=nothing))
    scope = Scope(
        policy=policy,
        question=question,
        form=form,
        source=source,
        categories=categories,
        placed=placed,
        drops=drops,
        candidates=_candidates(policy, question, form, reasons),
        origin=origin,
    )
    return scope, reasons


def _unknown(code: Code, section: str, name: str, known: Mapping[str, object]) -> Reason:
    return Reason(
        code=code,
        address=section,
        detail=f"{quoted(name)} is not declared in `{section}`",
        help=nearest(name, known),
    )


def _place_fields(
    policy: Policy, question: Question, form: Form | None, reasons: list[Reason]
) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    placed: dict[str, tuple[str, ...]] = {}
    drops: list[str] = []
    for name in question.fields:
        if form is not None and name in form.fields:
            placed[name] = (form.fields[name].category,)
        elif form is not None:
            if question.action == "collect" and form.extra_fields == "strip":
                drops.append(name)
            else:
                reasons.append(_extra_field(policy, form, name))
        else:
            homes = _homes(policy, question, name)
            if homes:
                placed[name] = homes
            else:
                items = {item: 0 for each in policy.categories.values() for item in each.items}
                reasons.append(_unknown("FIELD_UNDECLARED", "categories", name, items))
    return placed, tuple(drops)


def _extra_field(policy: Policy, form: Form, name: str) -> Reason:
    # A datum the policy knows but this form does not need is told apart from an unknown one.
    known = any(name in category.items for category in policy.categories.values())
    return Reason(
        code="FIELD_NOT_NEEDED" if known else "FIELD_UNDECLARED",
        address=f"collection/{form.key}",
        detail=f"{quoted(name)} is not a field of `{form.key}`",
        help=nearest(name, form.fields),
    )


def _homes(policy: Policy, question: Question, name: str) -> tuple[str, ...]:
    """Return the categories that list item `name`: of those asked, else those the purpose uses."""
    homes = [key for key, category in policy.categories.items() if name in category.items]
    if question.categories:
        return tuple(key for key in homes if key in question.categories)
    purpose = policy.purposes.get(question.purpose or "")
    used = tuple(key for key in homes if purpose is not None and key in purpose.uses)
    return used or tuple(homes)


def _candidates(
    policy: Policy, question: Question, form: Form | None, reasons: list[Reason]
) -> tuple[Purpose, ...]:
    name = question.purpose
    if name is None:
        if question.action == "store":
            return ()
        found: tuple[Purpose, ...] = ()
        if question.action == "collect" and form is not None:
            found = tuple(policy.purposes[key] for key in form.purposes if key in policy.purposes)
        if not found:
            detail = "no purpose is named"
            reasons.append(
                Reason(
                    code="NO_PURPOSE",
                    address="purposes",
                    detail=detail,
                    help=nearest("", policy.purposes),
                )
            )
        return found
    purpose = policy.purposes.get(name)
    if purpose is None and _may_state(question, form) and form is not None:
        purpose = stated_at_the_form(form, name, question.basis)
    if purpose is None:
        reasons.append(_unknown("PURPOSE_UNDECLARED", "purposes", name, policy.purposes))
        return ()
    return (purpose,)


def _may_state(question: Question, form: Form | None) -> bool:
    # Any later use must show that the purpose was bound when the data came in.
    if form is None or not form.ad_hoc_purposes:
        return False
    return question.action == "collect" or question.purpose in (question.collected_for or ())


def stated_at_the_form(form: Form, name: str, claimed: str | None) -> Purpose:
    """Return a purpose first stated at a form that allows it; it binds that submission only.

    Args:
        form: The form.
        name: The purpose, as it was stated.
        claimed: The legal basis that was claimed for it.
    """
    basis = claimed if claimed in LEGAL_BASES else None
    return Purpose(
        key=name,
        kind="service",
        uses=frozenset(field.category for field in form.fields.values()),
        basis=basis or "",
        basis_by="said",
        basis_by_source={},
        consent_needed=basis == "consent",
        affirmative=True,
        interest=None,
        balancing=None,
        law=None,
        marketing=False,
        channels=frozenset(),
        roles=None,
        cell_minimum=None,
        anonymised_input=False,
        identified=True,
        processor=form.processor is not None,
        precision=None,
    )
