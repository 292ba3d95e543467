"""Why data is used and on which ground: GDPR Art. 5(1)(b), 6, 13(1)(c) and (d).

A gap that one clause could close is one finding and names all it is about; only where a text sets
out no grounds at all is each purpose a gap of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.diagnostics import Path
from troth.policy.findings.rule import Case, Hit, Rule, claimed, gathered, listed

_INTEREST_BY_NATURE = frozenset({"fraud-prevention", "security", "legal-claims"})
"""GDPR recitals 47 and 49, Art. 21(1): what nobody asks consent for, and no contract calls for."""


def bases(case: Case) -> Iterator[Hit]:
    """A ground for each purpose; one act of consent for everything is none."""
    purposes = case.manifest.purposes
    silent = silent_purposes(case)
    bundled = tuple(k for k, said in purposes.items() if said.consent_as_written == "bundled")
    if any(said.kind == "consent-bundled" for said in case.manifest.claims.values()):
        bundled = (*bundled, *(key for key in silent if key not in bundled))
    if bundled and set(silent) <= set(bundled):
        message = f"one consent for all purposes is a ground for none: {listed(bundled)}"
        path: Path = ("purposes", bundled[0])
        yield Hit(path=path, message=message, partial=True, about=bundled)
    elif silent and _speaks_of_grounds(case):
        message = f"the text gives grounds, and none for {listed(silent)}"
        path = ("purposes", silent[0])
        yield Hit(path=path, message=message, partial=True, about=silent)
    else:
        some = any(said.basis for said in purposes.values())
        for key in silent:
            message = f"no ground is given for `{key}`"
            path = ("purposes", key)
            yield Hit(path=path, message=message, partial=some, about=(key,))


def silent_purposes(case: Case) -> tuple[str, ...]:
    """Return the controller's own purposes for which no ground at all is named."""
    return tuple(
        key
        for key, said in case.manifest.purposes.items()
        if said.basis is None and not said.basis_by_source and not said.stated_bases
        and said.role == "controller" and said.part_of is None
    )  # fmt: skip


def _speaks_of_grounds(case: Case) -> bool:
    """Whether the text sets out grounds at all, beyond consent by conduct for this or that."""
    return bool(case.manifest.interests) or any(
        said.stated_bases or said.basis_by_source or said.basis not in (None, "consent")
        for said in case.manifest.purposes.values()
    )


def interests(case: Case) -> Iterator[Hit]:
    """The interest itself, wherever one is the ground or can only be the ground."""
    manifest = case.manifest
    untied = [f"interests/{key}" for key, said in manifest.interests.items() if not said.for_]
    stated_for = {name for said in manifest.interests.values() for name in said.for_ or ()}
    bundled = any(said.kind == "consent-bundled" for said in manifest.claims.values())
    silent = () if bundled else silent_purposes(case)
    unstated = [
        f"purposes/{key}"
        for key, said in manifest.purposes.items()
        if said.interest is None
        and key not in stated_for
        and (
            "legitimate-interests"
            in (said.basis, *(said.stated_bases or ()), *(said.basis_by_source or {}).values())
            or (key in silent and said.kind in _INTEREST_BY_NATURE)
        )
    ]
    relied = [
        f"claims/{key}"
        for key, said in manifest.claims.items()
        if said.kind == "third-party-interest" and not manifest.interests
    ]
    stated = manifest.interests or any(said.interest for said in manifest.purposes.values())
    yield from gathered(
        (*untied, *unstated, *relied),
        "interests are relied on and not stated for a purpose",
        partial=bool(stated),
    )


def mixed(case: Case) -> Iterator[Hit]:
    """Purposes for which several grounds are claimed at once."""
    purposes = case.manifest.purposes
    several = [f"purposes/{k}" for k, said in purposes.items() if len(said.stated_bases or ()) > 1]
    yield from gathered(several, "several grounds are claimed at once")


RULES: tuple[Rule, ...] = (
    Rule(
        code="GAP.13-1-c", article="13(1)(c), 6(1)", severity="error", test=bases,
        why="People must be told the ground of each purpose, for their rights depend on it: what "
            "rests on consent can be withdrawn, what rests on an interest objected to.",
        instead="give `basis` for each purpose",
    ),
    Rule(
        code="GAP.13-1-d", article="13(1)(d), 6(1)(f)", severity="warning", test=interests,
        why="Where a use rests on an interest, people must be told which one, or they cannot "
            "weigh it against their own.",
        instead="give `interest` for each purpose that rests on one",
    ),
    Rule(
        code="WARN.mixed-basis", article="6(1), 5(1)(a)", severity="warning", test=mixed,
        why="A purpose has one ground, chosen before it begins; keeping a second in reserve "
            "misleads those who withdraw consent and find the use going on.",
        instead="choose one ground; another cannot replace it after withdrawal",
    ),
    Rule(
        code="WARN.public-data-basis", article="6(1)", severity="warning",
        test=claimed("public-data-usable", "being public is taken as a ground"),
        why="That data is public makes it a source, not a ground: each use still needs one of "
            "Art. 6(1).",
        instead="name a ground",
    ),
    Rule(
        code="WARN.third-party-interest-disclosure", article="6(1)(f)", severity="warning",
        test=claimed("third-party-interest", "interests of third parties open data at will"),
        why="Interests of third parties count only when named and weighed against those of the "
            "person; without limits they open everything to anybody.",
        instead="name the interests and weigh them",
    ),
    Rule(
        code="WARN.open-ended-purpose", article="5(1)(b)", severity="warning",
        test=claimed("open-ended-purpose", "a purpose is named by examples only"),
        why="Purposes must be specified and explicit; examples leave out what else there is.",
        instead="name each purpose",
    ),
)  # fmt: skip
