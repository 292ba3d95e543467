"""Gaps on who decides, who receives, where data goes: GDPR Art. 13(1)(a), (b), (e), (f), 14, 27.

A rule asks only what the manifest can answer; each names the entries it is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from troth.policy.compile_parties import EUROPEAN, transfer_valid, union
from troth.policy.compile_silence import Silence
from troth.policy.diagnostics import Path
from troth.policy.findings_case import Case, Hit, Kind, Rule, listed
from troth.policy.syntax.who import Contact, Recipient

KINDS: Mapping[str, Kind] = {
    "GAP.policy-date": Kind(
        article="12(1)", severity="error", help="give `revision.dated`"
    ),
    "GAP.13-1-a": Kind(
        article="13(1)(a)", severity="error",
        help="give `controller.legal-name` and `controller.address`",
    ),
    "GAP.contact-unresolvable": Kind(
        article="13(1)(a)", severity="error", help="give a contact that people can use"
    ),
    "GAP.affiliates-unnamed": Kind(
        article="13(1)(a)", severity="warning", help="name the companies of the group"
    ),
    "GAP.representative": Kind(
        article="27 / 13(1)(a)", severity="warning",
        help="appoint a representative in the Union, or say why none is needed",
    ),
    "GAP.13-1-b": Kind(
        article="13(1)(b)", severity="info",
        help="give the officer's own contact, or say that there is none",
    ),
    "GAP.13-1-e": Kind(
        article="13(1)(e)", severity="warning", help="name the recipients, or at least their kinds"
    ),
    "GAP.recipient-unnamed": Kind(
        article="13(1)(e)", severity="warning", help="give `name` and `company`"
    ),
    "GAP.recipient-data": Kind(
        article="13(1)(e)", severity="warning", help="give `receives`; nothing goes there till then"
    ),
    "GAP.13-1-f": Kind(
        article="13(1)(f)", severity="error",
        help="name a safeguard that stands: adequacy, standard clauses, binding rules",
    ),
    "GAP.place-of-processing": Kind(
        article="13(1)(f)", severity="error", help="give `place`"
    ),
    "GAP.destination-countries": Kind(
        article="13(1)(f)", severity="warning", help="name the countries"
    ),
    "GAP.14-1-d": Kind(
        article="14(1)(d)", severity="warning", help="say which data is taken from public places"
    ),
    "GAP.14-2-f": Kind(article="14(2)(f)", severity="warning", help="name the source"),
    "GAP.14-3": Kind(
        article="14(3)", severity="warning", help="give `told-within` for data not had from people"
    ),
}  # fmt: skip


def policy_date(case: Case) -> Iterator[Hit]:
    """A text without a date cannot be told from its next version."""
    if case.policy.dated is None:
        message = "the policy bears no date and no version"
        yield Hit(code="GAP.policy-date", path=("revision",), message=message)


def identity(case: Case) -> Iterator[Hit]:
    """The controller's legal identity and address."""
    said = case.manifest.controller
    address = said.address or (said.contact.address if said.contact else None)
    parts = {"legal name": said.legal_name, "address": address}
    missing = tuple(name for name, value in parts.items() if value is None)
    if missing:
        message = f"the controller's {' and '.join(missing)} is not given"
        yield Hit(code="GAP.13-1-a", path=("controller",), message=message, about=missing)


def contact(case: Case) -> Iterator[Hit]:
    """A channel that works."""
    said = case.manifest.controller.contact
    if said is not None and said.masked:
        message = "the published contact is masked or cut off"
        where: Path = ("controller", "contact", "email" if said.email else "masked")
        yield Hit(code="GAP.contact-unresolvable", path=where, message=message)
    elif not _reachable(said):
        message = "there is no contact by which the controller can be reached"
        yield Hit(code="GAP.contact-unresolvable", path=("controller",), message=message)


def _reachable(said: Contact | None) -> bool:
    return said is not None and bool(said.email or said.phone or said.form or said.address)


def affiliates(case: Case) -> Iterator[Hit]:
    """Companies of the group that act under the policy without being named."""
    if case.manifest.controller.affiliates == "unnamed" and not _named(case):
        message = "affiliates act under the policy and none is named"
        yield Hit(code="GAP.affiliates-unnamed", path=("controller", "affiliates"), message=message)


def representative(case: Case) -> Iterator[Hit]:
    """GDPR Art. 27: established outside the Union, addressing people inside it."""
    said = case.manifest.controller
    inside = union(_silence(case))
    addressed = [each for each in said.addresses_people_in if each in EUROPEAN or each in inside]
    if said.seat and said.seat not in inside and addressed and not said.representative:
        message = f"people in {listed(addressed)} are addressed from `{said.seat}`"
        yield Hit(
            code="GAP.representative", path=("controller", "seat"),
            message=f"{message} without a representative in the Union",
        )  # fmt: skip


def officer(case: Case) -> Iterator[Hit]:
    """The data protection officer and a way to them."""
    said = case.manifest.controller.dpo
    if said is None:
        message = "no data protection officer is mentioned"
        yield Hit(code="GAP.13-1-b", path=("controller",), message=message)
    elif not _reachable(said.contact):
        message = "an officer is appointed and has no contact of their own"
        yield Hit(
            code="GAP.13-1-b", path=("controller", "dpo"), message=message, severity="warning"
        )


def _named(case: Case) -> tuple[str, ...]:
    return tuple(key for key, said in case.manifest.recipients.items() if said.name is not None)


def _unnamed_kinds(case: Case) -> tuple[str, ...]:
    return tuple(
        key
        for key, said in case.manifest.recipients.items()
        if said.name is None and said.kind is not None and said.role not in ("authority", "staff")
    )


def recipients(case: Case) -> Iterator[Hit]:
    """Recipients named, or at least their kinds; a list that names some must name all."""
    named, kinds = _named(case), _unnamed_kinds(case)
    if not named and not any(said.kind for said in case.manifest.recipients.values()):
        yield Hit(
            code="GAP.13-1-e", path=("recipients",), severity="error",
            message="neither recipients nor kinds of recipients are named",
        )  # fmt: skip
    elif named:
        unlisted = tuple(k for k, said in case.manifest.recipients.items() if not said.listed)
        missing = (*kinds, *unlisted)
        if missing:
            message = (
                f"some recipients are named and others not, or not in the list: {listed(missing)}"
            )
            yield Hit(code="GAP.13-1-e", path=("recipients",), message=message, about=missing)
    else:
        for key in kinds:
            said = case.manifest.recipients[key]
            if set(said.needs) <= {"agreement"} and said.role != "affiliate":
                message = f"who the {said.kind} are is not said"
                yield Hit(code="GAP.recipient-unnamed", path=("recipients", key), message=message)


def recipient_data(case: Case) -> Iterator[Hit]:
    """A recipient that stands in the list, with its company, and without the data it gets."""
    missing = tuple(
        key
        for key, said in case.manifest.recipients.items()
        if said.company is not None and said.receives is None
    )
    if missing:
        message = f"what data goes there is not said: {listed(missing)}"
        path: Path = ("recipients", missing[0])
        yield Hit(code="GAP.recipient-data", path=path, message=message, about=missing)


def safeguards(case: Case) -> Iterator[Hit]:
    """GDPR Art. 44-49: a safeguard that stands, for every place outside the Union."""
    if "GDPR" not in case.regimes:
        return
    manifest, silence = case.manifest, _silence(case)
    fallen = [
        f"transfers/{key}"
        for key, said in manifest.transfers.items()
        if not transfer_valid(silence, said.mechanism, said.to)
    ]
    fallen.extend(
        f"recipients/{key}"
        for key, made in case.policy.recipients.items()
        if not made.transfer_valid
    )
    if fallen:
        message = f"no safeguard that stands: {listed(fallen)}"
        first: Path = tuple(fallen[0].split("/"))
        yield Hit(code="GAP.13-1-f", path=first, message=message, about=tuple(fallen))
    elif not manifest.transfers and not any(r.place for r in manifest.recipients.values()):
        message = "neither transfers nor places are mentioned"
        yield Hit(code="GAP.13-1-f", path=("transfers",), message=message, severity="warning")


def places(case: Case) -> Iterator[Hit]:
    """Where the named recipients process."""
    missing = tuple(key for key in _named(case) if case.manifest.recipients[key].place is None)
    if missing:
        message = f"where data is processed is not said: {listed(missing)}"
        path: Path = ("recipients", missing[0])
        yield Hit(code="GAP.place-of-processing", path=path, message=message, about=missing)
    for key, said in case.manifest.transfers.items():
        if "any" in said.to:
            message = f"`{key}` leaves open to which countries data goes"
            yield Hit(
                code="GAP.destination-countries", path=("transfers", key, "to"), message=message
            )


def indirect(case: Case) -> Iterator[Hit]:
    """GDPR Art. 14: what is had from others, from whom, and when people are told."""
    outside = {
        key: said
        for key, said in case.manifest.sources.items()
        if said.kind in ("third-party", "public")
    }
    vague = tuple(
        key
        for key, said in outside.items()
        if said.kind == "public" and not said.named and said.gives
        and all(case.manifest.categories[name].origin == "public" for name in said.gives)
    )  # fmt: skip
    if vague:
        message = f"which public data is taken is not said: {listed(vague)}"
        yield Hit(code="GAP.14-1-d", path=("sources", vague[0]), message=message, about=vague)
    unnamed = tuple(key for key, said in outside.items() if not said.named)
    if unnamed:
        message = f"the source is not named: {listed(unnamed)}"
        yield Hit(code="GAP.14-2-f", path=("sources", unnamed[0]), message=message, about=unnamed)
    untold = tuple(
        key
        for key, said in outside.items()
        if said.kind == "third-party" and said.told_within is None
    )
    if untold:
        message = f"when people learn of data had from others is not said: {listed(untold)}"
        yield Hit(code="GAP.14-3", path=("sources", untold[0]), message=message, about=untold)


def _silence(case: Case) -> Silence:
    return Silence(
        manifest=case.manifest, law=case.law, day=case.day, regimes=tuple(sorted(case.regimes))
    )


def unlisted(recipients: Mapping[str, Recipient], *, described: bool) -> tuple[str, ...]:
    """Return the recipients named outside the list, with or without a word on what they do."""
    return tuple(
        key
        for key, said in recipients.items()
        if not said.listed and (said.does is not None) == described
    )


RULES: tuple[Rule, ...] = (
    policy_date, identity, contact, affiliates, representative, officer, recipients,
    recipient_data, safeguards, places, indirect,
)  # fmt: skip
