"""What was shown for a look or a disclosure, as words that may be written down.

A decision may rest on something shown by id: an order, a consent on paper, an agreement. The row of
the look or disclosure names what kinds of things were shown, so that it can be judged again later;
the ids stay with the caller, but for references of orders and laws in a look. GDPR Art. 5(2).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from troth.policy.decide_data import NEED_CODES
from troth.policy.question import LEGAL_PERMISSIONS, RESTRICTION_GROUNDS

KNOWN: Final = frozenset((*NEED_CODES, *LEGAL_PERMISSIONS, *RESTRICTION_GROUNDS, "ticket"))
TRACED: Final = frozenset((*LEGAL_PERMISSIONS, "agreement", "ticket"))
_REFERENCE: Final = re.compile(r"[A-Z]{0,4}[-/]?\d[\d./-]{0,30}")


def shown_names(
    shown: Mapping[str, str], *, identified: bool = True, aggregate: bool = False
) -> tuple[str, ...]:
    """Return the kinds of things that were shown with an id, in order; unknown words are left out.

    Args:
        shown: Kind → id.
        identified: False adds `anonymised`: what was used leads to nobody.
        aggregate: True adds `aggregate`: only figures over many people came out.

    >>> shown_names({"order": "17", "agreement": "", "anything else": "x"}, identified=False)
    ('anonymised', 'order')
    """
    names = {name for name, id_ in shown.items() if id_ and name in KNOWN}
    if not identified:
        names.add("anonymised")
    if aggregate:
        names.add("aggregate")
    return tuple(sorted(names))


def shown_with_orders(
    shown: Mapping[str, str], *, identified: bool = True, aggregate: bool = False
) -> tuple[str, ...]:
    """Return the same, with the id of an order, permission, law or agreement beside its kind.

    A use that rests on one must be traceable to it, as a message that an opt-out leaves allowed
    is to its contract. Only an id that is a plain reference is kept:
    anything that could be words about somebody is left out.

    >>> shown_with_orders({"order": "17", "law": "as Mr N said", "agreement": "A7"})
    ('agreement=A7', 'law', 'order=17')
    """
    names = shown_names(shown, identified=identified, aggregate=aggregate)
    with_id = traced(shown)
    return tuple(f"{name}={shown[name]}" if name in with_id else name for name in names)


def traced(shown: Mapping[str, str]) -> frozenset[str]:
    """Return the kinds of things whose id is kept beside them: each a plain reference."""
    return frozenset(name for name in TRACED if _REFERENCE.fullmatch(shown.get(name, "")))
