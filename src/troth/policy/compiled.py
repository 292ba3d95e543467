"""The compiled policy: total tables, every name resolved, every silence filled and marked.

Made only by `policy.compile`. Everything that runs reads this and nothing else, so that what is
decided, kept, printed and proved comes from one value with one content hash.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from troth.core.names import IdentifierKind
from troth.core.periods import Period
from troth.policy.compiled_access import AccessRules
from troth.policy.compiled_correspondence import CorrespondenceRules
from troth.policy.compiled_keeping import LegalKeep as LegalKeep
from troth.policy.compiled_keeping import Provenance as Provenance
from troth.policy.compiled_keeping import RetentionRule as RetentionRule
from troth.policy.measures import MeasureTerms

PROMISE_SECTIONS = (
    "collection", "purposes", "recipients", "retention", "rights", "cookies", "minors",
    "sensitive", "security", "transfers", "changes",
)  # fmt: skip
"""The sections whose entries are promises (DESIGN, section 2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One thing the policy commits to, with the address that stays."""

    address: str
    section: str
    key: str
    clause: str | None
    says: str
    facets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One resolved value and who says so, for `troth check --explain`."""

    address: str
    value: str
    provenance: Provenance
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A kind of personal data."""

    key: str
    items: frozenset[str]
    sensitive: frozenset[str]
    open_ended: bool
    dpv: str | None
    identified: bool = True
    portable_as: Mapping[str, str] = field(default_factory=dict)
    written_by: Mapping[str, str] = field(default_factory=dict)
    must_publish: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where data may come from."""

    key: str
    kind: str
    gives: frozenset[str] | None
    needs: frozenset[str]
    max_age: Period | None
    regions_only: frozenset[str] | None = None
    told_within: Period | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """Why data is used. `basis` is always resolved; `basis_by` says by whom.

    Attributes:
        opt_out_in: Places whose law lets people be written to until they object.
        contract: Whether the person's own contract must be shown to stand.
    """

    key: str
    kind: str
    uses: frozenset[str]
    basis: str
    basis_by: Provenance
    basis_by_source: Mapping[str, str]
    consent_needed: bool
    affirmative: bool
    interest: str | None
    balancing: str | None
    law: str | None
    marketing: bool
    channels: frozenset[str]
    roles: frozenset[str] | None
    cell_minimum: int | None
    anonymised_input: bool
    identified: bool
    processor: bool
    precision: int | None
    opt_out_in: frozenset[str] = frozenset()
    contract: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of a collection point."""

    name: str
    category: str
    item: str
    required: bool
    type: str
    max_bytes: int
    identifies: IdentifierKind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A point where data comes in."""

    key: str
    origin: str
    source: str
    fields: Mapping[str, FormField]
    purposes: tuple[str, ...]
    property: str | None
    system: str | None
    identity: bool
    extra_fields: Literal["reject", "strip"]
    needs: frozenset[str]
    activity: bool
    contact: bool
    processor: str | None
    creates_account: bool
    double_opt_in: bool
    ad_hoc_purposes: bool
    splits: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who may receive what, for what, where, and what must be shown first.

    Attributes:
        places_shut: As `places_except`, with the countries of the Union spelt out.
        carried_by: Place → what carries data there on the day; without it nothing does.
        named: Whether the text names them; else `name` is only their kind.
        fields: The only items that leave for it; None where its categories alone bound it.
        signed_first: Clauses of the terms that must have been signed here; None: nothing need be.
    """

    key: str
    name: str
    role: str | None
    receives: frozenset[str]
    purposes: frozenset[str] | None
    places: tuple[str, ...]
    regions_only: frozenset[str] | None
    regions_except: frozenset[str]
    transfer: str | None
    transfer_valid: bool
    needs: frozenset[str]
    own_purposes: bool
    places_except: Mapping[str, frozenset[str]] = field(default_factory=dict)
    places_shut: Mapping[str, frozenset[str]] = field(default_factory=dict)
    carried_by: Mapping[str, str] = field(default_factory=dict)
    named: bool = True
    fields: frozenset[str] | None = None
    signed_first: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientData:
    """Data handled for customers, under their instructions (GDPR Art. 28).

    `custody` is `transferred-by-customer` or `custodian`; both make the company a processor.
    """

    key: str
    categories: frozenset[str]
    custody: str
    agreement: str | None
    term_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """How an erasure reaches a system: `erases` are (table, column, kind of identifier)."""

    kind: str
    erases: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Where data lives.

    Attributes:
        recipient: Whoever runs it for the company, where the manifest names one of its recipients.
        connector: How an erasure reaches it; None where somebody has to see to it.
    """

    key: str
    kind: str
    vendor: str | None
    places: tuple[str, ...]
    holds: frozenset[str]
    on_device: bool
    recipient: str | None = None
    connector: Connector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Minors:
    """The age rule; `None` in a policy that has none.

    `report_to` is who gets reports about minors, `reporters` who may make them.
    """

    under: int
    raise_by_residence: Mapping[str, int]
    applies_to: Literal["services", "data"]
    erase: bool
    without_notice: bool
    parental_review: bool = False
    report_to: str = ""
    reporters: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitiveStance:
    """Kinds refused, and the narrow exceptions `(kind, form, field)` with `*` for any.

    `explicit` are those exceptions that rest on an explicit consent (GDPR Art. 9(2)(a)).
    """

    refused: frozenset[str]
    admitted: frozenset[tuple[str, str, str]]
    provenance: Provenance
    explicit: frozenset[tuple[str, str, str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RightRoute:
    """A further way to one right over some kinds of data, such as `testimonial-edit`."""

    key: str
    right: str
    categories: frozenset[str]
    suppress: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsOffer:
    """Rights offered and the promised answer time, if any.

    Attributes:
        not_for: What an objection leaves running, in the manifest's words.
        by_regime: Whether each person has what the law of their place gives, and no more.
        escalate_to: Who looks at an appeal: `dpo`, `contact`, or nobody in particular.
        ends_with_expiry: Whether the text says that rights end with the data.
        automated: `none`, `profiling` or `decisions`; empty where the text is silent (Art. 22).
        automated_logic, automated_consequences: What people are told of such decisions.
    """

    offered: frozenset[str]
    by_law: frozenset[str]
    answer_within: Period | None
    answer_by: Provenance
    extension: bool | None = None
    """Whether the text leaves room for a longer term (GDPR Art. 12(3)); None where it is silent."""
    not_for: tuple[str, ...] = ()
    by_regime: bool = False
    escalate_to: str = ""
    ends_with_expiry: bool = False
    routes: Mapping[str, RightRoute] = field(default_factory=dict)
    automated: str = ""
    automated_logic: str = ""
    automated_consequences: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Controller:
    """Who decides."""

    name: str
    legal_name: str | None
    seat: str | None
    address: str | None
    email: str | None
    dpo: bool
    laws: tuple[str, ...]
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRules:
    """How the policy may change, and who is told: weight → audience, only where the text says."""

    notify: Mapping[str, str] = field(default_factory=dict)
    without_consent: bool = False
    continued_use: bool = False
    date_shown: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeRules:
    """Where a complaint goes, and what the text puts before a court or an authority."""

    contact_first: bool = False
    escalate_to: str | None = None
    authority: str = "silent"
    pretrial_claim: bool = False
    claim_term: Period | None = None
    law_as_written: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The whole compiled policy.

    `bound_regions` are those whose people's transfers are judged (GDPR Art. 3, 44); None: all.
    `properties`: website, app or service → the policy of its own it has, or nothing.
    `undertaking`: the measure for which whoever looks has signed an undertaking first, by address.
    `measures`: who answers for each, what shows it. `access`: how many of the staff reach data.
    `accuracy_review`: how soon data that seems wrong is looked into; None: presumed to be true.
    `presumed_true`: claim → categories for which people vouch. `never_sells`: the text says so.
    """

    name: str
    mode: Literal["strict", "faithful"]
    language: int
    hash: str
    effective: str
    dated: date | None
    controller: Controller
    categories: Mapping[str, Category]
    sources: Mapping[str, Source]
    purposes: Mapping[str, Purpose]
    forms: Mapping[str, Form]
    recipients: Mapping[str, Recipient]
    rules: Mapping[str, RetentionRule]
    legal_keeps: Mapping[str, LegalKeep]
    systems: Mapping[str, System]
    staff_roles: Mapping[str, frozenset[str]]
    processor_of: Mapping[str, frozenset[str]]
    minors: Minors | None
    sensitive: SensitiveStance
    rights: RightsOffer
    cookies: Mapping[str, Mapping[str, str]]
    security: Mapping[str, str]
    promises: tuple[Promise, ...]
    facts: tuple[Fact, ...]
    client_data: Mapping[str, ClientData] = field(default_factory=dict)
    effective_on: date | None = None
    changes: ChangeRules = field(default_factory=ChangeRules)
    disputes: DisputeRules = field(default_factory=DisputeRules)
    bound_regions: frozenset[str] | None = None
    never_sells: bool = False
    accuracy_review: Period | None = None
    presumed_true: Mapping[str, frozenset[str]] = field(default_factory=dict)
    undertaking: str | None = None
    access: AccessRules = field(default_factory=AccessRules)
    properties: Mapping[str, str] = field(default_factory=dict)
    correspondence: CorrespondenceRules = field(default_factory=CorrespondenceRules)
    measures: Mapping[str, MeasureTerms] = field(default_factory=dict)

    def rules_for(self, category: str, form: str) -> tuple[RetentionRule, ...]:
        """Return the rules that govern a datum of `category` taken in by `form`.

        Where a standing consent outvotes the other periods, its rule alone governs.
        """
        found = self.rules_on(category, form)
        alone = tuple(rule for rule in found if form in rule.outvotes)
        return alone or found

    def rules_on(self, category: str, form: str) -> tuple[RetentionRule, ...]:
        """Return the rules that speak of such a datum, outvoted ones included."""
        return tuple(
            rule
            for rule in self.rules.values()
            if category in rule.categories and (rule.forms is None or form in rule.forms)
        )
