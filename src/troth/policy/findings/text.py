"""The text itself: what it points to, what it asserts, where it breaks off: GDPR Art. 5, 12(1), 42.

Clear and complete is what the law asks of the words; whether a thing is done is for the probes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from troth.policy.findings.rule import Case, Hit, Rule, claimed, listed
from troth.policy.syntax.entry import Entry


def parts(clause: str | None) -> frozenset[str]:
    """Return the clauses that `clause` names: `2.2; 6` gives two."""
    return frozenset(part.strip() for part in (clause or "").split(";") if part.strip())


def documents(case: Case) -> Iterator[Hit]:
    """Documents that the text points to and that are not there."""
    declared, references = case.manifest.documents, case.manifest.references
    missing = [key for key, document in declared.items() if not document.present]
    pointed: dict[str, int] = {}
    for said in references.values():
        if said.document is not None:
            pointed[said.document] = pointed.get(said.document, 0) + 1
    undeclared = [key for key in pointed if key not in declared]
    about = (*missing, *undeclared)
    if not about:
        return
    deferring = _deferring_clauses(case)
    depended = any(deferring & parts(declared[key].clause) for key in missing) or bool(
        deferring & {part for key in undeclared for part in _pointing(case, key)}
    )
    shown = ", ".join(
        f"`{key}`" + (f" ({pointed[key]} references)" if pointed.get(key, 0) > 1 else "")
        for key in about
    )
    yield Hit(
        path=("documents", missing[0]) if missing else ("references",),
        message=f"the text points to documents that are not there: {shown}",
        severity="warning" if depended else None, about=about,
    )  # fmt: skip


def _pointing(case: Case, document: str) -> frozenset[str]:
    said = case.manifest.references.values()
    return frozenset(part for each in said if each.document == document
                     for part in parts(each.clause))  # fmt: skip


def _deferring_clauses(case: Case) -> frozenset[str]:
    """Return the clauses that leave a period to another document."""
    clauses: set[str] = set()
    cookies = case.manifest.cookies
    if cookies and cookies.durations == "elsewhere":
        clauses |= parts(cookies.clause)
    for rule in case.manifest.retention.values():
        if rule.set_by == "document":
            clauses |= parts(rule.clause)
    return frozenset(clauses)


def unreachable(case: Case) -> Iterator[Hit]:
    """Documents whose address did not answer when it was tried."""
    for key in sorted(case.unreachable & case.manifest.documents.keys()):
        message = f"the address of `{key}` does not answer"
        yield Hit(path=("documents", key, "url"), message=message, about=(key,))


def cross_references(case: Case) -> Iterator[Hit]:
    """References to a clause that does not hold what it is said to hold."""
    yield from claimed("cross-reference", "a reference leads to the wrong section")(case)
    for key, said in case.manifest.references.items():
        if said.to is None or said.for_ is None:
            continue
        holding = _clauses_with(case, said.for_)
        if not any(_inside(each, said.to) for each in holding):
            told = f"; it stands in {listed(sorted(holding))}" if holding else ""
            message = f"`{key}` points to `{said.to}` for {said.for_}, which is not there{told}"
            yield Hit(path=("references", key, "to"), message=message, about=(key,))


def _inside(clause: str, section: str) -> bool:
    """Whether a clause is a section or a part of it: `10.1` is one of `10`."""
    return clause == section or clause.startswith((f"{section}.", f"{section} /"))


def _clauses_with(case: Case, content: str) -> frozenset[str]:
    """Return the clauses in which the text says something of one kind of content."""
    manifest = case.manifest
    sections: Mapping[str, Mapping[str, Entry | None]] = {
        "contact": _contacts(case),
        "purposes": manifest.purposes,
        "recipients": manifest.recipients,
        "retention": manifest.retention,
        "categories": manifest.categories,
        "rights": {"rights": manifest.rights},
        "cookies": {"cookies": manifest.cookies},
        "transfers": manifest.transfers,
    }
    entries = sections[content].values()
    return frozenset(part for each in entries if each for part in parts(each.clause))


def _contacts(case: Case) -> Mapping[str, Entry | None]:
    controller = case.manifest.controller
    return {"controller": controller, "dpo": controller.dpo}


def certified(case: Case) -> Iterator[Hit]:
    """Certificates that nobody can see, or that have lapsed."""
    for key, said in case.manifest.claims.items():
        if said.kind != "certified":
            continue
        lapsed = said.valid_until is not None and said.valid_until < case.day
        if said.evidence is None or lapsed:
            state = "has lapsed" if lapsed else "is not shown"
            message = f"the certificate behind `{key}` {state}"
            yield Hit(path=("claims", key), message=message, about=(key,))


def unused_promises(case: Case) -> Iterator[Hit]:
    """Features named in the text that no form, property or system of the manifest has."""
    manifest = case.manifest
    had = {*manifest.systems, *manifest.collection}
    had |= {point.property for point in manifest.collection.values() if point.property}
    keys = tuple(
        key
        for key, said in manifest.claims.items()
        if said.kind == "feature-of-other-business"
        and not any(f"-{key}-" in f"-{name}-" for name in had)
    )
    if keys:
        message = f"the text speaks of features of another business: {listed(keys)}"
        yield Hit(path=("claims", keys[0]), message=message, about=keys)


RULES: tuple[Rule, ...] = (
    Rule(
        code="GAP.document-missing", article="12(1)", severity="info", test=documents,
        why="What a text leaves to another document is said only if people can get at it there; "
            "it weighs more where a period stands in it.",
        instead="publish the document, or say it here",
    ),
    Rule(
        code="WARN.document-unreachable", article="12(1)", severity="warning", test=unreachable,
        why="A link that leads nowhere tells people nothing.",
        instead="correct the address, or say it here",
    ),
    Rule(
        code="WARN.cross-reference", article="12(1)", severity="info", test=cross_references,
        why="Whoever follows a reference must find what was promised there.",
        instead="correct the reference",
    ),
    Rule(
        code="WARN.text-defect", article="12(1)", severity="info",
        test=claimed("text-defect", "the published text is defective"),
        why="Sentences that break off or carry mistakes are neither clear nor intelligible.",
        instead="correct the text",
    ),
    Rule(
        code="WARN.undefined-term", article="12(1)", severity="info",
        test=claimed("undefined-term", "a word is used as if it were defined, and is not"),
        why="A word written as a defined term that is defined nowhere leaves the scope open.",
        instead="define it, or use the word that is defined",
    ),
    Rule(
        code="WARN.scope-contradiction", article="12(1), 13", severity="warning",
        test=claimed("scope-contradiction", "the text says in two ways what it applies to"),
        why="People must be able to tell whether the policy applies to them.",
        instead="say once what the policy applies to",
    ),
    Rule(
        code="WARN.promise-without-feature", article="5(1)(a)", severity="info",
        test=unused_promises,
        why="Words on things the company does not do hide what it does.",
        instead="take out what the company does not do",
    ),
    Rule(
        code="WARN.certification-unproven", article="42, 5(2)", severity="warning",
        test=certified,
        why="A certificate under Art. 42 is issued by an accredited body for a time; a claim "
            "without one that is current is advertising.",
        instead="give `evidence` and `valid-until`: a certificate of a body",
    ),
)  # fmt: skip
