"""One doubtful statement for each rule about doubts, said in a manifest that is otherwise whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tests.policy.complete import PRETRIAL, Data, Gap, also, having


def _claim(kind: str, *about: str) -> Gap:
    """Return the doubt of claiming something of one kind."""
    said: dict[str, object] = {"kind": kind, "about": list(about)}
    return Gap(cut=having("claims", "said", value=said))


def _host(**changes: object) -> Gap:
    """Return the doubt of saying something else of the host."""

    def cut(data: Data) -> None:
        data["recipients"]["host"].update({k.replace("_", "-"): v for k, v in changes.items()})

    return Gap(cut=cut)


def _put(*path: str, value: object, beside: frozenset[str] = frozenset()) -> Gap:
    return Gap(cut=having(*path, value=value), beside=beside)


def _category(**changes: object) -> Gap:
    """Return the doubt of saying something else of the data that comes in at a visit."""

    def cut(data: Data) -> None:
        data["categories"]["account"].update({k.replace("_", "-"): v for k, v in changes.items()})

    return Gap(cut=cut)


def _shown(kind: str, **said: object) -> Data:
    """Return a measure that one piece of evidence is to show."""
    return {
        "guarded": {"kind": "controlled-environment", "evidence": {"it": {"kind": kind, **said}}}
    }


_LONG_AGO = date(2019, 1, 1)


def _another_rule(data: Data) -> None:
    data["retention"]["while-agreed"] = {"keeps": ["contact"], "until": "consent-withdrawn"}


def _only_cookies(data: Data) -> None:
    data["categories"]["account"]["called"] = "not-personal"
    data["categories"]["account"]["items"] = ["user-cookie"]


def _impersonal(data: Data) -> None:
    claim = {"kind": "impersonal-use", "about": ["contact"]}
    having("claims", "said", value=claim)(data)


def _essential(data: Data) -> None:
    data["purposes"]["support"] |= {"kind": "improvement"}
    data["cookies"]["entries"]["taste"] = {
        "use": "necessary", "purpose": "support", "expires": "P1D",
    }  # fmt: skip


def _until_opt_out(data: Data) -> None:
    data["purposes"]["newsletter"]["opt-in"] = "until-opt-out"


def _no_opt_in(data: Data) -> None:
    data["purposes"]["newsletter"] |= {"channels": ["phone"], "basis": "contract"}
    del data["purposes"]["newsletter"]["opt-in"]


def _refused_and_taken(data: Data) -> None:
    data["sensitive"] = {"stance": "refuse", "kinds": ["health"]}
    data["categories"]["account"]["sensitive"] = ["health"]


def _sold_in_california(data: Data) -> None:
    data["recipients"]["host"] |= {"own-purposes": True}


_CALIFORNIA = also(
    having("controller", "addresses-people-in", value=["EU", "US-CA"]),
    lambda data: data["rights"]["offer"].append("sale-opt-out"),
)

DOUBTS: Mapping[str, Gap] = {
    "WARN.law-unspecified": Gap(
        cut=also(
            having("controller", "law", value=[]),
            having("controller", "law-as-written", value="the law"),
        )
    ),
    "WARN.entity-name-variant": _put("controller", "name-variants", value=["Acne"]),
    "WARN.mixed-basis": _put(
        "purposes", "support", "stated-bases", value=["consent", "contract"]
    ),
    "WARN.public-data-basis": _claim("public-data-usable", "found"),
    "WARN.third-party-interest-disclosure": Gap(
        cut=having("claims", "said", value={"kind": "third-party-interest"}),
        given=having("interests", value={"safety": {"interest": "safety", "for": ["fraud"]}}),
    ),
    "WARN.open-ended-purpose": _claim("open-ended-purpose", "support"),
    "WARN.consent-by-use": _put("cookies", "consent-as-written", value="by-use"),
    "WARN.consent-bundled": _claim("consent-bundled"),
    "WARN.call-consent-by-continuing": _put(
        "purposes", "newsletter", "consent-as-written", value="by-continuing"
    ),
    "WARN.consent-employment": _put("purposes", "hiring", value={
        "kind": "recruitment", "uses": ["contact"], "basis": "consent",
    }),
    "WARN.withdrawal-condition": _put("rights", "contact-first", value=True),
    "WARN.third-party-own-ads": _host(own_purposes=True),
    "WARN.recipient-incomplete": _put("systems", "crm", value={
        "kind": "crm", "vendor": "Somebody", "holds": ["contact"],
    }),
    "WARN.recipient-unlisted": Gap(
        cut=_host(listed=False, does="keeps it").cut, beside=frozenset({"GAP.13-1-e"})
    ),
    "WARN.sharing-contradiction": Gap(
        cut=having("categories", "account", "shared", value=False),
        given=having("systems", "crm", value={
            "kind": "crm", "recipient": "host", "holds": ["account"],
        }),
    ),
    "WARN.foreign-policy-applies": _claim("foreign-policy-applies"),
    "WARN.vendor-name-variant": _host(name_variants=["Hosst"]),
    "WARN.privacy-shield": Gap(
        cut=_host(transfer="privacy-shield").cut, beside=frozenset({"GAP.13-1-f"})
    ),
    "WARN.transfer-by-use": _claim("transfer-by-use"),
    "WARN.derogation-systematic": _host(transfer="explicit-consent"),
    "WARN.place-open-ended": _claim("open-ended-place", "host"),
    "WARN.rb2b-region": _claim("region-limit-not-guaranteed", "host"),
    "WARN.retention-conflict": Gap(cut=_another_rule),
    "WARN.retention-may-delete": _put("retention", "all", "duty", value="may"),
    "WARN.deadline-vs-month": _put("rights", "answer-within", value="P30D"),
    "WARN.rights-end-with-expiry": _put("rights", "ends-with-expiry", value=True),
    "WARN.restriction-narrow": _put("rights", "restriction-grounds", value=["our own"]),
    "WARN.rights-scope": _put(
        "rights", "limited-to", value=["Europeans"], beside=frozenset({"GAP.13-2-b"})
    ),
    "WARN.rights-fee": _put("rights", "fee", value="10 euros"),
    "WARN.complaint-conditional": _put("disputes", "authority", value="after-complaint"),
    "WARN.pretrial-mandatory": Gap(cut=PRETRIAL),
    "WARN.open-ended-category": _put(
        "categories", "other", value={"items": [], "open-ended": True},
        beside=frozenset({"GAP.13-2-a"}),
    ),
    "WARN.origin-misfiled": _category(origin="automatic", filed_under="direct"),
    "WARN.accuracy-shifted": _claim("truth-presumed"),
    "WARN.absolute-claim": _claim("always-accurate"),
    "WARN.ip-declared-non-personal": _category(called="anonymous"),
    "WARN.cookie-not-personal": Gap(cut=_only_cookies),
    "WARN.nonidentifying-loophole": _claim("non-identifying-shared-freely", "account"),
    "WARN.pseudonymised-not-anonymous": _claim("pseudonymised-called-anonymous", "host"),
    "WARN.anonymisation-unproven": _claim("anonymised-statistics"),
    "WARN.claim-false": Gap(cut=_impersonal),
    "WARN.sensitive-contradiction": Gap(cut=_refused_and_taken),
    "WARN.minor-may-delete": _put("minors", "duty", value="may"),
    "WARN.minor-parental-ambiguity": _put(
        "minors", "parental-consent", value="verified-may-keep"
    ),
    "WARN.minor-age-low": _put("minors", "under", value=12),
    "WARN.browser-only-optout": _put("cookies", "opt-out", value="browser"),
    "WARN.banner-no-reject": _put("cookies", "banner-buttons", value=["accept-all"]),
    "WARN.essential-misuse": Gap(cut=_essential),
    "WARN.device-id": _claim("reads-device-id", "account"),
    "WARN.marketing-opt-out-default": Gap(cut=_until_opt_out),
    "WARN.marketing-no-opt-in": Gap(cut=_no_opt_in),
    "WARN.marketing-basis-inconsistent": _put(
        "purposes", "newsletter", "opt-in", value="where-law-requires"
    ),
    "WARN.never-sell": Gap(
        cut=_claim("never-sells").cut,
        given=having(
            "cookies", "entries", "ads",
            value={"use": "marketing", "purpose": "newsletter", "expires": "P1D"},
        ),
    ),
    "WARN.sale-without-opt-out": Gap(
        cut=_sold_in_california, given=_CALIFORNIA, beside=frozenset({"WARN.third-party-own-ads"})
    ),
    "WARN.notice-account-holders-only": _put(
        "changes", "notify", "material", value="account-holders"
    ),
    "WARN.notice-threshold": _put("changes", "notify", "material", value="notify-or-login"),
    "WARN.changes-without-consent": _put(
        "changes", "without-consent", value=True
    ),
    "WARN.effective-on-acceptance": _put("revision", "effective", value="acceptance"),
    "WARN.threat-uncovered": _put("security", value={
        "rules": {"kind": "organisational", "against": ["loss", "theft"]},
        "locks": {"kind": "technical", "against": ["theft"]},
    }),
    "WARN.evidence-expired": _put("security", value=_shown("attestation", **{
        "seen": _LONG_AGO, "valid-until": _LONG_AGO,
    })),
    "WARN.review-overdue": _put("security", value=_shown("review", seen=_LONG_AGO)),
    "WARN.check-overdue": _put("security", value=_shown("check", seen=_LONG_AGO)),
    "WARN.encryption-partial": _claim("encryption-partial"),
    "WARN.cross-reference": _put("references", "help", value={
        "clause": "2", "to": "9", "for": "contact",
    }),
    "WARN.text-defect": _claim("text-defect"),
    "WARN.undefined-term": _claim("undefined-term"),
    "WARN.scope-contradiction": _claim("scope-contradiction"),
    "WARN.promise-without-feature": _claim("feature-of-other-business"),
    "WARN.certification-unproven": _claim("certified"),
}  # fmt: skip
"""Every rule about a doubt, and the words that raise it."""
