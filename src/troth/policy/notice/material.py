"""What a notice is made of: a manifest, what it compiles to, and which part of it is told.

The compiled policy says what runs; the manifest adds the words, the order in which the company put
them, and what compiles to nothing. An `Extent` narrows a section to what matters at one form or to
applicants; the full notice has all of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from troth.policy.compiled import Policy
from troth.policy.notice.model import Many, Sentence, Sentences, Term, free, say
from troth.policy.syntax.manifest import Manifest

HIRING = frozenset({"recruitment", "employment"})
"""Kinds of purpose that a notice for applicants tells of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """The keys that are told, each in the order of the manifest."""

    purposes: tuple[str, ...]
    categories: tuple[str, ...]
    forms: tuple[str, ...]
    recipients: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One policy, ready to be told."""

    manifest: Manifest
    policy: Policy
    extent: Extent

    def law_gives(self, right: str) -> bool:
        """Tell whether a regime of the policy gives this right, offered or not."""
        return right in self.policy.rights.by_law

    def assumed_rules(self) -> tuple[str, ...]:
        """Return the told rules of keeping that nobody wrote."""
        return tuple(key for key in self.extent.rules if key not in self.manifest.retention)


def whole(manifest: Manifest, policy: Policy) -> Material:
    """Return everything the policy says."""
    unwritten = [key for key in policy.rules if key not in manifest.retention]
    extent = Extent(
        purposes=tuple(manifest.purposes),
        categories=tuple(manifest.categories),
        forms=tuple(manifest.collection),
        recipients=tuple(manifest.recipients),
        rules=(*manifest.retention, *unwritten),
    )
    return Material(manifest=manifest, policy=policy, extent=extent)


def at_form(material: Material, key: str) -> Material:
    """Narrow to one collection point: its purposes, its data, who gets it, how long it stays."""
    form = material.policy.forms[key]
    categories = {field.category for field in form.fields.values()}
    return _narrowed(material, set(form.purposes), categories, {key})


def for_applicants(material: Material) -> Material | None:
    """Narrow to hiring; None where the policy has no purpose of that kind."""
    manifest = material.manifest
    purposes = {key for key, each in manifest.purposes.items() if each.kind in HIRING}
    if not purposes:
        return None
    forms = {key for key, form in manifest.collection.items() if purposes & set(form.for_)}
    fields = (field for key in forms for field in manifest.collection[key].fields.values())
    return _narrowed(material, purposes, {field.category for field in fields}, forms)


def for_cookies(material: Material) -> Material | None:
    """Narrow to what cookies serve; None where the policy says nothing of cookies."""
    said = material.manifest.cookies
    if said is None:
        return None
    served = {each.purpose for each in said.entries.values() if each.purpose} | set(said.for_ or ())
    extent = replace(material.extent, purposes=_within(material.extent.purposes, served))
    return replace(material, extent=extent)


def _narrowed(
    material: Material, purposes: set[str], categories: set[str], forms: set[str]
) -> Material:
    policy, extent = material.policy, material.extent
    received = {
        key
        for key, to in policy.recipients.items()
        if (to.purposes is not None and purposes & to.purposes)
        or (to.purposes is None and categories & to.receives)
    }
    kept = {
        key
        for key, rule in policy.rules.items()
        if categories & rule.categories and (rule.forms is None or forms & rule.forms)
    }
    narrowed = Extent(
        purposes=_within(extent.purposes, purposes),
        categories=_within(extent.categories, categories),
        forms=_within(extent.forms, forms),
        recipients=_within(extent.recipients, received),
        rules=_within(extent.rules, kept),
    )
    return replace(material, extent=narrowed)


def _within(ordered: tuple[str, ...], wanted: set[str]) -> tuple[str, ...]:
    return tuple(key for key in ordered if key in wanted)


def terms(group: str, keys: Iterable[str], *, either: bool = False) -> Many:
    """Return words of the vocabulary in a row."""
    return Many(items=tuple(Term(group=group, key=key) for key in keys), either=either)


def term(group: str, key: str, address: str = "") -> Sentence:
    """Return one word of the vocabulary as a sentence of its own: a heading, a cell."""
    return say("just", address, what=Term(group=group, key=key))


def listed(group: str, keys: Iterable[str]) -> Sentence:
    """Return words of the vocabulary in a row as a cell of a table."""
    return say("just", what=terms(group, keys))


def named(group: str, key: str, address: str, says: str | None) -> Sentences:
    """Return a word of the vocabulary, and after a colon what the manifest says of it."""
    if not says:
        return (term(group, key, address),)
    return (say("named", address, word=Term(group=group, key=key)), free(says))
