"""Who decides, whom it is about, who receives data and where it goes.

GDPR Art. 13(1)(a), (b), (e), (f). A place that nobody names and a safeguard that does not hold are
told as such; a transfer that nothing carries is told as one that is not made (strict mode).
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.compiled import Recipient
from troth.policy.notice.material import Material, listed, named, term, terms
from troth.policy.notice.model import (
    Argument,
    Block,
    Free,
    Many,
    Pairs,
    Paragraph,
    Place,
    Points,
    Row,
    Section,
    Sentence,
    Sentences,
    Table,
    Term,
    free,
    say,
    stopped,
)
from troth.policy.syntax import who

Pair = tuple[Sentence, Sentences]


def controller(material: Material) -> Section:
    """Who decides, and how to reach them and their officers."""
    manifest = material.manifest
    said = manifest.controller
    pairs: list[Pair] = [(say("label-name"), tuple(_named(said)))]
    pairs += _seat(said)
    pairs.append((say("label-contact"), tuple(_contact(material))))
    pairs += _officers(said)
    laws = material.policy.controller.laws
    if laws or said.law_as_written:
        pairs.append((say("label-law"), tuple(_law(laws, said))))
    if manifest.scope:
        told = tuple(_scope(manifest.scope))
        pairs.append((say("label-scope"), told))
    if manifest.processor_of:
        pairs.append((say("label-clients"), tuple(_for_customers(manifest.processor_of))))
    return Section(
        key="controller", title=say("title-controller"), blocks=(Pairs(pairs=tuple(pairs)),)
    )


def controller_in_brief(material: Material) -> Section:
    """Who decides and how to reach them, for a short notice that leads on to the full one."""
    said = material.manifest.controller
    name = say("just-name", "controller", name=said.legal_name or said.name)
    pairs = [(say("label-name"), (name,)), (say("label-contact"), tuple(_contact(material)))]
    blocks = (Pairs(pairs=(*pairs, *_officers(said))),)
    return Section(key="controller", title=say("title-controller"), blocks=blocks)


def _scope(given: list[str]) -> Iterator[Sentence]:
    single = [each for each in given if " " not in each]
    if single:
        items = Many(items=tuple(Free(text=each) for each in single))
        yield say("scope-words", "scope", items=items)
    yield from (free(each, "scope") for each in given if " " in each)


def _named(said: who.Controller) -> Iterator[Sentence]:
    yield say("just-name", "controller", name=stopped(said.legal_name or said.name))
    if said.legal_name and said.legal_name != said.name:
        yield say("controller-called", "controller", name=said.name)
    if said.legal_form:
        yield say("controller-form", "controller", form=Free(text=said.legal_form.rstrip(".")))
    if said.register_:
        yield say("controller-register", "controller", number=said.register_)
    if said.registered_in:
        yield say("controller-registered", "controller", place=Place(code=said.registered_in))
    if said.affiliates == "unnamed":
        yield say("controller-affiliates", "controller")
    if said.says:
        yield free(said.says, "controller")


def _seat(said: who.Controller) -> Iterator[Pair]:
    address = said.address or (said.contact.address if said.contact else None)
    if address:
        yield say("label-address"), (say("just-name", "controller/address", name=address),)
    elif said.seat:
        place = Place(code=said.seat)
        yield say("label-address"), (say("controller-seat", "controller/seat", place=place),)


def _contact(material: Material) -> Iterator[Sentence]:
    contact = material.manifest.controller.contact
    told = tuple(_ways(contact, "controller/contact"))
    yield from told or (say("contact-none", "controller/contact"),)


def _ways(contact: who.Contact | None, address: str) -> Iterator[Sentence]:
    if contact is None or contact.masked:
        return
    for way in ("email", "phone", "fax"):
        value = getattr(contact, way)
        if value:
            yield say(f"contact-{way}", address, value=value)
    if contact.form:
        yield say("contact-form", address)
    if contact.address:
        yield say("contact-post", address, value=contact.address)


def _officers(said: who.Controller) -> Iterator[Pair]:
    if said.dpo:
        told = [say("dpo-appointed", "controller/dpo"), *_ways(said.dpo.contact, "controller/dpo")]
        if said.dpo.says:
            told.append(free(said.dpo.says, "controller/dpo"))
        yield say("label-dpo"), tuple(told)
    stands_in = said.representative
    if stands_in:
        at = "controller/representative"
        named = say("representative", at, name=stands_in.name, place=Place(code=stands_in.place))
        yield say("label-representative"), (named, *_ways(stands_in.contact, at))


def _law(laws: tuple[str, ...], said: who.Controller) -> Iterator[Sentence]:
    if laws:
        yield say("law-named", "controller/law", laws=terms("law", laws))
    elif said.law_as_written:
        yield say("law-as-written", "controller/law", law=Free(text=said.law_as_written))


def _for_customers(given: dict[str, who.ProcessorOf]) -> Iterator[Sentence]:
    for key, each in given.items():
        at = f"processor-of/{key}"
        yield say("clients-data", at, data=terms("categories", each.categories))
        if each.says:
            yield free(each.says, at)


def people(material: Material) -> Section:
    """Whose data it is."""
    points = tuple(
        named("people", key, f"people/{key}", said.says)
        for key, said in material.manifest.people.items()
    )
    blocks: tuple[Block, ...] = (Points(points=points),) if points else ()
    return Section(key="people", title=say("title-people"), blocks=blocks)


def recipients(material: Material) -> Section:
    """Who receives which data for what, where, and what must hold first."""
    blocks: tuple[Block, ...]
    keys = material.extent.recipients
    if keys:
        head = tuple(map(say, ("head-recipient", "head-does", "head-data", "head-where")))
        rows = tuple(_recipient(key, material) for key in keys)
        blocks = (
            Paragraph(sentences=(say("recipients-lead"),)),
            Table(caption=say("caption-recipients"), head=head, rows=rows),
        )
    else:
        blocks = (Paragraph(sentences=(say("recipients-none", "recipients"),)),)
    return Section(key="recipients", title=say("title-recipients"), blocks=blocks)


def recipient_name(key: str, said: who.Recipient) -> Argument:
    """Return what a recipient is called: its own name, else the word for its kind."""
    return said.name if said.name else Term(group="recipients", key=key)


def _recipient(key: str, material: Material) -> Row:
    said = material.manifest.recipients[key]
    runs = material.policy.recipients[key]
    at = f"recipients/{key}"
    named = [say("just", what=recipient_name(key, said))]
    if said.company:
        named.append(say("recipient-company", company=said.company))
    if said.role:
        named.append(term("role", said.role))
    if said.receives:
        data: Sentences = (listed("categories", said.receives),)
    else:
        data = (say("receives-silent"),)
    return Row(
        address=at,
        cells=(tuple(named), tuple(_does(said)), data, tuple(_where(said, runs, material))),
    )


def _does(said: who.Recipient) -> Iterator[Sentence]:
    if said.for_:
        yield listed("purposes", said.for_)
    if said.does:
        yield free(said.does)
    if said.needs:
        yield say("recipient-needs", needs=terms("need", said.needs))
    if said.own_purposes:
        yield say("recipient-own-purposes")
    if said.opt_out:
        yield say("recipient-opt-out")
    if said.says:
        yield free(said.says)
    if not (said.for_ or said.does or said.says or said.needs):
        yield say("does-silent")


def _where(said: who.Recipient, runs: Recipient, material: Material) -> Iterator[Sentence]:
    if said.place:
        yield say("just", what=_places(said.place))
    else:
        yield say("place-silent")
    if said.regions_only:
        yield say("recipient-only-regions", regions=_places(said.regions_only))
    for place, regions in (said.places_except or {}).items():
        yield say("recipient-except", place=Place(code=place), regions=_places(regions))
    if said.transfer:
        yield from carried(said.transfer, runs.transfer_valid, material)


def carried(mechanism: str, stands: bool, material: Material) -> Iterator[Sentence]:
    """Say which safeguard is named and whether it stands today (GDPR Art. 44-49)."""
    named = Term(group="mechanism", key=mechanism)
    if stands:
        yield say("transfer-stands", mechanism=named)
    else:
        yield say("transfer-dead", mechanism=named)
        if material.policy.mode == "strict":
            yield say("transfer-not-made")


def _places(codes: list[str]) -> Many:
    return Many(items=tuple(Place(code=code) for code in codes))


def transfers(material: Material) -> Section:
    """Where data goes beyond the country, and what carries it."""
    points = [tuple(_transfer(key, said, material)) for key, said in
              material.manifest.transfers.items()]  # fmt: skip
    for key in material.extent.recipients:
        said = material.manifest.recipients[key]
        if said.transfer and key not in material.manifest.transfers:
            to: Argument = _places(said.place) if said.place else Term(group="word", key="unnamed")
            told = say(
                "transfer-to-recipient", f"transfers/{key}", name=recipient_name(key, said), to=to
            )
            stands = material.policy.recipients[key].transfer_valid
            points.append((told, *carried(said.transfer, stands, material)))
    blocks: tuple[Block, ...] = (Points(points=tuple(points)),) if points else ()
    return Section(key="transfers", title=say("title-transfers"), blocks=blocks)


def _transfer(key: str, said: who.Transfer, material: Material) -> Iterator[Sentence]:
    at = f"transfers/{key}"
    if said.to:
        yield say("transfer-to", at, to=_places(list(said.to)))
    else:
        yield say("transfer-somewhere", at)
    if said.mechanism:
        standing = next(
            (fact.value for fact in material.policy.facts if fact.address == f"{at}/standing"), ""
        )
        yield from carried(said.mechanism, standing == "stands", material)
    if said.says:
        yield say("free", said=Free(text=stopped(said.says)))
