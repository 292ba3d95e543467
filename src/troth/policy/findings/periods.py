"""How long data is kept: GDPR Art. 5(1)(e), 13(2)(a).

A period in another document is that document's gap (`text`), not one of this file.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.check_sense import ASSUMED
from troth.policy.diagnostics import Path
from troth.policy.findings.rule import Case, Hit, Rule, gathered, listed

_OPEN = ("consent-withdrawn", "obligation-met")


def periods(case: Case) -> Iterator[Hit]:
    """A period, or criteria that can be counted, for everything that is kept."""
    settings = case.manifest.settings
    silent = tuple(
        key.removeprefix(ASSUMED)
        for key, rule in case.policy.rules.items()
        if key.startswith(ASSUMED) and rule.forms is None
    )
    if settings is not None and settings.silent_retention is not None:
        # The operator has decided, and the notice says so; nothing is assumed any more.
        silent = ()
    vague = tuple(
        key
        for key, said in case.manifest.retention.items()
        if not (said.for_ or said.more_than or said.every)
        and said.until in (None, "obligation-met")
        and said.set_by != "document"
    )
    if silent or vague:
        parts = []
        if silent:
            parts.append(f"no period for {listed(silent)}")
        if vague:
            parts.append(f"none that can be counted in {listed(vague)}")
        path: Path = ("retention", vague[0]) if vague else ("categories", silent[0])
        partial = bool(case.manifest.retention)
        message = "; ".join(parts)
        yield Hit(path=path, message=message, partial=partial, about=(*silent, *vague))


def conflict(case: Case) -> Iterator[Hit]:
    """Data kept under an open criterion and for a period, with no word on which comes first."""
    rules = case.manifest.retention.values()
    open_ended = {name for rule in rules if rule.until in _OPEN for name in rule.keeps}
    timed = {
        name
        for rule in rules
        if (rule.for_ or rule.more_than) and rule.until is None
        for name in rule.keeps
    }
    both = [f"categories/{name}" for name in sorted(open_ended & timed)]
    yield from gathered(both, "kept for a period and under a criterion without end")


def may_delete(case: Case) -> Iterator[Hit]:
    """Deletion at the end of a period left to choice."""
    rules = case.manifest.retention
    loose = [f"retention/{key}" for key, rule in rules.items() if rule.duty == "may"]
    yield from gathered(loose, "data may be deleted at the end, where it must")


RULES: tuple[Rule, ...] = (
    Rule(
        code="GAP.13-2-a", article="13(2)(a), 5(1)(e)", severity="error", test=periods,
        why="People must be told how long each kind of data is kept, or by what it is decided; "
            "`as long as necessary` tells them nothing (WP260 rev.01).",
        instead="give a period or criteria that can be counted in `retention`",
    ),
    Rule(
        code="WARN.retention-conflict", article="5(1)(e), 13(2)(a)", severity="warning",
        test=conflict,
        why="Two ends for the same data leave open which one is promised.",
        instead="say which rule wins; the earliest end does until then",
    ),
    Rule(
        code="WARN.retention-may-delete", article="5(1)(e), 17(1)(a)", severity="warning",
        test=may_delete,
        why="Data no longer needed must go; `may` promises nothing.",
        instead="write `must`; strict mode deletes",
    ),
)  # fmt: skip
