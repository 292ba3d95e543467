"""A form of the manifest as a page: its fields in the order of the manifest, and what was typed.

A page that comes back after a refusal holds what was typed, and nothing else does: no address, no
log, no store. Files cannot be given back; whoever chose one is told to choose it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from troth.engines.consents.wording import Asked, ConsentWording, purposes_asked
from troth.policy.compiled import Form, FormField, Policy
from troth.web.form_words import consent_words, in_order, items, label
from troth.web.site import Site

DATA: Final = "data-"
YES: Final = "yes-"
"""What the names of fields and of boxes begin with on a page."""

STEPS: Final = frozenset(("employment", "identification", "calls"))
"""Kinds of purpose that come later in a relationship: no form for whoever passes by."""

INPUTS: Final[Mapping[str, str]] = {
    "email": "email", "phone": "tel", "url": "url", "date": "date", "birth-date": "date",
    "file": "file", "flag": "flag", "number": "text", "country": "text", "text": "text",
}  # fmt: skip
"""Field type of the manifest → input of HTML; others are written as text."""

KNOWN: Final[Mapping[str, str]] = {
    "name": "name", "first-name": "given-name", "surname": "family-name",
    "last-name": "family-name", "patronymic": "additional-name", "email": "email", "phone": "tel",
    "organisation": "organization", "company": "organization", "position": "organization-title",
    "address": "street-address", "postal-address": "street-address", "country": "country",
    "birth-date": "bday",
}  # fmt: skip
"""What a browser can fill in by itself (WCAG 2.2, 1.3.5)."""

SHORT: Final = frozenset((*KNOWN, "role", "reviewer-name"))
"""Texts of one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One field on the page; `wrong` is why it was refused, in words."""

    id: str
    label: str
    kind: str
    required: bool
    auto: str
    long: bool
    limit: int
    value: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One consent on the page."""

    id: str
    asked: Asked
    ticked: bool = False


def offered(policy: Policy) -> tuple[Form, ...]:
    """Return the forms that anybody can fill in here, in the order of their names.

    Not those that need what a page cannot show, belong to a customer, or open an account.
    """
    return tuple(
        form
        for _, form in sorted(policy.forms.items())
        if form.origin == "person"
        and form.property is not None
        and form.processor is None
        and not form.needs
        and not form.creates_account
        and any(policy.purposes[key].kind not in STEPS for key in form.purposes)
    )


def find(policy: Policy, key: str) -> Form | None:
    """Return one of the forms that are offered."""
    return next((form for form in offered(policy) if form.key == key), None)


def entries(
    site: Site, form: Form, language: str, values: Mapping[str, str], wrong: Mapping[str, str]
) -> list[Entry]:
    """Return the fields of a form as the page shows them."""
    return [_entry(field, language, values, wrong) for field in in_order(site, form)]


def _entry(
    field: FormField, language: str, values: Mapping[str, str], wrong: Mapping[str, str]
) -> Entry:
    kind = INPUTS.get(field.type, "text")
    return Entry(
        id=f"{DATA}{field.name}",
        label=label(field, language),
        kind=kind,
        required=field.required,
        auto=KNOWN.get(field.name, ""),
        long=kind == "text" and field.type in ("text", "json") and field.name not in SHORT,
        limit=field.max_bytes,
        value=values.get(field.name, ""),
        wrong=wrong.get(field.name, ""),
    )


def boxes(site: Site, form: Form, language: str, ticked: Iterable[str]) -> list[Box]:
    """Return the consents a form asks for, each in words of its own and none ticked by us.

    GDPR Art. 7(2), recital 32; C-673/17: no box is ticked but by the person.
    """
    policy, now = site.platform.policy, site.now()
    wording = ConsentWording(data=site.platform.data, register=site.platform.texts)
    chosen = set(ticked)
    found = []
    for key in purposes_asked(policy, form, now):
        uses = policy.purposes[key].uses
        used = [field for field in in_order(site, form) if field.category in uses]
        words = consent_words(site, key, items(used, language), language)
        asked = wording.ask(key, words, language=language, layout=form.key, now=now)
        if asked is not None:
            found.append(Box(id=f"{YES}{key}", asked=asked, ticked=key in chosen))
    return found
