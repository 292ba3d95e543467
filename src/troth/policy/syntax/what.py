"""Sections that say what, from where, why: categories, sources, purposes, collection, cookies."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from troth.policy.syntax.entry import (
    Entry,
    Iso8601Period,
    Key,
    LegalBasis,
    OriginKind,
    Place,
    Section,
    SensitiveKind,
)
from troth.policy.syntax.who import Need

PortableShape = Literal[
    "name", "given-name", "family-name", "additional-name", "email", "phone", "address",
    "organisation", "job-title", "birthday", "url", "message", "event",
]  # fmt: skip
"""What an item is in a vCard (RFC 6350), a calendar (RFC 5545) or a mailbox (RFC 4155)."""

Author = Literal["person", "others", "several"]
"""Whose words: the person's, somebody else's, or several people's in one value."""


class Category(Entry):
    """A kind of personal data, with the items the text names."""

    items: list[Key]
    open_ended: bool = Field(False, description="The text adds `other information` to the list.")
    called: Literal["anonymous", "not-personal", "impersonal"] | None = Field(
        None, description="What the text calls it, where that is not what it is."
    )
    sensitive: list[SensitiveKind] = Field(default_factory=list)
    people: list[Key] | None = None
    filed_under: OriginKind | None = Field(
        None,
        description="The origin under which the text files it, where that differs.",
    )
    origin: OriginKind | None = None
    dpv: str | None = Field(None, description="W3C DPV term, such as `pd:Contact`.")
    identified: bool = Field(
        True, description="False: the text lets it be used only without a link to the person."
    )
    shared: bool | None = Field(
        None, description="False: the text says that no third party receives it."
    )
    portable_as: dict[Key, PortableShape] = Field(
        default_factory=dict,
        description="What an item is to other programs, where neither its name nor its type says.",
    )
    written_by: dict[Key, Author] = Field(
        default_factory=dict,
        description="Whose words an item holds; absent: the person's own (GDPR Art. 15(4), 20(4)).",
    )
    must_publish: dict[Key, str | None] = Field(
        default_factory=dict,
        description="Items that a law bids to publish or disclose, each with that law, cited.",
    )


class Source(Entry):
    """Where data may come from (GDPR Art. 13, 14(2)(f))."""

    kind: OriginKind
    gives: list[Key] | None = Field(None, description="Categories; absent: any declared category.")
    needs: list[Need] = Field(default_factory=list)
    named: bool = True
    told_within: Iso8601Period | None = Field(
        None, description="How soon people are told of data not had from them (GDPR Art. 14(3))."
    )
    max_age: Iso8601Period | None = Field(
        None, description="Longest keeping that the source's own terms allow."
    )
    regions_only: list[str] | None = Field(
        None, description="Only data of people from these regions comes from there."
    )


PurposeKind = Literal[
    "service", "support", "account", "contract-performance", "communication", "marketing",
    "advertising", "personalisation", "analytics", "statistics", "research", "improvement",
    "product-development", "site-administration", "security", "fraud-prevention",
    "troubleshooting", "legal-compliance", "legal-claims", "payments", "recruitment",
    "employment", "testimonials", "calls", "planning", "identification", "transactions",
]  # fmt: skip
"""Closed list; `docs/manifest.md` maps each to its W3C DPV purpose and its assumed legal basis."""


class Interest(Entry):
    """A legitimate interest the text names (GDPR Art. 13(1)(d))."""

    interest: str
    for_: list[Key] | None = Field(
        None, alias="for", description="Purposes the text ties it to; absent: it ties it to none."
    )


class Operations(Entry):
    """The operations that the text lists as processing (GDPR Art. 4(2))."""

    named: list[
        Literal[
            "collect", "record", "organise", "accumulate", "store", "update", "retrieve", "use",
            "transmit", "distribute", "provide", "access", "disclose", "anonymise", "block",
            "delete",
        ]
    ]  # fmt: skip


class Aggregation(Section):
    """Statistics only: rows never leave, cells below `at-least` people are suppressed."""

    at_least: int = Field(5, ge=2)
    anonymised_input: bool = False


class Purpose(Entry):
    """Why data is used and on which ground (GDPR Art. 5(1)(b), 6, 13(1)(c))."""

    kind: PurposeKind
    uses: list[Key]
    basis: LegalBasis | None = Field(None, description="Absent: the text names none.")
    basis_by_source: dict[Key, LegalBasis] | None = Field(
        None, description="Where the ground depends on the source of the same datum."
    )
    stated_bases: list[LegalBasis] | None = Field(
        None,
        description="All grounds the text claims, where it claims several at once.",
    )
    interest: str | None = Field(None, description="The legitimate interest (Art. 13(1)(d)).")
    balancing: str | None = Field(None, description="Id of the balancing record for the interest.")
    consent_as_written: Literal["affirmative", "by-use", "bundled", "by-continuing"] | None = None
    law: str | None = Field(None, description="Citation for a legal obligation.")
    marketing: bool | None = None
    channels: list[Literal["email", "phone", "message", "post", "in-app", "web"]] | None = None
    opt_out: Literal["link", "support", "reply", "contact", "none"] | None = None
    opt_in: Literal["required", "where-law-requires", "until-opt-out"] | None = None
    roles: list[Key] | None = Field(None, description="Staff roles that may read for it.")
    aggregate: Aggregation | None = None
    identified: bool = Field(True, description="False: only de-identified input may be used.")
    role: Literal["controller", "processor"] = "controller"
    people: list[Key] | None = None
    precision: int | None = Field(None, ge=0, le=6, description="Decimals of a coordinate.")
    contract: Literal["shown"] | None = Field(
        None,
        description="`shown`: only for parties to a contract that stands (GDPR Art. 6(1)(b)).",
    )
    part_of: Key | None = Field(
        None,
        description="The purpose this one is named under; a ground missing there is missing once.",
    )


class FormField(Section):
    """One field of a form."""

    category: Key
    item: Key | None = Field(None, description="Item of the category; by default the field's name.")
    required: bool | None = Field(None, description="Absent: the text does not say.")
    type: Literal[
        "text", "email", "phone", "date", "birth-date", "country", "url", "file", "number", "flag",
        "json", "location",
    ] = "text"  # fmt: skip
    max_bytes: int | None = None
    identifies: Literal["email", "phone", "account", "device", "cookie"] | None = Field(
        None,
        description="This field is an identifier of the person; `email` and `phone` types are.",
    )
    permitted_sensitive: list[SensitiveKind] | None = None


class Collection(Entry):
    """A point where data comes in: a form, a log, a tag, an import, a call."""

    from_: Literal["person", "device", "staff", "system", "third-party", "client"] = Field(
        alias="from"
    )
    source: Key
    fields: dict[Key, FormField]
    for_: list[Key] = Field(alias="for", description="Purposes it serves.")
    property: str | None = Field(None, description="Website, app or service where it is found.")
    system: Key | None = None
    identity: bool = Field(True, description="False: works without knowing who it is.")
    required_marked: bool | None = None
    extra_fields: Literal["reject", "strip"] = "reject"
    needs: list[Need] = Field(default_factory=list)
    activity: bool = Field(False, description="A submission counts as activity of the person.")
    contact: bool = Field(False, description="A submission counts as contact with support.")
    processor: Key | None = Field(None, description="`processor-of` entry this belongs to.")
    people: list[Key] | None = None
    creates_account: bool = False
    double_opt_in: bool = False
    ad_hoc_purposes: bool = Field(False, description="Further purposes may be stated at the form.")
    consent_by_submitting: bool = False
    splits: dict[Key, Key] = Field(
        default_factory=dict,
        description="Purpose to form: a consent to it given here is taken in at that form.",
    )
    if_not_given: str | None = Field(
        None, description="What follows when a person withholds data (GDPR Art. 13(2)(e))."
    )


class Cookie(Entry):
    """A cookie or a similar use of the device (ePrivacy Art. 5(3))."""

    use: Literal["necessary", "preferences", "analytics", "marketing", "security"]
    names: list[str] = Field(
        default_factory=list, description="Names it is set under; `*` stands for anything."
    )
    purpose: str | None = None
    vendor: Key | None = None
    expires: Iso8601Period | None = None
    places: list[Place] | None = None
    identifier: bool | None = Field(
        None, description="Whether it holds an identifier; absent: the text does not say."
    )


class Cookies(Entry):
    """The cookie clauses."""

    entries: dict[Key, Cookie] = Field(default_factory=dict)
    consent_as_written: Literal["banner", "by-use", "none"] | None = None
    banner_buttons: list[Literal["accept-all", "reject-all", "preferences"]] | None = None
    opt_out: Literal["browser", "banner", "both"] | None = None
    durations: Literal["stated", "elsewhere", "silent"] = "silent"
    called_not_personal: bool = False
    blocking_degrades: bool | None = None
    for_: list[Key] | None = Field(
        None, alias="for", description="Purposes the text gives for cookies as a whole."
    )
