"""Who decides and who answers: GDPR Art. 13(1)(a) and (b), 14(1)(a) and (b), 27, 37.

Never judges whether a name is right; only whether the text gives one that people can use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from troth.policy.compile_parties import EUROPEAN, union
from troth.policy.diagnostics import Path
from troth.policy.findings.rule import Case, Hit, Rule, listed
from troth.policy.findings.spelling import misspelt, recipients_named
from troth.policy.syntax.who import Contact

_EMAIL = re.compile(r"[^@\s\[\]<>()]+@[^@\s\[\]<>()]+\.[^@\s\[\]<>().]{2,}")


def policy_date(case: Case) -> Iterator[Hit]:
    """A text without a date cannot be told from its next version."""
    if case.policy.dated is None:
        message = "the policy bears no date and no version"
        yield Hit(path=("revision",), message=message)


def identity(case: Case) -> Iterator[Hit]:
    """The controller's legal name and postal address."""
    said = case.manifest.controller
    address = said.address or (said.contact.address if said.contact else None)
    parts = {"legal name": said.legal_name, "address": address}
    missing = tuple(name for name, value in parts.items() if value is None)
    if missing:
        message = f"the controller's {' and '.join(missing)} is not given"
        yield Hit(path=("controller",), message=message, partial=True, about=missing)


def contact(case: Case) -> Iterator[Hit]:
    """A channel that works, an e-mail address that can be one, and an address of the text."""
    problems = [each for each in (_channel(case), _address_of_the_text(case)) if each is not None]
    if problems:
        paths, messages = zip(*problems, strict=True)
        yield Hit(
            path=paths[0],
            message=", and ".join(messages),
            about=tuple("/".join(str(step) for step in path) for path in paths),
        )


def _channel(case: Case) -> tuple[Path, str] | None:
    said = case.manifest.controller.contact
    at: Path = ("controller", "contact")
    if said is not None and said.masked:
        where = "email" if said.email else "masked"
        return (*at, where), "the published contact is masked or cut off"
    if said is not None and said.email is not None and not _EMAIL.fullmatch(said.email):
        return (*at, "email"), f"`{said.email[:80]}` is no e-mail address"
    if not reachable(said):
        return ("controller",), "there is no contact by which the controller can be reached"
    return None


def _address_of_the_text(case: Case) -> tuple[Path, str] | None:
    changes = case.manifest.changes
    if changes is not None and changes.current_version_at == "masked":
        return ("changes", "current-version-at"), "the address of the current text is cut off"
    return None


def reachable(said: Contact | None) -> bool:
    """Whether a contact names any channel."""
    return said is not None and bool(said.email or said.phone or said.form or said.address)


def affiliates(case: Case) -> Iterator[Hit]:
    """Companies of the group that act under the policy without being named."""
    named = any(said.name is not None for said in case.manifest.recipients.values())
    if case.manifest.controller.affiliates == "unnamed" and not named:
        message = "affiliates act under the policy and none is named"
        yield Hit(path=("controller", "affiliates"), message=message)


def representative(case: Case) -> Iterator[Hit]:
    """A seat outside the Union, and people inside it addressed or its law professed."""
    said = case.manifest.controller
    inside = union(case.silence)
    addressed = [each for each in said.addresses_people_in if each in EUROPEAN or each in inside]
    professed = [each for each in said.law if each in EUROPEAN]
    if not said.seat or said.seat in inside or said.representative:
        return
    if addressed:
        message = f"people in {listed(addressed)} are addressed from `{said.seat}`"
    elif professed:
        message = f"the {professed[0]} is professed from `{said.seat}`"
    else:
        return
    shown = f"{message} without a representative in the Union"
    yield Hit(path=("controller", "seat"), message=shown)


def officer(case: Case) -> Iterator[Hit]:
    """The data protection officer and a way of their own to them."""
    said = case.manifest.controller.dpo
    if said is None:
        message = "no data protection officer is mentioned"
        yield Hit(path=("controller",), message=message)
    elif not reachable(said.contact):
        message = "an officer is appointed and has no contact of their own"
        yield Hit(path=("controller", "dpo"), message=message, severity="warning", partial=True)


def officer_due(case: Case) -> Iterator[Hit]:
    """Sensitive data admitted as a rule, and no officer."""
    stance = case.manifest.sensitive
    admitted = [each.admits for each in stance.exceptions] if stance else []
    if admitted and case.manifest.controller.dpo is None:
        message = f"{listed(admitted)} are taken in and no officer is mentioned"
        yield Hit(path=("controller",), message=message, about=tuple(admitted))


def name_variants(case: Case) -> Iterator[Hit]:
    """One controller in several spellings: those told of, and those that stand in a text."""
    said = case.manifest.controller
    for variant in said.name_variants:
        message = f"the controller is also written `{variant}`"
        yield Hit(path=("controller", "name-variants"), message=message, about=(variant,))
    names = {name: "controller" for name in (said.name, said.legal_name) if name}
    known = {*names, *said.name_variants, *recipients_named(case.manifest)}
    for path, written, _ in misspelt(case.manifest, names, known):
        message = f"the controller is also written `{written}`"
        yield Hit(path=path, message=message, about=(written,))


def law_named(case: Case) -> Iterator[Hit]:
    """A law named in a way that tells no regime."""
    said = case.manifest.controller
    if not said.law and said.law_as_written:
        message = "the law is named in a way that tells no regime"
        yield Hit(path=("controller", "law-as-written"), message=message)


RULES: tuple[Rule, ...] = (
    Rule(
        code="GAP.policy-date", article="12(1), 5(2)", severity="error", test=policy_date,
        why="People must be able to tell which version binds, and the controller must be able to "
            "show it; a text without a date or version cannot be told from its next one.",
        instead="give `revision.dated`",
    ),
    Rule(
        code="GAP.13-1-a", article="13(1)(a), 14(1)(a)", severity="error", test=identity,
        why="The identity of the controller comes first among what people are told; a brand alone "
            "names nobody who can be written to, complained of or sued.",
        instead="give `controller.legal-name` and `controller.address`",
    ),
    Rule(
        code="GAP.contact-unresolvable", article="13(1)(a), 12(2)", severity="error", test=contact,
        why="Contact details are part of the identity, and rights that nobody can be asked for are "
            "not facilitated; a masked or broken address is none.",
        instead="give a contact that people can use, such as `controller.contact.email`",
    ),
    Rule(
        code="GAP.affiliates-unnamed", article="13(1)(a), 26", severity="warning", test=affiliates,
        why="Companies of a group that collect under one policy are controllers too, alone or "
            "jointly, and each must be identified.",
        instead="name the companies of the group, as recipients with `name`",
    ),
    Rule(
        code="GAP.representative", article="27, 13(1)(a)", severity="warning", test=representative,
        why="A controller outside the Union to whom the GDPR applies must appoint a "
            "representative inside it and name them in the policy, unless processing is "
            "occasional and without risk.",
        instead="appoint one and give `controller.representative`",
    ),
    Rule(
        code="GAP.13-1-b", article="13(1)(b), 37(7)", severity="info", test=officer,
        why="Where there is an officer, people must be told how to reach them; where there is "
            "none, saying so spares the question.",
        instead="give `controller.dpo` with the officer's own contact, or say that there is none",
    ),
    Rule(
        code="GAP.37-1", article="37(1)(c)", severity="warning", test=officer_due,
        why="Whoever processes special categories or data on convictions on a large scale as a "
            "core activity must appoint an officer.",
        instead="give `controller.dpo`, or record why none is due",
    ),
    Rule(
        code="WARN.law-unspecified", article="13, 24", severity="warning", test=law_named,
        regime=None,
        why="A law without name or number tells nobody which rights they have; no rules can be "
            "chosen, and the widest are assumed.",
        instead="give `controller.law`; the GDPR is assumed until then",
    ),
    Rule(
        code="WARN.entity-name-variant", article="13(1)(a)", severity="info", test=name_variants,
        why="A mistyped legal name leaves it uncertain who the controller is.",
        instead="write the name in one way",
    ),
)  # fmt: skip
