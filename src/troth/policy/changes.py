"""What differs between two compiled policies: entries added, removed or changed, by address.

Compares the facts of both (what each value is, and who says so), so nothing that counts can change
unseen. How much a change weighs, and who must be told, is for whoever publishes it. Pure.

GDPR Art. 13(3) (a further purpose must be told before it begins) starts from such a list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from troth.policy.compiled import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One value that differs.

    Attributes:
        address: Of the entry or of a part of it: `purposes/account/basis`.
        kind: `added` and `removed` speak of the address, `changed` of its value.
        was: The old value; empty when added.
        now: The new value; empty when removed.
    """

    address: str
    kind: Literal["added", "removed", "changed"]
    was: str
    now: str


def changes(old: Policy, new: Policy) -> tuple[Change, ...]:
    """Return every difference, in the order of the addresses; none for equal policies."""
    before = {fact.address: fact.value for fact in old.facts}
    after = {fact.address: fact.value for fact in new.facts}
    found = []
    for address in sorted(before.keys() | after.keys()):
        was, now = before.get(address), after.get(address)
        if was == now:
            continue
        kind: Literal["added", "removed", "changed"] = (
            "added" if was is None else "removed" if now is None else "changed"
        )
        found.append(Change(address=address, kind=kind, was=was or "", now=now or ""))
    return tuple(found)
