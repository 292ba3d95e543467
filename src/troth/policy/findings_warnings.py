"""Doubtful statements on data, grounds, recipients and periods, from what the sections say.

Strict mode runs the lawful variant of each of these; the finding says what the text should say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from troth.policy.diagnostics import Path
from troth.policy.findings_case import Case, Hit, Kind, Rule, listed
from troth.policy.findings_identity import unlisted

KINDS: Mapping[str, Kind] = {
    "WARN.consent-by-use": Kind(
        article="4(11), 7; C-673/17", severity="warning",
        help="ask for an affirmative act; consent by use is never counted",
    ),
    "WARN.consent-bundled": Kind(
        article="7(2), 7(4)", severity="warning", help="ask for each purpose apart"
    ),
    "WARN.call-consent-by-continuing": Kind(
        article="4(11), 7", severity="warning", help="ask before recording"
    ),
    "WARN.mixed-basis": Kind(
        article="6(1)", severity="warning",
        help="choose one ground; another cannot replace it after withdrawal",
    ),
    "WARN.consent-employment": Kind(
        article="7(4), 88", severity="warning",
        help="consent of applicants is rarely free; name another ground",
    ),
    "WARN.marketing-opt-out-default": Kind(
        article="ePrivacy 13(1)", severity="warning", help="ask first; strict mode does"
    ),
    "WARN.marketing-no-opt-in": Kind(
        article="ePrivacy 13(1)", severity="warning", help="calls and messages need prior consent"
    ),
    "WARN.marketing-basis-inconsistent": Kind(
        article="6(1)(a)", severity="warning", help="ask for consent always, or name another ground"
    ),
    "WARN.ip-declared-non-personal": Kind(
        article="4(1); C-582/14", severity="warning",
        help="addresses and device ids are personal data and are treated so",
    ),
    "WARN.cookie-not-personal": Kind(
        article="4(1), recital 30", severity="warning",
        help="cookie ids are personal data and are treated so",
    ),
    "WARN.open-ended-category": Kind(
        article="5(1)(c)", severity="warning", help="name the items; nothing else is taken in"
    ),
    "WARN.origin-misfiled": Kind(
        article="13, 14", severity="warning", help="file the data under where it comes from"
    ),
    "WARN.sensitive-contradiction": Kind(
        article="9", severity="warning", help="declare an exception with its ground, or stop"
    ),
    "WARN.privacy-shield": Kind(
        article="45; C-311/18", severity="warning", help="use the DPF, standard clauses or adequacy"
    ),
    "WARN.transfer-by-use": Kind(
        article="49(1)(a)", severity="warning", help="use of a service is no explicit consent"
    ),
    "WARN.third-party-own-ads": Kind(
        article="5(1)(b), 6", severity="warning", help="ask before others use data for own ends"
    ),
    "WARN.recipient-incomplete": Kind(
        article="13(1)(e)", severity="warning", help="give the recipient an entry of its own"
    ),
    "WARN.recipient-unlisted": Kind(
        article="13(1)(e)", severity="warning", help="add the recipient to the list"
    ),
    "WARN.place-open-ended": Kind(
        article="13(1)(f)", severity="warning", help="name the places"
    ),
    "WARN.retention-conflict": Kind(
        article="5(1)(e)", severity="warning", help="say which rule wins; the earliest end does"
    ),
}  # fmt: skip


def consent(case: Case) -> Iterator[Hit]:
    """Consent that is no affirmative act, or one act for everything."""
    manifest = case.manifest
    by_use = [f"claims/{k}" for k, said in manifest.claims.items() if said.kind == "consent-by-use"]
    if manifest.cookies and manifest.cookies.consent_as_written == "by-use":
        by_use.append("cookies/consent-as-written")
    bundled = [
        f"claims/{k}" for k, said in manifest.claims.items() if said.kind == "consent-bundled"
    ]
    continuing = []
    for key, purpose in manifest.purposes.items():
        if purpose.consent_as_written == "by-use":
            by_use.append(f"purposes/{key}")
        elif purpose.consent_as_written == "bundled":
            bundled.append(f"purposes/{key}")
        elif purpose.consent_as_written == "by-continuing":
            continuing.append(f"purposes/{key}")
    yield from _one("WARN.consent-by-use", by_use, "use is taken as consent")
    yield from _one("WARN.consent-bundled", bundled, "one act consents to everything")
    yield from _one(
        "WARN.call-consent-by-continuing", continuing, "going on with a call is taken as consent"
    )


def _one(code: str, about: list[str], message: str) -> Iterator[Hit]:
    """Yield one hit that gathers all of `about`, at the first of them."""
    if about:
        path: Path = tuple(about[0].split("/"))
        shown = f"{message}: {listed(about)}"
        yield Hit(code=code, path=path, message=shown, about=tuple(about))


def grounds(case: Case) -> Iterator[Hit]:
    """Several grounds at once; consent where people are not free."""
    purposes = case.manifest.purposes
    mixed = [f"purposes/{k}" for k, said in purposes.items() if len(said.stated_bases or ()) > 1]
    yield from _one("WARN.mixed-basis", mixed, "several grounds are claimed at once")
    hiring = [
        f"purposes/{key}"
        for key, said in purposes.items()
        if said.kind in ("recruitment", "employment")
        and "consent" in (said.basis, *(said.basis_by_source or {}).values())
    ]
    yield from _one("WARN.consent-employment", hiring, "applicants are asked for consent")


def marketing(case: Case) -> Iterator[Hit]:
    """Marketing without asking first."""
    found: dict[str, list[str]] = {"default": [], "no-opt-in": [], "inconsistent": []}
    for key, said in case.manifest.purposes.items():
        if not case.policy.purposes[key].marketing:
            continue
        affirmative = said.basis == "consent" and said.consent_as_written in (None, "affirmative")
        if said.opt_in == "until-opt-out":
            found["default"].append(f"purposes/{key}")
        elif (
            {"phone", "message"} & set(said.channels or ()) and not said.opt_in and not affirmative
        ):
            found["no-opt-in"].append(f"purposes/{key}")
        if said.opt_in == "where-law-requires" and said.basis == "consent":
            found["inconsistent"].append(f"purposes/{key}")
    yield from _one(
        "WARN.marketing-opt-out-default", found["default"], "marketing goes out until opt-out"
    )
    yield from _one(
        "WARN.marketing-no-opt-in", found["no-opt-in"], "calls and messages without prior consent"
    )
    yield from _one(
        "WARN.marketing-basis-inconsistent", found["inconsistent"],
        "consent is the ground, yet asked only where a law requires it",
    )  # fmt: skip


def categories(case: Case) -> Iterator[Hit]:
    """Data that is not what the text calls it, or that it does not name."""
    said = case.manifest.categories
    called = [key for key, each in said.items() if each.called is not None]
    only_cookies = [key for key in called if all("cookie" in item for item in said[key].items)]
    wrong = [f"categories/{key}" for key in called if key not in only_cookies]
    yield from _one(
        "WARN.ip-declared-non-personal", wrong, "personal data is called anonymous or impersonal"
    )
    cookies = [f"categories/{key}" for key in only_cookies]
    yield from _one(
        "WARN.cookie-not-personal", cookies, "cookies are said to hold nothing personal"
    )
    for key, each in said.items():
        if each.open_ended and not each.items:
            message = f"`{key}` names no item at all"
            yield Hit(code="WARN.open-ended-category", path=("categories", key), message=message)
        if each.filed_under and each.origin and each.filed_under != each.origin:
            message = f"`{key}` is {each.origin} and is filed under {each.filed_under}"
            yield Hit(code="WARN.origin-misfiled", path=("categories", key), message=message)


def sensitive(case: Case) -> Iterator[Hit]:
    """Sensitive data that is refused and collected."""
    stance = case.manifest.sensitive
    for index, each in enumerate(stance.contradicted_by if stance else ()):
        where = f" at `{each.collection}`" if each.collection else ""
        message = f"`{each.admits}` is refused and yet collected{where}"
        path: Path = ("sensitive", "contradicted-by", index)
        yield Hit(code="WARN.sensitive-contradiction", path=path, message=message)


def transfers(case: Case) -> Iterator[Hit]:
    """Dead frameworks, consent by use, places left open."""
    manifest = case.manifest
    shield = case.law.at("mechanism/privacy-shield", case.day)
    named = [("transfers", key, said.mechanism) for key, said in manifest.transfers.items()]
    named += [("recipients", key, each.transfer) for key, each in manifest.recipients.items()]
    for section, key, mechanism in named:
        if mechanism == "privacy-shield" and shield is None:
            message = f"`{key}` rests on the Privacy Shield, void since 16 July 2020"
            yield Hit(code="WARN.privacy-shield", path=(section, key), message=message)
    by_use = [
        f"transfers/{key}"
        for key, said in manifest.transfers.items()
        if said.mechanism == "use-as-consent"
    ]
    by_use += [
        f"claims/{k}" for k, each in manifest.claims.items() if each.kind == "transfer-by-use"
    ]
    yield from _one("WARN.transfer-by-use", by_use, "use is taken as consent to transfers")
    open_places = {
        name
        for claim in manifest.claims.values()
        if claim.kind == "open-ended-place"
        for name in claim.about
    }
    open_places |= {key for key, said in manifest.recipients.items() if "any" in (said.place or ())}
    for key in sorted(open_places):
        message = f"`{key}` may process anywhere"
        yield Hit(code="WARN.place-open-ended", path=("recipients", key), message=message)


def recipients(case: Case) -> Iterator[Hit]:
    """Vendors with ends of their own, and vendors outside the list."""
    said = case.manifest.recipients
    for key, each in said.items():
        if each.own_purposes:
            message = f"`{key}` uses data for ends of its own"
            yield Hit(code="WARN.third-party-own-ads", path=("recipients", key), message=message)
    bare = [f"recipients/{key}" for key in unlisted(said, described=False)]
    yield from _one("WARN.recipient-incomplete", bare, "named in passing, without an entry")
    outside = [f"recipients/{key}" for key in unlisted(said, described=True)]
    yield from _one("WARN.recipient-unlisted", outside, "described outside the list of recipients")


def retention(case: Case) -> Iterator[Hit]:
    """Data kept both while consent lasts and for a period."""
    rules = case.manifest.retention
    lasting = {
        name for rule in rules.values() if rule.until == "consent-withdrawn" for name in rule.keeps
    }
    timed = {
        name
        for rule in rules.values()
        if (rule.for_ or rule.more_than) and rule.until is None
        for name in rule.keeps
    }
    both = [f"categories/{name}" for name in sorted(lasting & timed)]
    yield from _one("WARN.retention-conflict", both, "kept while consent lasts and for a period")


RULES: tuple[Rule, ...] = (
    consent, grounds, marketing, categories, sensitive, transfers, recipients, retention,
)  # fmt: skip
