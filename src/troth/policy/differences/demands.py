"""What a new version demands: who must be told, how, and who must be asked again.

The *old* text governs how its change is told: that is what people were promised. Where it says
nothing, the law does; where neither does, Troth assumes, and says so. Pure.

GDPR Art. 12(1), 13(3), 14(4): a further purpose is told before it begins. Art. 7: what rests on
consent needs a new one. Guidelines WP260 rev.01, 27-31: a change that weighs on people is told to
them, not only posted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from troth.policy.compiled import Policy
from troth.policy.differences.comparing import WEIGHTS, Difference, Weight, weight_of

Channel = Literal[
    "none", "page", "login-notice", "notify-or-login", "account-holders", "each-person"
]
Source = Literal["said", "law", "assumed"]

CHANNELS: Final[tuple[Channel, ...]] = (
    "none", "page", "login-notice", "notify-or-login", "account-holders", "each-person",
)  # fmt: skip
"""From what asks least to what asks most."""

BY_LAW: Final[dict[Weight, tuple[Channel, Source, str]]] = {
    "new-purpose": ("each-person", "law", "GDPR Art. 13(3)"),
    "material": ("login-notice", "assumed", "WP260 rev.01, 29"),
    "minor": ("page", "assumed", "WP260 rev.01, 29"),
    "editorial": ("none", "assumed", "nothing changes but words"),
    "none": ("none", "assumed", "nothing changes"),
}
"""What is asked where the text is silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a version asks for before it may be used.

    Attributes:
        weight: Of the version: of its heaviest difference, or heavier where a human said so.
        channel: How people are told.
        by: Who asks for it: the text, the law or Troth.
        source: Address or article that asks for it.
        purposes, categories: Whom it concerns by what is held of them; everybody where both are
            empty.
        consents: Purposes for which everybody must be asked again (GDPR Art. 7).
        weakens: Addresses at which somebody may have less than before.
    """

    weight: Weight
    channel: Channel
    by: Source
    source: str
    purposes: frozenset[str]
    categories: frozenset[str]
    consents: tuple[str, ...]
    weakens: tuple[str, ...]

    @property
    def tells(self) -> bool:
        """Whether somebody must be told one by one, by message or at the next visit."""
        return self.channel not in ("none", "page")

    def as_dict(self) -> dict[str, object]:
        """Return the demand as JSON can say it."""
        return {
            "weight": self.weight,
            "channel": self.channel,
            "by": self.by,
            "source": self.source,
            "purposes": sorted(self.purposes),
            "categories": sorted(self.categories),
            "consents": list(self.consents),
            "weakens": list(self.weakens),
        }


def demand(
    old: Policy, new: Policy, found: Sequence[Difference], *, at_least: Weight = "none"
) -> Demand:
    """Return what the differences from `old` to `new` ask for.

    Args:
        old, new: The two versions.
        found: What `differences` returned for them.
        at_least: A weight that a human gave; it can only make the version heavier.
    """
    weight = max(weight_of(found), at_least, key=WEIGHTS.index)
    channel, by, source = _channel(old, weight)
    heavy = [each for each in found if each.weight in ("material", "new-purpose")]
    # One difference that touches everybody makes it everybody's.
    general = not heavy or any(not each.purposes and not each.categories for each in heavy)
    return Demand(
        weight=weight,
        channel=channel,
        by=by,
        source=source,
        purposes=frozenset() if general else frozenset().union(*(d.purposes for d in heavy)),
        categories=frozenset() if general else frozenset().union(*(d.categories for d in heavy)),
        consents=_asked_again(old, new),
        weakens=tuple(each.address for each in found if each.weakens),
    )


def _channel(old: Policy, weight: Weight) -> tuple[Channel, Source, str]:
    said = old.changes.notify
    names: tuple[Weight, ...] = (weight,) if weight != "new-purpose" else (weight, "material")
    for name in names:
        if name in said:
            promised = next(each for each in CHANNELS if each == said[name])
            return promised, "said", f"changes/{name}"
    return BY_LAW[weight]


def _asked_again(old: Policy, new: Policy) -> tuple[str, ...]:
    """Purposes that rest on a consent nobody gave for what is now done under it."""
    found = []
    for key, purpose in sorted(new.purposes.items()):
        if not purpose.consent_needed:
            continue
        before = old.purposes.get(key)
        # EDPB Guidelines 05/2020, 3.3: a consent covers what it was informed of, and no more.
        if before is None or not before.consent_needed or not purpose.uses <= before.uses:
            found.append(key)
    return tuple(found)
