"""The items of Art. 13 and 14 one by one: said, said in part, or not said, and in which clause.

A reading of the findings, with no rule of its own; an item that nothing calls for counts as said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from troth.policy.findings.find import RULES
from troth.policy.findings.rule import Finding, Severity
from troth.policy.syntax.entry import Entry
from troth.policy.syntax.manifest import Manifest

ItemStatus = Literal["present", "partial", "absent"]

ITEMS: Mapping[str, tuple[str, str]] = {
    "GAP.13-1-a": ("who the controller is", "controller"),
    "GAP.contact-unresolvable": ("how to reach the controller", "controller"),
    "GAP.representative": ("the representative in the Union", "controller"),
    "GAP.13-1-b": ("the data protection officer", "controller"),
    "GAP.13-1-c": ("purposes and grounds", "purposes"),
    "GAP.13-1-d": ("the interests pursued", "interests"),
    "GAP.13-1-e": ("the recipients", "recipients"),
    "GAP.13-1-f": ("transfers and their safeguards", "transfers"),
    "GAP.13-2-a": ("how long", "retention"),
    "GAP.13-2-b": ("the rights", "rights"),
    "GAP.13-2-c": ("withdrawal of consent", "rights"),
    "GAP.13-2-d": ("complaint to an authority", "disputes"),
    "GAP.13-2-e": ("what must be given", "collection"),
    "GAP.13-2-f": ("automated decisions", "rights"),
    "GAP.13-3": ("news of new purposes", "changes"),
    "GAP.14-1-d": ("categories of data had from others", "sources"),
    "GAP.14-2-f": ("the sources", "sources"),
    "GAP.14-3": ("when people are told of it", "sources"),
}
"""Rule of an item of Art. 13 or 14 → what it is, and the section of the manifest that holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item: its status, its weight where it is wanting, and the clauses to look at."""

    code: str
    article: str
    item: str
    status: ItemStatus
    severity: Severity | None
    clauses: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """Return what `troth check --checklist --json` prints."""
        return {
            "code": self.code,
            "article": self.article,
            "item": self.item,
            "status": self.status,
            "severity": self.severity,
            "clauses": list(self.clauses),
        }


def checklist(manifest: Manifest, findings: Iterable[Finding]) -> tuple[Item, ...]:
    """Return the items of Art. 13 and 14 in their order, by what `find` found."""
    worst: dict[str, Finding] = {}
    for finding in findings:
        worst.setdefault(finding.code, finding)
    return tuple(_item(code, manifest, worst.get(code)) for code in ITEMS)


def _item(code: str, manifest: Manifest, finding: Finding | None) -> Item:
    name, section = ITEMS[code]
    held = getattr(manifest, section)
    entries = held.values() if isinstance(held, Mapping) else (held,)
    clauses = tuple(dict.fromkeys(_clauses(entries)))
    if finding is not None and finding.status == "absent":
        clauses = (finding.clause,) if finding.clause else ()
    return Item(
        code=code,
        article=RULES[code].article,
        item=name,
        status=finding.status or "absent" if finding else "present",
        severity=finding.severity if finding else None,
        clauses=clauses,
    )


def _clauses(entries: Iterable[Entry | None]) -> Iterator[str]:
    for entry in entries:
        for part in (entry.clause or "").split(";") if entry else ():
            if part.strip():
                yield part.strip()
