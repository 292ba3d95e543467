"""What is to show a measure and cannot: ends and pages that are none, times turned round.

Part of `check_sense`; nothing here knows the law.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from troth.core.periods import Period
from troth.policy.diagnostics import Path
from troth.policy.syntax.manifest import Manifest
from troth.policy.syntax.rules import MeasureEvidence

Problem = tuple[str, str, Path, str]
"""Code, message, path, help."""

WEIGHTS = ("critical", "high", "medium", "low")


def measures_sense(manifest: Manifest) -> Iterator[Problem]:
    """Yield what is said of measures and cannot be meant."""
    for key, measure in manifest.security.items():
        for about, shown in measure.evidence.items():
            yield from _evidence(manifest, ("security", key, "evidence", about), shown)
        times = [
            (weight, Period.parse(measure.fix_within[weight]))
            for weight in WEIGHTS
            if weight in measure.fix_within
        ]
        for (graver, soon), (lighter, later) in pairwise(times):
            if soon.longest_days() > later.longest_days():
                yield (
                    "contradiction",
                    f"a `{graver}` finding may stay open longer than a `{lighter}` one",
                    ("security", key, "fix-within", graver),
                    "fix what is graver no later",
                )


def _evidence(manifest: Manifest, at: Path, shown: MeasureEvidence) -> Iterator[Problem]:
    if shown.kind == "attestation" and shown.every is not None:
        yield (
            "contradiction",
            "an attestation ends on its own day, not after an interval",
            (*at, "every"),
            "give `valid-until`, or record it when you have it",
        )
    if shown.kind != "attestation" and shown.valid_until is not None:
        yield (
            "contradiction",
            f"a {shown.kind} is done again after an interval and has no last day",
            (*at, "valid-until"),
            "give `every`",
        )
    if shown.kind != "link" and shown.document is not None:
        yield (
            "contradiction",
            f"a {shown.kind} is no page that can be looked at",
            (*at, "document"),
            "give `kind: link`",
        )
    if shown.every is not None and Period.parse(shown.every) == Period():
        yield ("contradiction", "an interval of nothing", (*at, "every"), "give `P30D`, `P6M`…")
