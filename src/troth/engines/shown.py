"""What was shown for a look or a disclosure, as words that may be written down.

A decision may rest on something shown by id: an order, a consent on paper, an agreement. The row of
the look or disclosure names what kinds of things were shown, so that it can be judged again later;
the ids stay with the caller. GDPR Art. 5(2).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from troth.policy.decide_data import NEED_CODES
from troth.policy.question import LEGAL_PERMISSIONS, RESTRICTION_GROUNDS

KNOWN: Final = frozenset((*NEED_CODES, *LEGAL_PERMISSIONS, *RESTRICTION_GROUNDS))


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
