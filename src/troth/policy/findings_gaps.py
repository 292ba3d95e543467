"""Gaps on grounds, periods, rights, minors, cookies and the rest: GDPR Art. 6-22, ePrivacy.

A gap that one clause could close is one finding and names all it is about; only where a text sets
out no grounds at all is each purpose a gap of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from troth.policy.check_sense import ASSUMED
from troth.policy.diagnostics import Path
from troth.policy.findings_case import Case, Hit, Kind, Rule, listed
from troth.policy.vocabulary import ELECTRONIC_CHANNELS

KINDS: Mapping[str, Kind] = {
    "GAP.13-1-c": Kind(
        article="13(1)(c)", severity="error", help="give `basis` for each purpose"
    ),
    "GAP.13-1-d": Kind(
        article="13(1)(d)", severity="warning",
        help="give `interest` for each purpose that rests on one",
    ),
    "GAP.13-2-a": Kind(
        article="13(2)(a)", severity="error", help="give a period or the criteria for it"
    ),
    "GAP.13-2-b": Kind(
        article="13(2)(b)", severity="error", help="offer the rights of Art. 15-21 to everybody"
    ),
    "GAP.13-2-c": Kind(
        article="13(2)(c)", severity="error",
        help="say that consent can be withdrawn, how, and that earlier use stays lawful",
    ),
    "GAP.13-2-d": Kind(
        article="13(2)(d)", severity="error", help="say that people may complain to an authority"
    ),
    "GAP.13-2-e": Kind(
        article="13(2)(e)", severity="warning",
        help="mark what is required and say what follows without it (`if-not-given`)",
    ),
    "GAP.13-2-f": Kind(
        article="13(2)(f)", severity="warning",
        help="say in `rights.automated-decisions` whether people are profiled",
    ),
    "GAP.13-3": Kind(
        article="13(3)", severity="warning", help="tell people before a new purpose"
    ),
    "GAP.deadline": Kind(
        article="12(3)", severity="warning", help="give `rights.answer-within`"
    ),
    "GAP.minors-silent": Kind(article="8", severity="warning", help="give `minors`"),
    "GAP.sensitive-silent": Kind(article="9", severity="info", help="give `sensitive`"),
    "GAP.cookie-durations": Kind(
        article="ePrivacy 5(3)", severity="warning", help="give `expires` for each cookie"
    ),
    "GAP.cookie-consent": Kind(
        article="ePrivacy 5(3)", severity="error", help="ask before cookies that are not necessary"
    ),
    "GAP.marketing-opt-out": Kind(
        article="ePrivacy 13, GDPR 21(2)-(4)", severity="error", help="give `opt-out`"
    ),
    "GAP.document-missing": Kind(
        article="12(1)", severity="info", help="publish the document, or say it here"
    ),
    "GAP.us-state-notice": Kind(
        article="US state law", severity="info",
        help="give the notice at collection and the opt-out of sale",
    ),
    "GAP.claim-term": Kind(
        article="79", severity="warning", help="give `claim-address` and `claim-term`"
    ),
}  # fmt: skip


def bases(case: Case) -> Iterator[Hit]:
    """A ground for each purpose; one act of consent for everything is none."""
    purposes = case.manifest.purposes
    silent = tuple(
        key
        for key, said in purposes.items()
        if said.basis is None and not said.basis_by_source and not said.stated_bases
        and said.role == "controller" and said.part_of is None
    )  # fmt: skip
    bundled = tuple(k for k, said in purposes.items() if said.consent_as_written == "bundled")
    if any(said.kind == "consent-bundled" for said in case.manifest.claims.values()):
        bundled = (*bundled, *(key for key in silent if key not in bundled))
    if bundled and set(silent) <= set(bundled):
        message = f"one consent for all purposes is a ground for none: {listed(bundled)}"
        path: Path = ("purposes", bundled[0])
        yield Hit(code="GAP.13-1-c", path=path, message=message, about=bundled)
    elif silent and _speaks_of_grounds(case):
        message = f"the text gives grounds, and none for {listed(silent)}"
        path = ("purposes", silent[0])
        yield Hit(code="GAP.13-1-c", path=path, message=message, about=silent)
    else:
        for key in silent:
            message = f"no ground is given for `{key}`"
            yield Hit(code="GAP.13-1-c", path=("purposes", key), message=message, about=(key,))


def _speaks_of_grounds(case: Case) -> bool:
    """Whether the text sets out grounds at all, beyond consent by conduct for this or that."""
    return bool(case.manifest.interests) or any(
        said.stated_bases or said.basis_by_source or said.basis not in (None, "consent")
        for said in case.manifest.purposes.values()
    )


def interests(case: Case) -> Iterator[Hit]:
    """The interest, where one is the ground."""
    untied = tuple(
        f"interests/{key}" for key, said in case.manifest.interests.items() if not said.for_
    )
    unstated = tuple(
        f"purposes/{key}"
        for key, said in case.manifest.purposes.items()
        if said.interest is None
        and "legitimate-interests"
        in (said.basis, *(said.stated_bases or ()), *(said.basis_by_source or {}).values())
    )
    relied = tuple(
        f"claims/{key}"
        for key, said in case.manifest.claims.items()
        if said.kind == "third-party-interest" and not case.manifest.interests
    )
    missing = (*untied, *unstated, *relied)
    if missing:
        message = f"interests are relied on and not stated for a purpose: {listed(missing)}"
        path: Path = tuple(missing[0].split("/"))
        yield Hit(code="GAP.13-1-d", path=path, message=message, about=missing)


def periods(case: Case) -> Iterator[Hit]:
    """A period or criteria for everything that is kept."""
    silent = tuple(
        key.removeprefix(ASSUMED)
        for key, rule in case.policy.rules.items()
        if key.startswith(ASSUMED) and rule.forms is None
    )
    vague = tuple(
        key
        for key, said in case.manifest.retention.items()
        if not (said.for_ or said.more_than or said.every)
        and (said.until in (None, "obligation-met"))
    )
    if silent or vague:
        parts = []
        if silent:
            parts.append(f"no period for {listed(silent)}")
        if vague:
            parts.append(f"none that can be counted in {listed(vague)}")
        path: Path = ("retention", vague[0]) if vague else ("categories", silent[0])
        yield Hit(code="GAP.13-2-a", path=path, message="; ".join(parts), about=(*silent, *vague))


def rights(case: Case) -> Iterator[Hit]:
    """The rights, for everybody; how consent is withdrawn; whom to complain to; how soon."""
    said = case.manifest.rights
    offered = frozenset(said.offer) if said else frozenset()
    where: Path = ("rights",)
    if not offered & {"access", "rectification", "erasure"}:
        yield Hit(code="GAP.13-2-b", path=where, message="no right of Art. 15-21 is offered")
    elif said is not None and (said.limited_to or said.exceptions):
        message = "rights are offered to some people, or with exceptions left unnamed"
        yield Hit(code="GAP.13-2-b", path=where, message=message, severity="info")
    if "withdrawal" not in offered:
        message = "that consent can be withdrawn is not said"
        yield Hit(code="GAP.13-2-c", path=where, message=message)
    elif said is not None and set(said.channels) <= {"contact"}:
        message = "withdrawal is offered without a way to do it"
        yield Hit(code="GAP.13-2-c", path=where, message=message, severity="warning")
    disputes = case.manifest.disputes
    if "complaint" not in offered and (disputes is None or disputes.authority == "silent"):
        message = "the right to complain to an authority is not mentioned"
        yield Hit(code="GAP.13-2-d", path=("disputes",) if disputes else where, message=message)
    if said is None or said.answer_within is None:
        message = "how soon requests are answered is not said"
        yield Hit(code="GAP.deadline", path=where, message=message)
    if said is None or said.automated_decisions is None:
        message = "nothing is said of profiling and automated decisions"
        yield Hit(code="GAP.13-2-f", path=where, message=message)


def required(case: Case) -> Iterator[Hit]:
    """What must be given, and what follows when it is not."""
    forms = {k: said for k, said in case.manifest.collection.items() if said.from_ == "person"}
    unmarked = tuple(
        key
        for key, said in forms.items()
        if not said.required_marked and any(f.required is None for f in said.fields.values())
    )
    unexplained = tuple(key for key, said in forms.items() if said.if_not_given is None)
    if unmarked and len(unmarked) == len(forms):
        message = "what is required and what is optional is not said"
    elif unexplained:
        message = "what follows when somebody does not give the required data is not said"
    else:
        return
    about = unmarked or unexplained
    yield Hit(code="GAP.13-2-e", path=("collection", about[0]), message=message, about=about)


def changes(case: Case) -> Iterator[Hit]:
    """News of a new purpose before it begins."""
    said = case.manifest.changes
    if said is not None and "new-purpose" in said.notify:
        return
    untold = said is None or said.without_consent or not said.notify
    message = "people are not told before a new purpose"
    if untold:
        message = "the policy changes without anybody being told"
    yield Hit(
        code="GAP.13-3", path=("changes",), message=message, severity="error" if untold else None
    )


def persons(case: Case) -> Iterator[Hit]:
    """A stance on minors and on sensitive data."""
    if case.manifest.minors is None:
        yield Hit(code="GAP.minors-silent", path=("minors",), message="there is no age rule")
    if case.manifest.sensitive is None:
        message = "there is no stance on sensitive data; it is refused until there is one"
        yield Hit(code="GAP.sensitive-silent", path=("sensitive",), message=message)


def cookies(case: Case) -> Iterator[Hit]:
    """Consent before cookies, and how long each lives."""
    said = case.manifest.cookies
    if said is None:
        return
    if said.consent_as_written == "none":
        message = "cookies are set without asking, and how long they live is not said"
        yield Hit(code="GAP.cookie-consent", path=("cookies",), message=message)
    elif said.durations != "stated" and not _all_expire(case):
        message = "how long each cookie lives is not said here"
        yield Hit(code="GAP.cookie-durations", path=("cookies",), message=message)


def _all_expire(case: Case) -> bool:
    entries = case.policy.cookies
    return bool(entries) and all("expires" in entry for entry in entries.values())


def marketing(case: Case) -> Iterator[Hit]:
    """A way out of marketing."""
    purposes = {
        k: p for k, p in case.manifest.purposes.items() if case.policy.purposes[k].marketing
    }
    reaching = tuple(
        key
        for key, said in purposes.items()
        if said.kind == "marketing" or ELECTRONIC_CHANNELS & set(said.channels or ())
    )
    leaves = any(
        said.opt_out not in (None, "none") or said.opt_in == "until-opt-out"
        for said in purposes.values()
    )
    if reaching and not leaves:
        message = f"there is no way out of marketing: {listed(reaching)}"
        path: Path = ("purposes", reaching[0])
        yield Hit(code="GAP.marketing-opt-out", path=path, message=message, about=reaching)


def documents(case: Case) -> Iterator[Hit]:
    """Documents that the text points to and that are not there."""
    said = case.manifest.documents
    missing = tuple(key for key, document in said.items() if not document.present)
    if not missing:
        return
    deferring = _deferring_clauses(case)
    depended = any(deferring & _clauses(said[key].clause) for key in missing)
    message = f"the text points to documents that are not there: {listed(missing)}"
    yield Hit(
        code="GAP.document-missing", path=("documents", missing[0]), message=message,
        severity="warning" if depended else None, about=missing,
    )  # fmt: skip


def _deferring_clauses(case: Case) -> frozenset[str]:
    """Return the clauses that leave a period to another document."""
    clauses: set[str] = set()
    cookies = case.manifest.cookies
    if cookies and cookies.durations == "elsewhere":
        clauses |= _clauses(cookies.clause)
    for rule in case.manifest.retention.values():
        if rule.set_by == "document":
            clauses |= _clauses(rule.clause)
    return frozenset(clauses)


def _clauses(written: str | None) -> frozenset[str]:
    return frozenset(part.strip() for part in (written or "").split(";") if part.strip())


def united_states(case: Case) -> Iterator[Hit]:
    """Notices that state laws of the US ask for."""
    addressed = [
        each for each in case.manifest.controller.addresses_people_in if each.startswith("US")
    ]
    offered = case.policy.rights.offered
    if addressed and "sale-opt-out" not in offered:
        message = (
            f"people in {listed(addressed)} get no notice at collection and no opt-out of sale"
        )
        path: Path = ("controller", "addresses-people-in")
        yield Hit(code="GAP.us-state-notice", path=path, message=message)


def claims(case: Case) -> Iterator[Hit]:
    """A compulsory claim before court needs an address and a term."""
    said = case.manifest.disputes
    if said and said.pretrial_claim and (said.claim_term is None or said.claim_address is None):
        message = "a claim is compulsory, and where it goes and how long it runs is not said"
        yield Hit(code="GAP.claim-term", path=("disputes",), message=message)


RULES: tuple[Rule, ...] = (
    bases, interests, periods, rights, required, changes, persons, cookies, marketing, documents,
    united_states, claims,
)  # fmt: skip
