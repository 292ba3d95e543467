"""Where data goes and what guards it there: GDPR Art. 13(1)(f), 44-49.

Whether a mechanism stands is asked of the law packs for the day; no end of one is written here.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.compile_parties import transfer_valid
from troth.policy.findings.recipients import named
from troth.policy.findings.rule import Case, Hit, Rule, claimed, gathered, listed

_SHIELD = "privacy-shield"


def safeguards(case: Case) -> Iterator[Hit]:
    """A safeguard that stands, for every place outside the Union that the text names."""
    if "GDPR" not in case.regimes:
        return
    manifest, silence = case.manifest, case.silence
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
        yield from gathered(fallen, "no safeguard that stands", partial=True)
    elif not manifest.transfers and not any(r.place for r in manifest.recipients.values()):
        message = "neither transfers nor places are mentioned"
        yield Hit(path=("transfers",), message=message, severity="warning")


def places(case: Case) -> Iterator[Hit]:
    """Where the named recipients process."""
    missing = tuple(key for key in named(case) if case.manifest.recipients[key].place is None)
    if missing:
        message = f"where data is processed is not said: {listed(missing)}"
        yield Hit(path=("recipients", missing[0]), message=message, about=missing)


def destinations(case: Case) -> Iterator[Hit]:
    """Transfers that leave the country open."""
    for key, said in case.manifest.transfers.items():
        if "any" in said.to:
            message = f"`{key}` leaves open to which countries data goes"
            yield Hit(path=("transfers", key, "to"), message=message, about=(key,))


def _mechanisms(case: Case) -> Iterator[tuple[str, str, str]]:
    """Yield section, key and mechanism of everything that names one."""
    for key, said in case.manifest.transfers.items():
        if said.mechanism:
            yield "transfers", key, said.mechanism
    for key, each in case.manifest.recipients.items():
        if each.transfer:
            yield "recipients", key, each.transfer


def privacy_shield(case: Case) -> Iterator[Hit]:
    """The Privacy Shield named on a day on which it no longer stands."""
    name = f"mechanism/{_SHIELD}"
    if case.law.at(name, case.day) is not None:
        return
    ends = [figure.valid_until for figure in case.law.figures.get(name, ()) if figure.valid_until]
    since = f", void since {max(ends)}" if ends else ""
    for section, key, mechanism in _mechanisms(case):
        if mechanism == _SHIELD:
            message = f"`{key}` rests on the Privacy Shield{since}"
            yield Hit(path=(section, key), message=message, about=(key,))


def lapsed(case: Case) -> Iterator[Hit]:
    """A mechanism or an adequacy decision that has ended, or has yet to begin, on the day."""
    for section, key, mechanism in _mechanisms(case):
        if mechanism != _SHIELD and _known_but_not_in_force(case, f"mechanism/{mechanism}"):
            message = f"`{key}` rests on `{mechanism}`, which is not in force on {case.day}"
            yield Hit(path=(section, key), message=message, about=(key,))
    for key, said in case.manifest.recipients.items():
        for place in said.place or ():
            relied = said.transfer in (None, "adequacy")
            if relied and _known_but_not_in_force(case, f"adequacy/{place.split('-')[0]}"):
                message = f"`{key}` relies on a decision for `{place}` not in force on {case.day}"
                yield Hit(path=("recipients", key), message=message, about=(key,))


def _known_but_not_in_force(case: Case, name: str) -> bool:
    return name in case.law.figures and case.law.at(name, case.day) is None


def by_use(case: Case) -> Iterator[Hit]:
    """Use of a service taken as consent to a transfer."""
    manifest = case.manifest
    found = [
        f"transfers/{key}"
        for key, said in manifest.transfers.items()
        if said.mechanism == "use-as-consent"
    ]
    found += [
        f"claims/{k}" for k, each in manifest.claims.items() if each.kind == "transfer-by-use"
    ]
    yield from gathered(found, "use is taken as consent to transfers")


def systematic(case: Case) -> Iterator[Hit]:
    """A standing recipient fed under an exception that is meant for single cases."""
    found = [
        f"{section}/{key}"
        for section, key, mechanism in _mechanisms(case)
        if mechanism in ("explicit-consent", "derogation")
    ]
    yield from gathered(found, "an exception for single cases carries a standing transfer")


def open_places(case: Case) -> Iterator[Hit]:
    """Recipients and partners that may process anywhere."""
    manifest = case.manifest
    found = {
        ("recipients", name)
        for claim in manifest.claims.values()
        if claim.kind == "open-ended-place"
        for name in claim.about
    }
    found |= {
        ("recipients", key)
        for key, said in manifest.recipients.items()
        if "any" in (said.place or ())
    }
    found |= {("transfers", key) for key, said in manifest.transfers.items() if "any" in said.to}
    for section, key in sorted(found):
        message = f"`{key}` may process anywhere"
        yield Hit(path=(section, key), message=message, about=(key,))


RULES: tuple[Rule, ...] = (
    Rule(
        code="GAP.13-1-f", article="13(1)(f), 44-46", severity="error", test=safeguards,
        why="Data may leave the Union only under a safeguard that stands on that day, and people "
            "must be told which one; a void framework or use as consent is none.",
        instead="name a safeguard that stands: adequacy, standard clauses, binding rules",
    ),
    Rule(
        code="GAP.place-of-processing", article="13(1)(f)", severity="error", test=places,
        why="Without the place nobody can tell whether data leaves the Union.",
        instead="give `place`",
    ),
    Rule(
        code="GAP.destination-countries", article="13(1)(f)", severity="error", test=destinations,
        why="The countries must be named as a rule (WP260 rev.01): `where our partners are` lets "
            "nobody look up what guards the data there.",
        instead="name the countries",
    ),
    Rule(
        code="WARN.privacy-shield", article="45; C-311/18", severity="warning",
        test=privacy_shield,
        why="The Court of Justice declared the Privacy Shield void (C-311/18); nothing may rest on "
            "it since, and it never covered any country but the United States.",
        instead="use the DPF, standard clauses or adequacy",
    ),
    Rule(
        code="WARN.mechanism-lapsed", article="45, 46", severity="warning", test=lapsed,
        why="Adequacy decisions end and are struck down; a transfer needs one that is in force "
            "on the day it takes place.",
        instead="use a mechanism that is in force",
    ),
    Rule(
        code="WARN.transfer-by-use", article="49(1)(a)", severity="warning", test=by_use,
        why="Consent to a transfer must be explicit, given after being told of its risks; use of a "
            "service says neither.",
        instead="name a safeguard; use of a service is no explicit consent",
    ),
    Rule(
        code="WARN.derogation-systematic", article="49(1), recital 111", severity="warning",
        test=systematic,
        why="Exceptions are for occasional transfers; a standing flow needs a safeguard "
            "(EDPB Guidelines 2/2018).",
        instead="use standard clauses or adequacy for what happens all the time",
    ),
    Rule(
        code="WARN.place-open-ended", article="13(1)(f)", severity="warning", test=open_places,
        why="A place left open cannot be guarded, and people cannot know it.",
        instead="name the places",
    ),
    Rule(
        code="WARN.rb2b-region", article="3(2), 5(1)(a)", severity="warning",
        test=claimed(
            "region-limit-not-guaranteed", "a limit to one region is intended and not guaranteed"
        ),
        why="Not meaning to reach people in the Union is no guarantee of it; once reached they "
            "have every right.",
        instead="enforce the limit and say how",
    ),
)  # fmt: skip
