"""What a manifest says besides the tables that run: titles, definitions, clauses, claims, words.

A leaf is one value with its address. What `readings` compares as facets is left out, so that
one change is said once; every other leaf is here, so that none goes unseen. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from troth.policy.syntax.manifest import Manifest

COMPARED: Final = frozenset((
    "troth", "mode", "categories", "sources", "purposes", "collection", "recipients", "retention",
    "rights", "minors", "sensitive", "security", "systems", "storage", "staff-roles",
    "processor-of", "legal-exceptions", "transfers",
))  # fmt: skip
"""Sections whose values run; of these only words are leaves."""

RUN: Final = frozenset((
    "cookies/entries", "changes/notify", "changes/without-consent",
    "changes/continued-use-is-agreement", "disputes/contact-first", "disputes/authority",
    "disputes/pretrial-claim", "disputes/claim-term", "disputes/escalate-to", "controller/name",
    "controller/seat", "controller/address", "controller/contact", "controller/dpo",
    "controller/law", "controller/timezone",
))  # fmt: skip
"""Values of other sections that run."""

WORDS: Final = frozenset((
    "says", "clause", "as-written", "does", "company", "name-variants", "dpv", "called",
    "filed-under", "answer-clause", "law-clause", "limited-to", "if-not-given", "because",
    "balancing", "consent-as-written", "stated-bases", "opt-out", "opt-in", "knowingly",
    "reporters", "report-to", "fee", "exceptions", "not-for", "privacy-policy", "listed", "part-of",
    "title", "definitions", "declarations", "hosts", "names", "date-shown", "legal-form",
    "law-as-written",
))  # fmt: skip
"""Names of leaves that are words about a promise, and no promise."""


def leaves(manifest: Manifest) -> dict[str, str]:
    """Return address → text of every value that only readers meet."""
    plain = manifest.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_unset=True)
    return {address: text for address, text in _walk(plain, "") if _only_read(address)}


def is_wording(address: str) -> bool:
    """Whether a leaf is words alone; any other leaf asserts or offers something."""
    return bool(WORDS & frozenset(address.split("/")))


def _only_read(address: str) -> bool:
    section = address.split("/", 1)[0]
    if section in ("revision", "settings", "correspondence"):
        # The date is the version's own; settings, and who answers letters, are the operator's.
        return False
    if is_wording(address):
        return True
    return section not in COMPARED and "/".join(address.split("/")[:2]) not in RUN


def _walk(value: object, address: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            inner = str(name).rstrip("_").replace("_", "-")
            yield from _walk(each, f"{address}/{inner}" if address else inner)
    elif isinstance(value, list):
        yield address, ", ".join(_flat(each) for each in value)
    else:
        yield address, _flat(value)


def _flat(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_flat(each)}" for name, each in sorted(value.items()))
    return str(value)
