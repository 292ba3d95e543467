"""Sections that say who: controller, people, recipients, systems, staff, customers."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from troth.policy.syntax.entry import Clause, Entry, Iso8601Period, Key, Place, Section


class Contact(Section):
    """A channel by which people reach the controller or its officer."""

    email: str | None = None
    phone: str | None = None
    fax: str | None = None
    form: bool | None = None
    address: str | None = None
    masked: bool = Field(
        False,
        description="The published text masks or cuts this contact, so nobody can use it.",
    )


class Officer(Entry):
    """The data protection officer, by role only (GDPR Art. 37; 13(1)(b))."""

    named: bool = Field(description="Whether the text names a person; the name stays out of here.")
    contact: Contact | None = None


class Representative(Entry):
    """The representative in the Union (GDPR Art. 27)."""

    name: str
    place: Place
    contact: Contact | None = None


class Controller(Entry):
    """Who decides (GDPR Art. 4(7), 13(1)(a))."""

    name: str
    legal_name: str | None = None
    legal_form: str | None = None
    register_: str | None = Field(None, alias="register")
    registered_in: Place | None = Field(None, description="State of incorporation.")
    seat: Place | None = Field(
        None, description="Country of establishment, where the text says it."
    )
    address: str | None = None
    contact: Contact | None = None
    dpo: Officer | None = None
    representative: Representative | None = None
    affiliates: Literal["named", "unnamed"] | None = None
    name_variants: list[str] = Field(
        default_factory=list,
        description="Other spellings of the same name in the text.",
    )
    law: list[str] = Field(
        default_factory=list,
        description="Regimes as law-pack ids or countries: `GDPR`, `BY`.",
    )
    law_as_written: str | None = Field(
        None, description="The law the text names when no regime can be told from it."
    )
    law_clause: Clause | None = None
    addresses_people_in: list[str] = Field(
        default_factory=list,
        description="Regions whose people the text addresses: `EU`, `US-CA`.",
    )
    timezone: str | None = Field(None, description="IANA zone of the establishment.")


class PeopleGroup(Entry):
    """A kind of person the policy speaks of (data subjects)."""


class Property(Entry):
    """A website, app or service that the policy speaks for, or that has a policy of its own."""

    policy: Key | None = Field(
        None, description="Name of the policy that holds there in place of this one."
    )


class Transfer(Entry):
    """How data may leave for a place (GDPR Art. 44-49)."""

    to: list[Place] = Field(default_factory=list)
    mechanism: Literal[
        "adequacy", "dpf", "scc", "bcr", "explicit-consent", "use-as-consent", "privacy-shield",
        "derogation", "none",
    ] | None = None  # fmt: skip
    since: date | None = None
    named_only: bool = Field(False, description="The text names the mechanism without joining it.")


Need = Literal[
    "agreement", "consent", "case", "legal-request", "order", "terms", "interaction-reference",
    "device-permission", "breach", "reorganisation", "anonymised", "attestation", "session", "date",
    "payment",
]  # fmt: skip
"""What must be shown, by id, before the entry may be used."""


class Recipient(Entry):
    """Who receives data (GDPR Art. 4(9), 13(1)(e))."""

    name: str | None = Field(None, description="The product or party as named; absent: a kind.")
    company: str | None = None
    role: (
        Literal[
            "processor",
            "controller",
            "joint-controller",
            "authority",
            "affiliate",
            "staff",
        ]
        | None
    ) = None
    kind: str | None = Field(None, description="The kind of recipient, where none is named.")
    does: str | None = None
    functions: list[Literal["provide", "improve", "promote", "protect"]] = Field(
        default_factory=list, description="What it helps the company to do with its services."
    )
    receives: list[Key] | None = Field(None, description="Categories; absent: the text is silent.")
    for_: list[Key] | None = Field(None, alias="for")
    place: list[Place] | None = None
    regions_only: list[str] | None = Field(
        None, description="Only data of people from these regions goes there."
    )
    regions_except: list[str] | None = None
    places_except: dict[Place, list[str]] | None = Field(
        None, description="Places that get no data of people from these regions."
    )
    transfer: Literal[
        "adequacy", "dpf", "scc", "bcr", "privacy-shield", "explicit-consent", "none"
    ] | None = None  # fmt: skip
    safeguard: str | None = Field(
        None, description="Id of the document that holds the safeguard (GDPR Art. 13(1)(f), 46)."
    )
    privacy_policy: bool | None = Field(None, description="The text links the recipient's policy.")
    opt_out: bool | None = None
    ccpa_opt_out: bool | None = Field(
        None, description="The text links an opt-out under California law (CCPA) of its own."
    )
    own_purposes: bool = Field(False, description="Uses the data for ends of its own (ads).")
    cookies: bool | None = None
    hosts: list[str] = Field(
        default_factory=list, description="Domains by which pages call it: `hotjar.com`."
    )
    needs: list[Need] = Field(default_factory=list)
    fields: list[Key] | None = Field(
        None, description="The only items that ever leave for it, whatever else is asked for."
    )
    signed_first: list[Literal["terms", "security", "confidentiality"]] | None = Field(
        None,
        description="Nothing leaves before terms were signed, here, that hold these clauses.",
    )
    listed: bool = Field(True, description="Stands in the text's list of third parties.")
    name_variants: list[str] = Field(default_factory=list)


class Connector(Section):
    """How an erasure reaches a system. Its address is a setting of the house, never policy."""

    kind: Literal["sql", "http"]
    erases: dict[str, Literal["email", "phone", "account", "device"]] = Field(
        default_factory=dict,
        description="Of a database: `table.column` and the kind of identifier it holds.",
    )


class System(Entry):
    """Where data lives: a CRM, a cloud, log files, the person's own device."""

    kind: Literal[
        "database",
        "crm",
        "cloud",
        "mail",
        "log-files",
        "statistics-files",
        "device",
        "hosting",
        "ats",
    ]
    name: str | None = None
    vendor: str | None = None
    place: list[Place] | None = None
    region: str | None = None
    holds: list[Key] = Field(description="Categories that may be written there; nothing else may.")
    encryption: bool | None = None
    recipient: Key | None = None
    rotation: Iso8601Period | None = None
    connector: Connector | None = None


class StaffRole(Entry):
    """A role of the staff and the purposes it may read for (least privilege)."""

    may: list[Key]


class ProcessorOf(Entry):
    """Data handled for customers, under their instructions (GDPR Art. 28)."""

    categories: list[Key]
    needs: list[Need] = Field(default=["agreement"])
    custody: Literal["transferred-by-customer", "custodian"] = "transferred-by-customer"
    agreement: str | None = None
    term_required: bool = False
    purposes: Literal["agreement"] = "agreement"
