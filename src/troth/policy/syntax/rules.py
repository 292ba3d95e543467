"""Sections that say how long, which rights, for whom not, and how it all changes."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from troth.policy.syntax.entry import (
    Clause,
    Entry,
    Iso8601Period,
    Key,
    Place,
    Right,
    Section,
    SensitiveKind,
)
from troth.policy.syntax.who import Contact

StartEvent = Literal[
    "collection", "last-activity", "last-contact", "account-closed", "consent-withdrawn", "issued",
    "decision", "agreement-end", "purpose-end", "request-closed", "fetch",
]  # fmt: skip
"""The event a period runs from."""


Severity = Literal["critical", "high", "medium", "low"]
"""How much a finding of a check weighs."""


class Extension(Section):
    """Longer keeping by permission given before expiry."""

    by: Iso8601Period
    on: Literal["permission", "law"]
    at_most: Iso8601Period | None = Field(None, description="Total from the first collection.")


class Purge(Section):
    """A purge once a year."""

    on: str = Field(description="The day of the year, `12-31`, as it begins (UTC).")
    takes: Literal["everything", "older-than-period"] = Field(
        "everything",
        description="`older-than-period` leaves some for nearly two periods, and is refused.",
    )


class Retention(Entry):
    """How long data is kept (GDPR Art. 5(1)(e), 13(2)(a))."""

    keeps: list[Key] = Field(description="Categories.")
    collected_by: list[Key] | None = Field(
        None, description="Only data of these collection points; by default of any."
    )
    for_: Iso8601Period | None = Field(None, alias="for", description="Delete at this age.")
    more_than: Iso8601Period | None = Field(
        None, description="Delete only after this age is exceeded."
    )
    counted: Literal["by-instant", "by-day"] | None = Field(
        None, description="Whether `more-than` is exceeded at the next instant or the next day."
    )
    from_: StartEvent | None = Field(None, alias="from")
    until: Literal[
        "consent-withdrawn", "account-closed", "agreement-end", "purpose-end", "obligation-met",
        "request-closed",
    ] | None = Field(None, description="A criterion instead of, or before, a period.")  # fmt: skip
    as_written: str | None = Field(
        None, description="A vague period in the text, such as `a reasonable period`."
    )
    every: Iso8601Period | None = Field(None, description="Purged on this rhythm.")
    purge: Purge | None = Field(None, description="The day of the yearly purge.")
    ceiling: bool = Field(
        False, description="The period is the most; what each category needs has its own rule."
    )
    combine: Literal["min", "consent-wins"] = Field(
        "min", description="Whether a standing consent outvotes the periods of other rules."
    )
    review: Iso8601Period | None = Field(
        None, description="How often what stands on a criterion is looked at again."
    )
    extend: Extension | None = None
    then: Literal["erase", "anonymise", "restrict", "review"] = "erase"
    leaves: list[Key] = Field(
        default_factory=list, description="Items that stay when the rest is anonymised."
    )
    restricted_for: Iso8601Period | None = Field(
        None, description="How long records stay restricted after their end."
    )
    duty: Literal["must", "may"] = "must"
    unless: list[Literal["legal-duty", "hold", "legal-claim"]] = Field(default_factory=list)
    because: str | None = None
    cited: bool = Field(
        False, description="Take in only documents for which a legal exception cites a law."
    )
    topic: Key | None = Field(
        None, description="What a law may set a least or a most for, such as `applications`."
    )
    set_by: Literal["text", "agreement", "document"] = "text"
    people: list[Key] | None = None


class RightRoute(Entry):
    """A further way that the text gives to one right, over some kinds of data."""

    right: Right
    categories: list[Key] = Field(min_length=1, description="What it reaches.")
    suppress: bool = Field(False, description="Whether the person is not to be contacted again.")


class Rights(Entry):
    """Which rights are offered and how soon answered (GDPR Art. 12-22)."""

    offer: list[Right] = Field(default_factory=list)
    answer_within: Iso8601Period | Literal["law"] | None = None
    answer_clause: Clause | None = None
    channels: list[Literal["email", "link", "reply", "account", "form", "post", "contact"]] = Field(
        default_factory=list
    )
    contact_first: bool = Field(False, description="The text makes contact a condition.")
    limited_to: list[str] = Field(default_factory=list, description="Groups the text limits it to.")
    exceptions: list[str] = Field(default_factory=list)
    restriction_grounds: list[str] = Field(default_factory=list)
    ends_with_expiry: bool = False
    notify_recipients: bool | None = None
    extension: bool | None = None
    fee: str | None = None
    not_for: list[str] = Field(default_factory=list)
    scope: Literal["all", "by-regime"] = Field(
        "all", description="Whether everybody has them, or each what the law of their place gives."
    )
    routes: dict[Key, RightRoute] = Field(default_factory=dict)
    automated_decisions: Literal["none", "profiling", "decisions"] | None = Field(
        None, description="What the text says of automated decisions (GDPR Art. 13(2)(f), 22)."
    )
    automated_logic: str | None = Field(
        None, description="How such a decision comes about, in words for the people it is about."
    )
    automated_consequences: str | None = Field(
        None,
        description="What such a decision means for them, and what it is meant to bring about.",
    )


class Minors(Entry):
    """The age rule (GDPR Art. 8)."""

    under: int = Field(ge=1, le=21)
    raise_by_residence: bool = False
    applies_to: Literal["services", "data"] = "services"
    do: Literal["refuse", "refuse-and-erase"]
    duty: Literal["must", "may"] = "must"
    without_notice: bool | None = None
    report_to: Literal["dpo", "contact"] | None = None
    reporters: Literal["anyone", "parent-guardian"] | None = None
    parental_consent: Literal["none", "verified-may-keep"] | None = None
    knowingly: bool = True


class SensitiveException(Entry):
    """A narrow admission of a sensitive kind."""

    admits: SensitiveKind
    field: Key | None = None
    collection: Key | None = None
    purpose: Key | None = None
    ground: (
        Literal["explicit-consent", "employment-law", "legal-obligation", "legal-claims"] | None
    ) = None
    law: str | None = None


class Sensitive(Entry):
    """The stance on sensitive data (GDPR Art. 9, 10)."""

    stance: Literal["refuse", "exceptions-only"]
    kinds: list[SensitiveKind] = Field(default_factory=list)
    exceptions: list[SensitiveException] = Field(default_factory=list)
    contradicted_by: list[SensitiveException] = Field(
        default_factory=list,
        description="Places where the text collects what it refuses; not admitted, reported.",
    )


class MeasureEvidence(Section):
    """What shows that a measure is kept where no program can see it (GDPR Art. 5(2), 32(1)(d))."""

    kind: Literal["attestation", "link", "review", "check"] = Field(
        description="A provider's paper, a page of theirs, a look at our methods, or a check."
    )
    document: Key | None = Field(None, description="Of a link: the document whose `url` it is.")
    every: Iso8601Period | None = Field(
        None, description="How soon it is done again; of an attestation its own end says so."
    )
    seen: date | None = Field(
        None, description="When it was last done; what a store records later comes after it."
    )
    valid_until: date | None = Field(None, description="The last day of an attestation (UTC).")


class Measure(Entry):
    """A security measure the text promises (GDPR Art. 32)."""

    kind: Literal[
        "encryption-in-transit", "encryption-at-rest", "access-control", "confidentiality",
        "regular-checks", "organisational", "technical", "legal", "physical", "review",
        "controlled-environment", "breach-notification", "vendor-compliance",
    ]  # fmt: skip
    against: list[Key] = Field(default_factory=list, description="Threats the text names.")
    owner: Key | None = Field(None, description="The desk that answers for it; never a name.")
    evidence: dict[Key, MeasureEvidence] = Field(
        default_factory=dict,
        description="By whom or what it is about: a provider, a system, a method.",
    )
    fix_within: dict[Severity, Iso8601Period] = Field(
        default_factory=dict, description="How soon a finding of each severity is fixed."
    )
    undertaking: bool = Field(
        False, description="Whoever looks at personal data has signed one first, kept by its id."
    )


class Change(Entry):
    """How the policy changes and who is told (GDPR Art. 12, 13(3))."""

    notify: dict[
        Literal["material", "minor", "new-purpose"],
        Literal[
            "each-person",
            "account-holders",
            "login-notice",
            "notify-or-login",
            "page",
            "none",
        ],
    ] = Field(default_factory=dict)
    without_consent: bool = False
    continued_use_is_agreement: bool = False
    current_version_at: str | None = Field(
        None,
        description="Where the current text stands; `masked` where the text cuts the address off.",
    )
    date_shown: Literal["top", "bottom", "none"] | None = None


class Revision(Entry):
    """The version of the published text."""

    dated: date | None = None
    effective: Literal["publication", "acceptance", "unless-stated", "date"] | None = None
    on: date | None = None


class Accounts(Entry):
    """What a person's account offers."""

    edit: bool | None = None
    confidentiality_settings: bool | None = None
    page: str | None = None
    close: bool | None = None
    social_sign_in: list[Key] = Field(default_factory=list)
    stores_passwords: bool | None = None
    customer_records: bool | None = Field(
        None, description="Customers keep data on other people here, as in a CRM."
    )


class Disputes(Entry):
    """Complaints, claims, authorities (GDPR Art. 77, 79)."""

    contact_first: bool = False
    escalate_to: Literal["dpo", "contact"] | None = None
    authority: Literal["unconditional", "after-complaint", "silent"] = "silent"
    pretrial_claim: bool = False
    claim_term: Iso8601Period | None = None
    claim_address: Contact | None = None
    law_as_written: str | None = None


class Document(Entry):
    """Another document the text points to."""

    present: bool = Field(description="Whether the text carries a working reference to it.")
    needed_for: str | None = None
    url: str | None = Field(
        None,
        pattern=r"^https?://[^\s]+$",
        description="Where it can be read; `troth check --links` tries it.",
    )
    tells_of: Literal["security"] | None = Field(
        None, description="The part of the notice that leads to it, beside the list of documents."
    )


class Reference(Entry):
    """A place where the text points elsewhere: to a clause of its own, or to a document."""

    to: Clause | None = Field(None, description="The clause that the text points to.")
    for_: (
        Literal[
            "contact", "purposes", "recipients", "retention", "categories", "rights", "cookies",
            "transfers",
        ]
        | None
    ) = Field(None, alias="for", description="What the text says is found there.")  # fmt: skip
    document: Key | None = Field(
        None, description="The document that the text points to; one of `documents`, if it exists."
    )


class Claim(Entry):
    """Something the text asserts of itself that can be true or not."""

    kind: Literal[
        "certified", "compliant", "vendor-compliant", "never-sells", "participates-privacy-shield",
        "grounds-identified", "always-accurate", "consent-by-use", "consent-bundled",
        "truth-presumed", "capacity-not-monitored", "cross-reference", "feature-of-other-business",
        "rights-for-europeans", "non-identifying-shared-freely", "foreign-policy-applies",
        "anonymised-statistics", "pseudonymised-called-anonymous", "open-ended-place",
        "transfer-by-use", "use-is-acceptance", "vendor-terms-followed", "matching-reserved",
        "public-data-usable", "third-party-interest", "text-defect", "name-variant",
        "region-limit-not-guaranteed", "essential-includes-optimising", "reads-device-id",
        "impersonal-use", "open-ended-purpose", "scope-contradiction", "undefined-term",
        "encryption-partial", "cannot-identify", "nothing-collected",
    ]  # fmt: skip
    evidence: str | None = Field(None, description="Id of a document that shows it.")
    valid_until: date | None = None
    about: list[Key] = Field(default_factory=list)


class Declaration(Entry):
    """An assurance of the text that nothing keeps: courtesy, aims, respect. Not enforced."""

    begins: str | None = Field(
        None,
        max_length=60,
        description="First words of the statement; absent: whatever no other entry tells of.",
    )


class Definition(Entry):
    """A word the text defines; `says` is what it means there, in our own words."""


class LegalException(Entry):
    """A law or an authority's order that permits other use, longer keeping or disclosure."""

    jurisdiction: Place
    citation: str
    effect: Literal["retain", "disclose", "use", "publish"]
    categories: list[Key]
    items: list[Key] | None = Field(None, description="Only these items of the categories.")
    purposes: list[Key] = Field(default_factory=list)
    for_: Iso8601Period | None = Field(None, alias="for")
    from_: StartEvent | None = Field(
        None, description="The event its period runs from; by default the document's date."
    )
    role: Key | None = Field(None, description="The staff role that alone may see what is kept.")
    valid_from: date | None = None
    valid_until: date | None = None
