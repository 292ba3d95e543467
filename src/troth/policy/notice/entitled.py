"""What people may ask for, how soon they are answered, and where they may complain.

GDPR Art. 13(2)(b) to (f). A right that the law gives is told whether or not the text offers it; a
limit that the text sets and the law does not know is left out in strict mode (DESIGN, D3).
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.notice.material import Material, terms
from troth.policy.notice.model import (
    Block,
    Paragraph,
    Points,
    Section,
    Sentence,
    Sentences,
    Term,
    free,
    say,
)
from troth.policy.vocabulary import RIGHTS

MAIN_RIGHTS = ("access", "rectification", "erasure", "restriction", "portability", "objection")
"""Those that GDPR Art. 13(2)(b) has every notice name."""

APART = frozenset({"complaint", "no-automated-decision"})
"""Rights with a section or a paragraph of their own."""


def rights(material: Material) -> Section:
    """Every right people have, by offer or by law, how to use it and how soon it is answered."""
    runs = material.policy.rights
    owed = [each for each in RIGHTS if each in runs.offered | runs.by_law and each not in APART]
    points = tuple(_right(each, material) for each in owed)
    blocks: list[Block] = []
    if points:
        blocks += [Paragraph(sentences=(say("rights-lead", "rights"),)), Points(points=points)]
    blocks.append(Paragraph(sentences=tuple(_answering(material))))
    blocks += _further(material)
    return Section(key="rights", title=say("title-rights"), blocks=tuple(blocks))


def rights_in_brief(material: Material) -> Section:
    """The rights by name, for a short notice that leads on to the full one."""
    runs = material.policy.rights
    owned = [each for each in MAIN_RIGHTS if each in runs.offered | runs.by_law]
    named = terms("right-short", owned, either=True)
    told = [say("sum-rights", "rights", rights=named)] if owned else []
    blocks = (Paragraph(sentences=(*told, *_answering(material))),)
    return Section(key="rights", title=say("title-rights"), blocks=blocks)


def _right(right: str, material: Material) -> Sentences:
    offered = right in material.policy.rights.offered
    at = f"rights/{right}"
    told = (say("right", at, right=Term(group="right", key=right)), say(f"explain-{right}"))
    return told if offered else (*told, say("right-by-law"))


def _answering(material: Material) -> Iterator[Sentence]:
    runs, said = material.policy.rights, material.manifest.rights
    if runs.answer_within is not None:
        text = "answer-promised" if runs.answer_by == "said" else "answer-by-law"
        yield say(text, "rights/answer-within", period=runs.answer_within)
    if said and said.channels:
        yield say("rights-ways", "rights", ways=terms("way", said.channels, either=True))
    if said and said.notify_recipients:
        yield say("rights-recipients-told", "rights")
    # GDPR Art. 12(5): free of charge, unless a request is manifestly unfounded or excessive.
    if material.law_gives("access") and not (said and said.fee):
        yield say("rights-free", "rights")


def _further(material: Material) -> Iterator[Block]:
    said = material.manifest.rights
    if said is None:
        return
    if said.says:
        yield Paragraph(sentences=(free(said.says),))
    grounds = tuple((free(each),) for each in said.restriction_grounds)
    if grounds:
        yield Paragraph(sentences=(say("rights-restriction-grounds", "rights/restriction"),))
        yield Points(points=grounds)
    if said.not_for:
        excluded = tuple((free(each),) for each in said.not_for)
        yield Paragraph(sentences=(say("rights-not-for", "rights/objection"),))
        yield Points(points=excluded)
    for key, route in said.routes.items():
        data = terms("categories", route.categories)
        named = Term(group="right", key=route.right)
        told = [say("rights-route", f"rights/{key}", right=named, data=data)]
        if route.says:
            told.append(free(route.says))
        yield Paragraph(sentences=tuple(told))


def withdrawal(material: Material) -> Section:
    """Consent can be taken back at any time (GDPR Art. 7(3), 13(2)(c))."""
    asked = [
        key for key in material.extent.purposes if material.policy.purposes[key].consent_needed
    ]
    told = [say("withdrawal", "rights/withdrawal")] if asked else []
    if told and material.law_gives("withdrawal"):
        told.append(say("withdrawal-earlier"))
    if told:
        told.append(say("withdrawal-purposes", purposes=terms("purposes", asked)))
    blocks: tuple[Block, ...] = (Paragraph(sentences=tuple(told)),) if told else ()
    return Section(key="withdrawal", title=say("title-withdrawal"), blocks=blocks)


def complaint(material: Material) -> Section:
    """Where people may complain (GDPR Art. 13(2)(d), 77)."""
    told: list[Sentence] = []
    if material.law_gives("complaint") or "complaint" in material.policy.rights.offered:
        told += [say("complaint", "rights/complaint"), say("complaint-free")]
    blocks: tuple[Block, ...] = (Paragraph(sentences=tuple(told)),) if told else ()
    return Section(key="complaint", title=say("title-complaint"), blocks=blocks)


def automated(material: Material) -> Section:
    """What is said of automated decisions (GDPR Art. 13(2)(f), 22)."""
    said = material.manifest.rights.automated_decisions if material.manifest.rights else None
    told: list[Sentence] = []
    if said is not None:
        told.append(say(f"automated-{said}", "rights/automated-decisions"))
    runs = material.policy.rights
    # GDPR Art. 13(2)(f): the logic involved, the significance and the envisaged consequences.
    told += [free(more) for more in (runs.automated_logic, runs.automated_consequences) if more]
    offered = "no-automated-decision" in material.policy.rights.offered
    if offered or material.law_gives("no-automated-decision"):
        told.append(say("automated-right", "rights/no-automated-decision"))
    blocks: tuple[Block, ...] = (Paragraph(sentences=tuple(told)),) if told else ()
    return Section(key="automated", title=say("title-automated"), blocks=blocks)
