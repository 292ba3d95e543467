"""What the values of one activity have in common in an answer, worked out once for all of them.

A thousand people's values come from a handful of activities; only ids, instants, ends and the
words themselves are each value's own.

GDPR Art. 15(1)(a), (b), (g).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from troth.core.periods import from_micros
from troth.policy.compiled import Policy
from troth.storage.rows import ActivityRow

OWN_WORDS: Final = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What the values of one activity have in common.

    Attributes:
        author: Whose words they are.
        common: A value with every key in its place; what is each record's own is None.
    """

    activity: ActivityRow
    author: str
    common: Mapping[str, object]

    def value(self) -> dict[str, object]:
        """Return a value of its own, to be filled in."""
        return dict(self.common)


def outlines(policy: Policy) -> Callable[[ActivityRow], Outline]:
    """Return what gives the outline of an activity's values; each is worked out once."""
    known: dict[int, Outline] = {}

    def outline(activity: ActivityRow) -> Outline:
        found = known.get(activity.activity)
        if found is None:
            found = known[activity.activity] = _outline(policy, activity)
        return found

    return outline


# Values that came in together, and people who came in a batch, share their instants.
@lru_cache(maxsize=4_096)
def instant(micros: int) -> str:
    """Return an instant in microseconds as it is written in an answer."""
    return from_micros(micros).isoformat()


def _outline(policy: Policy, activity: ActivityRow) -> Outline:
    category = policy.categories.get(activity.category)
    system = policy.systems.get(activity.system)
    return Outline(
        activity=activity,
        author=OWN_WORDS if category is None else category.written_by.get(activity.item, OWN_WORDS),
        common={
            "record": None,
            "submission": None,
            "form": activity.form,
            "field": activity.field,
            "item": activity.item,
            "category": activity.category,
            "value": None,
            "origin": activity.origin,
            "source": activity.source,
            "system": activity.system,
            "places": [] if system is None else list(system.places),
            "purposes": list(activity.purposes),
            "basis": activity.basis,
            "collected_at": None,
            "policy": activity.policy,
            "delete_after": None,
            "waits_for": None,
            "rule": None,
            "beside": None,
            "unreadable": False,
        },
    )
