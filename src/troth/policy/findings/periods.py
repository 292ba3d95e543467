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
    """Data with two ends: a period and an open criterion, or periods from two events."""
    rules = case.manifest.retention.values()
    open_ended = {name for rule in rules if rule.until in _OPEN for name in rule.keeps}
    timed = [rule for rule in rules if (rule.for_ or rule.more_than) and rule.until is None]
    starts: dict[tuple[object, ...], set[str]] = {}
    for rule in timed:
        for name in rule.keeps:
            scope = (name, _names(rule.collected_by), _names(rule.people))
            # What a law keeps longer is an exception that says so, and no second promise.
            if rule.because is None:
                starts.setdefault(scope, set()).add(rule.from_ or "collection")
    both = open_ended & {name for rule in timed for name in rule.keeps}
    both |= {str(scope[0]) for scope, events in starts.items() if len(events) > 1}
    found = [f"categories/{name}" for name in sorted(both)]
    yield from gathered(found, "kept to two different ends")


def _names(keys: list[str] | None) -> frozenset[str] | None:
    return frozenset(keys) if keys is not None else None


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
