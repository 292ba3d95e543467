"""What a finding is, what a rule sees, and the table of every finding's code.

A *finding* is a gap in what the law asks of a policy (`GAP.*`) or a doubtful statement (`WARN.*`).
It never stops compiling; of severity `error` it stops publishing (D13). Rules are small pure
functions from a `Case` to `Hit`s; the article, the usual severity and the help stand in the tables
beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from troth.law.packs import LawBook
from troth.policy.compiled import Policy
from troth.policy.diagnostics import Path, Places
from troth.policy.syntax.manifest import Manifest

Severity = Literal["error", "warning", "info"]

GDPR_APPLIES = date(2018, 5, 25)
"""GDPR Art. 99(2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One gap or doubtful statement. `about` names the entries it gathers."""

    code: str
    severity: Severity
    place: str
    article: str
    message: str
    help: str
    about: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, str]:
        """Return the six parts that `troth check --json` prints."""
        return {
            "code": self.code,
            "severity": self.severity,
            "place": self.place,
            "article": self.article,
            "message": self.message,
            "help": self.help,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a rule sees: the text as written, what it compiles to, the law and the day."""

    manifest: Manifest
    policy: Policy
    law: LawBook
    day: date
    places: Places
    regimes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One occurrence a rule found; severity only where it is not the usual one."""

    code: str
    path: Path
    message: str
    severity: Severity | None = None
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """The metadata of one code."""

    article: str
    severity: Severity
    help: str
    valid_from: date = GDPR_APPLIES


Rule = Callable[[Case], Iterator[Hit]]


def listed(names: tuple[str, ...] | list[str]) -> str:
    """Return names in backticks, joined by commas."""
    return ", ".join(f"`{name}`" for name in names)
