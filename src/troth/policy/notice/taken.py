"""Which data there is, where it comes from, where it comes in, and why it is used.

GDPR Art. 13(1)(c), (d), (2)(e); 14(1)(d), (2)(f). A ground that the text does not name is the one
that runs, and is told as not named; a list that the text leaves open is told as closed.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.core.periods import Period
from troth.policy.compiled import Purpose as Runs
from troth.policy.notice.material import Material, listed, term, terms
from troth.policy.notice.model import (
    Block,
    Free,
    Paragraph,
    Points,
    Row,
    Section,
    Sentence,
    Sentences,
    Table,
    Term,
    free,
    say,
)
from troth.policy.syntax import what


def data(material: Material) -> Section:
    """The kinds of data, with the items of each."""
    head = tuple(map(say, ("head-data", "head-items", "head-origin")))
    rows = tuple(_category(key, material) for key in material.extent.categories)
    table = Table(caption=say("caption-data"), head=head, rows=rows)
    return Section(key="categories", title=say("title-data"), blocks=(table,) if rows else ())


def _category(key: str, material: Material) -> Row:
    said = material.manifest.categories[key]
    items: list[Sentence] = []
    items.append(listed("items", said.items) if said.items else say("items-none"))
    if said.open_ended:
        items.append(say("items-closed"))
    if said.sensitive:
        items.append(say("items-sensitive", kinds=terms("sensitive", said.sensitive)))
    if said.called:
        items.append(say("items-called", called=Term(group="called", key=said.called)))
    if said.people:
        items.append(say("items-people", people=terms("people", said.people)))
    if said.says:
        items.append(free(said.says))
    origin: Sentences = (term("origin", said.origin),) if said.origin else (_origin(key, material),)
    return Row(
        address=f"categories/{key}", cells=((term("categories", key),), tuple(items), origin)
    )


def _origin(key: str, material: Material) -> Sentence:
    """Return what the forms that take in a category say of its origin."""
    forms = material.manifest.collection.values()
    found = [each.from_ for each in forms if any(f.category == key for f in each.fields.values())]
    return listed("from", dict.fromkeys(found)) if found else say("origin-silent")


def sources(material: Material) -> Section:
    """Where data comes from that people do not give themselves, and who gives it."""
    used = {material.policy.forms[key].source for key in material.extent.forms}
    all_told = set(material.extent.forms) == set(material.manifest.collection)
    points = tuple(
        tuple(_source(key, said))
        for key, said in material.manifest.sources.items()
        if all_told or key in used
    )
    return Section(
        key="sources",
        title=say("title-sources"),
        blocks=(Points(points=points),) if points else (),
    )


def _source(key: str, said: what.Source) -> Iterator[Sentence]:
    where = Term(group="sources", key=key)
    at = f"sources/{key}"
    yield say("source", at, source=where, kind=Term(group="origin", key=said.kind))
    if said.gives:
        yield say("source-gives", data=terms("categories", said.gives))
    if not said.named:
        yield say("source-unnamed")
    if said.told_within:
        yield say("source-told", period=Period.parse(said.told_within))
    if said.says:
        yield free(said.says)


def points_of_collection(material: Material) -> Section:
    """Every place where data comes in, with its fields and its purposes."""
    head = tuple(map(say, ("head-form", "head-fields", "head-purposes")))
    rows = tuple(_form(key, material) for key in material.extent.forms)
    table = Table(caption=say("caption-forms"), head=head, rows=rows)
    return Section(key="collection", title=say("title-forms"), blocks=(table,) if rows else ())


def _form(key: str, material: Material) -> Row:
    said = material.manifest.collection[key]
    named: list[Sentence] = [term("collection", key), term("from", said.from_)]
    if said.says:
        named.append(free(said.says))
    return Row(
        address=f"collection/{key}",
        cells=(
            tuple(named),
            (fields_of(said, said.fields), *obligation(said)),
            (listed("purposes", said.for_),),
        ),
    )


def fields_of(said: what.Collection, names: dict[str, what.FormField] | list[str]) -> Sentence:
    """Return the words of some fields of a form in a row."""
    return listed("items", [said.fields[name].item or name for name in names])


def obligation(said: what.Collection) -> Iterator[Sentence]:
    """Say what must be given and what follows if it is not (GDPR Art. 13(2)(e))."""
    if said.from_ != "person":
        return
    needed = [name for name, field in said.fields.items() if field.required]
    if needed:
        items = terms("items", [said.fields[name].item or name for name in needed])
        yield say("form-required", items=items)
    elif said.required_marked:
        yield say("form-marked")
    else:
        yield say("form-optional")
    if said.if_not_given:
        yield say("form-if-not", consequence=Free(text=said.if_not_given))


def purposes(material: Material) -> Section:
    """Why data is used, and on which legal ground."""
    head = tuple(map(say, ("head-purpose", "head-data", "head-ground")))
    rows = tuple(_purpose(key, material) for key in material.extent.purposes)
    blocks: list[Block] = []
    if rows:
        blocks.append(Table(caption=say("caption-purposes"), head=head, rows=rows))
    named = tuple(
        (say("interest", f"interests/{key}", interest=Free(text=each.interest)),)
        for key, each in material.manifest.interests.items()
    )
    if named and len(material.extent.purposes) == len(material.manifest.purposes):
        blocks += [Paragraph(sentences=(say("interests-lead"),)), Points(points=named)]
    return Section(key="purposes", title=say("title-purposes"), blocks=tuple(blocks))


def _purpose(key: str, material: Material) -> Row:
    said, runs = material.manifest.purposes[key], material.policy.purposes[key]
    named: list[Sentence] = [term("purposes", key)]
    if said.says:
        named.append(free(said.says))
    if said.people:
        named.append(say("items-people", people=terms("people", said.people)))
    return Row(
        address=f"purposes/{key}",
        cells=(tuple(named), (listed("categories", said.uses),), tuple(ground(said, runs))),
    )


def ground(said: what.Purpose, runs: Runs) -> Iterator[Sentence]:
    """Say the legal ground that runs, who names it, and the way out (GDPR Art. 13(1)(c), (d))."""
    if runs.processor:
        yield say("ground-processor")
        return
    if runs.basis_by_source:
        for basis in dict.fromkeys(runs.basis_by_source.values()):
            found = [key for key, each in runs.basis_by_source.items() if each == basis]
            where = terms("sources", found)
            yield say("ground-by-source", basis=Term(group="basis", key=basis), sources=where)
    elif runs.basis_by == "said":
        yield say("ground", basis=Term(group="basis", key=runs.basis))
    else:
        yield say("ground-assumed", basis=Term(group="basis", key=runs.basis))
    if runs.consent_needed and runs.basis != "consent" and not runs.basis_by_source:
        yield say("ground-asked-first")
    if said.interest:
        yield say("ground-interest", interest=Free(text=said.interest))
    if said.law:
        yield say("ground-law", law=said.law)
    if said.opt_out and said.opt_out != "none":
        yield say("ground-opt-out", way=Term(group="opt-out", key=said.opt_out))
    if runs.cell_minimum or not runs.identified:
        yield say("ground-statistics")
