"""The next versions of a rehearsed policy: made from its own text and its own rules of change.

No company is known here. One version says a thing in other words; one says more of what is done
anyway; one keeps something for less long; one names a further purpose. Which of them come is the
policy's to say: each weight that it promises to tell people of comes once, and so does what its
text leaves open. Every change is one that a company may make.

GDPR Art. 5(1)(e) (a shorter period), 13(3) (a further purpose is told before it begins).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

import yaml

from troth.core.periods import Period
from troth.policy.compiled import Form, Policy

Manifest = dict[str, Any]
"""A manifest as plain data."""

MEASURE: Final = "sealed-storage"
PURPOSE: Final = "service-study"
_LENGTHS: Final = ("for", "more-than")


def weights_of(policy: Policy) -> tuple[str, ...]:
    """Return what versions there are to be, the lightest first."""
    promised, found = policy.changes.notify, ["editorial"]
    if "minor" in promised:
        found.append("minor")
    shortens = shortened(policy) is not None
    if shortens:
        found.append("material")
    if "new-purpose" in promised or policy.effective == "acceptance" or not shortens:
        found.append("new-purpose")
    return tuple(found)


def revised(text: str, weight: str, policy: Policy, on: date) -> str:
    """Return the text of the next version.

    Args:
        text: The version in effect.
        weight: One of `weights_of`.
        policy: The version in effect, compiled.
        on: The revision date it bears, where texts of this company bear one.
    """
    data: Manifest = yaml.load(text, Loader=yaml.CSafeLoader)
    _CHANGES[weight](data, policy)
    if policy.dated is not None or policy.changes.date_shown is not None:
        data.setdefault("revision", {})["dated"] = on
    made: str = yaml.dump(data, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True)
    return made


def shortened(policy: Policy) -> tuple[str, Period] | None:
    """Return a rule whose period can be a month shorter, and that period; None without one."""
    for key, rule in policy.rules.items():
        if rule.provenance != "said" or rule.period is None or rule.every is not None:
            continue
        if rule.period.months > 1:
            return key, Period(months=rule.period.months - 1)
    return None


def _in_other_words(data: Manifest, policy: Policy) -> None:
    data["title"] = f"{data.get('title', 'Privacy policy')}, in plainer words"


def _more_said(data: Manifest, policy: Policy) -> None:
    """Promise what is done for everybody anyway: what is kept is sealed (GDPR Art. 32(1)(a))."""
    data.setdefault("security", {})[MEASURE] = {
        "kind": "encryption-at-rest",
        "says": "What is kept is sealed.",
    }


def _kept_shorter(data: Manifest, policy: Policy) -> None:
    found = shortened(policy)
    if found is None:
        return
    key, period = found
    said = data["retention"][key]
    for name in _LENGTHS:
        if name in said:
            said[name] = str(period)


def _further_purpose(data: Manifest, policy: Policy) -> None:
    """Name a further purpose that one collection point serves from then on."""
    form, uses = next(
        ((one.key, uses) for one in policy.forms.values() if (uses := _shared(policy, one))),
        ("", frozenset()),
    )
    data["purposes"][PURPOSE] = {
        "kind": "research",
        "uses": sorted(uses or next(iter(policy.purposes.values())).uses),
        "basis": "legitimate-interests",
        "interest": "a service that does what people come for",
        "says": "To learn what the service is used for.",
    }
    if form:
        data["collection"][form]["for"] = [*data["collection"][form]["for"], PURPOSE]


def _shared(policy: Policy, form: Form) -> frozenset[str]:
    """Return the kinds of data that every purpose of a form uses, of an ordinary form."""
    kinds = frozenset(field.category for field in form.fields.values())
    sensitive = any(policy.categories[kind].sensitive for kind in kinds)
    if form.origin != "person" or form.processor is not None or sensitive or not form.purposes:
        return frozenset()
    return kinds.intersection(*(policy.purposes[key].uses for key in form.purposes))


_CHANGES: Final[Mapping[str, Callable[[Manifest, Policy], None]]] = {
    "editorial": _in_other_words,
    "minor": _more_said,
    "material": _kept_shorter,
    "new-purpose": _further_purpose,
}
