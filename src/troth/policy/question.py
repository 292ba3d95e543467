"""A question to the policy, and its answer: the values that go into and come out of `decide`.

A `Question` says who wants to do what with which data, for what, and what they can show for it. A
`Decision` says yes or no with every reason and the addresses it rests on. Both are plain values:
nothing here looks anything up, and a refusal is never raised.

GDPR Art. 5(1)(a)-(c) (lawful, bound to a purpose, no more than needed) is the shape of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal

from troth.core.standing import NOBODY, Standing

Action = Literal["collect", "use", "disclose", "store"]
"""Take in, work with, hand to a recipient, write to a system."""
ACTIONS: frozenset[str] = frozenset(("collect", "use", "disclose", "store"))

LEGAL_BASES: frozenset[str] = frozenset(
    (
        "consent",
        "contract",
        "legal-obligation",
        "vital-interests",
        "public-task",
        "legitimate-interests",
    )
)
"""GDPR Art. 6(1)(a) to (f)."""

LEGAL_PERMISSIONS: tuple[str, ...] = ("order", "authority", "law")
"""Shown by id, these permit a use beyond the purposes data was collected for."""

RESTRICTION_GROUNDS: tuple[str, ...] = (
    "consent",
    "case",
    "protection-of-another",
    "public-interest",
)
"""GDPR Art. 18(2): what, shown by id, opens restricted data to more than storage."""

_NOTHING_SHOWN: Mapping[str, str] = MappingProxyType({})
_NOTHING_FOUND: Mapping[str, frozenset[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """May this be done, now, for this person?

    Attributes:
        action: What is to be done.
        at: The instant of the question; timezone-aware, or a lapsing consent does not count.
        purpose: What for. None with a form: whichever of the form's purposes are permitted.
        categories: Kinds of data touched; those of `fields` are added by decide.
        fields: Fields of the form, or items of categories where there is no form.
        form: The collection point: of this submission, or the one the stored datum came in by.
        source: Where the datum comes from; by default the form's.
        recipient: Who is to receive it.
        place: Where it goes: one of the recipient's places; by default any that is open.
        property: Website, app or service on which it is collected.
        system: Where it is to be written.
        basis: The legal basis the caller claims. A collection without a form must claim one.
        role: Staff role that asks.
        region: ISO 3166-1 or -2 code, or a region the policy names, where the person is.
        channel: Channel by which the person would be contacted.
        shown: What is shown, by id: need (`agreement`, `consent`, `case`, `order`...) to id.
        identified: Whether the data still leads to a person.
        aggregate: Only figures over many people come out.
        collected_for: Purposes bound at collection; None where that is not asked.
        consents_now: Purposes consented to by the very submission that is judged.
        found: Kinds of sensitive data that a content scan found, by field.
        standing: What holds for the person.
        day: The calendar day where the person is; by default the day of `at`.
        entity: Company of the controller's group that acts; None for the controller itself.
    """

    action: Action
    at: datetime
    purpose: str | None = None
    categories: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    form: str | None = None
    source: str | None = None
    recipient: str | None = None
    property: str | None = None
    system: str | None = None
    basis: str | None = None
    role: str | None = None
    region: str | None = None
    channel: str | None = None
    shown: Mapping[str, str] = field(default_factory=lambda: _NOTHING_SHOWN)
    identified: bool = True
    aggregate: bool = False
    collected_for: frozenset[str] | None = None
    consents_now: frozenset[str] = frozenset()
    found: Mapping[str, frozenset[str]] = field(default_factory=lambda: _NOTHING_FOUND)
    standing: Standing = NOBODY
    day: date | None = None
    place: str | None = None
    entity: str | None = None

    def shows(self, need: str) -> bool:
        """Whether something with an id is shown for `need`."""
        return bool(self.shown.get(need))

    def shows_any(self, needs: tuple[str, ...]) -> bool:
        """Whether something is shown for at least one of `needs`."""
        return any(self.shown.get(need) for need in needs)


Code = Literal[
    "ACTION_UNKNOWN", "NO_PURPOSE", "PURPOSE_UNDECLARED", "NO_BASIS", "BASIS_MISMATCH",
    "FORM_UNDECLARED", "FIELD_UNDECLARED", "FIELD_NOT_NEEDED", "REQUIRED_FIELD_MISSING",
    "CATEGORY_UNDECLARED", "SOURCE_UNDECLARED", "PROPERTY_NOT_IN_SCOPE", "CHANNEL_UNDECLARED",
    "INTERACTION_REQUIRED", "AGREEMENT_MISSING", "DEVICE_PERMISSION_DENIED", "TERMS_MISSING",
    "BREACH_MISSING", "REORGANISATION_MISSING", "ATTESTATION_MISSING", "SESSION_MISSING",
    "DATE_MISSING", "PAYMENT_REQUIRED", "NOT_ANONYMOUS", "PURPOSE_NOT_DECLARED_FOR_FIELD",
    "PURPOSE_INCOMPATIBLE",
    "CONSENT_REQUIRED", "CONSENT_WITHDRAWN", "CONSENT_EXPIRED", "OBJECTED", "OPTED_OUT",
    "RESTRICTED", "MINOR", "SENSITIVE", "SUPPRESSED", "ROLE", "RECIPIENT_UNDECLARED",
    "RECIPIENT_CATEGORY", "RECIPIENT_PURPOSE", "RECIPIENT_REGION", "TRANSFER_INVALID",
    "PLACE_UNDECLARED", "PLACE_NOT_FOR_REGION",
    "CASE_REQUIRED", "LEGAL_REQUEST_REQUIRED", "STORAGE_UNDECLARED", "OUTSIDE_AGREEMENT",
    "IDENTIFIED_TECHNICAL_DATA", "AGGREGATE_ONLY", "LI_ASSESSMENT_MISSING", "NOT_ACCEPTED",
    "NOTICE_MISSING", "NOTICE_14_MISSING",
    "FIELD_NOT_CONSENTED", "CASE_CLOSED", "OUT_OF_SCOPE", "APPROVAL_MISSING",
    "AGREEMENT_EXPIRED", "FIELD_NOT_ALLOWED", "SALE_FORBIDDEN", "REPORT_MISMATCH",
    "ENTITY_UNKNOWN", "CONFIDENTIALITY_UNDERTAKING_MISSING", "TICKET_REQUIRED", "ACCOUNT_CLOSED",
    "LIMIT", "SAME_PERSON",
]  # fmt: skip
"""Why not. Closed and stable: callers branch on it, `docs/laws.md` explains it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason for a refusal.

    Attributes:
        code: The stable code.
        address: The entry of the policy (or its section, where no entry exists) that refuses.
        detail: One sentence without a full stop; the caller's own words in backticks.
        help: What can be done, such as the nearest known name; may be empty.
    """

    code: Code
    address: str
    detail: str
    help: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return the reason as JSON can say it."""
        return {
            "code": self.code, "address": self.address, "detail": self.detail, "help": self.help,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer. Falsy when refused.

    Attributes:
        allowed: Yes or no.
        reasons: Every reason for a refusal; empty when allowed.
        addresses: Entries of the policy the answer rests on.
        basis: Legal basis of the first purpose that binds, when allowed.
        purposes: Purposes that bind what was asked, when allowed.
        drops: Fields to be left out before anything is kept (forms that strip extra fields).
    """

    allowed: bool
    reasons: tuple[Reason, ...] = ()
    addresses: tuple[str, ...] = ()
    basis: str | None = None
    purposes: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all reasons, in order, each once."""
        return tuple(dict.fromkeys(reason.code for reason in self.reasons))
