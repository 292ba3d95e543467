"""How long data is kept, and what happens then (GDPR Art. 13(2)(a)).

A vague period is no period: the one that runs in its place is told as ours. Data on which the text
is silent has a default, and the default is told as one.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.core.periods import Period
from troth.policy.compiled import RetentionRule
from troth.policy.notice.material import Material, listed, terms
from troth.policy.notice.model import (
    Block,
    Free,
    Paragraph,
    Points,
    Row,
    Section,
    Sentence,
    Table,
    Term,
    free,
    say,
)


def retention(material: Material) -> Section:
    """Every rule of keeping, those assumed, and the duties of law to keep longer."""
    written = [key for key in material.extent.rules if key in material.manifest.retention]
    blocks: list[Block] = []
    if written:
        head = tuple(map(say, ("head-data", "head-how-long", "head-then")))
        rows = tuple(_rule(key, material) for key in written)
        blocks.append(Table(caption=say("caption-retention"), head=head, rows=rows))
    blocks += _assumed(material)
    blocks += _duties(material)
    return Section(key="retention", title=say("title-retention"), blocks=tuple(blocks))


def _rule(key: str, material: Material) -> Row:
    said, runs = material.manifest.retention[key], material.policy.rules[key]
    told = set(material.extent.categories)
    of = [listed("categories", [each for each in said.keeps if each in told])]
    if said.collected_by:
        of.append(say("kept-forms", forms=terms("collection", said.collected_by)))
    if said.people:
        of.append(say("items-people", people=terms("people", said.people)))
    then = [say("kept-then", action=Term(group="then", key=runs.then))]
    if said.unless:
        then.append(say("kept-unless", cases=terms("unless", said.unless, either=True)))
    if said.because:
        then.append(say("kept-because", because=Free(text=said.because)))
    return Row(
        address=f"retention/{key}",
        cells=(tuple(of), tuple(_length(key, material)), tuple(then)),
    )


def _length(key: str, material: Material) -> Iterator[Sentence]:
    said, runs = material.manifest.retention[key], material.policy.rules[key]
    if said.as_written:
        yield say("kept-as-written", words=Free(text=said.as_written))
    if runs.provenance == "assumed" and runs.period is not None:
        yield say("kept-we-apply", period=runs.period, start=Term(group="start", key=runs.start))
    else:
        yield from lengths(runs)
    if said.extend:
        yield say("kept-extended", period=Period.parse(said.extend.by))
        if said.extend.at_most:
            yield say("kept-at-most", period=Period.parse(said.extend.at_most))
    if said.says:
        yield free(said.says)


def lengths(runs: RetentionRule) -> Iterator[Sentence]:
    """Say a rule's period, its criterion and its rhythm."""
    if runs.period is not None:
        text = "kept-more-than" if runs.exceeds else "kept-for"
        yield say(text, period=runs.period, start=Term(group="start", key=runs.start))
    if runs.until is not None:
        yield say("kept-until", event=Term(group="until", key=runs.until))
    if runs.every is not None:
        yield say("kept-every", period=runs.every)


def _assumed(material: Material) -> Iterator[Block]:
    keys = material.assumed_rules()
    if not keys:
        return
    yield Paragraph(sentences=(say("kept-silent-lead"),))
    yield Points(points=tuple(_silent(key, material) for key in keys))


def _silent(key: str, material: Material) -> tuple[Sentence, ...]:
    rule = material.policy.rules[key]
    data = terms("categories", sorted(rule.categories))
    if rule.period is None:
        return (say("kept-silent-open", rule.address, data=data),)
    start = Term(group="start", key=rule.start)
    return (say("kept-silent", rule.address, data=data, period=rule.period, start=start),)


def _duties(material: Material) -> Iterator[Block]:
    told = set(material.extent.categories)
    points = tuple(
        (
            say(
                "kept-by-law",
                f"legal-exceptions/{key}",
                data=terms("categories", sorted(duty.categories & told)),
                law=duty.citation,
            ),
            *((say("kept-by-law-for", period=duty.period),) if duty.period else ()),
        )
        for key, duty in material.policy.legal_keeps.items()
        if duty.categories & told
    )
    if points:
        yield Points(points=points)
