"""What `compile` knows while it fills silences: the manifest, the law of the day, who said what.

Every value that `compile` settles is noted here as a `Fact` with its provenance, so that nothing in
a compiled policy is anonymous: the policy said it, the law fills it in, or Troth assumes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from troth.core.periods import Period
from troth.law.packs import LawBook
from troth.policy.compiled import Fact, Provenance
from troth.policy.syntax.manifest import Manifest

SAID = "the policy"
ASSUMED = "assumed by Troth"


@dataclass(slots=True, kw_only=True)
class Silence:
    """The material of one compilation."""

    manifest: Manifest
    law: LawBook
    day: date
    regimes: tuple[str, ...] = ()
    facts: dict[str, Fact] = field(default_factory=dict)

    @property
    def strict(self) -> bool:
        """Whether the lawful variant of doubtful clauses is to run (D3)."""
        return self.manifest.mode == "strict"

    def note(self, address: str, value: object, by: Provenance, source: str) -> None:
        """Note who says what stands at `address`."""
        self.facts[address] = Fact(
            address=address, value=_shown(value), provenance=by, source=source
        )

    def said(self, address: str, value: object, clause: str | None) -> None:
        """Note that the policy says so, in `clause`."""
        self.note(address, value, "said", f"clause {clause}" if clause else SAID)

    def assumed(self, name: str) -> str:
        """Return Troth's assumption `name`, as text."""
        figure = self.law.at(f"default/{name}", self.day)
        return str(figure.value) if figure else ""

    def assumed_period(self) -> Period:
        """Return how long silent data is kept: by the operator's setting, else by assumption."""
        settings = self.manifest.settings
        said = settings.silent_retention if settings else None
        return Period.parse(said or self.assumed("retention"))


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_shown(each)}" for name, each in sorted(value.items())) or "–"
    if isinstance(value, frozenset | set):
        return ", ".join(sorted(str(each) for each in value)) or "nothing"
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value) or "nothing"
    return str(value)
