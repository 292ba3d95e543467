"""Security and the records that go with it: GDPR Art. 30, 32.

What a measure does is for the probes; here only what the text promises and leaves open.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.diagnostics import Path
from troth.policy.findings.rule import Case, Hit, Rule, Test, claimed
from troth.policy.measures import Kind, Standing, State, standings

_KINDS = ("legal", "organisational", "technical")


def threats(case: Case) -> Iterator[Hit]:
    """A threat against which some kind of measure that the text promises names nothing."""
    manifest = case.manifest
    covered: dict[str, set[str]] = {}
    for measure in manifest.security.values():
        # Where the text lists threats, each kind that it promises is to answer every one of them.
        if measure.kind in _KINDS and (measure.against or manifest.threats):
            covered.setdefault(measure.kind, set()).update(measure.against)
    named = {*manifest.threats, *(threat for each in covered.values() for threat in each)}
    for threat in sorted(named):
        bare = [kind for kind in _KINDS if kind in covered and threat not in covered[kind]]
        if bare or not covered:
            lacking = f"{' or '.join(bare)} measure" if bare else "measure"
            message = f"no {lacking} is named against `{threat}`"
            path: Path = ("threats",) if threat in manifest.threats else ("security",)
            yield Hit(path=path, message=message, about=(threat, *bare))


_WORDS: dict[State, str] = {
    "expired": "is no longer in time",
    "failed": "did not hold when it was last looked at",
    "overdue": "is overdue",
    "missing": "was never recorded",
}


def shown_by(kinds: frozenset[Kind], states: frozenset[State]) -> Test:
    """Return the test that finds evidence of measures which stands like this on the day."""

    def found(case: Case) -> Iterator[Hit]:
        known = case.recorded or {}
        for one in standings(case.policy.measures, known, case.day, case.promised):
            # What was never recorded is known only to a store.
            unknown = one.state == "missing" and case.recorded is None
            if one.evidence.kind in kinds and one.state in states and not unknown:
                yield _of(one, case)

    found.__doc__ = f"Evidence that stands as {', '.join(sorted(states))}."
    found.__name__ = f"shown_by({sorted(kinds)}, {sorted(states)})"
    return found


def _of(one: Standing, case: Case) -> Hit:
    about, kind = one.evidence.about, case.policy.security[one.measure]
    since = "" if one.due is None or not one.late else f" since {one.due.isoformat()}"
    thing = one.evidence.kind
    message = f"the {thing} of `{about}` that is to show `{one.measure}` {_WORDS[one.state]}{since}"
    path: Path = ("security", one.measure, "evidence", about)
    return Hit(path=path, message=message, about=(about, kind))


_PAPERS: frozenset[Kind] = frozenset(("attestation", "link"))


def people(case: Case) -> Iterator[Hit]:
    """The kinds of people whose data is processed."""
    if not case.manifest.people:
        message = "whose data is processed is not said, so the record of processing lacks it"
        yield Hit(path=("people",), message=message)


RULES: tuple[Rule, ...] = (
    Rule(
        code="GAP.30-1-c", article="30(1)(c)", severity="info", test=people,
        why="The record of processing names the kinds of people and of data; the register made "
            "from the policy can only say what the policy says.",
        instead="give `people`",
    ),
    Rule(
        code="WARN.threat-uncovered", article="32", severity="warning", test=threats,
        why="A text that lists threats promises a measure against each; one that is missing is a "
            "promise nothing keeps.",
        instead="name a measure against the threat",
    ),
    Rule(
        code="WARN.evidence-expired", article="32(1)(d)", severity="warning",
        test=shown_by(_PAPERS, frozenset(("expired", "failed"))),
        why="A provider's paper or page shows a measure only as long as it holds; after that the "
            "promise stands unproven.",
        instead="get the newer one, and record it with `troth security`",
    ),
    Rule(
        code="WARN.evidence-missing", article="5(2)", severity="warning",
        test=shown_by(frozenset((*_PAPERS, "review", "check")), frozenset(("missing",))),
        why="Whoever promises a measure must be able to show it; what was to show it is not there.",
        instead="record it with `troth security`",
    ),
    Rule(
        code="WARN.review-overdue", article="32(1)(d)", severity="warning",
        test=shown_by(frozenset(("review",)), frozenset(("overdue",))),
        why="Methods that are said to be improved all the time are looked at again on a day that "
            "is set; that day is over.",
        instead="look at the methods, and record it with `troth security review`",
    ),
    Rule(
        code="WARN.check-overdue", article="32(1)(d)", severity="warning",
        test=shown_by(frozenset(("check",)), frozenset(("overdue",))),
        why="Checks that are promised to be regular have an interval, and this one was missed.",
        instead="check, and record it with `troth security check`",
    ),
    Rule(
        code="WARN.encryption-partial", article="32(1)(a)", severity="warning",
        test=claimed("encryption-partial", "only some data is said to be encrypted"),
        why="`Some of it` tells nobody whether their data is guarded on its way.",
        instead="say which data is encrypted, or encrypt all of it",
    ),
)  # fmt: skip
