"""Does every name resolve, and does the manifest make sense? All problems at once, with places.

`check` answers for one manifest that already has the right shape. It never fills a silence and
never judges the law: a missing legal basis is a finding; a purpose that uses an undeclared category
is a diagnostic, because nothing could run on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from troth.policy.check_correspondence import correspondence_references
from troth.policy.check_sense import sense
from troth.policy.diagnostics import Diagnostic, Path, Places, in_order
from troth.policy.parse import Parsed
from troth.policy.syntax.manifest import Manifest
from troth.policy.vocabulary import suggestion

Reference = tuple[Path, str, str]
"""Where a name stands, the name, and the sections one of which must declare it (`a|b`)."""


def check(parsed: Parsed) -> tuple[Diagnostic, ...]:
    """Return every problem of the manifest: those found while parsing, or else its names and sense.

    An empty answer means that `compile` will succeed.
    """
    manifest = parsed.manifest or parsed.rest
    if manifest is None:
        return parsed.diagnostics
    found = [*parsed.diagnostics]
    found.extend(_unresolved(manifest, parsed.places, parsed.cuts))
    found.extend(sense(manifest, parsed.places, parsed.cuts))
    return in_order(found)


def _unresolved(manifest: Manifest, places: Places, cuts: frozenset[Path]) -> Iterator[Diagnostic]:
    known = declared(manifest)
    # A long manifest names a few sections many times.
    under: dict[str, frozenset[str]] = {}
    # What was cut out for a fault of its own is declared all the same.
    faulty = {str(step) for cut in cuts for step in cut}
    for path, name, sections in references(manifest):
        if sections not in under:
            under[sections] = frozenset(
                each for section in sections.split("|") for each in known[section]
            )
        names = under[sections]
        if (
            name in names
            or name in faulty
            or any((section,) in cuts for section in sections.split("|"))
        ):
            continue
        if sections == "anything":
            yield Diagnostic(
                code="manifest/unknown-reference",
                message=f"`{name}` is declared nowhere",
                place=places.of(path),
                help=suggestion(name, names),
            )
            continue
        wanted = " or ".join(f"`{section}`" for section in sections.split("|"))
        yield Diagnostic(
            code="manifest/unknown-reference",
            message=f"`{name}` is not declared under {wanted}",
            place=places.of(path),
            help=suggestion(name, names, none=f"declare it under {wanted}"),
        )
    yield from _repeated(manifest, places)


def declared(manifest: Manifest) -> Mapping[str, Collection[str]]:
    """Return the names each section declares."""
    known: dict[str, Collection[str]] = {
        "people": manifest.people,
        "categories": manifest.categories,
        "sources": manifest.sources,
        "purposes": manifest.purposes,
        "collection": manifest.collection,
        "recipients": manifest.recipients,
        "retention": manifest.retention,
        "security": manifest.security,
        "transfers": manifest.transfers,
        "systems": manifest.systems,
        "storage": manifest.storage,
        "staff-roles": manifest.staff_roles,
        "processor-of": manifest.processor_of,
        "legal-exceptions": manifest.legal_exceptions,
        "documents": manifest.documents,
        "references": manifest.references,
        "claims": manifest.claims,
        "interests": manifest.interests,
        "definitions": manifest.definitions,
        "cookies": manifest.cookies.entries if manifest.cookies else (),
        "fields": {name for form in manifest.collection.values() for name in form.fields},
        "items": {item for each in manifest.categories.values() for item in each.items},
    }
    known["anything"] = {name for names in known.values() for name in names} | set(_SECTIONS)
    return known


_SECTIONS = tuple((field.alias or name) for name, field in Manifest.model_fields.items())


def references(manifest: Manifest) -> Iterator[Reference]:
    """Yield every place in the manifest where one entry names another."""
    yield from _references_of_data(manifest)
    yield from _references_of_collection(manifest)
    yield from _references_of_parties(manifest)
    yield from _references_of_rules(manifest)
    yield from correspondence_references(manifest)
    yield from _references_of_measures(manifest)


def _each(path: Path, names: Sequence[str] | None, sections: str) -> Iterator[Reference]:
    for index, name in enumerate(names or ()):
        yield (*path, index), name, sections


def _one(path: Path, name: str | None, sections: str) -> Iterator[Reference]:
    if name is not None:
        yield path, name, sections


def _references_of_data(manifest: Manifest) -> Iterator[Reference]:
    for key, category in manifest.categories.items():
        yield from _each(("categories", key, "people"), category.people, "people")
        for item in category.portable_as:
            yield ("categories", key, "portable-as", item), item, "items"
        for item in category.written_by:
            yield ("categories", key, "written-by", item), item, "items"
        for item in category.must_publish:
            yield ("categories", key, "must-publish", item), item, "items"
    for key, source in manifest.sources.items():
        yield from _each(("sources", key, "gives"), source.gives, "categories")
    for key, purpose in manifest.purposes.items():
        at: Path = ("purposes", key)
        yield from _each((*at, "uses"), purpose.uses, "categories")
        yield from _each((*at, "roles"), purpose.roles, "staff-roles")
        yield from _each((*at, "people"), purpose.people, "people")
        yield from _one((*at, "part-of"), purpose.part_of, "purposes")
        for source_key in purpose.basis_by_source or {}:
            yield (*at, "basis-by-source", source_key), source_key, "sources"
    for key, interest in manifest.interests.items():
        yield from _each(("interests", key, "for"), interest.for_, "purposes")


def _references_of_collection(manifest: Manifest) -> Iterator[Reference]:
    for key, form in manifest.collection.items():
        at: Path = ("collection", key)
        yield from _one((*at, "source"), form.source, "sources")
        yield from _each((*at, "for"), form.for_, "purposes")
        yield from _one((*at, "system"), form.system, "systems|storage")
        yield from _one((*at, "processor"), form.processor, "processor-of")
        yield from _each((*at, "people"), form.people, "people")
        for name, each in form.fields.items():
            yield (*at, "fields", name, "category"), each.category, "categories"


def _references_of_parties(manifest: Manifest) -> Iterator[Reference]:
    for key, recipient in manifest.recipients.items():
        at: Path = ("recipients", key)
        yield from _each((*at, "receives"), recipient.receives, "categories")
        yield from _each((*at, "for"), recipient.for_, "purposes")
    for section, systems in (("systems", manifest.systems), ("storage", manifest.storage)):
        for key, system in systems.items():
            yield from _each((section, key, "holds"), system.holds, "categories")
            yield from _one((section, key, "recipient"), system.recipient, "recipients")
    for key, role in manifest.staff_roles.items():
        yield from _each(("staff-roles", key, "may"), role.may, "purposes")
    for key, agreement in manifest.processor_of.items():
        yield from _each(("processor-of", key, "categories"), agreement.categories, "categories")
    if manifest.settings and manifest.settings.access:
        ticketed = manifest.settings.access.tickets_for
        yield from _each(("settings", "access", "tickets-for"), ticketed, "purposes")
    if manifest.settings and manifest.settings.representatives:
        near = manifest.settings.representatives.purpose
        yield from _one(("settings", "representatives", "purpose"), near, "purposes")
    if manifest.accounts:
        signs = manifest.accounts.social_sign_in
        yield from _each(("accounts", "social-sign-in"), signs, "sources|recipients")


def _references_of_rules(manifest: Manifest) -> Iterator[Reference]:
    for key, rule in manifest.retention.items():
        at: Path = ("retention", key)
        yield from _each((*at, "keeps"), rule.keeps, "categories")
        yield from _each((*at, "collected-by"), rule.collected_by, "collection")
        yield from _each((*at, "people"), rule.people, "people")
    for key, route in (manifest.rights.routes if manifest.rights else {}).items():
        at = ("rights", "routes", key, "categories")
        yield from _each(at, route.categories, "categories")
    if manifest.cookies:
        yield from _each(("cookies", "for"), manifest.cookies.for_, "purposes")
        for key, cookie in manifest.cookies.entries.items():
            yield from _one(("cookies", "entries", key, "vendor"), cookie.vendor, "recipients")
    for key, exception in manifest.legal_exceptions.items():
        at = ("legal-exceptions", key)
        yield from _each((*at, "categories"), exception.categories, "categories")
        yield from _each((*at, "purposes"), exception.purposes, "purposes")
    for key, claim in manifest.claims.items():
        yield from _each(("claims", key, "about"), claim.about, "anything")
    if manifest.sensitive:
        for section in ("exceptions", "contradicted-by"):
            said = getattr(manifest.sensitive, section.replace("-", "_"))
            for index, each in enumerate(said):
                at = ("sensitive", section, index)
                yield from _one((*at, "collection"), each.collection, "collection")
                yield from _one((*at, "purpose"), each.purpose, "purposes")
                yield from _one((*at, "field"), each.field, "fields|items|categories")


def _references_of_measures(manifest: Manifest) -> Iterator[Reference]:
    for key, measure in manifest.security.items():
        for about, shown in measure.evidence.items():
            at: Path = ("security", key, "evidence", about, "document")
            yield from _one(at, shown.document, "documents")


def _repeated(manifest: Manifest, places: Places) -> Iterator[Diagnostic]:
    seen: dict[tuple[Path, str], Path] = {}
    for path, name, _ in references(manifest):
        if not isinstance(path[-1], int):
            continue
        first = seen.setdefault((path[:-1], name), path)
        if first is not path:
            yield Diagnostic(
                code="manifest/repeated",
                message=f"`{name}` stands twice in `{path[-2]}`",
                place=places.of(path),
                help="name it once",
            )
