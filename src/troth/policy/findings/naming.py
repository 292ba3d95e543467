"""What data is called and what it is: GDPR Art. 4(1), 4(5), 5(1)(a), recitals 26 and 30.

Data is treated as what it is, whatever the text calls it; claims that the manifest itself shows to
be untrue are named.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.findings.grounds import bases
from troth.policy.findings.rule import Case, Hit, Rule, claimed, gathered, listed


def _called(case: Case) -> tuple[list[str], list[str]]:
    """Return the categories called what they are not: those of cookies alone, and the others."""
    said = case.manifest.categories
    called = [key for key, each in said.items() if each.called is not None]
    cookies = [key for key in called if all("cookie" in item for item in said[key].items)]
    return cookies, [key for key in called if key not in cookies]


def called_anonymous(case: Case) -> Iterator[Hit]:
    """Addresses, device ids and the like, called anonymous or impersonal."""
    _, others = _called(case)
    found = [f"categories/{key}" for key in others]
    yield from gathered(found, "personal data is called anonymous or impersonal")


def cookies_called(case: Case) -> Iterator[Hit]:
    """Cookies said to hold nothing personal."""
    cookies, _ = _called(case)
    found = [f"categories/{key}" for key in cookies]
    yield from gathered(found, "cookies are said to hold nothing personal")


def contradicted(case: Case) -> Iterator[Hit]:
    """Claims that the manifest itself shows to be untrue."""
    for key, said in case.manifest.claims.items():
        message = _untrue(case, key, said.kind, frozenset(said.about))
        if message is not None:
            yield Hit(path=("claims", key), message=message, about=(key,))


def _untrue(case: Case, key: str, kind: str, about: frozenset[str]) -> str | None:
    purposes = case.policy.purposes
    if kind == "grounds-identified" and any(bases(case)):
        return f"`{key}`: every ground is said to be named, and some are not"
    if kind == "impersonal-use":
        serves = [k for k, p in purposes.items() if p.marketing and p.identified and about & p.uses]
        if serves:
            return f"`{key}`: data said to be used impersonally serves {listed(serves)}"
    if kind == "cannot-identify":
        known = _points_that_take(case, about, identifying=True)
        if known:
            return f"`{key}`: data said to identify nobody identifies at {listed(known)}"
    if kind == "nothing-collected":
        taken = _points_that_take(case, about, identifying=False)
        if taken:
            return (
                f"`{key}`: a visit is said to leave nothing, and data is taken at {listed(taken)}"
            )
    return None


def _points_that_take(case: Case, about: frozenset[str], *, identifying: bool) -> list[str]:
    """Return the points at which a machine takes such data; or only what identifies somebody."""
    return [
        key
        for key, point in case.manifest.collection.items()
        if point.from_ in ("device", "system")
        and any(
            field.category in about and (field.identifies is not None or not identifying)
            for field in point.fields.values()
        )
    ]


RULES: tuple[Rule, ...] = (
    Rule(
        code="WARN.ip-declared-non-personal", article="4(1); C-582/14", severity="warning",
        test=called_anonymous,
        why="Addresses, device ids and whatever can be matched with a person are personal data "
            "(recitals 26 and 30; C-582/14), whatever the text calls them.",
        instead="call it personal; addresses and device ids are treated so",
    ),
    Rule(
        code="WARN.cookie-not-personal", article="4(1), recital 30", severity="warning",
        test=cookies_called,
        why="Cookie ids single people out and are personal data; and consent is needed for "
            "cookies whether they are personal or not (ePrivacy Art. 5(3); C-673/17).",
        instead="take the sentence out; cookie ids are treated as personal data",
    ),
    Rule(
        code="WARN.nonidentifying-loophole", article="4(1), 5(1)(b)", severity="warning",
        test=claimed(
            "non-identifying-shared-freely", "data wrongly held non-identifying is shared freely"
        ),
        why="Personal data under a wrong name escapes every limit of the text.",
        instead="share it as personal data or not at all",
    ),
    Rule(
        code="WARN.pseudonymised-not-anonymous", article="4(5), recital 26", severity="warning",
        test=claimed("pseudonymised-called-anonymous", "pseudonymised data is called anonymous"),
        why="Pseudonymised data can be matched again and stays personal data.",
        instead="call it pseudonymised",
    ),
    Rule(
        code="WARN.anonymisation-unproven", article="4(1), recital 26", severity="warning",
        test=claimed(
            "anonymised-statistics", "data is called anonymous and no method is named"
        ),
        why="Data is anonymous only when nobody can single out, link or infer; that takes a method "
            "that was tested.",
        instead="name a tested method",
    ),
    Rule(
        code="WARN.claim-false", article="5(1)(a)", severity="warning", test=contradicted,
        regime=None,
        why="A statement that the rest of the text shows to be untrue misleads people on what "
            "happens to their data.",
        instead="make it true or take it out",
    ),
)  # fmt: skip
