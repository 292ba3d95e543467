"""Doubtful statements on how people are dealt with: rights, minors, disputes, cookies, changes.

What is narrower than the law, conditional where the law sets no condition, or told to too few.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from troth.core.periods import Period
from troth.policy.diagnostics import Path
from troth.policy.findings_case import Case, Hit, Kind, Rule

KINDS: Mapping[str, Kind] = {
    "WARN.rights-end-with-expiry": Kind(
        article="15-20", severity="warning", help="rights end with the data, not with a date"
    ),
    "WARN.restriction-narrow": Kind(
        article="18(1)", severity="warning", help="offer restriction on the four legal grounds"
    ),
    "WARN.rights-scope": Kind(
        article="3, 12-22", severity="warning", help="rights do not turn on nationality"
    ),
    "WARN.withdrawal-condition": Kind(
        article="7(3), 12(2)", severity="warning", help="contact must not be a condition"
    ),
    "WARN.deadline-vs-month": Kind(
        article="12(3)", severity="warning", help="the earlier of the two dates is used"
    ),
    "WARN.minor-may-delete": Kind(
        article="8, 17(1)", severity="warning", help="write `must`; strict mode erases"
    ),
    "WARN.minor-parental-ambiguity": Kind(
        article="8(1)", severity="warning", help="say what verified consent of a parent allows"
    ),
    "WARN.complaint-conditional": Kind(
        article="77", severity="warning", help="complaints need no internal step first"
    ),
    "WARN.pretrial-mandatory": Kind(
        article="77, 79", severity="warning", help="a claim cannot bar complaints or court"
    ),
    "WARN.browser-only-optout": Kind(
        article="7(3), ePrivacy 5(3)", severity="warning", help="offer withdrawal on the site"
    ),
    "WARN.banner-no-reject": Kind(
        article="4(11), 7", severity="warning", help="offer `reject-all` beside `accept-all`"
    ),
    "WARN.notice-account-holders-only": Kind(
        article="12, 13(3)", severity="warning", help="tell everybody whose data is held"
    ),
    "WARN.notice-threshold": Kind(
        article="12, 13(3)", severity="warning", help="tell of every material change"
    ),
    "WARN.changes-without-consent": Kind(
        article="13(3), 6(4)", severity="warning", help="tell, and where consent is the ground, ask"
    ),
    "WARN.effective-on-acceptance": Kind(
        article="12", severity="warning", help="say which text binds those who accept nothing"
    ),
    "WARN.law-unspecified": Kind(
        article="13", severity="warning", help="give `controller.law`; the GDPR is assumed"
    ),
    "WARN.threat-uncovered": Kind(
        article="32", severity="warning", help="name a measure against the threat"
    ),
    "WARN.entity-name-variant": Kind(
        article="13(1)(a)", severity="info", help="write the name in one way"
    ),
    "WARN.vendor-name-variant": Kind(
        article="13(1)(e)", severity="info", help="write the name in one way"
    ),
}  # fmt: skip


def rights(case: Case) -> Iterator[Hit]:
    """Rights narrower than the law's."""
    said = case.manifest.rights
    if said is None:
        return
    conditions = {
        "WARN.rights-end-with-expiry": (said.ends_with_expiry, "rights end on a date"),
        "WARN.restriction-narrow": (
            bool(said.restriction_grounds), "restriction is offered on grounds of the text's own",
        ),
        "WARN.rights-scope": (bool(said.limited_to), "rights are offered to some people above all"),
        "WARN.withdrawal-condition": (said.contact_first, "contact is made a condition of rights"),
    }  # fmt: skip
    for code, (holds, message) in conditions.items():
        if holds:
            yield Hit(code=code, path=("rights",), message=message)
    written = said.answer_within
    if written is not None and written != "law" and "GDPR" in case.regimes:
        period = Period.parse(written)
        # GDPR Art. 12(3): one month; 29 days and more can outrun a February.
        if period.months == 0 and period.longest_days() > 28:
            message = f"`{written}` can run past one month"
            yield Hit(
                code="WARN.deadline-vs-month", path=("rights", "answer-within"), message=message
            )


def minors(case: Case) -> Iterator[Hit]:
    """Duties towards minors left to choice or in doubt."""
    said = case.manifest.minors
    if said is not None and said.duty == "may":
        message = "data of minors may be deleted, where it must"
        yield Hit(code="WARN.minor-may-delete", path=("minors",), message=message)
    if said is not None and said.parental_consent == "verified-may-keep":
        message = "data stays with a parent's verified consent, and what that allows is not said"
        yield Hit(code="WARN.minor-parental-ambiguity", path=("minors",), message=message)


def disputes(case: Case) -> Iterator[Hit]:
    """Conditions before complaint or court."""
    said = case.manifest.disputes
    if said is not None and said.authority == "after-complaint":
        message = "the authority is named only after an internal complaint"
        yield Hit(code="WARN.complaint-conditional", path=("disputes",), message=message)
    if said is not None and said.pretrial_claim:
        message = "a claim to the company is compulsory before court"
        yield Hit(code="WARN.pretrial-mandatory", path=("disputes",), message=message)


def cookies(case: Case) -> Iterator[Hit]:
    """No way to refuse, or only the browser's."""
    said = case.manifest.cookies
    if said is not None and said.opt_out == "browser":
        message = "the only way out of cookies is the browser's settings"
        yield Hit(code="WARN.browser-only-optout", path=("cookies",), message=message)
    if said is not None and said.banner_buttons and "reject-all" not in said.banner_buttons:
        message = "the banner offers no refusal beside consent"
        yield Hit(code="WARN.banner-no-reject", path=("cookies", "banner-buttons"), message=message)


def changes(case: Case) -> Iterator[Hit]:
    """Changes that reach some, or nobody, or bind nobody."""
    said, revision = case.manifest.changes, case.manifest.revision
    material = said.notify.get("material") if said else None
    where: Path = ("changes", "notify", "material")
    if material == "account-holders":
        message = "only account holders learn of a material change"
        yield Hit(code="WARN.notice-account-holders-only", path=where, message=message)
    if material == "notify-or-login":
        message = "notice is given only when rights shrink meaningfully"
        yield Hit(code="WARN.notice-threshold", path=where, message=message)
    if said is not None and said.without_consent:
        message = "the policy changes without asking"
        yield Hit(code="WARN.changes-without-consent", path=("changes",), message=message)
    if revision is not None and revision.effective == "acceptance":
        message = "the text binds on acceptance, and visitors accept nothing"
        yield Hit(
            code="WARN.effective-on-acceptance", path=("revision", "effective"), message=message
        )


def names(case: Case) -> Iterator[Hit]:
    """A law without a name; one name in several spellings."""
    said = case.manifest.controller
    if not said.law and said.law_as_written:
        message = "the law is named in a way that tells no regime"
        yield Hit(
            code="WARN.law-unspecified", path=("controller", "law-as-written"), message=message
        )
    for variant in said.name_variants:
        message = f"the controller is also written `{variant}`"
        yield Hit(
            code="WARN.entity-name-variant", path=("controller", "name-variants"), message=message
        )
    for key, recipient in case.manifest.recipients.items():
        for variant in recipient.name_variants:
            message = f"`{key}` is also written `{variant}`"
            path: Path = ("recipients", key, "name-variants")
            yield Hit(code="WARN.vendor-name-variant", path=path, message=message)


def security(case: Case) -> Iterator[Hit]:
    """A threat that one kind of measure is named against and another kind is not."""
    covered: dict[str, set[str]] = {}
    for measure in case.manifest.security.values():
        if measure.kind in ("legal", "organisational", "technical") and measure.against:
            covered.setdefault(measure.kind, set()).update(measure.against)
    threats = {threat for named in covered.values() for threat in named}
    for kind in sorted(covered):
        for threat in sorted(threats - covered[kind]):
            message = f"no {kind} measure is named against `{threat}`"
            yield Hit(code="WARN.threat-uncovered", path=("security",), message=message)


RULES: tuple[Rule, ...] = (
    rights, minors, disputes, cookies, changes, names, security,
)  # fmt: skip
