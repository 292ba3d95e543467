"""How long data is kept, in words: one phrase a rule, as registers show it.

GDPR Art. 30(1)(f): where possible, the envisaged time limits for erasure.
"""

from __future__ import annotations

from collections.abc import Iterable

from troth.policy.compiled import Policy, RetentionRule

PROVENANCE = {"said": "the policy", "law": "the law", "assumed": "assumed by Troth"}


def term(rule: RetentionRule) -> str:
    """Return one rule as a phrase: `P6M from last-activity, then erase`."""
    parts = []
    if rule.until:
        parts.append(f"until {rule.until}")
    if rule.period is not None:
        more = "more than " if rule.exceeds else ""
        parts.append(f"{more}{rule.period} from {rule.start}")
    if rule.every is not None:
        parts.append(f"purged every {rule.every}")
    if rule.purge_on is not None:
        month, day = rule.purge_on
        parts.append(f"purged each {month:02}-{day:02}")
    said = ", ".join(parts) or "no period"
    return f"{said}, then {rule.then}"


def terms_of(policy: Policy, categories: Iterable[str]) -> tuple[str, ...]:
    """Return the terms of everything that is kept of these categories, with their addresses."""
    wanted = frozenset(categories)
    found = [rule for rule in policy.rules.values() if rule.categories & wanted]
    return tuple(
        f"{', '.join(sorted(rule.categories & wanted))}: {term(rule)} ({_by(rule)})"
        for rule in sorted(found, key=lambda rule: rule.address)
    )


def _by(rule: RetentionRule) -> str:
    return rule.address if rule.provenance == "said" else PROVENANCE[rule.provenance]
