"""Where a policy lets words of people be shown to everybody: for what, to whom, which data.

GDPR Art. 17(2): what was made public was seen by others than any list of recipients names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from troth.policy.compiled import Policy

OF_A_KIND: Final = "testimonials"
"""Kind of the purposes for which words are shown to everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where words are shown: the purpose, the recipient that stands for readers, the data."""

    purpose: str
    readers: str
    categories: tuple[str, ...]


def place_of(policy: Policy) -> Place | None:
    """Return where testimonials are shown under a policy; None where it shows none."""
    for key, purpose in sorted(policy.purposes.items()):
        if purpose.kind != OF_A_KIND:
            continue
        for name, one in sorted(policy.recipients.items()):
            if is_public(policy, name) and key in (one.purposes or ()):
                kinds = tuple(sorted(one.receives & purpose.uses))
                return Place(purpose=key, readers=name, categories=kinds)
    return None


def is_public(policy: Policy, recipient: str) -> bool:
    """Whether a recipient is everybody who reads: no one named, and for testimonials alone."""
    one = policy.recipients.get(recipient)
    if one is None or one.named or not one.purposes:
        return False
    kinds = {policy.purposes[key].kind for key in one.purposes if key in policy.purposes}
    return kinds == {OF_A_KIND}
