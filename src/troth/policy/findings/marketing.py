"""Marketing by e-mail, call and message: ePrivacy Art. 13 with GDPR Art. 21(2)-(4).

Strict mode asks first, whatever the text says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from troth.policy.findings.rule import EPRIVACY_MARKETING, Case, Hit, Rule, gathered
from troth.policy.syntax.what import Purpose
from troth.policy.vocabulary import ELECTRONIC_CHANNELS


def _marketing(case: Case) -> Mapping[str, Purpose]:
    purposes = case.manifest.purposes
    return {key: said for key, said in purposes.items() if case.policy.purposes[key].marketing}


def _reaches(said: Purpose) -> bool:
    """Whether it reaches people where they are, rather than on a page they look at."""
    return said.kind == "marketing" or bool(ELECTRONIC_CHANNELS & set(said.channels or ()))


def way_out(case: Case) -> Iterator[Hit]:
    """A way out of marketing."""
    purposes = _marketing(case)
    reaching = [f"purposes/{key}" for key, said in purposes.items() if _reaches(said)]
    leaves = any(
        said.opt_out not in (None, "none") or said.opt_in == "until-opt-out"
        for said in purposes.values()
    )
    if not leaves:
        yield from gathered(reaching, "there is no way out of marketing")


def _asked(said: Purpose) -> bool:
    affirmative = said.basis == "consent" and said.consent_as_written in (None, "affirmative")
    return affirmative or said.opt_in in ("required", "where-law-requires")


def until_opt_out(case: Case) -> Iterator[Hit]:
    """Marketing that goes out until people stop it: so the text says, or so its silence has it."""
    found = [
        f"purposes/{key}"
        for key, said in _marketing(case).items()
        if said.opt_in == "until-opt-out"
        or (said.basis is None and not said.opt_in and said.opt_out not in (None, "none"))
    ]
    yield from gathered(found, "marketing goes out until opt-out")


def no_opt_in(case: Case) -> Iterator[Hit]:
    """Marketing that is asked for neither before nor after."""
    found = [
        f"purposes/{key}"
        for key, said in _marketing(case).items()
        if not _asked(said) and said.opt_in is None
        and (
            {"phone", "message"} & set(said.channels or ())
            or (_reaches(said) and said.basis is None and said.opt_out in (None, "none"))
        )
    ]  # fmt: skip
    yield from gathered(found, "marketing without prior consent")


def inconsistent(case: Case) -> Iterator[Hit]:
    """Consent as the ground, and yet asked for only here and there."""
    found = [
        f"purposes/{key}"
        for key, said in _marketing(case).items()
        if said.opt_in == "where-law-requires" and said.basis == "consent"
    ]
    yield from gathered(found, "consent is the ground, yet asked only where a law requires it")


RULES: tuple[Rule, ...] = (
    Rule(
        code="GAP.marketing-opt-out", article="ePrivacy 13, GDPR 21(2)-(4)", severity="error",
        test=way_out, valid_from=EPRIVACY_MARKETING,
        why="Whoever is marketed to may object at any time, free of charge, and must be told so "
            "clearly and apart from other matters.",
        instead="give `opt-out` for each purpose that markets",
    ),
    Rule(
        code="WARN.marketing-opt-out-default", article="ePrivacy 13(1)", severity="warning",
        test=until_opt_out, valid_from=EPRIVACY_MARKETING,
        why="Electronic marketing needs consent beforehand; without it only customers may be "
            "written to, about similar products of one's own (Art. 13(2)).",
        instead="ask first; strict mode does",
    ),
    Rule(
        code="WARN.marketing-no-opt-in", article="ePrivacy 13(1)", severity="warning",
        test=no_opt_in, valid_from=EPRIVACY_MARKETING,
        why="E-mails, messages and, in most countries, calls that market need consent beforehand.",
        instead="ask first: `basis: consent`, `opt-in: required`",
    ),
    Rule(
        code="WARN.marketing-basis-inconsistent", article="6(1)(a), 7", severity="warning",
        test=inconsistent,
        why="Where consent is the ground it is asked of everybody; asked only where a law insists, "
            "it is not the ground elsewhere.",
        instead="ask for consent always, or name another ground",
    ),
)  # fmt: skip
