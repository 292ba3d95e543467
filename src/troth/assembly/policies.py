"""A manifest file becomes a policy: read, parsed, checked, compiled and weighed.

The only place where a manifest's path is opened. What is wrong with the text is a value
(`LoadedPolicy.parsed.diagnostics`); what is wrong with the file is an `OutsideError`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from troth.assembly.law import load_law_book
from troth.connectors.links import unreachable
from troth.errors import OutsideError
from troth.law.packs import LawBook
from troth.policy.check import check
from troth.policy.compile import compile_policy
from troth.policy.compiled import Policy
from troth.policy.diagnostics import Diagnostic, ManifestRefused
from troth.policy.findings.find import find
from troth.policy.findings.rule import Finding
from troth.policy.measures import Recorded
from troth.policy.parse import MAX_CHARACTERS, Parsed, parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a store knows of the evidence of measures; nothing where none is asked.

    Attributes:
        recorded: What was done last; None where no store is asked.
        promised: Since when the store runs the policy.
    """

    recorded: Recorded | None = None
    promised: date | None = None


Ask = Callable[[Policy], Known]
"""Asks a store what it knows of the measures of a policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedPolicy:
    """What came of one manifest file. `policy` is None exactly when there are diagnostics."""

    parsed: Parsed
    policy: Policy | None
    findings: tuple[Finding, ...]

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Every problem that stops compiling."""
        return self.parsed.diagnostics

    def required(self) -> Policy:
        """Return the policy.

        Raises:
            ManifestRefused: `manifest/*`, with every diagnostic.
        """
        if self.policy is None:
            raise ManifestRefused(self.diagnostics)
        return self.policy


def load_policy(
    path: Path | str,
    *,
    at: date | None = None,
    law: LawBook | None = None,
    links: bool = False,
    known: Ask | None = None,
) -> LoadedPolicy:
    """Read a manifest file.

    Args:
        path: The file, UTF-8.
        at: The day whose law holds; by default the day up to which the law packs are kept.
        law: The law packs; by default those of the package.
        links: Whether to try the addresses of the documents that the policy points to.
        known: Asks a store what it knows of the evidence of a policy's measures.

    Raises:
        OutsideError: `file/unreadable`.
        ManifestRefused: `manifest/not-yaml` when the file is not UTF-8 text.
    """
    book = law if law is not None else load_law_book()
    return load_text(
        read_manifest(Path(path)), str(path), law=book, at=at, links=links, known=known
    )


def load_text(
    text: str, name: str, *, law: LawBook, at: date | None = None, links: bool = False,
    known: Ask | None = None,
) -> LoadedPolicy:  # fmt: skip
    """Make a policy of a manifest's text; `name` is what diagnostics call it."""
    if links or known is not None or law is not load_law_book():
        return _made(text, name, law, at, links=links, known=known)
    return _remembered(text, name, at)


@lru_cache(maxsize=16)
def _remembered(text: str, name: str, at: date | None) -> LoadedPolicy:
    # A store's text is read by many: its gates, its pages, its proof. It compiles to one value.
    return _made(text, name, load_law_book(), at, links=False, known=None)


def _made(
    text: str, name: str, law: LawBook, at: date | None, *, links: bool, known: Ask | None
) -> LoadedPolicy:
    parsed = parse(text, name)
    problems = check(parsed)
    if problems:
        refused = replace(parsed, diagnostics=problems)
        return LoadedPolicy(parsed=refused, policy=None, findings=())
    policy = compile_policy(parsed, law, at=at)
    dead = _dead_links(parsed) if links else frozenset()
    asked = Known() if known is None else known(policy)
    findings = find(
        parsed, policy, law, at=at, unreachable=dead,
        recorded=asked.recorded, promised=asked.promised,
    )  # fmt: skip
    return LoadedPolicy(parsed=parsed, policy=policy, findings=findings)


def _dead_links(parsed: Parsed) -> frozenset[str]:
    documents = parsed.manifest.documents if parsed.manifest else {}
    return unreachable({key: said.url for key, said in documents.items() if said.url})


def read_manifest(path: Path) -> str:
    """Return the text of a manifest file.

    Raises:
        OutsideError: `file/unreadable`.
        ManifestRefused: `manifest/not-yaml` when the file is not UTF-8 text.
    """
    try:
        with path.open("rb") as file:
            # One byte more than could be a manifest is enough to refuse it by its length.
            raw = file.read(4 * MAX_CHARACTERS + 1)
    except OSError as fault:
        raise OutsideError(
            "file/unreadable",
            f"`{path}` cannot be read: {(fault.strerror or 'unknown fault').lower()}",
            help="give the path of a manifest",
            place=str(path),
        ) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        if len(raw) > 4 * MAX_CHARACTERS:
            return raw.decode("utf-8", errors="replace")
        told = Diagnostic(
            code="manifest/not-yaml",
            message=f"the file is not UTF-8 text: byte {fault.start} is not a character",
            help="save it as UTF-8",
            place=f"{path}:1:1",
        )
        raise ManifestRefused((told,)) from None
