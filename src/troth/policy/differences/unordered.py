"""What runs and has no order of its own: every attribute that no reading names counts as it is.

So a new attribute of a compiled table is material from its first day, until somebody gives it an
order. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Final

from troth.core.periods import Period
from troth.policy.compiled import (
    Category,
    Form,
    LegalKeep,
    Minors,
    Purpose,
    Recipient,
    RetentionRule,
    RightsOffer,
    Source,
    System,
)
from troth.policy.differences.orders import Value

Facets = Mapping[str, tuple[str, Value]]
"""Name → (kind of `orders.KINDS`, value)."""

READ: Final[Mapping[type, frozenset[str]]] = {
    Category: frozenset(("key", "items", "sensitive", "open_ended", "identified", "dpv")),
    Source: frozenset(("key", "kind", "gives", "needs", "max_age", "regions_only")),
    Form: frozenset((
        "key", "fields", "purposes", "origin", "source", "needs", "identity", "double_opt_in",
        "ad_hoc_purposes", "extra_fields", "system", "property",
    )),
    Purpose: frozenset((
        "key", "kind", "uses", "basis", "basis_by", "basis_by_source", "consent_needed",
        "affirmative", "interest", "balancing", "law", "marketing", "channels", "roles",
        "cell_minimum", "anonymised_input", "identified", "precision",
    )),
    Recipient: frozenset((
        "key", "name", "role", "receives", "purposes", "places", "regions_only", "regions_except",
        "places_except", "places_shut", "carried_by", "transfer", "transfer_valid", "needs",
        "own_purposes", "fields", "signed_first",
    )),
    RetentionRule: frozenset((
        "key", "address", "categories", "forms", "period", "exceeds", "start", "moving", "until",
        "every", "extend_by", "extend_at_most", "then", "legal_duty", "because", "provenance",
        "people",
    )),
    Minors: frozenset(("under", "raise_by_residence", "applies_to", "erase", "parental_review")),
    RightsOffer: frozenset(("offered", "by_law", "answer_within", "answer_by", "extension")),
    System: frozenset(("key", "kind", "vendor", "places", "holds", "on_device", "connector")),
    LegalKeep: frozenset(("key", "jurisdiction", "citation", "categories", "period")),
}  # fmt: skip
"""What is read by name below, or is no promise; every other attribute counts as it is."""


Table = (
    Category | Source | Form | Purpose | Recipient | RetentionRule | Minors | RightsOffer | System
    | LegalKeep
)  # fmt: skip


def otherwise(one: Table) -> Facets:
    """Return the attributes that nothing below names, so that no new one goes unseen."""
    known = READ[type(one)]
    return {
        each.name.replace("_", "-"): ("otherwise", _plain(getattr(one, each.name)))
        for each in fields(one)
        if each.name not in known
    }


def _plain(value: object) -> Value:
    if value is None or isinstance(value, bool | int | str | Period):
        return value
    if isinstance(value, Mapping):
        return frozenset(f"{name}: {each}" for name, each in value.items())
    if isinstance(value, frozenset | tuple):
        return frozenset(str(each) for each in value)
    return str(value)
