"""The summary: one screen, short sentences, nothing that the full notice does not also say.

Each sentence points to the promise it sums up; the figures are those that run.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.notice.entitled import MAIN_RIGHTS
from troth.policy.notice.material import Material, terms
from troth.policy.notice.model import Many, Pairs, Place, Section, Sentence, Sentences, say

FEW = 8
"""More than this many kinds in a row are not a summary."""


def summary(material: Material) -> Section:
    """Return what a person should know before reading on."""
    told = {
        "label-who": _who(material),
        "label-what": _what(material),
        "label-why": _why(material),
        "label-yes": _yes(material),
        "label-others": _others(material),
        "label-how-long": _how_long(material),
        "label-your-rights": _rights(material),
        "label-cookies": _cookies(material),
        "label-children": _children(material),
    }
    pairs = [(say(label), tuple(sentences)) for label, sentences in told.items()]
    kept: tuple[tuple[Sentence, Sentences], ...] = tuple(pair for pair in pairs if pair[1])
    return Section(key="summary", title=say("title-summary"), blocks=(Pairs(pairs=kept),))


def _who(material: Material) -> Iterator[Sentence]:
    controller = material.policy.controller
    yield say("sum-who", "controller", name=controller.legal_name or controller.name)
    if controller.email:
        yield say("sum-write", "controller/contact", value=controller.email)
    elif controller.address:
        yield say("sum-write", "controller/contact", value=controller.address)
    else:
        yield say("contact-none", "controller/contact")


def _what(material: Material) -> Iterator[Sentence]:
    forms = material.manifest.collection
    for text, origins in (
        ("sum-you-give", {"person"}),
        ("sum-device-sends", {"device"}),
        ("sum-others-give", {"third-party", "client"}),
    ):
        keys = dict.fromkeys(
            field.category
            for form in forms.values()
            if form.from_ in origins
            for field in form.fields.values()
        )
        if keys:
            yield say(text, "categories", data=_few("categories", list(keys)))


def _few(group: str, keys: list[str]) -> Many:
    if len(keys) <= FEW:
        return terms(group, keys)
    return Many(items=(*terms(group, keys[: FEW - 1]).items, *terms("word", ["more"]).items))


def _why(material: Material) -> Iterator[Sentence]:
    kinds = dict.fromkeys(each.kind for each in material.manifest.purposes.values())
    yield say("sum-why", "purposes", kinds=_few("purpose-kind", list(kinds)))


def _yes(material: Material) -> Iterator[Sentence]:
    runs = material.policy.purposes
    asked = [key for key in material.manifest.purposes if runs[key].consent_needed]
    if asked:
        kinds = dict.fromkeys(runs[key].kind for key in asked)
        yield say("sum-ask", "purposes", kinds=_few("purpose-kind", list(kinds)))
        yield say("sum-no-later", "rights/withdrawal")


def _others(material: Material) -> Iterator[Sentence]:
    named = list(material.manifest.recipients.values())
    if not named:
        return
    yield say("sum-others", "recipients", count=len(named))
    places = dict.fromkeys(code for each in named for code in each.place or () if code != "any")
    if places:
        codes = tuple(Place(code=code) for code in list(places)[:FEW])
        yield say("sum-places", "recipients", places=Many(items=codes))
    for key, transfer in material.manifest.transfers.items():
        if transfer.to:
            to = Many(items=tuple(Place(code=code) for code in transfer.to))
            yield say("transfer-to", f"transfers/{key}", to=to)
    if any(each.kind == "never-sells" for each in material.manifest.claims.values()):
        yield say("sum-no-sale", "claims")


def _how_long(material: Material) -> Iterator[Sentence]:
    said = [
        rule for rule in material.policy.rules.values()
        if rule.provenance == "said" and rule.period is not None
    ]  # fmt: skip
    if said:
        rule = max(said, key=lambda each: each.period.longest_days() if each.period else 0)
        if rule.period is not None:
            yield say("sum-longest", rule.address, period=rule.period)
    if any(rule.until for rule in material.policy.rules.values()):
        yield say("sum-until", "retention")
    assumed = {
        str(rule.period): rule.period
        for rule in material.policy.rules.values()
        if rule.provenance == "assumed" and rule.period is not None
    }
    for period in assumed.values():
        yield say("sum-default", "retention", period=period)


def _rights(material: Material) -> Iterator[Sentence]:
    runs = material.policy.rights
    owned = [each for each in MAIN_RIGHTS if each in runs.offered | runs.by_law]
    if owned:
        yield say("sum-rights", "rights", rights=terms("right-short", owned, either=True))
    if runs.answer_within is not None:
        yield say("sum-answer", "rights/answer-within", period=runs.answer_within)
    if material.law_gives("complaint"):
        yield say("sum-complain", "rights/complaint")


def _cookies(material: Material) -> Iterator[Sentence]:
    if material.manifest.cookies is not None:
        yield say("sum-cookies", "cookies")
        if material.policy.mode == "strict":
            yield say("sum-cookies-wait", "cookies")


def _children(material: Material) -> Iterator[Sentence]:
    minors = material.policy.minors
    if minors is not None:
        yield say(f"minors-{minors.applies_to}", "minors/age", age=str(minors.under))
