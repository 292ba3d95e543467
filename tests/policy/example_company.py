"""An example company's policy, small enough to hold in mind, and short ways to ask it."""

from __future__ import annotations

from dataclasses import replace

from tests.policies_support import NOW, policy_of
from troth.core.standing import Standing
from troth.policy.compiled import (
    Category,
    Form,
    FormField,
    Purpose,
    Recipient,
    SensitiveStance,
    Source,
    System,
)
from troth.policy.decide import decide
from troth.policy.question import Question


def category(key, *items, sensitive=()):
    return Category(
        key=key, items=frozenset(items), sensitive=frozenset(sensitive), open_ended=False, dpv=None
    )


def purpose(key, basis, *uses, **changes):
    plain = Purpose(
        key=key,
        kind="service",
        uses=frozenset(uses),
        basis=basis,
        basis_by="said",
        basis_by_source={},
        consent_needed=basis == "consent",
        affirmative=True,
        interest=None,
        balancing=None,
        law=None,
        marketing=False,
        channels=frozenset(),
        roles=None,
        cell_minimum=None,
        anonymised_input=False,
        identified=True,
        processor=False,
        precision=None,
    )
    return replace(plain, **changes)


def source(key, *needs, gives=None):
    return Source(key=key, kind="direct", gives=gives, needs=frozenset(needs), max_age=None)


def form(key, purposes, required=(), **changes):
    fields = {
        name: FormField(
            name=name,
            category=home,
            item=name,
            required=name in required,
            type="text",
            max_bytes=1000,
            identifies=None,
        )
        for name, home in (("email", "contact"), ("name", "contact"), ("message", "letters"))
    }
    plain = Form(
        key=key,
        origin="person",
        source="website",
        fields=fields,
        purposes=tuple(purposes),
        property="site",
        system=None,
        identity=True,
        extra_fields="reject",
        needs=frozenset(),
        activity=False,
        contact=False,
        processor=None,
        creates_account=False,
        double_opt_in=False,
        ad_hoc_purposes=False,
    )
    return replace(plain, **changes)


def recipient(key, *receives, **changes):
    plain = Recipient(
        key=key,
        name=key,
        role=None,
        receives=frozenset(receives),
        purposes=None,
        places=(),
        regions_only=None,
        regions_except=frozenset(),
        transfer=None,
        transfer_valid=True,
        needs=frozenset(),
        own_purposes=False,
    )
    return replace(plain, **changes)


def keyed(*entries):
    return {entry.key: entry for entry in entries}


POLICY = policy_of(
    categories=keyed(
        category("contact", "email", "name"),
        category("letters", "message"),
        category("logs", "ip"),
        category("location", "device-location"),
        category("identity", "passport-number", sensitive=("identifying-number",)),
    ),
    sources=keyed(
        source("website"),
        source("tiktok", "interaction-reference"),
        source("phone", "device-permission"),
    ),
    purposes=keyed(
        purpose("support", "contract", "contact", "letters"),
        purpose("newsletter", "consent", "contact", marketing=True, channels=frozenset(("email",))),
        purpose("updates", "contract", "contact"),
        purpose("security", "legitimate-interests", "logs", roles=frozenset(("ops",))),
        purpose("statistics", "legitimate-interests", "logs", cell_minimum=5),
        purpose("ad-targeting", "consent", "logs", identified=False),
        purpose("nearest-office", "consent", "location"),
        purpose("task", "contract", "contact", processor=True),
        purpose("analytics", "legitimate-interests", "logs", balancing="required"),
        purpose(
            "recruiting",
            "consent",
            "contact",
            basis_by_source={"tiktok": "legitimate-interests"},
        ),
    ),
    forms=keyed(
        form("contact-form", ("support", "newsletter"), required=("email",)),
        form("strict-newsletter", ("newsletter",)),
        form("stripped", ("support",), extra_fields="strip"),
        form("client-upload", ("task",), processor="client-data"),
        form("job", ("support",), ad_hoc_purposes=True),
    ),
    recipients=keyed(
        recipient("mailer", "contact", purposes=frozenset(("newsletter",))),
        recipient("us-ads", "contact", regions_only=frozenset(("US",))),
        recipient("old-shield", "contact", transfer_valid=False),
        recipient("police", "contact", needs=frozenset(("legal-request",))),
        recipient("counsel", "contact", needs=frozenset(("case",))),
    ),
    systems=keyed(
        System(
            key="crm",
            kind="crm",
            vendor=None,
            places=(),
            holds=frozenset(("contact",)),
            on_device=False,
        )
    ),
    staff_roles={"ops": frozenset(("support",)), "marketing": frozenset(("newsletter",))},
    sensitive=SensitiveStance(
        refused=frozenset(("health", "identifying-number")),
        admitted=frozenset((("identifying-number", "job", "passport-number"),)),
        provenance="said",
    ),
)
CONSENTED = Standing(consents={"newsletter": None})


def ask(action="use", **parts):
    policy = parts.pop("policy", POLICY)
    decision = decide(policy, Question(action=action, at=NOW, **parts))
    return decision.codes


def use(**parts):
    return ask("use", **({"purpose": "support", "categories": ("contact",)} | parts))


def newsletter(**parts):
    return use(**({"purpose": "newsletter"} | parts))


def collect(**parts):
    return ask("collect", **({"form": "contact-form", "fields": ("email",)} | parts))


def disclose(to, **parts):
    return ask(
        "disclose", **({"purpose": "support", "categories": ("contact",), "recipient": to} | parts)
    )
