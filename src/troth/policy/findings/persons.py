"""Children and sensitive data: GDPR Art. 8, 9, 10.

Silence on sensitive data means that it is refused until there is a stance.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.compile_parties import union
from troth.policy.diagnostics import Path
from troth.policy.findings.rule import Case, Hit, Rule, listed


def minors_silent(case: Case) -> Iterator[Hit]:
    """An age rule."""
    if case.manifest.minors is None:
        yield Hit(path=("minors",), message="there is no age rule")


def may_delete(case: Case) -> Iterator[Hit]:
    """Deletion of minors' data left to choice."""
    said = case.manifest.minors
    if said is not None and said.duty == "may":
        message = "data of minors may be deleted, where it must"
        yield Hit(path=("minors",), message=message)


def parental(case: Case) -> Iterator[Hit]:
    """A parent's consent whose effect is left open."""
    said = case.manifest.minors
    if said is not None and said.parental_consent == "verified-may-keep":
        message = "data stays with a parent's verified consent, and what that allows is not said"
        yield Hit(path=("minors",), message=message)


def too_young(case: Case) -> Iterator[Hit]:
    """An age of consent below the lowest that any state of the Union allows."""
    said = case.manifest.minors
    inside = union(case.silence)
    ages = case.law.under("digital-consent-age", case.day)
    lowest = min((age.number() for place, age in ages.items() if place in inside), default=0)
    if said is not None and said.under < lowest:
        message = f"people of {said.under} count as grown up; no state goes below {lowest}"
        yield Hit(path=("minors", "under"), message=message)


def sensitive_silent(case: Case) -> Iterator[Hit]:
    """A stance on sensitive data."""
    if case.manifest.sensitive is None:
        message = "there is no stance on sensitive data; it is refused until there is one"
        yield Hit(path=("sensitive",), message=message)


def groundless(case: Case) -> Iterator[Hit]:
    """Sensitive data admitted without one of the grounds of Art. 9(2)."""
    stance = case.manifest.sensitive
    for index, each in enumerate(stance.exceptions if stance else ()):
        if each.ground is None:
            message = f"`{each.admits}` is admitted on no ground"
            path: Path = ("sensitive", "exceptions", index)
            yield Hit(path=path, message=message, about=(each.admits,))


def contradiction(case: Case) -> Iterator[Hit]:
    """Sensitive data that is refused and collected: as the text shows it, or as the forms do."""
    stance = case.manifest.sensitive
    if stance is None:
        return
    for index, each in enumerate(stance.contradicted_by):
        where = f" at `{each.collection}`" if each.collection else ""
        message = f"`{each.admits}` is refused and yet collected{where}"
        path: Path = ("sensitive", "contradicted-by", index)
        yield Hit(path=path, message=message, about=(each.admits,))
    known = {each.admits for each in (*stance.contradicted_by, *stance.exceptions)}
    for key, form in case.manifest.collection.items():
        for name, field in form.fields.items():
            kinds = set(case.manifest.categories[field.category].sensitive)
            refused = (kinds & case.policy.sensitive.refused) - known
            refused -= set(field.permitted_sensitive or ())
            if refused:
                known |= refused
                message = f"{listed(sorted(refused))} is refused and yet collected at `{key}`"
                path = ("collection", key, "fields", name)
                yield Hit(path=path, message=message, about=tuple(sorted(refused)))


RULES: tuple[Rule, ...] = (
    Rule(
        code="GAP.minors-silent", article="8", severity="warning", test=minors_silent,
        why="Children's consent to online services needs a parent's; a text without an age rule "
            "does not say from when on a person's own counts.",
        instead="give `minors`",
    ),
    Rule(
        code="GAP.sensitive-silent", article="9", severity="info", test=sensitive_silent,
        why="Special categories are forbidden unless an exception holds; a stance tells people and "
            "staff what to keep out.",
        instead="give `sensitive`",
    ),
    Rule(
        code="GAP.9-2", article="9(2), 10", severity="error", test=groundless,
        why="Special categories may be processed only on one of the grounds of Art. 9(2), and data "
            "on convictions only under law or an authority's control.",
        instead="give `ground` for each exception",
    ),
    Rule(
        code="WARN.sensitive-contradiction", article="9, 5(1)(a)", severity="warning",
        test=contradiction,
        why="What the text says it never takes, it takes elsewhere; one of the two is untrue.",
        instead="declare an exception with its ground, or stop",
    ),
    Rule(
        code="WARN.minor-may-delete", article="8, 17(1)", severity="warning", test=may_delete,
        why="Data known to be held without a ground must be erased; `may` leaves it to choice.",
        instead="write `must`; strict mode erases",
    ),
    Rule(
        code="WARN.minor-parental-ambiguity", article="8(1)", severity="warning", test=parental,
        why="A text that excludes children and keeps their data with a parent's consent does not "
            "say which of the two holds.",
        instead="say what verified consent of a parent allows",
    ),
    Rule(
        code="WARN.minor-age-low", article="8(1)", severity="warning", test=too_young,
        why="States may lower the age of own consent, and none below 13.",
        instead="raise the age, or use the one of each person's country",
    ),
)  # fmt: skip
