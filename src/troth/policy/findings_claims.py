"""Doubtful things a text asserts of itself: one code for each kind of claim that can be doubted.

What a text merely states (that it complies, that vendors do) is for the notice, not a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from troth.policy.findings_case import Case, Hit, Kind, Rule, listed
from troth.policy.findings_gaps import bases

CODES: Mapping[str, tuple[str, str]] = {
    "cross-reference": ("WARN.cross-reference", "a reference leads to the wrong section"),
    "essential-includes-optimising": (
        "WARN.essential-misuse", "optimising is filed under essential cookies",
    ),
    "reads-device-id": ("WARN.device-id", "a permanent id of the device is read"),
    "feature-of-other-business": (
        "WARN.promise-without-feature", "the text speaks of features of another business",
    ),
    "non-identifying-shared-freely": (
        "WARN.nonidentifying-loophole", "data wrongly held non-identifying is shared freely",
    ),
    "never-sells": ("WARN.never-sell", "vendors that use data for ads may amount to a sale"),
    "pseudonymised-called-anonymous": (
        "WARN.pseudonymised-not-anonymous", "pseudonymised data is called anonymous",
    ),
    "region-limit-not-guaranteed": (
        "WARN.rb2b-region", "a limit to one region is intended and not guaranteed",
    ),
    "foreign-policy-applies": (
        "WARN.foreign-policy-applies", "another party's policy is said to govern disclosure",
    ),
    "always-accurate": ("WARN.absolute-claim", "data is said always to be accurate"),
    "truth-presumed": ("WARN.accuracy-shifted", "what people say is presumed true"),
    "public-data-usable": ("WARN.public-data-basis", "being public is taken as a ground"),
    "third-party-interest": (
        "WARN.third-party-interest-disclosure", "interests of third parties open data at will",
    ),
    "anonymised-statistics": (
        "WARN.anonymisation-unproven", "data is called anonymous and no method is named",
    ),
    "text-defect": ("WARN.text-defect", "the published text is defective"),
}  # fmt: skip
"""Kind of claim → code and message. `certified`, `grounds-identified` and `impersonal-use` are
weighed below; the other kinds are facts for the notice, not doubts."""

KINDS: Mapping[str, Kind] = {
    "WARN.cross-reference": Kind(article="12(1)", severity="info", help="correct the reference"),
    "WARN.essential-misuse": Kind(
        article="ePrivacy 5(3)", severity="warning",
        help="only what a service strictly needs goes without consent",
    ),
    "WARN.device-id": Kind(
        article="ePrivacy 5(3)", severity="warning", help="ask before reading it"
    ),
    "WARN.promise-without-feature": Kind(
        article="5(1)(a)", severity="info", help="take out what the company does not do"
    ),
    "WARN.nonidentifying-loophole": Kind(
        article="4(1), 5(1)(b)", severity="warning", help="share it as personal data or not at all"
    ),
    "WARN.never-sell": Kind(
        article="US state law", severity="warning", help="check each vendor against `sale` there"
    ),
    "WARN.pseudonymised-not-anonymous": Kind(
        article="4(5), recital 26", severity="warning", help="call it pseudonymised"
    ),
    "WARN.rb2b-region": Kind(
        article="3(2), 5(1)(a)", severity="warning", help="enforce the limit and say how"
    ),
    "WARN.foreign-policy-applies": Kind(
        article="24, 28", severity="warning", help="own rules govern own disclosures"
    ),
    "WARN.absolute-claim": Kind(
        article="5(1)(d)", severity="info", help="promise reasonable steps instead"
    ),
    "WARN.accuracy-shifted": Kind(
        article="5(1)(d)", severity="warning", help="take reasonable steps yourself"
    ),
    "WARN.public-data-basis": Kind(article="6(1)", severity="warning", help="name a ground"),
    "WARN.third-party-interest-disclosure": Kind(
        article="6(1)(f)", severity="warning", help="name the interests and weigh them"
    ),
    "WARN.anonymisation-unproven": Kind(
        article="4(1), recital 26", severity="warning", help="name a tested method"
    ),
    "WARN.text-defect": Kind(article="12(1)", severity="info", help="correct the text"),
    "WARN.certification-unproven": Kind(
        article="42", severity="warning", help="give `evidence`: a certificate of a body"
    ),
    "WARN.claim-false": Kind(
        article="5(1)(a)", severity="warning", help="make it true or take it out"
    ),
}  # fmt: skip


def plain(case: Case) -> Iterator[Hit]:
    """Claims that are doubtful whenever they are made; one finding a code."""
    found: dict[str, list[str]] = {}
    for key, said in case.manifest.claims.items():
        if said.kind in CODES:
            found.setdefault(said.kind, []).append(key)
    for kind, keys in found.items():
        code, message = CODES[kind]
        shown = f"{message}: {listed(keys)}"
        yield Hit(code=code, path=("claims", keys[0]), message=shown, about=tuple(keys))


def certified(case: Case) -> Iterator[Hit]:
    """Certificates that nobody can see, or that have lapsed."""
    for key, said in case.manifest.claims.items():
        if said.kind != "certified":
            continue
        lapsed = said.valid_until is not None and said.valid_until < case.day
        if said.evidence is None or lapsed:
            state = "has lapsed" if lapsed else "is not shown"
            message = f"the certificate behind `{key}` {state}"
            yield Hit(code="WARN.certification-unproven", path=("claims", key), message=message)


def contradicted(case: Case) -> Iterator[Hit]:
    """Claims that the manifest itself shows to be untrue."""
    targeting = [
        key
        for key, purpose in case.policy.purposes.items()
        if purpose.marketing and purpose.identified
    ]
    for key, said in case.manifest.claims.items():
        if said.kind == "grounds-identified" and any(bases(case)):
            message = f"`{key}`: every ground is said to be named, and some are not"
        elif said.kind == "impersonal-use" and any(
            set(said.about) & case.policy.purposes[name].uses for name in targeting
        ):
            message = f"`{key}`: data said to be used impersonally serves {listed(targeting)}"
        else:
            continue
        yield Hit(code="WARN.claim-false", path=("claims", key), message=message)


RULES: tuple[Rule, ...] = (plain, certified, contradicted)
