"""Run every rule over one policy, weigh what they find, and say what stops publishing.

The order of topics is the order of the pages; findings come the gravest first. Nothing here knows
a rule by name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from troth.law.packs import LawBook
from troth.policy.compile_parties import regimes
from troth.policy.compile_silence import Silence
from troth.policy.compiled import Policy
from troth.policy.diagnostics import Path
from troth.policy.findings import (
    changing,
    collecting,
    consent,
    devices,
    grounds,
    guarding,
    identity,
    marketing,
    naming,
    periods,
    persons,
    recipients,
    rights,
    states,
    text,
    transfers,
)
from troth.policy.findings.rule import Case, Finding, Hit, Rule, Status
from troth.policy.measures import Recorded
from troth.policy.parse import Parsed
from troth.policy.syntax.entry import Entry, Section
from troth.policy.syntax.manifest import Manifest

TOPICS: Mapping[str, tuple[Rule, ...]] = {
    "who decides and who answers": identity.RULES,
    "why, and on which ground": grounds.RULES,
    "consent": consent.RULES,
    "who receives": recipients.RULES,
    "where data goes": transfers.RULES,
    "how long": periods.RULES,
    "rights and remedies": rights.RULES,
    "what is taken in": collecting.RULES,
    "what data is called": naming.RULES,
    "children and sensitive data": persons.RULES,
    "cookies and devices": devices.RULES,
    "marketing": marketing.RULES,
    "the United States": states.RULES,
    "changes": changing.RULES,
    "security and records": guarding.RULES,
    "the text itself": text.RULES,
}
"""What each file of rules is about → its rules."""

RULES: Mapping[str, Rule] = {rule.code: rule for rules in TOPICS.values() for rule in rules}
"""Every rule by its code."""

_WEIGHT = {"error": 0, "warning": 1, "info": 2}


def find(
    parsed: Parsed,
    policy: Policy,
    law: LawBook,
    *,
    at: date | None = None,
    unreachable: Collection[str] = (),
    recorded: Recorded | None = None,
    promised: date | None = None,
) -> tuple[Finding, ...]:
    """Return every finding, the gravest first.

    Args:
        parsed: What `parse` made of the text.
        policy: What it compiles to.
        law: The law packs.
        at: The day whose law holds; by default the day up to which the packs are kept.
        unreachable: Keys of documents whose address did not answer when it was tried.
        recorded: What a store knows of the evidence of measures; None where none was asked.
        promised: Since when that store runs the policy.
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
        unreachable=frozenset(unreachable),
        recorded=recorded,
        promised=promised,
    )
    found = [
        _finding(rule, hit, case)
        for rule in RULES.values()
        if rule.holds_on(day)
        for hit in rule.test(case)
    ]
    return tuple(sorted(found, key=lambda each: (_WEIGHT[each.severity], each.code, each.about)))


def stops(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that stop publishing: those of severity `error` (D13)."""
    return tuple(each for each in findings if each.severity == "error")


def _finding(rule: Rule, hit: Hit, case: Case) -> Finding:
    severity = hit.severity or rule.severity
    if rule.regime is not None and rule.regime not in case.regimes:
        # A law that does not apply to this controller is good practice there, and no duty.
        severity = "info"
    status: Status | None = None
    if rule.code.startswith("GAP."):
        status = "partial" if hit.partial else "absent"
    return Finding(
        code=rule.code,
        severity=severity,
        status=status,
        place=case.places.of_key(hit.path),
        clause=clause_at(case.manifest, hit.path),
        article=rule.article,
        message=hit.message,
        why=rule.why,
        help=rule.instead,
        about=hit.about,
    )


def clause_at(manifest: Manifest, path: Path) -> str | None:
    """Return the clause of the published text for the innermost entry on `path` that has one."""
    here: object = manifest
    clause: str | None = None
    for step in path:
        if isinstance(here, Section):
            names = {field.alias or name: name for name, field in type(here).model_fields.items()}
            here = getattr(here, names.get(str(step), ""), None)
        elif isinstance(here, Mapping):
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
        else:
            break
        if isinstance(here, Entry) and here.clause is not None:
            clause = here.clause
    return clause
