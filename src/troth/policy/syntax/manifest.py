"""The whole manifest: every section by name, all optional but the head.

Absent means silent. `troth check` says what the silence amounts to; nothing here has a default that
would put words into the policy's mouth.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from troth.policy.syntax.correspondence import Correspondence
from troth.policy.syntax.entry import Iso8601Period, Key, PlainAddress, Section
from troth.policy.syntax.rules import (
    Accounts,
    Change,
    Claim,
    Declaration,
    Definition,
    Disputes,
    Document,
    LegalException,
    Measure,
    Minors,
    Reference,
    Retention,
    Revision,
    Rights,
    Sensitive,
)
from troth.policy.syntax.what import (
    Category,
    Collection,
    Cookies,
    Interest,
    Operations,
    Purpose,
    Source,
)
from troth.policy.syntax.who import (
    Controller,
    PeopleGroup,
    ProcessorOf,
    Property,
    Recipient,
    StaffRole,
    System,
    Transfer,
)


class AccessSettings(Section):
    """Who of the staff reaches personal data, and under which conditions (GDPR Art. 32(4))."""

    max_persons: int | None = Field(
        None,
        ge=1,
        description="How many people may reach personal data, administrators counted; no others.",
    )
    review_every: Iso8601Period | None = Field(
        None, description="How often somebody else looks again at what each may reach."
    )
    second_factor: Literal["demanded", "offered"] | None = Field(
        None, description="Whether staff who reach personal data need a second factor or passkey."
    )
    tickets_for: list[Key] = Field(
        default_factory=list, description="Purposes for which staff name a ticket at each look."
    )


class LinkedSite(Section):
    """A site of somebody else that pages link to (GDPR Art. 12(1)): none of its is our doing."""

    name: str = Field(description="What people call it.")
    site: PlainAddress = Field(
        description="Its address, without a query: nothing of who follows it can be in it."
    )
    policy: PlainAddress | None = Field(None, description="Where its own privacy policy stands.")


class Office(Section):
    """Where a representative is."""

    name: str = Field(description="What people call it.")
    latitude: float = Field(ge=-90, le=90, description="In degrees, north of the equator.")
    longitude: float = Field(ge=-180, le=180, description="In degrees, east of Greenwich.")


class Representatives(Section):
    """Who looks after people, by where they are; a position is used for that and not kept."""

    purpose: Key = Field(description="The purpose for which a position may be used.")
    default: Key = Field(description="Who looks after people of whom no position may be used.")
    offices: dict[Key, Office] = Field(
        default_factory=dict, description="Representatives, and where each of them is."
    )


class Settings(Section):
    """What the operator, not the policy, decides; shown as *assumed by Troth* unless set."""

    silent_retention: str | None = Field(
        None,
        description="ISO 8601 period for categories on whose keeping the text is silent.",
    )
    accuracy_review: Iso8601Period | None = Field(
        None, description="How soon data that seems wrong is looked into."
    )
    file_limit_bytes: int | None = None
    sensitive_mode: Literal["refuse", "quarantine"] | None = None
    access: AccessSettings | None = None
    representatives: Representatives | None = None
    links: dict[Key, LinkedSite] = Field(
        default_factory=dict, description="Every site of others that pages link to."
    )


class Manifest(Section):
    """A privacy policy as written, ready to be checked."""

    troth: Literal[1] = Field(description="Version of the manifest language.")
    mode: Literal["strict", "faithful"] = Field(
        "strict",
        description="`strict` runs the lawful variant of doubtful clauses (the default).",
    )
    title: str | None = None
    language: str = Field(
        "en",
        pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$",
        description="Language of the free text of this manifest (`says`, `title`), as BCP 47.",
    )
    scope: list[str] = Field(default_factory=list, description="What the policy applies to.")
    properties: dict[Key, Property] = Field(
        default_factory=dict,
        description="Websites, apps and services by name; no other is in scope then.",
    )
    controller: Controller
    revision: Revision | None = None
    people: dict[Key, PeopleGroup] = Field(default_factory=dict)
    categories: dict[Key, Category]
    sources: dict[Key, Source] = Field(default_factory=dict)
    purposes: dict[Key, Purpose]
    interests: dict[Key, Interest] = Field(
        default_factory=dict, description="Legitimate interests named apart from any purpose."
    )
    operations: Operations | None = None
    definitions: dict[Key, Definition] = Field(
        default_factory=dict, description="Words the text defines."
    )
    collection: dict[Key, Collection] = Field(default_factory=dict)
    correspondence: Correspondence | None = None
    recipients: dict[Key, Recipient] = Field(default_factory=dict)
    retention: dict[Key, Retention] = Field(default_factory=dict)
    rights: Rights | None = None
    cookies: Cookies | None = None
    minors: Minors | None = None
    sensitive: Sensitive | None = None
    threats: list[Key] = Field(
        default_factory=list, description="Threats that the text names; each asks for measures."
    )
    security: dict[Key, Measure] = Field(default_factory=dict)
    transfers: dict[Key, Transfer] = Field(default_factory=dict)
    systems: dict[Key, System] = Field(default_factory=dict)
    storage: dict[Key, System] = Field(
        default_factory=dict,
        description="Stores on people's own devices; like `systems`.",
    )
    accounts: Accounts | None = None
    staff_roles: dict[Key, StaffRole] = Field(default_factory=dict)
    processor_of: dict[Key, ProcessorOf] = Field(default_factory=dict)
    legal_exceptions: dict[Key, LegalException] = Field(default_factory=dict)
    disputes: Disputes | None = None
    documents: dict[Key, Document] = Field(default_factory=dict)
    references: dict[Key, Reference] = Field(
        default_factory=dict, description="Where the text points, and what is said to be there."
    )
    claims: dict[Key, Claim] = Field(default_factory=dict)
    declarations: dict[Key, Declaration] = Field(
        default_factory=dict,
        description="Assurances that nothing keeps; `troth policy coverage` lists them.",
    )
    changes: Change | None = None
    settings: Settings | None = None
