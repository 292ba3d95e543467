"""Security and the records that go with it: GDPR Art. 30, 32.

What a measure does is for the probes; here only what the text promises and leaves open.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.diagnostics import Path
from troth.policy.findings.rule import Case, Hit, Rule, claimed

_KINDS = ("legal", "organisational", "technical")


def threats(case: Case) -> Iterator[Hit]:
    """A threat against which some kind of measure that the text promises names nothing."""
    manifest = case.manifest
    covered: dict[str, set[str]] = {}
    for measure in manifest.security.values():
        if measure.kind in _KINDS and measure.against:
            covered.setdefault(measure.kind, set()).update(measure.against)
    named = {*manifest.threats, *(threat for each in covered.values() for threat in each)}
    for threat in sorted(named):
        bare = [kind for kind in _KINDS if kind in covered and threat not in covered[kind]]
        if bare or not covered:
            lacking = f"{' or '.join(bare)} measure" if bare else "measure"
            message = f"no {lacking} is named against `{threat}`"
            path: Path = ("threats",) if threat in manifest.threats else ("security",)
            yield Hit(path=path, message=message, about=(threat, *bare))


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
        code="WARN.encryption-partial", article="32(1)(a)", severity="warning",
        test=claimed("encryption-partial", "only some data is said to be encrypted"),
        why="`Some of it` tells nobody whether their data is guarded on its way.",
        instead="say which data is encrypted, or encrypt all of it",
    ),
)  # fmt: skip
