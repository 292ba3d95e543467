"""What the law asks of a policy and this one leaves out, or says doubtfully.

`find` runs every rule over one manifest and what it compiles to. It adds nothing to the policy and
stops nothing by itself: publishing stops at findings of severity `error` (D13).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from troth.law.packs import LawBook
from troth.policy import (
    findings_claims,
    findings_conduct,
    findings_gaps,
    findings_identity,
    findings_warnings,
)
from troth.policy.compile_parties import regimes
from troth.policy.compile_silence import Silence
from troth.policy.compiled import Policy
from troth.policy.findings_case import Case, Finding, Hit, Kind, Rule
from troth.policy.parse import Parsed

RULES: tuple[Rule, ...] = (
    *findings_identity.RULES,
    *findings_gaps.RULES,
    *findings_warnings.RULES,
    *findings_conduct.RULES,
    *findings_claims.RULES,
)

KINDS: Mapping[str, Kind] = {
    **findings_identity.KINDS,
    **findings_gaps.KINDS,
    **findings_warnings.KINDS,
    **findings_conduct.KINDS,
    **findings_claims.KINDS,
}
"""Every finding's code with its article, usual severity and help; `docs/errors.md` lists them."""

_WEIGHT = {"error": 0, "warning": 1, "info": 2}


def find(
    parsed: Parsed, policy: Policy, law: LawBook, *, at: date | None = None
) -> tuple[Finding, ...]:
    """Return every finding, the gravest first.

    Args:
        parsed: What `parse` made of the text.
        policy: What it compiles to.
        law: The law packs.
        at: The day whose law holds; by default the day up to which the packs are kept.
    """
    if parsed.manifest is None:
        return ()
    day = at or law.as_of
    case = Case(
        manifest=parsed.manifest,
        policy=policy,
        law=law,
        day=day,
        places=parsed.places,
        regimes=frozenset(regimes(Silence(manifest=parsed.manifest, law=law, day=day))),
    )
    found = [
        _finding(hit, case)
        for rule in RULES
        for hit in rule(case)
        if KINDS[hit.code].valid_from <= day
    ]
    return tuple(sorted(found, key=lambda each: (_WEIGHT[each.severity], each.code, each.about)))


def _finding(hit: Hit, case: Case) -> Finding:
    kind = KINDS[hit.code]
    return Finding(
        code=hit.code,
        severity=hit.severity or kind.severity,
        place=case.places.of_key(hit.path),
        article=kind.article,
        message=hit.message,
        help=kind.help,
        about=hit.about,
    )
