"""What the tests of the shipped manifests share: reading one, and what holds for all of them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from pathlib import Path

import pytest

from tests.support.beside import ABSENT, SEEDS
from troth.policy.parse import parse
from troth.policy.syntax.entry import Entry, Section
from troth.policy.syntax.manifest import Manifest

POLICIES = Path(__file__).resolve().parents[2] / "policies"


def read(name: str) -> Manifest:
    """Return the manifest `policies/NAME.yaml`; a diagnostic fails the test with its place."""
    parsed = parse(text_of(name), f"policies/{name}.yaml")
    assert parsed.diagnostics == ()
    assert parsed.manifest is not None
    return parsed.manifest


def text_of(name: str) -> str:
    """Return the YAML as written."""
    return (POLICIES / f"{name}.yaml").read_text(encoding="utf-8")


def seed_text(number: str) -> str:
    """Return the published text whose file begins with `number`, or skip where it is absent."""
    found = sorted(SEEDS.glob(f"{number}_*.txt"))
    if not found:
        pytest.skip(ABSENT)
    return found[0].read_text(encoding="utf-8")


def words(text: str) -> list[str]:
    """Return the words of a text, without case and signs."""
    return re.findall(r"[a-z0-9]+", text.lower())


def copied(manifest: str, seed: str, length: int = 8) -> set[str]:
    """Return the runs of `length` words that both texts hold."""
    return _runs(words(manifest), length) & _runs(words(seed), length)


def _runs(each: list[str], length: int) -> set[str]:
    return {" ".join(each[at : at + length]) for at in range(len(each) - length + 1)}


def without_clause(manifest: Manifest) -> list[str]:
    """Return the address of every entry that names no clause of the published text."""
    return sorted(at for at, entry in _entries(manifest, "") if entry.clause is None)


def _entries(value: object, at: str) -> Iterator[tuple[str, Entry]]:
    if isinstance(value, Entry):
        yield at, value
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _entries(each, f"{at}/{key}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _entries(each, f"{at}/{number}")
    elif isinstance(value, Section):
        for name in type(value).model_fields:
            yield from _entries(getattr(value, name), f"{at}/{name}" if at else name)


def undeclared(manifest: Manifest) -> list[str]:
    """Return `address: name` for every name an entry uses that no section declares."""
    return sorted(f"{at}: {name}" for at, name, known in _names(manifest) if name not in known)


def _names(m: Manifest) -> Iterator[tuple[str, str, Container[str]]]:
    yield from _names_of_purposes(m)
    yield from _names_of_collection(m)
    for key, each in m.sources.items():
        yield from ((f"sources/{key}", name, m.categories) for name in each.gives or [])
    for key, to in m.recipients.items():
        yield from ((f"recipients/{key}", name, m.categories) for name in to.receives or [])
        yield from ((f"recipients/{key}", name, m.purposes) for name in to.for_ or [])
    for key, rule in m.retention.items():
        yield from ((f"retention/{key}", name, m.categories) for name in rule.keeps)
        yield from ((f"retention/{key}", name, m.collection) for name in rule.collected_by or [])
        yield from ((f"retention/{key}", name, m.people) for name in rule.people or [])
    yield from _names_of_places(m)


def _names_of_places(m: Manifest) -> Iterator[tuple[str, str, Container[str]]]:
    for key, system in {**m.systems, **m.storage}.items():
        yield from ((f"systems/{key}", name, m.categories) for name in system.holds)
        if system.recipient:
            yield f"systems/{key}", system.recipient, m.recipients
    for key, role in m.staff_roles.items():
        yield from ((f"staff-roles/{key}", name, m.purposes) for name in role.may)
    for key, other in m.processor_of.items():
        yield from ((f"processor-of/{key}", name, m.categories) for name in other.categories)
    for key, cookie in (m.cookies.entries if m.cookies else {}).items():
        if cookie.vendor:
            yield f"cookies/{key}", cookie.vendor, m.recipients
        if cookie.purpose:
            yield f"cookies/{key}", cookie.purpose, m.purposes


def _names_of_purposes(m: Manifest) -> Iterator[tuple[str, str, Container[str]]]:
    for key, purpose in m.purposes.items():
        yield from ((f"purposes/{key}", name, m.categories) for name in purpose.uses)
        yield from ((f"purposes/{key}", name, m.sources) for name in purpose.basis_by_source or {})
        yield from ((f"purposes/{key}", name, m.people) for name in purpose.people or [])
        if purpose.part_of:
            yield f"purposes/{key}", purpose.part_of, m.purposes
    for key, category in m.categories.items():
        yield from ((f"categories/{key}", name, m.people) for name in category.people or [])


def _names_of_collection(m: Manifest) -> Iterator[tuple[str, str, Container[str]]]:
    for key, form in m.collection.items():
        at = f"collection/{key}"
        yield at, form.source, m.sources
        yield from ((at, name, m.purposes) for name in form.for_)
        yield from ((at, name, m.people) for name in form.people or [])
        if form.system:
            yield at, form.system, {**m.systems, **m.storage}
        if form.processor:
            yield at, form.processor, m.processor_of
        for name, field in form.fields.items():
            yield f"{at}/{name}", field.category, m.categories
            if field.category in m.categories:
                yield f"{at}/{name}", field.item or name, m.categories[field.category].items


def unusable(manifest: Manifest) -> list[str]:
    """Return the form fields that no purpose uses, or that source or system exclude."""
    return sorted(_unusable(manifest))


def _unusable(m: Manifest) -> Iterator[str]:
    stores = {**m.systems, **m.storage}
    for key, form in m.collection.items():
        used = {category for purpose in form.for_ for category in m.purposes[purpose].uses}
        gives = m.sources[form.source].gives
        for name, field in form.fields.items():
            at = f"collection/{key}/{name}"
            if field.category not in used:
                yield f"{at}: no purpose of the form uses {field.category}"
            if gives is not None and field.category not in gives:
                yield f"{at}: {form.source} does not give {field.category}"
            if form.system and field.category not in stores[form.system].holds:
                yield f"{at}: {form.system} does not hold {field.category}"
