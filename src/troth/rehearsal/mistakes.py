"""What goes wrong at a collection point, and must be refused: one kind of mistake a function.

Each takes a good submission and returns a bad one, or None where the form gives no room for that
mistake. The code the gate answers with is not foretold here; the account shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from troth.engines.intake.intake import SCANNED
from troth.engines.intake.submission import Submission
from troth.policy.compiled import Form, Policy
from troth.rehearsal.behaviour import consents_for

_CONFESSIONS: Mapping[str, str] = {
    "health": "Please note that I have diabetes.",
    "mental-health": "I was diagnosed with depression last year.",
    "religious-philosophical-beliefs": "I am catholic.",
    "political-opinions": "I am a socialist.",
    "criminal": "I was convicted of theft.",
}
"""Sensitive kind → an invented sentence that gives it away."""


def undeclared_field(policy: Policy, form: Form, good: Submission) -> Submission | None:
    """Ask for a datum nobody declared."""
    if form.extra_fields == "strip":
        return None
    return replace(good, data={**good.data, "shoe-size": "42"})


def required_missing(policy: Policy, form: Form, good: Submission) -> Submission | None:
    """Leave out what is required."""
    required = next((name for name, field in form.fields.items() if field.required), None)
    if required is None:
        return None
    return replace(good, data={k: v for k, v in good.data.items() if k != required})


def sensitive_text(policy: Policy, form: Form, good: Submission) -> Submission | None:
    """Write something sensitive where free text is asked for."""
    field = next((n for n in good.data if form.fields[n].type in SCANNED - {"json"}), None)
    said = next((s for k, s in _CONFESSIONS.items() if k in policy.sensitive.refused), None)
    if field is None or said is None:
        return None
    return replace(good, data={**good.data, field: said})


def undeclared_source(policy: Policy, form: Form, good: Submission) -> Submission | None:
    """Bring data from a source nobody declared."""
    return replace(good, source="rented-list")


def consent_missing(policy: Policy, form: Form, good: Submission) -> Submission | None:
    """Forget to ask for the consent the form cannot do without."""
    return replace(good, consents=()) if consents_for(policy, form, willing=False) else None


def need_missing(policy: Policy, form: Form, good: Submission) -> Submission | None:
    """Show nothing for what must be shown."""
    return replace(good, shown={}, consents=()) if good.shown else None


def undeclared_purpose(policy: Policy, form: Form, good: Submission) -> Submission | None:
    """Collect for a purpose the policy does not have."""
    return None if form.ad_hoc_purposes else replace(good, purpose="resale")


def wrong_property(policy: Policy, form: Form, good: Submission) -> Submission | None:
    """Collect on a site the policy does not speak for."""
    return replace(good, property="another-companys-shop")


def malformed_value(policy: Policy, form: Form, good: Submission) -> Submission | None:
    """Mistype a value so that it is none of its type."""
    field = next((n for n in good.data if form.fields[n].type in ("email", "phone", "url")), None)
    return None if field is None else replace(good, data={**good.data, field: "nothing at all"})


def undeclared_form(policy: Policy, form: Form, good: Submission) -> Submission | None:
    """Come in by a door that does not exist."""
    return replace(good, form="pop-up-quiz")


Mistake = Callable[[Policy, Form, Submission], Submission | None]
"""Makes a bad submission of a good one, or None."""

MISTAKES: tuple[Mistake, ...] = (
    undeclared_field,
    sensitive_text,
    consent_missing,
    required_missing,
    undeclared_source,
    need_missing,
    undeclared_purpose,
    malformed_value,
    wrong_property,
    undeclared_form,
)
"""Every kind, in the order in which they are made."""
