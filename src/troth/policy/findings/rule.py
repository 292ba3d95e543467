"""What a rule is, what it sees, and the finding that comes of it.

A *finding* is a gap in what the law asks of a policy (`GAP.*`) or a doubtful statement (`WARN.*`).
It never stops compiling; of severity `error` it stops publishing (D13). A rule is data with one
small pure function, its test, from a `Case` to `Hit`s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from troth.law.packs import LawBook
from troth.policy.compile_silence import Silence
from troth.policy.compiled import Policy
from troth.policy.diagnostics import Path, Places
from troth.policy.measures import Recorded
from troth.policy.syntax.manifest import Manifest

Severity = Literal["error", "warning", "info"]
Status = Literal["absent", "partial"]
"""Of a gap: nothing is said of it, or not all that the law asks."""

GDPR_APPLIES = date(2018, 5, 25)
"""GDPR Art. 99(2)."""
EPRIVACY_COOKIES = date(2011, 5, 25)
"""Directive 2002/58/EC Art. 5(3) as replaced by 2009/136/EC, due in national law by this day."""
EPRIVACY_MARKETING = date(2003, 10, 31)
"""Directive 2002/58/EC Art. 13, due in national law by this day (Art. 17(1))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One gap or doubtful statement.

    Attributes:
        place: `file:line:column` of the entry it stands at.
        clause: The clause of the published text that the entry comes from, where it names one.
        status: Of a gap: `absent` or `partial`; of a doubtful statement: None.
        why: What the law asks, and why this falls short.
        help: What to write instead.
        about: The entries it gathers.
    """

    code: str
    severity: Severity
    place: str
    article: str
    message: str
    help: str
    why: str = ""
    status: Status | None = None
    clause: str | None = None
    about: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return what `troth check --json` prints; `status` and `clause` may be null."""
        return {
            "code": self.code,
            "severity": self.severity,
            "status": self.status,
            "place": self.place,
            "clause": self.clause,
            "article": self.article,
            "message": self.message,
            "why": self.why,
            "help": self.help,
            "about": list(self.about),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What a test sees: the text as written, what it compiles to, the law and the day.

    Attributes:
        unreachable: Documents of the manifest whose address did not answer when it was tried.
        recorded: What a store knows of the evidence of measures; None where no store was asked.
        promised: Since when that store runs the policy.
    """

    manifest: Manifest
    policy: Policy
    law: LawBook
    day: date
    places: Places
    regimes: frozenset[str]
    unreachable: frozenset[str] = frozenset()
    recorded: Recorded | None = None
    promised: date | None = None

    @property
    def silence(self) -> Silence:
        """The same material as `compile` had it, for questions that both answer alike."""
        return Silence(
            manifest=self.manifest,
            law=self.law,
            day=self.day,
            regimes=tuple(sorted(self.regimes)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One occurrence; severity and status only where they are not the usual ones."""

    path: Path
    message: str
    severity: Severity | None = None
    partial: bool = False
    about: tuple[str, ...] = ()


Test = Callable[[Case], Iterator[Hit]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of a topic.

    Attributes:
        severity: The usual one; a hit may weigh more or less.
        why: What the law asks, and why a policy falls short: a sentence for its page.
        instead: What to write instead.
        valid_from: The first day on which the law asks it.
        valid_until: The last day, where the law has stopped asking it.
        regime: The law it belongs to; where that law does not apply the finding is a note.
    """

    code: str
    article: str
    severity: Severity
    why: str
    instead: str
    test: Test
    valid_from: date = GDPR_APPLIES
    valid_until: date | None = None
    regime: str | None = "GDPR"

    def holds_on(self, day: date) -> bool:
        """Whether the law asks it on `day`."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def listed(names: Iterable[str]) -> str:
    """Return names in backticks, joined by commas."""
    return ", ".join(f"`{name}`" for name in names)


def gathered(about: Iterable[str], message: str, *, partial: bool = False) -> Iterator[Hit]:
    """Yield one hit for all of `about` (`section/key`), at the first of them; none for none."""
    names = tuple(about)
    if names:
        yield Hit(
            path=tuple(names[0].split("/")),
            message=f"{message}: {listed(names)}",
            partial=partial,
            about=names,
        )


def claimed(kind: str, message: str) -> Test:
    """Return the test that finds every claim of one kind, gathered into one hit."""

    def found(case: Case) -> Iterator[Hit]:
        keys = tuple(key for key, said in case.manifest.claims.items() if said.kind == kind)
        if keys:
            shown = f"{message}: {listed(keys)}"
            yield Hit(path=("claims", keys[0]), message=shown, about=keys)

    found.__doc__ = f"Claims of the kind `{kind}`."
    found.__name__ = f"claimed({kind!r})"
    return found
