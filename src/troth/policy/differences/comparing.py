"""Two versions laid side by side: every difference with its verdict and its weight.

    >>> weight_of([])
    'none'

The same two policies the other way round give the same differences mirrored. Pure.
GDPR Art. 12(1), 13(3): a difference is said plainly, and a further purpose before it begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from troth.core.periods import Period
from troth.policy.compiled import Policy
from troth.policy.differences.orders import (
    ENTRIES,
    KINDS,
    Value,
    Verdict,
    compare,
    mirror,
)
from troth.policy.differences.readings import Entry, entries
from troth.policy.differences.written import is_wording

Weight = Literal["none", "editorial", "minor", "material", "new-purpose"]
"""How much a difference weighs; each includes the ones before it."""

WEIGHTS: Final[tuple[Weight, ...]] = ("none", "editorial", "minor", "material", "new-purpose")

Nature = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference.

    Attributes:
        address: Of the promise or entry, with the facet behind it: `retention/invoices/period`.
        nature: Whether the entry or value came, went or became another.
        verdict: How the new stands to the old for the person.
        weight: How much it weighs.
        was, now: The values, as people read them; empty where there is none.
        said, says: The sentences of the entry in the old and in the new text.
        purposes, categories: Whom it touches; everybody where both are empty.
    """

    address: str
    nature: Nature
    verdict: Verdict
    weight: Weight
    was: str
    now: str
    said: str
    says: str
    purposes: frozenset[str]
    categories: frozenset[str]

    @property
    def weakens(self) -> bool:
        """Whether it may leave somebody with less: what cannot be compared may."""
        return self.verdict in ("weaker", "changed") and self.weight in ("material", "new-purpose")

    def as_dict(self) -> dict[str, object]:
        """Return the difference as JSON can say it."""
        return {
            "address": self.address,
            "nature": self.nature,
            "verdict": self.verdict,
            "weight": self.weight,
            "material": self.weight in ("material", "new-purpose"),
            "was": self.was,
            "now": self.now,
            "said": self.said,
            "says": self.says,
            "purposes": sorted(self.purposes),
            "categories": sorted(self.categories),
        }


def differences(
    old: Policy,
    new: Policy,
    *,
    wording: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {}),
) -> tuple[Difference, ...]:
    """Return every difference from `old` to `new`, in the order of the addresses.

    Args:
        old, new: Compiled policies.
        wording: Address → text of what either manifest says besides, from `written.leaves`.
    """
    before, after = entries(old), entries(new)
    found = [
        difference
        for address in before.keys() | after.keys()
        for difference in _of_entry(before.get(address), after.get(address))
    ]
    found += _of_wording(*wording, before.keys() | after.keys(), before.keys() ^ after.keys())
    return tuple(sorted(found, key=lambda each: each.address))


def in_words(
    found: Iterable[Difference], old: Mapping[str, str], new: Mapping[str, str]
) -> tuple[Difference, ...]:
    """Return the differences with the sentences that the notices of both versions say there.

    Args:
        found: From `differences`.
        old, new: Address of an entry → the notice's sentence; what has none keeps its own words.
    """
    return tuple(
        replace(
            each,
            said="" if each.nature == "added" else old.get(_entry(each.address), each.said),
            says="" if each.nature == "removed" else new.get(_entry(each.address), each.says),
        )
        for each in found
    )


def _entry(address: str) -> str:
    return "/".join(address.split("/")[:2])


def weight_of(found: Iterable[Difference]) -> Weight:
    """Return the weight of the heaviest difference."""
    return max((each.weight for each in found), key=WEIGHTS.index, default="none")


def _of_entry(old: Entry | None, new: Entry | None) -> Iterator[Difference]:
    if old is None or new is None:
        yield from _come_or_gone(old, new)
        return
    for name in sorted(old.facets.keys() | new.facets.keys()):
        kind, was = old.facets[name]
        now = new.facets[name][1]
        verdict = compare(KINDS[kind].order, was, now)
        if verdict != "same":
            yield _difference(
                f"{new.address}/{name}", old, new, "changed", verdict, _weight(kind, verdict),
                (shown(was), shown(now)),
            )  # fmt: skip
    if old.says != new.says and _own_words(old, new):
        words = (old.says, new.says)
        yield _difference(f"{new.address}/says", old, new, "changed", "wording", "editorial", words)


def _own_words(old: Entry, new: Entry) -> bool:
    """Whether a changed sentence is more than the changed values it was made from."""
    return dict(old.facets) == dict(new.facets)


def _come_or_gone(old: Entry | None, new: Entry | None) -> Iterator[Difference]:
    entry = new or old
    assert entry is not None  # one side has it
    came = ENTRIES[entry.section]
    verdict = came if old is None else mirror(came)
    weight: Weight = "minor" if verdict == "stronger" else "material"
    if entry.section == "purposes" and old is None:
        # GDPR Art. 13(3): told before the further processing begins.
        weight = "new-purpose"
    if entry.section in ("disputes", "changes") and verdict == "changed":
        weight = "minor"
    nature: Nature = "added" if old is None else "removed"
    values = (_summed(old), _summed(new))
    yield _difference(entry.address, old, new, nature, verdict, weight, values)


def _weight(kind: str, verdict: Verdict) -> Weight:
    if verdict == "wording":
        return "editorial"
    when = KINDS[kind].material
    if when == "never":
        return "minor"
    return "minor" if when == "weaker" and verdict == "stronger" else "material"


def _difference(
    address: str,
    old: Entry | None,
    new: Entry | None,
    nature: Nature,
    verdict: Verdict,
    weight: Weight,
    values: tuple[str, str],
) -> Difference:
    sides = [side for side in (old, new) if side is not None]
    return Difference(
        address=address,
        nature=nature,
        verdict=verdict,
        weight=weight,
        was=values[0],
        now=values[1],
        said=old.says if old else "",
        says=new.says if new else "",
        purposes=frozenset().union(*(side.purposes for side in sides)),
        categories=frozenset().union(*(side.categories for side in sides)),
    )


def _of_wording(
    was: Mapping[str, str],
    now: Mapping[str, str],
    known: Iterable[str],
    moved: Iterable[str],
) -> Iterator[Difference]:
    taken, come_or_gone = frozenset(known), frozenset(moved)
    for address in was.keys() | now.keys():
        old, new = was.get(address), now.get(address)
        owner = _entry(address)
        # An entry that came or went is said once; a sentence of an entry is compared there.
        said_already = owner in come_or_gone or (owner in taken and address.endswith("/says"))
        if old == new or said_already:
            continue
        nature: Nature = "added" if old is None else "removed" if new is None else "changed"
        words = is_wording(address)
        yield Difference(
            address=address,
            nature=nature,
            verdict="wording" if words else "changed",
            weight="editorial" if words else "minor",
            was=old or "",
            now=new or "",
            said=old or "",
            says=new or "",
            purposes=frozenset(),
            categories=frozenset(),
        )


def _summed(entry: Entry | None) -> str:
    if entry is None:
        return ""
    values = [
        f"{name}: {shown(value)}"
        for name, (_, value) in entry.facets.items()
        if value not in (None, False, frozenset())
    ]
    return "; ".join(values)


def shown(value: Value) -> str:
    """Return a value as people read it."""
    if value is None:
        return "not said"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "none"
    if isinstance(value, Period):
        return str(value)
    return str(value)
