"""The facts of the five policies by names of our own, each with the addresses that tell of it.

A name is the policy and what the fact is about. `purposes/*` stands for every entry of a section.
Where a policy is silent, the address is the place where the notice says what holds instead.
"""

from __future__ import annotations

from collections.abc import Mapping

Facts = Mapping[str, tuple[str, ...]]

INTEXSOFT: Facts = {
    "controller": ("controller", "controller/address", "controller/contact"),
    "dpo": ("controller/dpo",),
    "scope": ("scope",),
    "law": ("controller/law",),
    "subjects": ("people/*", "processor-of/*"),
    "data": ("categories/*", "collection/*", "sources/*"),
    "purposes-basis": ("purposes/*", "interests/*", "rights/withdrawal"),
    "recipients": ("recipients/*",),
    "transfers": ("transfers/belarus",),
    "cookies": ("cookies", "purposes/web-analytics", "documents/cookies-policy"),
    "retention": ("retention/contact-form", "retention/project-data", "retention/cookies"),
    "rights": (
        "rights/confirmation", "rights/access", "rights/rectification", "rights/erasure",
        "rights/restriction", "rights/objection", "rights/withdrawal", "rights/portability",
        "rights/answer-within",
    ),
    "minors": ("minors/age",),
    "sensitive": ("sensitive/refusal",),
    "changes": ("changes/material", "changes/minor"),
    "security": ("documents/security-statement", "documents/sales-form"),
    "storage": ("systems/web-server-logs", "storage/visitor-device"),
    "disputes": ("disputes", "rights/complaint"),
}  # fmt: skip

INTERMIND: Facts = {
    "controller": ("controller", "controller/contact"),
    "law": ("controller/law",),
    "scope": ("scope",),
    "data": ("categories/*", "collection/*"),
    "sources": ("sources/*",),
    "accuracy": ("claims/truth-presumed", "claims/capacity-unmonitored"),
    "purposes": ("purposes/*",),
    "basis": ("claims/use-is-consent",),
    "disclosure-grounds": (
        "recipients/by-consent", "recipients/by-law", "recipients/assignee",
        "recipients/breach-remedy",
    ),
    "recipients": ("recipients/affiliates",),
    "account": ("accounts",),
    "security": ("security/*",),
    "links": ("scope",),
    "changes": ("changes", "revision", "documents/current-version"),
    "cookies": ("categories/log",),
    "silences": (
        "retention/assumed-contact", "retention/assumed-log", "sensitive/refusal",
        "rights/answer-within",
    ),
}  # fmt: skip

ALTEXSOFT: Facts = {
    "controller": ("controller", "controller/address", "controller/contact",
                   "processor-of/client-data"),
    "principles": ("claims/never-sells", "claims/always-accurate", "sensitive/refusal",
                   "minors/age"),
    "sources": ("sources/*",),
    "data": ("categories/*", "collection/*"),
    "purposes-bases": ("purposes/*",),
    "storage": ("systems/zoho-crm", "systems/azure", "storage/device"),
    "newsletters": ("purposes/newsletter", "purposes/mail-tracking", "recipients/mailchimp"),
    "other-sharing": (
        "recipients/statistics-recipients", "recipients/courts", "recipients/authorities",
        "recipients/acquirer", "recipients/marketing-partners",
    ),
    "cookies": ("cookies", "cookies/*"),
    "retention": ("retention/*",),
    "rights": (
        "rights/information", "rights/access", "rights/rectification", "rights/erasure",
        "rights/restriction", "rights/notification", "rights/portability", "rights/objection",
    ),
    "minors": ("minors/age",),
    "sensitive": ("sensitive/refusal",),
    "security": ("security/*",),
    "changes": ("changes/material", "changes/minor", "changes/new-purpose"),
    "documents": ("documents/*",),
    "google-analytics": ("recipients/google-analytics", "transfers/google-analytics"),
    "google-tag-manager": ("recipients/google-tag-manager", "transfers/google-tag-manager"),
    "google-ads": ("recipients/google-ads", "transfers/google-ads"),
    "gosquared": ("recipients/gosquared",),
    "microsoft-clarity": ("recipients/microsoft-clarity", "transfers/microsoft-clarity"),
    "fathom": ("recipients/fathom",),
    "rb2b": ("recipients/rb2b",),
    "linkedin-analytics": ("recipients/linkedin-analytics",),
    "mailchimp": ("recipients/mailchimp", "transfers/mailchimp"),
    "named-elsewhere": (
        "recipients/hotjar", "recipients/google-call-tracking", "recipients/zoho-crm",
        "recipients/azure",
    ),
    "kinds-of-recipients": (
        "recipients/subsidiaries", "recipients/affiliates", "recipients/employees",
        "recipients/subcontractors", "recipients/consultants", "recipients/recruiting-clients",
    ),
    "trusted-third-parties": (
        "recipients/customer-support-providers", "recipients/data-storage-providers",
        "recipients/ad-management-providers",
    ),
}  # fmt: skip

SOFT_OK: Facts = {
    "controller": ("controller", "controller/contact"),
    "law": ("controller/law",),
    "scope": ("scope", "claims/use-is-acceptance"),
    "data": ("categories/*", "collection/*"),
    "purposes": ("purposes/*",),
    "basis": ("claims/one-consent-for-all", "rights/withdrawal"),
    "operations": ("operations",),
    "disclosure-grounds": ("recipients/*",),
    "security": ("security/*",),
    "disputes": ("disputes",),
    "changes": ("changes", "revision"),
    "cookies": ("cookies",),
    "silences": (
        "retention/assumed-contact", "retention/assumed-technical", "rights/access",
        "rights/withdrawal", "rights/answer-within", "sensitive/refusal", "controller/contact",
    ),
}  # fmt: skip

INTEGRICA: Facts = {
    "controller": ("controller", "controller/contact", "controller/seat"),
    "law": ("controller/law",),
    "definitions": ("definitions/*", "operations"),
    "data": ("categories/*", "collection/*", "sources/*", "purposes/calls"),
    "cookies": ("cookies", "cookies/*"),
    "purposes": ("purposes/*",),
    "bases": ("purposes/support", "purposes/newsletter"),
    "recipients": ("recipients/*",),
    "google-calendar": (
        "collection/calendar-connection", "categories/calendar-ids", "categories/calendar-tokens",
        "sources/google-calendar", "retention/calendar",
        "documents/google-api-services-user-data-policy",
    ),
    "retention": ("retention/*",),
    "rights": (
        "rights/access", "rights/rectification", "rights/erasure", "rights/restriction",
        "rights/portability",
    ),
    "deadline": ("rights/answer-within",),
    "minors": ("minors/age",),
    "sensitive": ("sensitive/refusal",),
    "transfers": ("transfers/ukraine-and-partners",),
    "security": ("security/*",),
    "links": ("scope",),
    "changes": ("changes/material", "revision"),
}  # fmt: skip

FACTS: Mapping[str, Facts] = {
    "intexsoft": INTEXSOFT,
    "intermind": INTERMIND,
    "altexsoft": ALTEXSOFT,
    "soft-ok": SOFT_OK,
    "integrica": INTEGRICA,
}

LABELS: Mapping[str, Mapping[str, str]] = {
    "intexsoft": {"purposes-basis": "purposes-basis-as-stated"},
    "intermind": {
        "silences": "retention-minors-sensitive-deadline-transfers-storage-place"
        "-marketing-opt-out-calls-payments",
    },
    "altexsoft": {"fathom": "fathom-analytics", "kinds-of-recipients": "kinds"},
    "soft-ok": {
        "silences": "retention-rights-withdrawal-deadlines-transfers-minors-sensitive-storage"
        "-opt-out-date-contact",
    },
    "integrica": {"google-calendar": "google-calendar-api"},
}
"""What the sheet of facts calls a fact, where that is another name than ours."""
