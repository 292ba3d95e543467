"""The cookie policy: each cookie with its use, its party and its end (ePrivacy Art. 5(3)).

Whatever the text says of agreeing by browsing, nothing but what is necessary is set before a yes in
strict mode; the notice tells what runs.
"""

from __future__ import annotations

from troth.core.periods import Period
from troth.policy.notice.material import Material, listed, term, terms
from troth.policy.notice.model import (
    Block,
    Paragraph,
    Place,
    Row,
    Section,
    Sentence,
    Sentences,
    Table,
    Term,
    free,
    say,
)
from troth.policy.notice.parties import recipient_name
from troth.policy.syntax import what


def cookies(material: Material) -> Section:
    """What is set on a person's device, for what, and how to refuse it."""
    said = material.manifest.cookies
    blocks: list[Block] = []
    if said is not None:
        blocks.append(Paragraph(sentences=tuple(_lead(said, material))))
        if said.entries:
            head = ("head-cookie", "head-use", "head-purposes", "head-party", "head-expires")
            rows = tuple(_cookie(key, each, material) for key, each in said.entries.items())
            caption = say("caption-cookies")
            blocks.append(Table(caption=caption, head=tuple(map(say, head)), rows=rows))
        blocks.append(Paragraph(sentences=tuple(_choice(said, material))))
    return Section(key="cookies", title=say("title-cookies"), blocks=tuple(blocks))


def _lead(said: what.Cookies, material: Material) -> list[Sentence]:
    told = [say("cookies-lead", "cookies")]
    if said.for_:
        told.append(say("cookies-for", "cookies", purposes=terms("purposes", said.for_)))
    if material.policy.mode == "strict":
        told.append(say("cookies-ask-first", "cookies"))
    elif said.consent_as_written == "by-use":
        told.append(say("cookies-by-use", "cookies"))
    if said.called_not_personal:
        told.append(say("cookies-personal", "cookies"))
    if said.says:
        told.append(free(said.says, "cookies"))
    return told


def _choice(said: what.Cookies, material: Material) -> list[Sentence]:
    told: list[Sentence] = []
    if said.opt_out:
        told.append(say(f"cookies-out-{said.opt_out}", "cookies"))
    if said.blocking_degrades:
        told.append(say("cookies-degrade", "cookies"))
    told.append(say("cookies-similar", "cookies"))
    return told


def _cookie(key: str, said: what.Cookie, material: Material) -> Row:
    purpose: Sentences = (listed("purposes", [said.purpose]),) if said.purpose else (say("none"),)
    vendor = material.manifest.recipients.get(said.vendor) if said.vendor else None
    party: list[Sentence] = [say("cookie-own")]
    if said.vendor:
        named = recipient_name(said.vendor, vendor) if vendor else said.vendor
        party = [say("just", what=named)]
        party += [say("just", what=Place(code=code)) for code in said.places or ()]
    if said.expires:
        ends = say("just", what=Period.parse(said.expires))
    else:
        ends = say("cookie-expiry-silent")
    named_cookie = [term("cookies", key)]
    if said.identifier is not None:
        answer = Term(group="word", key="yes" if said.identifier else "no")
        named_cookie.append(say("cookie-identifier", answer=answer))
    if said.says:
        named_cookie.append(free(said.says))
    use = say("just", what=Term(group="cookie-use", key=said.use))
    return Row(
        address=f"cookies/{key}",
        cells=(tuple(named_cookie), (use,), purpose, tuple(party), (ends,)),
    )
