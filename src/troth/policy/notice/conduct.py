"""How people are dealt with: minors, sensitive data, security, systems, changes, disputes, words.

What a text says of itself and the law does not accept (`claims`) is told with what is done instead;
a notice repeats no claim as if it were true (DESIGN, D3).
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace

from troth.core.periods import Period
from troth.policy.notice.material import Material, named, term, terms
from troth.policy.notice.model import (
    Argument,
    Block,
    Free,
    Many,
    Paragraph,
    Place,
    Points,
    Section,
    Sentence,
    Sentences,
    Term,
    free,
    say,
)
from troth.policy.syntax import rules


def minors(material: Material) -> Section:
    """The age rule (GDPR Art. 8)."""
    said, runs = material.manifest.minors, material.policy.minors
    blocks: tuple[Block, ...] = ()
    if said and runs:
        at = "minors/age"
        told = [say(f"minors-{said.applies_to}", at, age=str(runs.under))]
        if runs.raise_by_residence:
            told.append(say("minors-raised"))
        if runs.erase:
            told.append(say("minors-erased"))
        if runs.parental_review:
            told.append(say("minors-parents"))
        if said.reporters:
            told.append(say(f"minors-report-{said.reporters}"))
        if said.says:
            told.append(free(said.says))
        blocks = (Paragraph(sentences=tuple(told)),)
    return Section(key="minors", title=say("title-minors"), blocks=blocks)


def sensitive(material: Material) -> Section:
    """Which sensitive kinds are refused, and the narrow exceptions (GDPR Art. 9, 10)."""
    runs = material.policy.sensitive
    kinds = terms("sensitive", sorted(runs.refused))
    text = "sensitive-refused" if runs.provenance == "said" else "sensitive-by-law"
    told = [say(text, "sensitive/refusal", kinds=kinds)]
    said = material.manifest.sensitive
    if said and said.says:
        told.append(free(said.says))
    blocks: list[Block] = [Paragraph(sentences=tuple(told))]
    admitted = tuple((_admitted(*each),) for each in sorted(runs.admitted))
    if admitted:
        blocks += [Paragraph(sentences=(say("sensitive-exceptions"),)), Points(points=admitted)]
    return Section(key="sensitive", title=say("title-sensitive"), blocks=tuple(blocks))


def _admitted(kind: str, form: str, name: str) -> Sentence:
    admitted = Term(group="sensitive", key=kind)
    if form == "*":
        return say("sensitive-admitted", kind=admitted)
    return say("sensitive-admitted-at", kind=admitted, form=Term(group="collection", key=form))


def security(material: Material) -> Section:
    """The measures the policy promises (GDPR Art. 32), and where data lies."""
    points = tuple(tuple(_measure(key, said)) for key, said in material.manifest.security.items())
    blocks: list[Block] = [Points(points=points)] if points else []
    told = [
        (_led_to(key, said),)
        for key, said in material.manifest.documents.items()
        if said.tells_of == "security" and said.present and said.url
    ]
    if told:
        blocks += [Paragraph(sentences=(say("more-there"),)), Points(points=tuple(told))]
    systems = tuple(_systems(material))
    if systems:
        blocks += [Paragraph(sentences=(say("systems-lead"),)), Points(points=systems)]
    return Section(key="security", title=say("title-security"), blocks=tuple(blocks))


def _measure(key: str, said: rules.Measure) -> Iterator[Sentence]:
    yield say("measure", f"security/{key}", kind=Term(group="measure", key=said.kind))
    if said.against:
        yield say("measure-against", threats=terms("threat", said.against))
    if said.says:
        yield free(said.says)


def _systems(material: Material) -> Iterator[Sentences]:
    manifest = material.manifest
    for section, group in (("systems", manifest.systems), ("storage", manifest.storage)):
        for key, said in group.items():
            name = Term(group="system", key=said.kind)
            holds = terms("categories", said.holds)
            told = [say("system", f"{section}/{key}", kind=name, data=holds)]
            if said.vendor:
                told.append(say("system-vendor", name=said.name or key, vendor=said.vendor))
            if said.place:
                places = Many(items=tuple(Place(code=code) for code in said.place))
                told.append(say("system-place", place=places))
            if said.says:
                told.append(free(said.says))
            yield tuple(told)
    for key, role in manifest.staff_roles.items():
        purposes = terms("purposes", role.may)
        yield (say("staff-role", f"staff-roles/{key}", role=Term(group="staff", key=key),
                   purposes=purposes),)  # fmt: skip


def changes(material: Material) -> Section:
    """How the policy changes, who is told, and from when it holds."""
    said, manifest = material.manifest.changes, material.manifest
    points: list[Sentences] = [
        (say("effective", "revision", how=Term(group="effective", key=material.policy.effective)),)
    ]
    if manifest.revision and manifest.revision.says:
        points.append((free(manifest.revision.says),))
    if said:
        points += [
            (
                say(
                    "change",
                    f"changes/{weight}",
                    weight=Term(group="change", key=weight),
                    audience=Term(group="audience", key=audience),
                ),
            )
            for weight, audience in said.notify.items()
        ]
        if said.says:
            points.append((free(said.says, "changes"),))
        if said.continued_use_is_agreement or said.without_consent:
            # GDPR Art. 7(1), 13(3): a new purpose on consent needs a new consent.
            points.append((say("change-consent-anew", "changes"),))
    return Section(
        key="changes", title=say("title-changes"), blocks=(Points(points=tuple(points)),)
    )


def disputes(material: Material) -> Section:
    """Complaints to the company, claims, and what they do not bar (GDPR Art. 77, 79)."""
    said = material.manifest.disputes
    told: list[Sentence] = []
    if said:
        at = "disputes"
        if said.contact_first:
            told.append(say("dispute-contact-first", at))
        if said.escalate_to:
            told.append(say("dispute-escalate", at, to=Term(group="desk", key=said.escalate_to)))
        if said.pretrial_claim:
            told.append(say("dispute-claim", at))
            if said.claim_term:
                told.append(say("dispute-claim-term", at, period=Period.parse(said.claim_term)))
        if said.law_as_written:
            told.append(say("law-as-written", at, law=Free(text=said.law_as_written)))
        if said.says:
            told.append(free(said.says, at))
        if material.law_gives("complaint") and told:
            told.append(say("dispute-never-bars", at))
    blocks: tuple[Block, ...] = (Paragraph(sentences=tuple(told)),) if told else ()
    return Section(key="disputes", title=say("title-disputes"), blocks=blocks)


def accounts(material: Material) -> Section:
    """What a person's account offers."""
    said = material.manifest.accounts
    told: list[Sentence] = []
    if said:
        at = "accounts"
        for name in ("edit", "confidentiality_settings", "close"):
            if getattr(said, name):
                told.append(say(f"account-{name.replace('_', '-')}", at))
        if said.social_sign_in:
            told.append(say("account-sign-in", at, sources=terms("sources", said.social_sign_in)))
        if said.stores_passwords is False:
            told.append(say("account-no-passwords", at))
        if said.says:
            told.append(free(said.says, at))
    blocks: tuple[Block, ...] = (Paragraph(sentences=tuple(told)),) if told else ()
    return Section(key="accounts", title=say("title-accounts"), blocks=blocks)


def words(material: Material) -> Section:
    """The words the policy defines, and the operations it counts as processing."""
    manifest = material.manifest
    points = tuple(
        named("definition", key, f"definitions/{key}", said.says)
        for key, said in manifest.definitions.items()
    )  # fmt: skip
    blocks: list[Block] = [Points(points=points)] if points else []
    if manifest.operations:
        acts = terms("operation", manifest.operations.named)
        blocks.append(Paragraph(sentences=(say("operations", "operations", named=acts),)))
    return Section(key="definitions", title=say("title-words"), blocks=tuple(blocks))


def claims(material: Material) -> Section:
    """What the text says of itself, and what is done where the law does not accept it."""
    points = []
    for key, said in material.manifest.claims.items():
        told = [say("claim", f"claims/{key}", what=Term(group="claim", key=said.kind))]
        if said.about:
            told.append(say("claim-about", entries=_named(said.about, material)))
        points.append(tuple(told))
    blocks: list[Block] = []
    if points:
        blocks = [Paragraph(sentences=(say("claims-lead"),)), Points(points=tuple(points))]
    return Section(key="claims", title=say("title-claims"), blocks=tuple(blocks))


def _named(keys: list[str], material: Material) -> Many:
    """Return the words for keys of whichever section declares them."""
    manifest = material.manifest
    sections: dict[str, Container[str]] = {
        "categories": manifest.categories,
        "recipients": manifest.recipients,
        "purposes": manifest.purposes,
        "sources": manifest.sources,
        "transfers": manifest.transfers,
        "collection": manifest.collection,
    }
    found: list[Argument] = []
    for key in keys:
        if key in manifest.security:
            found.append(Term(group="measure", key=manifest.security[key].kind))
            continue
        group = next((name for name, declared in sections.items() if key in declared), "word")
        recipient = manifest.recipients.get(key)
        if group == "recipients" and recipient is not None and recipient.name:
            found.append(recipient.name)
        else:
            found.append(Term(group=group, key=key))
    return Many(items=tuple(found))


def documents(material: Material) -> Section:
    """Other documents the policy points to; of those that are missing, that they are."""
    points = tuple(tuple(_document(key, said)) for key, said in material.manifest.documents.items())
    blocks: tuple[Block, ...] = (Points(points=points),) if points else ()
    return Section(key="documents", title=say("title-documents"), blocks=blocks)


def _led_to(key: str, said: rules.Document) -> Sentence:
    """Return a document's name, which leads to it where there is an address."""
    at = f"documents/{key}"
    return replace(term("document", key, at), leads=(said.url or "") if said.present else "")


def _document(key: str, said: rules.Document) -> Iterator[Sentence]:
    if said.present and not said.needed_for:
        yield _led_to(key, said)
        return
    named = say("named", f"documents/{key}", word=Term(group="document", key=key))
    yield replace(named, leads=(said.url or "") if said.present else "")
    if said.needed_for:
        yield free(said.needed_for)
    if not said.present:
        yield say("document-absent")
