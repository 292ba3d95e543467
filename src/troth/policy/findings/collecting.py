"""What is taken in, and from whom: GDPR Art. 5(1)(c) and (d), 13(2)(e), 14.

A datum that no form declares is refused at the gate; here only the words of the text are weighed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from troth.policy.findings.rule import Case, Hit, Rule, claimed, listed
from troth.policy.syntax.what import Source


def required(case: Case) -> Iterator[Hit]:
    """What must be given, and what follows when it is not."""
    forms = {k: said for k, said in case.manifest.collection.items() if said.from_ == "person"}
    unmarked = tuple(
        key
        for key, said in forms.items()
        if not said.required_marked and any(f.required is None for f in said.fields.values())
    )
    unexplained = tuple(key for key, said in forms.items() if said.if_not_given is None)
    marked = len(unmarked) < len(forms)
    if forms and not marked:
        message = "what is required and what is optional is not said"
    elif unexplained:
        message = "what follows when somebody does not give the required data is not said"
    else:
        return
    about = unmarked or unexplained
    yield Hit(path=("collection", about[0]), message=message, partial=marked, about=about)


def _outside(case: Case) -> Mapping[str, Source]:
    return {
        key: said
        for key, said in case.manifest.sources.items()
        if said.kind in ("third-party", "public")
    }


def which_public(case: Case) -> Iterator[Hit]:
    """Which public data is taken."""
    vague = tuple(
        key
        for key, said in _outside(case).items()
        if said.kind == "public" and not said.named and said.gives
        and all(case.manifest.categories[name].origin == "public" for name in said.gives)
    )  # fmt: skip
    if vague:
        message = f"which public data is taken is not said: {listed(vague)}"
        yield Hit(path=("sources", vague[0]), message=message, partial=True, about=vague)


def source_named(case: Case) -> Iterator[Hit]:
    """From whom data comes that people did not give."""
    unnamed = tuple(key for key, said in _outside(case).items() if not said.named)
    if unnamed:
        message = f"the source is not named: {listed(unnamed)}"
        yield Hit(path=("sources", unnamed[0]), message=message, partial=True, about=unnamed)


def told(case: Case) -> Iterator[Hit]:
    """When people learn of data had from others."""
    untold = tuple(
        key
        for key, said in _outside(case).items()
        if said.kind == "third-party" and said.told_within is None
    )
    if untold:
        message = f"when people learn of data had from others is not said: {listed(untold)}"
        yield Hit(path=("sources", untold[0]), message=message, about=untold)


def open_ended(case: Case) -> Iterator[Hit]:
    """Categories that name no item at all."""
    for key, said in case.manifest.categories.items():
        if said.open_ended and not said.items:
            message = f"`{key}` names no item at all"
            yield Hit(path=("categories", key), message=message, about=(key,))


def misfiled(case: Case) -> Iterator[Hit]:
    """Data filed under an origin it does not have."""
    for key, said in case.manifest.categories.items():
        if said.filed_under and said.origin and said.filed_under != said.origin:
            message = f"`{key}` is {said.origin} and is filed under {said.filed_under}"
            yield Hit(path=("categories", key), message=message, about=(key,))


RULES: tuple[Rule, ...] = (
    Rule(
        code="GAP.13-2-e", article="13(2)(e)", severity="warning", test=required,
        why="People must be told what they have to give and what follows when they do not, or "
            "they give everything for fear of losing the service.",
        instead="mark what is required and say what follows without it (`if-not-given`)",
    ),
    Rule(
        code="GAP.14-1-d", article="14(1)(d)", severity="warning", test=which_public,
        why="Of data not had from them, people must be told the categories; `public data` names "
            "a place, not a category.",
        instead="say which data is taken from public places",
    ),
    Rule(
        code="GAP.14-2-f", article="14(2)(f)", severity="warning", test=source_named,
        why="People must be told from which source their data comes, and whether it is public.",
        instead="name the source",
    ),
    Rule(
        code="GAP.14-3", article="14(3)", severity="warning", test=told,
        why="Of data had from others people must learn within a month, at the first contact or at "
            "the first disclosure, whichever comes first.",
        instead="give `told-within` for data not had from people",
    ),
    Rule(
        code="WARN.open-ended-category", article="5(1)(c)", severity="warning", test=open_ended,
        why="`Other information` is no category: what is not named cannot be said to be needed.",
        instead="name the items; nothing else is taken in",
    ),
    Rule(
        code="WARN.origin-misfiled", article="13, 14", severity="warning", test=misfiled,
        why="What software observes is not given by people; they must be told what is taken "
            "without their doing.",
        instead="file the data under where it comes from",
    ),
    Rule(
        code="WARN.accuracy-shifted", article="5(1)(d)", severity="warning",
        test=claimed("truth-presumed", "what people say is presumed true"),
        why="Accuracy is the controller's duty; presuming that people tell the truth moves it to "
            "them.",
        instead="take reasonable steps yourself",
    ),
    Rule(
        code="WARN.absolute-claim", article="5(1)(d)", severity="info",
        test=claimed("always-accurate", "data is said always to be accurate"),
        why="Nobody's data is always accurate; a promise that cannot be kept misleads.",
        instead="promise reasonable steps instead",
    ),
)  # fmt: skip
